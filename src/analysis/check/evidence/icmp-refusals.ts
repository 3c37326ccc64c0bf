/**
 * ICMP errors that say that a tunnel's packets do not reach the far end: who reports it, why, and whether it is over. A
 * VTEP whose device is not up yet refuses packets until it answers. A host whose tunnel is served by a program refuses
 * every packet, because its kernel does not know the tunnel, and answers anyway. One error proves that one packet was
 * refused; only further errors or unanswered questions show that it lasts.
 */
import * as icmp from '../../../wire/protocols/icmp.js'
import * as icmpv6 from '../../../wire/protocols/icmpv6.js'
import { NO_ID, TunnelType } from '../../../wire/tunnel.js'
import { NO_PORT } from '../../flows/flows.js'
import { elapsed } from '../../totals/traffic.js'
import type { IcmpErrorRow } from '../../tunnels/icmp-errors.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { lastAnswer } from './received-answers.js'
import { links, type Way } from './tunnel-directions.js'
import { questionsOf } from './unanswered-requests.js'

export const Refusal = {
  Net: 'net',
  Host: 'host',
  Protocol: 'protocol',
  Port: 'port',
  /** A filter. */
  Admin: 'admin',
  /** Its TTL or Hop Limit ran out. */
  Ttl: 'ttl',
  Other: 'other',
} as const
export type Refusal = (typeof Refusal)[keyof typeof Refusal]

export interface Refused {
  readonly refusal: Refusal
  readonly isIpv6: boolean
  readonly type: TunnelType
  /** VNI or key; `NO_ID` where the quote ends in front of it. */
  readonly id: number
  /** The number that the far end sends in the same kind of tunnel; `NO_ID` if it sends nothing or no number. */
  readonly idBack: number
  /** UDP destination port; `NO_PORT` for tunnels over IP. */
  readonly port: number
  /** Addresses of the tunnel's ends, and of the reporter. */
  readonly from: number
  readonly to: number
  readonly sender: number
  /** Whether the tunnel has worked since then, or works anyway. */
  readonly isOver: boolean
  /** Whether anything shows that it lasted longer than a moment. */
  readonly isLasting: boolean
  /** Packets that were refused, and all packets of this tunnel to that end. */
  readonly packets: number
  readonly sent: number
  readonly frames: readonly number[]
}

const PROTOCOL_UDP = 17
/** Nanoseconds. Linux sends such an error once a second while there are packets to refuse (`icmp_ratelimit`). */
const SILENCE = 3e9
/** Nanoseconds between refusals after which it counts as lasting. */
const MOMENT = 1e9

/** Ways of one kind between two ends that are looked at. */
const MAX_WAYS = 64

/** By code of RFC 792 and RFC 1812 §5.2.7.1. Code 4 is about size. */
const BY_CODE: Readonly<Record<number, Refusal>> = {
  0: Refusal.Net,
  1: Refusal.Host,
  2: Refusal.Protocol,
  3: Refusal.Port,
  6: Refusal.Net,
  7: Refusal.Host,
  9: Refusal.Admin,
  10: Refusal.Admin,
  11: Refusal.Net,
  12: Refusal.Host,
  13: Refusal.Admin,
}

/** By code of RFC 4443 §3.1. */
const BY_CODE_IPV6: Readonly<Record<number, Refusal>> = {
  0: Refusal.Net,
  1: Refusal.Admin,
  3: Refusal.Host,
  4: Refusal.Port,
  5: Refusal.Admin,
  6: Refusal.Admin,
}
/** RFC 4443 §3.4: the Next Header is not known. */
const CODE_NEXT_HEADER = 1

/** One entry for each kind of error, reporter and tunnel, in the order of their first packets. */
export const refusals: (facts: CheckFacts) => readonly Refused[] = once((facts) => {
  const ways = new Ways(facts)
  return facts.errors.rows.flatMap((row) => {
    const refusal = refusalOf(row)
    return refusal === undefined ? [] : [refused(facts, row, refusal, ways)]
  })
})

/** Whether packets of a tunnel between two addresses are refused. That explains other faults of the tunnel. */
export function isRefused(facts: CheckFacts, from: number, to: number): boolean {
  return refusedEnds(facts).has(endsKey(from, to))
}

/** Networks between two ends of which one refuses the other's packets. */
export const refusedNetworks: (facts: CheckFacts) => ReadonlySet<number> = once((facts) => {
  const ends = new Map<number, Set<number>>()
  const refusing = new Set<number>()
  for (const { there, back } of links(facts)) {
    for (const { network, from, to } of [...there, ...back]) {
      const of = ends.get(network) ?? new Set()
      ends.set(network, of.add(from).add(to))
      if (isRefused(facts, from, to)) refusing.add(network)
    }
  }
  return new Set([...refusing].filter((network) => ends.get(network)!.size === 2))
})

const refusedEnds: (facts: CheckFacts) => ReadonlySet<string> = once(
  (facts) => new Set(refusals(facts).flatMap(({ isOver, from, to }) => (isOver ? [] : [endsKey(from, to)]))),
)

/** Whether an ICMP error is a refusal of a tunnel's packet. */
export function isRefusal(row: IcmpErrorRow): boolean {
  return refusalOf(row) !== undefined
}

function refusalOf(row: IcmpErrorRow): Refusal | undefined {
  const { tunnel, isIpv6, type, code } = row
  if (tunnel === TunnelType.None) return undefined
  if (isExpired(row)) return Refusal.Ttl
  if (!isIpv6) {
    if (type !== icmp.TYPE_UNREACHABLE || code === icmp.CODE_FRAGMENTATION_NEEDED) return undefined
    return BY_CODE[code] ?? Refusal.Other
  }
  if (type === icmpv6.TYPE_PARAMETER_PROBLEM && code === CODE_NEXT_HEADER) return Refusal.Protocol
  return type === icmpv6.TYPE_UNREACHABLE ? (BY_CODE_IPV6[code] ?? Refusal.Other) : undefined
}

/** RFC 792, RFC 4443 §3.3: the packet expired in transit, not while its receiver waited for fragments. */
function isExpired({ isIpv6, type, code }: IcmpErrorRow): boolean {
  return type === (isIpv6 ? icmpv6.TYPE_TIME_EXCEEDED : icmp.TYPE_TIME_EXCEEDED) && code === 0
}

function refused(facts: CheckFacts, row: IcmpErrorRow, refusal: Refusal, ways: Ways): Refused {
  const { isIpv6, tunnel: type, tunnelId: id, source: from, destination: to, sender, packets, frames } = row
  const port = isOverUdp(row) ? row.destinationPort : NO_PORT
  const there = ways.of(from, to, type, id).filter((way) => port === NO_PORT || way.port === port)
  const others = ways.of(to, from, type, NO_ID)
  // If the refused packets are not in the capture, the way back is found by the same number and port.
  const isSame = (way: Way): boolean => (id === NO_ID || way.id === id) && (port === NO_PORT || way.port === port)
  const back = others.filter((way) =>
    there.length > 0 ? there.some((w) => w.network === way.network) : isOverUdp(row) && isSame(way),
  )
  const sent = there.reduce((sum, way) => sum + way.packets, 0)
  const asked = there.some(({ network }) => questionsOf(facts, network, from).some((q) => q.to.includes(to)))
  const isLasting = asked || elapsed(row.first, row.last) >= MOMENT
  const state = { isOver: isOver(facts, row, there, back), isLasting, packets, sent, frames }
  return { refusal, isIpv6, type, id, idBack: others[0]?.id ?? NO_ID, port, from, to, sender, ...state }
}

/** The ways from one end to another, by the kind of tunnel and its number. */
class Ways {
  readonly #ways: Map<string, Way[]> = new Map()

  constructor(facts: CheckFacts) {
    for (const { there, back } of links(facts)) {
      for (const way of [...there, ...back]) {
        this.#add(wayKey(way.from, way.to, way.type, NO_ID), way)
        if (way.id !== NO_ID) this.#add(wayKey(way.from, way.to, way.type, way.id), way)
      }
    }
  }

  /** The first few; those of all numbers for `NO_ID`. */
  of(from: number, to: number, type: TunnelType, id: number): readonly Way[] {
    return this.#ways.get(wayKey(from, to, type, id)) ?? []
  }

  #add(key: string, way: Way): void {
    const others = this.#ways.get(key)
    if (others === undefined) this.#ways.set(key, [way])
    else if (others.length < MAX_WAYS) others.push(way)
  }
}

/** Whether the far end shows that it gets the packets, or nobody refuses them any more. */
function isOver(facts: CheckFacts, row: IcmpErrorRow, there: readonly Way[], back: readonly Way[]): boolean {
  const sent = there.reduce((sum, way) => sum + way.packets, 0)
  // The error about the last packet may come after the capture's end.
  const isTaken = sent > row.packets + 1 && there.some((way) => elapsed(row.last, way.last) > SILENCE)
  // A machine that sends VXLAN to a port also listens on it.
  const isOpen = isOverUdp(row) && row.sender === row.destination && back.some((way) => way.last.frame > row.last.frame)
  const isHeard = back.some((way) => elapsed(way.last, row.last) < SILENCE)
  const isAnswered = there.some(({ network, from, to }) => lastAnswer(facts, network, from, to) > row.first.frame)
  return isTaken || isOpen || (isHeard && isAnswered)
}

function isOverUdp({ protocol }: IcmpErrorRow): boolean {
  return protocol === PROTOCOL_UDP
}

function wayKey(from: number, to: number, type: TunnelType, id: number): string {
  return `${from} ${to} ${type} ${id}`
}

function endsKey(from: number, to: number): string {
  return `${from} ${to}`
}
