/**
 * Conversations whose questions go through one network and whose answers come through another. The two numbers make one
 * tunnel, as Cilium's VNIs do, which name the sender and not the destination.
 */

import { type FlowRow, NO_PORT } from '../../flows/flows.js'
import { type Sequence, StepKind } from '../../learning/facts.js'
import type { CheckFacts } from '../check-facts.js'

/** Conversations kept of a network. */
const LIMIT = 1 << 12

/** The conversations of one network that lack a direction. */
interface Halves {
  readonly asked: Set<string>
  readonly answered: Set<string>
}

export class Across {
  readonly #halves: ReadonlyMap<number, Halves>

  /** Looks only at these networks. */
  constructor({ flows, learned }: CheckFacts, networks: Iterable<number>) {
    this.#halves = new Map([...networks].map((network) => [network, { asked: new Set(), answered: new Set() }]))
    if (this.#halves.size === 0) return
    for (const flow of flows.rows()) {
      const halves = this.#halves.get(flow.network)
      if (halves !== undefined) addFlow(halves, flow)
    }
    for (const sequence of learned.sequences) {
      const halves = this.#halves.get(sequence.network)
      if (halves !== undefined) addSequence(halves, sequence)
    }
  }

  /** Whether anything that was asked in `network` is answered in `other`. */
  isAnsweredIn(network: number, other: number): boolean {
    const answered = this.#halves.get(other)?.answered
    if (answered === undefined) return false
    for (const key of this.#halves.get(network)?.asked ?? []) if (answered.has(key)) return true
    return false
  }
}

function addFlow({ asked, answered }: Halves, flow: FlowRow): void {
  const { protocol, a, b, portA, portB, identifier, forth, back, echo } = flow
  if ((portA === NO_PORT && echo === undefined) || (forth.packets > 0 && back.packets > 0)) return
  const key = `${protocol} ${a} ${b} ${portA} ${portB} ${identifier}`
  if (echo !== undefined) put(forth.packets > 0 ? asked : answered, key)
  else {
    put(asked, key)
    // The host that sent first in this network may be the one that answers.
    put(answered, `${protocol} ${b} ${a} ${portB} ${portA} ${identifier}`)
  }
}

/** Adds the questions and answers of ARP and neighbour discovery. */
function addSequence({ asked, answered }: Halves, { initiator, target, steps }: Sequence): void {
  const hasRequest = steps.some((step) => step.kind === StepKind.Request)
  const hasReply = steps.some((step) => step.kind === StepKind.Reply)
  if (hasRequest !== hasReply) put(hasRequest ? asked : answered, `${initiator} ${target}`)
}

function put(keys: Set<string>, key: string): void {
  if (keys.size < LIMIT) keys.add(key)
}
