/**
 * Whether packets from one VTEP of a network arrive at another one: a host behind the second VTEP that answers shows
 * it. A host is where it was last heard.
 */
import type { CheckFacts } from '../check-facts.js'
import { arrivals } from './arrivals.js'
import { once } from './memo.js'
import { tunnelRecords } from './tunnel-records.js'

/** The VTEP that a host is behind, by network and IP address. */
export function placeOf(facts: CheckFacts, network: number, ip: number): number | undefined {
  return arrivals(facts).placeOf(network, ip)
}

/** The last frame that shows that what `from` sends in a network arrives at `to`, both addresses; 0 when none does. */
export function lastProof(facts: CheckFacts, network: number, from: number, to: number): number {
  return arrivals(facts).lastProof(network, from, to)
}

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
  return arrivals(facts).lastSpoke(network, ip)
}

/** Whether a station that has this address has moved. */
export function hasMoved(facts: CheckFacts, network: number, ip: number): boolean {
  return movedAfter(facts, network, ip, 0)
}

/** The same, counting only moves after a frame. */
export function movedAfter(facts: CheckFacts, network: number, ip: number, frame: number): boolean {
  return arrivals(facts).movedAfter(network, ip, frame)
}
