/** What goes on in each network beside packets: how many talk, what is asked in vain, what is sent again, what is damaged. */
import type { CheckFacts } from '../check/check-facts.js'
import { corruptChecksums } from '../check/evidence/checksum-places.js'
import { TcpState } from '../flows/tcp-connections.js'
import { NO_ROW } from '../tables/row-index.js'

export interface NetworkTotals {
  flows: number
  /** Stations behind tunnels. Where a network has none, since it is routed or no overlay, the addresses that send. */
  hosts: number
  /** Packets that a tunnel's end sent to all, since they are for all or nobody knows where the receiver is. */
  flooded: number
  /** Requests that nobody answered: for an address, echo requests, and SYNs. */
  unanswered: number
  /** Segments of TCP that were sent again, of so many. */
  retransmissions: number
  segments: number
  /** Checksums that a receiver would not take, those that a network card fills in aside. */
  badChecksums: number
}

const PROTOCOL_TCP = 6
/** 0.0.0.0, which a host sends from that has no address yet. */
const UNSPECIFIED = 0

/**
 * By network. `isTwin` says of a row of flows that another one has its packets as well. What several networks share, as
 * outer headers' checksums, is in the network that carries them.
 */
export function networkTotals(
  facts: CheckFacts,
  isTwin: (flow: number) => boolean,
): ReadonlyMap<number, NetworkTotals> {
  const all = new Map<number, NetworkTotals>()
  const of = (network: number): NetworkTotals => {
    const known = all.get(network)
    if (known !== undefined) return known
    const totals = noTotals()
    all.set(network, totals)
    return totals
  }
  for (const { network, hosts, moreHosts } of facts.learned.networks) of(network).hosts += hosts.length + moreHosts
  for (const [network, senders] of sendersWithoutStations(facts, all)) of(network).hosts = senders.size
  for (const { network, frames } of facts.fdb.floods()) of(network).flooded += frames
  for (const { network, requests } of facts.learned.unanswered) of(network).unanswered += requests
  countFlows(facts, isTwin, of)
  for (const { network, packets } of corruptChecksums(facts)) of(network).badChecksums += packets
  return all
}

export function noTotals(): NetworkTotals {
  return { flows: 0, hosts: 0, flooded: 0, unanswered: 0, retransmissions: 0, segments: 0, badChecksums: 0 }
}

/** Where a network has no stations, the addresses that have sent something. */
function sendersWithoutStations(
  { flows }: CheckFacts,
  totals: ReadonlyMap<number, NetworkTotals>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const all = new Map<number, Set<number>>()
  for (const { network, a, b, forth, back } of flows.rows()) {
    if ((totals.get(network)?.hosts ?? 0) > 0) continue
    const senders = all.get(network) ?? new Set()
    all.set(network, senders)
    if (forth.packets > 0 && a !== UNSPECIFIED) senders.add(a)
    if (back.packets > 0 && b !== UNSPECIFIED) senders.add(b)
  }
  return all
}

/** Adds what one network has to what several have together. */
export function addTotals(to: NetworkTotals, from: NetworkTotals): void {
  for (const name of Object.keys(from) as (keyof NetworkTotals)[]) to[name] += from[name]
}

function countFlows(
  { flows, segments }: CheckFacts,
  isTwin: (flow: number) => boolean,
  of: (network: number) => NetworkTotals,
): void {
  for (const { row, network, protocol, forth, back, tcp, echo } of flows.rows()) {
    if (isTwin(row)) continue
    const totals = of(network)
    totals.flows++
    if (protocol === PROTOCOL_TCP) totals.segments += forth.packets + back.packets
    if (tcp?.state === TcpState.SynSent) totals.unanswered += 1 + tcp.synRetries
    if (echo !== undefined) totals.unanswered += echo.requests - echo.answered
  }
  for (const { flow, seen, unseen, needless, unplaced, overtaken } of segments.rows()) {
    const network = flows.networkAt(flow)
    if (flow !== NO_ROW && !isTwin(flow)) of(network).retransmissions += seen + unseen + needless + unplaced + overtaken
  }
}
