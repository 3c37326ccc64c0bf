/**
 * How much of its conversations a capture shows. A capture of a single direction shows no answers at all, though there
 * were some: what seems to be unanswered in it is no fault of a tunnel.
 */
import { FLAG_ACK } from '../../../wire/protocols/tcp.js'
import type { FlowRow } from '../../flows/flows.js'
import { type Sequence, StepKind } from '../../learning/facts.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { NO_ROW, RowIndex } from '../../tables/row-index.js'
import { elapsed } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { isLeasedAfter } from './dhcp-leases.js'
import { once } from './memo.js'
import { tunnelRecords } from './tunnel-records.js'
import { placeOf, sentBetween } from './vtep-pairs.js'

export const Sight = {
  /** Some two hosts, or ends of a tunnel, were seen to send to each other. */
  Both: 'both',
  /** No two were seen to send to each other, though something shows that there were answers. */
  One: 'one',
  /** No two were seen to send to each other, and nothing shows an answer: silence, or a capture of one direction. */
  Silent: 'silent',
} as const
export type Sight = (typeof Sight)[keyof typeof Sight]

/** Pairs of hosts that are compared at most. If none of so many answers, no other does. */
const LIMIT = 1 << 14
/** Nanoseconds after which a host repeats an ARP request or a solicitation at the earliest (RFC 4861 §10: RETRANS_TIMER). */
const RETRY = 1e9

export const sightOf: (facts: CheckFacts) => Sight = once((facts) => {
  if (isAnswered(facts)) return Sight.Both
  return impliesAnswers(facts) ? Sight.One : Sight.Silent
})

/** Whether the whole capture lacks the answers that there were. */
export function isOneDirection(facts: CheckFacts): boolean {
  return sightOf(facts) === Sight.One
}

/**
 * Whether two hosts, by their addresses, talk though only one direction is seen. The seen one acknowledges what the
 * capture does not have, or knows at once where the other is after it has asked: the other's packets take another way.
 */
export function isAcknowledged(facts: CheckFacts, network: number, x: number, y: number): boolean {
  return acknowledged(facts).has(hostsKey(network, x, y))
}

/** Overlays in which the capture shows only one of two directions. */
export function networksOfOneDirection(facts: CheckFacts): ReadonlySet<number> {
  return halfSeen(facts)
}

/**
 * The number of pings and connections that wait for an answer. Left out: those that are answered in another network, go
 * on as if they were answered, or were only flooded past this place, and all in a capture of one direction.
 */
export function unansweredConversations(facts: CheckFacts): number {
  if (isOneDirection(facts)) return 0
  const { flows, learned } = facts
  const copies = learned.copies > 0 ? flows.copies() : undefined
  const waiting = [...flows.rows()].filter(
    (flow) =>
      (flow.echo !== undefined || flow.tcp !== undefined) &&
      flow.back.packets === 0 &&
      !isHalf(flow) &&
      (copies === undefined || copies[flow.row] === NO_ROW),
  )
  if (waiting.length === 0) return 0
  const seen = waysSeen(facts)
  return waiting.filter((flow) => {
    const { network, b, portB, last } = flow
    if (seen.has(wayKey(flow, b, portB)) || isLeasedAfter(facts, network, b, last.frame)) return false
    return !isPassedBy(facts, flow)
  }).length
}

/**
 * Whether a packet is here only because it was flooded. Its receiver is behind another VTEP than the one that this copy
 * went to, and the capture has none of the traffic between that VTEP and the asker's.
 */
function isPassedBy(facts: CheckFacts, { row, network, b }: FlowRow): boolean {
  const { flows, networks } = facts
  const [from, to] = flows.endsOf(row).map((endpoint) => networks.addressOf(endpoint))
  const place = placeOf(facts, network, b)
  if (place === undefined || from === NO_ADDRESS || place === to || networks.addresses.isMulticast(to!)) return false
  return sentBetween(facts, network, from!, place) + sentBetween(facts, network, place, from!) === 0
}

const acknowledged: (facts: CheckFacts) => ReadonlySet<string> = once(
  ({ flows, learned }) =>
    new Set([
      ...[...flows.rows()].filter(isHalf).map(({ network, a, b }) => hostsKey(network, a, b)),
      ...learned.sequences
        .filter(lacksHalf)
        .map(({ network, initiator, target }) => hostsKey(network, initiator, target)),
    ]),
)

const halfSeen: (facts: CheckFacts) => ReadonlySet<number> = once((facts) => {
  const halves = [...facts.flows.rows()].filter((flow) => flow.network !== PLAIN && isHalf(flow))
  if (halves.length === 0) return new Set()
  // The other direction may be in another network: two numbers may make one tunnel, or a tunnel may be in a tunnel.
  const seen = waysSeen(facts)
  const whole = new Set<number>()
  for (const flow of facts.flows.rows()) {
    if (flow.forth.packets > 0 && flow.back.packets > 0) whole.add(flow.network)
  }
  for (const flow of halves) {
    if (seen.has(wayKey(flow, flow.a, flow.portA)) && seen.has(wayKey(flow, flow.b, flow.portB)))
      whole.add(flow.network)
  }
  return new Set(halves.map((flow) => flow.network).filter((network) => !whole.has(network)))
})

const waysSeen: (facts: CheckFacts) => ReadonlySet<string> = once(({ flows }) => {
  const seen = new Set<string>()
  for (const flow of flows.rows()) {
    if (flow.forth.packets > 0) seen.add(wayKey(flow, flow.a, flow.portA))
    if (flow.back.packets > 0) seen.add(wayKey(flow, flow.b, flow.portB))
  }
  return seen
})

/** A key for what one of the two sends, in any network. */
function wayKey({ protocol, a, b, portA, portB, identifier }: FlowRow, from: number, port: number): string {
  const ends = [`${a} ${portA}`, `${b} ${portB}`].sort().join(' ')
  return `${protocol} ${ends} ${identifier} ${from} ${port}`
}

/** Whether the flow acknowledges or answers packets that the capture does not have. */
function isHalf({ tcp, echo, forth, back }: FlowRow): boolean {
  if (forth.packets > 0 && back.packets > 0) return false
  if (echo !== undefined) return back.packets > 0
  return tcp !== undefined && ((tcp.flags[0] | tcp.flags[1]) & FLAG_ACK) !== 0
}

function hostsKey(network: number, x: number, y: number): string {
  return `${network} ${Math.min(x, y)} ${Math.max(x, y)}`
}

function isAnswered(facts: CheckFacts): boolean {
  // The asked host learns the asker's address only if it answers, so both directions were seen.
  if (facts.learned.neighbours.some((entry) => entry.how === 'request')) return true
  const pairs = new RowIndex(LIMIT)
  const { addresses } = facts.networks
  const isBack = (from: number, to: number): boolean => {
    const family = addresses.isIpv6(from) ? 1 : 0
    pairs.row(from, to, family, 0)
    return from !== to && pairs.find(to, from, family, 0) !== NO_ROW
  }
  for (const { a, b, forth, back, network } of tunnelRecords(facts)) {
    if (forth.packets > 0 && back.packets > 0) return true
    if (facts.networks.parentOf(network) === PLAIN && isBack(a, b)) return true
  }
  for (const { a, b, forth, back, network } of facts.flows.rows()) {
    if (forth.packets > 0 && back.packets > 0) return true
    // For example an ICMP error that comes back from a tunnel's end.
    if (network === PLAIN && (forth.packets > 0 ? isBack(a, b) : isBack(b, a))) return true
  }
  return false
}

/**
 * Whether there are acknowledgments or echo replies without what they answer, packets that needed an unseen ARP reply,
 * or ARP replies without a request.
 */
function impliesAnswers(facts: CheckFacts): boolean {
  for (const { tcp, echo, back } of facts.flows.rows()) {
    if (tcp !== undefined && ((tcp.flags[0] | tcp.flags[1]) & FLAG_ACK) !== 0) return true
    if (echo !== undefined && back.packets > 0) return true
  }
  return facts.learned.sequences.some(lacksHalf) || repliesUnasked(facts)
}

function lacksHalf({ steps }: Sequence): boolean {
  const has = (kind: StepKind): boolean => steps.some((step) => step.kind === kind)
  const request = steps.find((step) => step.kind === StepKind.Request)
  if (request === undefined) return has(StepKind.Reply)
  if (has(StepKind.Reply)) return false
  const unicast = steps.find((step) => step.kind === StepKind.Unicast)
  if (unicast === undefined) return false
  // A host that asks again got no answer and knows the MAC address from somewhere else. But a host may also ask again
  // after a while, when it has forgotten the address.
  return request.retries === 0 || elapsed(request.at, unicast.at) < RETRY
}

/** Whether there is an answer to a question that the capture lacks and would have if it passed this place. */
function repliesUnasked({ learned, quality }: CheckFacts): boolean {
  const { first } = quality
  return learned.neighbours.some(
    ({ how, learned: at }) => how === 'reply' && first !== undefined && elapsed(first, at) > RETRY,
  )
}
