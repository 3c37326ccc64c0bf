/**
 * Whether packets from one VTEP of a network arrive at another one: a host behind the second VTEP that answers shows
 * it. A host is where it was last heard. Addresses are numbers of `Facts.addresses`.
 */
import type { Flows } from '../flows/flows.js'
import { TcpState } from '../flows/tcp-connections.js'
import { PLAIN } from '../tunnels/networks.js'
import { type Facts, type Sequence, type Step, StepKind } from './facts.js'
import type { Pings } from './pings.js'

const QUESTIONS: ReadonlySet<StepKind> = new Set([StepKind.Request, StepKind.Unicast, StepKind.Refresh])
const ANSWERS: ReadonlySet<StepKind> = new Set([StepKind.Reply, StepKind.Answer, StepKind.RefreshReply])

export class Arrivals {
  readonly #learned: Pick<Facts, 'networks' | 'sequences' | 'moves'>
  readonly #flows: Flows
  readonly #pings: readonly Pings[]
  #places: ReadonlyMap<string, number> | undefined
  #answers: ReadonlyMap<string, number> | undefined
  #proofs: ReadonlyMap<string, number> | undefined
  #spoke: ReadonlyMap<string, number> | undefined
  #moved: ReadonlyMap<string, number> | undefined

  constructor(learned: Pick<Facts, 'networks' | 'sequences' | 'moves'>, flows: Flows, pings: readonly Pings[]) {
    this.#learned = learned
    this.#flows = flows
    this.#pings = pings
  }

  /** The VTEP that a host is behind, by network and IP address. */
  placeOf(network: number, ip: number): number | undefined {
    this.#places ??= placesOf(this.#learned)
    return this.#places.get(`${network} ${ip}`)
  }

  /** The last frame in which `to` answered a question that had come from `from` through a tunnel; 0 without any. */
  lastAnswer(network: number, from: number, to: number): number {
    this.#answers ??= answersOf(this.#learned.sequences)
    return this.#answers.get(`${network} ${from} ${to}`) ?? 0
  }

  /** The last frame that shows that what `from` sends in a network arrives at `to`; 0 when none does. */
  lastProof(network: number, from: number, to: number): number {
    this.#proofs ??= this.#proven()
    return Math.max(this.lastAnswer(network, from, to), this.#proofs.get(`${network} ${from} ${to}`) ?? 0)
  }

  /** The last frame that a host has sent in a network, 0 for none. */
  lastSpoke(network: number, ip: number): number {
    this.#spoke ??= this.#spoken()
    return this.#spoke.get(`${network} ${ip}`) ?? 0
  }

  /** Whether a station that has this address has moved after a frame. */
  movedAfter(network: number, ip: number, frame: number): boolean {
    this.#moved ??= movesOf(this.#learned)
    return (this.#moved.get(`${network} ${ip}`) ?? 0) > frame
  }

  #proven(): ReadonlyMap<string, number> {
    const last = new Map<string, number>()
    const prove = (network: number, asker: number, answerer: number, frame: number): void => {
      const from = this.placeOf(network, asker)
      const to = this.placeOf(network, answerer)
      if (from === undefined || to === undefined || from === to) return
      note(last, `${network} ${from} ${to}`, frame)
    }
    for (const { network, a, b, lastAnswer: answer } of this.#pings) {
      if (answer !== undefined) prove(network, a, b, answer.frame)
    }
    for (const { network, a, b, forth, back, tcp, echo } of this.#flows.rows()) {
      if (echo !== undefined || forth.last === undefined || back.last === undefined) continue
      prove(network, a, b, back.last.frame)
      // A client whose connection goes on has received the server's answer.
      if (tcp === undefined || tcp.state > TcpState.SynReceived) prove(network, b, a, forth.last.frame)
    }
    return last
  }

  #spoken(): ReadonlyMap<string, number> {
    const last = new Map<string, number>()
    for (const { network, a, b, forth, back } of this.#flows.rows()) {
      if (forth.last !== undefined) note(last, `${network} ${a}`, forth.last.frame)
      if (back.last !== undefined) note(last, `${network} ${b}`, back.last.frame)
    }
    for (const { network, hosts } of this.#learned.networks) {
      for (const { addresses, last: heard } of hosts)
        for (const ip of addresses) note(last, `${network} ${ip}`, heard.frame)
    }
    return last
  }
}

function note(last: Map<string, number>, key: string, frame: number): void {
  last.set(key, Math.max(last.get(key) ?? 0, frame))
}

function placesOf({ networks }: Pick<Facts, 'networks'>): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const { network, hosts } of networks) {
    if (network === PLAIN) continue
    for (const { addresses, vtep } of hosts) for (const ip of addresses) found.set(`${network} ${ip}`, vtep)
  }
  return found
}

/** By network, the end that the questions came from, and the end that answered: the frame of the last answer. */
function answersOf(sequences: readonly Sequence[]): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  for (const { network, steps } of sequences) {
    let question: Step | undefined
    for (const step of steps) {
      if (QUESTIONS.has(step.kind)) question = step
      if (question === undefined || !ANSWERS.has(step.kind) || question.fromVtep === step.fromVtep) continue
      // The first packet the other way may be a question and no answer.
      if (step.roundTrip < 0) continue
      note(last, `${network} ${question.fromVtep} ${step.fromVtep}`, step.at.frame)
    }
  }
  return last
}

/** By network and address, the first frame after the last move. */
function movesOf({ networks, moves }: Pick<Facts, 'networks' | 'moves'>): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const macs = new Map(moves.map(({ network, mac, at }) => [`${network} ${mac}`, at.frame]))
  if (macs.size === 0) return found
  for (const { network, overlay, hosts } of networks) {
    for (const { mac, addresses } of hosts) {
      const at = macs.get(`${overlay} ${mac}`)
      if (at !== undefined) for (const ip of addresses) found.set(`${network} ${ip}`, at)
    }
  }
  return found
}
