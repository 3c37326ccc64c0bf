/**
 * Two VTEPs of a network, and whether what the first one sends arrives at the second: shown by whoever is behind the
 * second one and answers. Where hosts are is taken from where they were heard last.
 */

import { TcpState } from '../../flows/tcp-connections.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { pings } from './pings-by-hosts.js'
import { lastAnswer } from './received-answers.js'
import { tunnelRecords } from './tunnel-records.js'

/** The VTEP that a host is behind, by network and IP address. */
export function placeOf(facts: CheckFacts, network: number, ip: number): number | undefined {
  return places(facts).get(`${network} ${ip}`)
}

const places: (facts: CheckFacts) => ReadonlyMap<string, number> = once(({ learned }) => {
  const found = new Map<string, number>()
  for (const { network, hosts } of learned.networks) {
    if (network === PLAIN) continue
    for (const { addresses, vtep } of hosts) for (const ip of addresses) found.set(`${network} ${ip}`, vtep)
  }
  return found
})

/** The last frame that shows that what `from` sends in a network arrives at `to`, both addresses; 0 when none does. */
export function lastProof(facts: CheckFacts, network: number, from: number, to: number): number {
  return Math.max(lastAnswer(facts, network, from, to), proofs(facts).get(`${network} ${from} ${to}`) ?? 0)
}

const proofs: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const last = new Map<string, number>()
  const prove = (network: number, asker: number, answerer: number, frame: number): void => {
    const from = placeOf(facts, network, asker)
    const to = placeOf(facts, network, answerer)
    if (from === undefined || to === undefined || from === to) return
    const key = `${network} ${from} ${to}`
    last.set(key, Math.max(last.get(key) ?? 0, frame))
  }
  for (const { network, a, b, lastAnswer: answer } of pings(facts)) {
    if (answer !== undefined) prove(network, a, b, answer.frame)
  }
  for (const { network, a, b, forth, back, tcp, echo } of facts.flows.rows()) {
    if (echo !== undefined || forth.last === undefined || back.last === undefined) continue
    prove(network, a, b, back.last.frame)
    // Whoever has opened a connection has heard the answer when it goes on.
    if (tcp === undefined || tcp.state > TcpState.SynReceived) prove(network, b, a, forth.last.frame)
  }
  return last
})

/** Packets of this network, or of the overlay that it is a VLAN of, from one VTEP to another, to it alone. */
export function sentBetween(facts: CheckFacts, network: number, from: number, to: number): number {
  return ways(facts).get(`${facts.networks.overlayOf(network)} ${from} ${to}`) ?? 0
}

const ways: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const sent = new Map<string, number>()
  for (const { network, a, b, toGroup, forth, back } of tunnelRecords(facts)) {
    if (toGroup) continue
    sent.set(`${network} ${a} ${b}`, forth.packets)
    sent.set(`${network} ${b} ${a}`, back.packets)
  }
  return sent
})

/** The last frame that a host has sent in a network, 0 for none. */
export function lastSpoke(facts: CheckFacts, network: number, ip: number): number {
  return spoke(facts).get(`${network} ${ip}`) ?? 0
}

const spoke: (facts: CheckFacts) => ReadonlyMap<string, number> = once((facts) => {
  const last = new Map<string, number>()
  const speak = (network: number, ip: number, frame: number): void => {
    const key = `${network} ${ip}`
    last.set(key, Math.max(last.get(key) ?? 0, frame))
  }
  for (const { network, a, b, forth, back } of facts.flows.rows()) {
    if (forth.last !== undefined) speak(network, a, forth.last.frame)
    if (back.last !== undefined) speak(network, b, back.last.frame)
  }
  for (const { network, hosts } of facts.learned.networks) {
    for (const { addresses, last: heard } of hosts) for (const ip of addresses) speak(network, ip, heard.frame)
  }
  return last
})

/** Whether a station that has this address has moved. */
export function hasMoved(facts: CheckFacts, network: number, ip: number): boolean {
  return movedAfter(facts, network, ip, 0)
}

/** Whether it has done so after a frame. */
export function movedAfter(facts: CheckFacts, network: number, ip: number, frame: number): boolean {
  return (moved(facts).get(`${network} ${ip}`) ?? 0) > frame
}

/** By network and address, the first frame after the last move. */
const moved: (facts: CheckFacts) => ReadonlyMap<string, number> = once(({ learned }) => {
  const found = new Map<string, number>()
  const macs = new Map(learned.moves.map(({ network, mac, at }) => [`${network} ${mac}`, at.frame]))
  if (macs.size === 0) return found
  for (const { network, overlay, hosts } of learned.networks) {
    for (const { mac, addresses } of hosts) {
      const at = macs.get(`${overlay} ${mac}`)
      if (at !== undefined) for (const ip of addresses) found.set(`${network} ${ip}`, at)
    }
  }
  return found
})
