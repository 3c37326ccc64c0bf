/** Gateways that are behind several VTEPs at once, with one MAC address: distributed anycast gateways (RFC 9135 §4.1). */

import type { Move } from '../../learning/facts.js'
import type { CheckFacts } from '../check-facts.js'

/**
 * Whether a station that moves to and fro is such a gateway. A gateway forwards packets of others and has the same own
 * address everywhere; two stations with the same MAC address have different ones.
 */
export function isDistributedGateway(facts: CheckFacts, moves: readonly Move[]): boolean {
  const [first] = moves
  if (first === undefined || !hasReturned(moves)) return false
  const { networks, addressMessages } = facts
  const places = [...new Set(moves.flatMap(({ from, to }) => [from, to]))]
  const sent = places.map((place) => addressMessages.routers.sent(first.network, first.mac, networks.endpoint(place)))
  const known = new Set(sent.filter(({ routed }) => routed > 0).flatMap(({ own }) => own))
  const speakers = sent.filter(({ own }) => own.length > 0)
  return (
    sent.some(({ routed }) => routed > 0) &&
    sent.every(({ routed, own }) => routed > 0 || (own.length > 0 && own.every((address) => known.has(address)))) &&
    speakers.every(({ own }) => own.some((address) => speakers[0]!.own.includes(address)))
  )
}

/** Whether the station has returned to an earlier place. One that moves only once is not in two places. */
function hasReturned(moves: readonly Move[]): boolean {
  const left = new Set<number>()
  for (const { from, to } of moves) {
    if (left.has(to)) return true
    left.add(from)
  }
  return false
}
