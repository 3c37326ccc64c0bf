/**
 * Packets between two hosts that are too large for their path: large ones are lost, small ones pass. It can show in
 * several ways, and all are looked at here: an ICMP message that says so, echo requests that are answered only when
 * they are small, TCP segments that are sent again and again.
 *
 * Not counted: a router's ICMP message to a host outside of tunnels, as long as the host heeds it, because path MTU
 * discovery works like that (RFC 1191); and questions so close to the capture's end that the answer may come after it.
 */
import { CODE_FRAGMENTATION_NEEDED, TYPE_UNREACHABLE } from '../../../wire/protocols/icmp.js'
import { TYPE_PACKET_TOO_BIG } from '../../../wire/protocols/icmpv6.js'
import { isPair, networkId, TunnelType } from '../../../wire/tunnel.js'
import type { EchoSize } from '../../flows/echo-sizes.js'
import { type FlowRow, NO_PORT } from '../../flows/flows.js'
import type { TcpStall } from '../../flows/tcp-stalls.js'
import { LARGE } from '../../learning/broken-ways.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import type { Timestamp } from '../../timestamps.js'
import { elapsed, FORTH, type Way } from '../../totals/traffic.js'
import type { IcmpErrorRow } from '../../tunnels/icmp-errors.js'
import { NO_NETWORK, PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { someFrames } from '../finding.js'
import { once } from './memo.js'

/** What shows that large packets are lost; the most telling one, where there are several. */
export const Shown = {
  /** A router says that a tunnel's packet is too large for the next link, and may not be cut. */
  Told: 'told',
  /** A tunnel's end on the way says so about the inner packet, under the address of the host behind it. */
  ToldByTunnel: 'told-by-tunnel',
  /** A router says so about a packet outside of tunnels, and the host keeps sending the same segment. */
  Unheeded: 'unheeded',
  /** A TCP segment is sent again and again. */
  Stuck: 'stuck',
  /** Large echo requests are not answered, small ones are. */
  Unanswered: 'unanswered',
  /** The first large one is lost, and later ones come cut by their sender: it has learned what the path takes. */
  FirstLost: 'first-lost',
} as const
export type Shown = (typeof Shown)[keyof typeof Shown]

export interface TooLarge {
  readonly shown: Shown
  /** The network of the two hosts; `NO_NETWORK` where the capture does not tell. */
  readonly network: number
  /** Who sends what is lost, and to whom. Where the hosts are not known, the tunnel's ends. */
  readonly source: number
  readonly destination: number
  /** IP protocol number of what is lost, and its ports; -1 where there are none, or the capture does not tell. */
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
  /** Packets known to be lost. */
  readonly lost: number
  // Octets with the IP header: of the smallest packet that was lost, of the largest that passed; 0 where not known.
  readonly lostSize: number
  readonly passedSize: number
  /** Octets that the tunnel adds in front of such a packet; 0 where the capture does not tell. */
  readonly overhead: number
  /** From the ICMP message: who sends it, and how many octets the path takes; `NO_ADDRESS` and 0 without one. */
  readonly teller: number
  readonly mtu: number
  /** Octets that are left to a packet of the hosts; 0 where not known. */
  readonly fits: number
  readonly isSure: boolean
  readonly frames: readonly number[]
}

/** Times that a segment must be sent, at growing intervals, while nothing is heard of its receiver. */
const MANY_TIMES = 4
/** Frames that are named of a segment, and of messages about it. */
const HALF_OF_FRAMES = 4
/** Nanoseconds. An answer that takes longer than this, and than ten of those seen, does not come. */
const PATIENCE = 1e8
/** Nanoseconds for which an answer shows that the other side is still there. */
const STILL_THERE = 1e10

export const tooLarge: (facts: CheckFacts) => readonly TooLarge[] = once((facts) => {
  const found = new Map<string, TooLarge>()
  const all = [...told(facts), ...stalls(facts), ...unanswered(facts)]
  for (const one of all) {
    const key = pairKey(one.network, one.source, one.destination)
    const before = found.get(key)
    found.set(key, before === undefined ? one : merged(before, one))
  }
  return withoutCopies(facts, [...found.values()])
})

/** Whether an ICMP error is one that this file explains. */
export function isToldTooLarge(facts: CheckFacts, row: IcmpErrorRow): boolean {
  return shownBy(row) !== undefined || unheededRows(facts).has(wayKey(row.network, row.source, row.destination))
}

const unheededRows: (facts: CheckFacts) => ReadonlySet<string> = once(
  (facts) =>
    new Set(
      tooLarge(facts)
        .filter(({ shown }) => shown === Shown.Unheeded)
        .map(({ network, source, destination }) => wayKey(network, source, destination)),
    ),
)

/** Whether packets between two hosts of a network are among those that are too large. */
export function isTooLarge(facts: CheckFacts, network: number, source: number, destination: number): boolean {
  const known = pairs(facts)
  // An ICMP error has the number of the overlay, not of the VLAN.
  const of = [network, facts.networks.overlayOf(network), NO_NETWORK]
  return of.some((one) => known.has(pairKey(one, source, destination)))
}

const pairs: (facts: CheckFacts) => ReadonlySet<string> = once(
  (facts) => new Set(tooLarge(facts).map((one) => pairKey(one.network, one.source, one.destination))),
)

function pairKey(network: number, x: number, y: number): string {
  return `${network} ${Math.min(x, y)} ${Math.max(x, y)}`
}

/** Joins two findings about the same path; `one` is the more telling one. */
function merged(one: TooLarge, other: TooLarge): TooLarge {
  return {
    ...one,
    lost: Math.max(one.lost, other.lost),
    passedSize: Math.max(one.passedSize, other.passedSize),
    overhead: one.overhead || other.overhead,
    isSure: one.isSure || other.isSure,
    frames: someFrames([...one.frames, ...other.frames]),
  }
}

/** A capture of several interfaces shows the same hosts in the tunnel and outside of it. The former counts. */
function withoutCopies({ learned }: CheckFacts, all: readonly TooLarge[]): readonly TooLarge[] {
  if (learned.copies === 0) return all
  const outside = ({ source, destination }: TooLarge): string => pairKey(PLAIN, source, destination)
  const inside = new Set(all.filter((one) => one.network !== PLAIN).map(outside))
  return all.filter((one) => one.network !== PLAIN || !inside.has(outside(one)))
}

function shownBy({ isIpv6, type, code, tunnel, sender, destination }: IcmpErrorRow): Shown | undefined {
  const saysSo = isIpv6 ? type === TYPE_PACKET_TOO_BIG : type === TYPE_UNREACHABLE && code === CODE_FRAGMENTATION_NEEDED
  if (!saysSo) return undefined
  if (tunnel !== TunnelType.None) return Shown.Told
  return sender === destination && sender !== NO_ADDRESS ? Shown.ToldByTunnel : undefined
}

function told(facts: CheckFacts): readonly TooLarge[] {
  const said = facts.errors.rows.flatMap((row) => {
    const shown = shownBy(row)
    return shown === undefined ? [] : [{ row, one: toldBy(facts, row, shown) }]
  })
  const tunnels = new Set(said.flatMap(({ row }) => (row.innerSource === NO_ADDRESS ? [] : [tunnelKey(row)])))
  // An error that quotes less of the same tunnel's packets adds nothing.
  return said.flatMap(({ row, one }) =>
    one.shown === Shown.Told && row.innerSource === NO_ADDRESS && tunnels.has(tunnelKey(row)) ? [] : [one],
  )
}

function tunnelKey({ tunnel, network, source, destination }: IcmpErrorRow): string {
  return `${tunnel} ${pairKey(network, source, destination)}`
}

function toldBy(facts: CheckFacts, row: IcmpErrorRow, shown: Shown): TooLarge {
  const { innerSource, innerDestination, sender, mtu, length, overhead, packets, frames } = row
  const inTunnel = shown === Shown.Told
  const hasInner = inTunnel && innerSource !== NO_ADDRESS
  return {
    shown,
    network: inTunnel ? quotedNetwork(facts, row) : row.network,
    source: hasInner ? innerSource : row.source,
    destination: hasInner ? innerDestination : row.destination,
    protocol: hasInner ? row.innerProtocol : row.protocol,
    sourcePort: hasInner ? row.innerSourcePort : row.sourcePort,
    destinationPort: hasInner ? row.innerDestinationPort : row.destinationPort,
    lost: packets,
    lostSize: length - overhead,
    passedSize: 0,
    overhead,
    teller: sender,
    mtu,
    fits: inTunnel && !hasInner ? 0 : Math.max(0, mtu - overhead),
    isSure: true,
    frames,
  }
}

/** The network of the tunnel that an ICMP error quotes. */
function quotedNetwork(
  facts: CheckFacts,
  { tunnel, tunnelId, destinationPort, network, ...row }: IcmpErrorRow,
): number {
  if (isPair(tunnel))
    return pairNetworks(facts).get(`${tunnel} ${pairKey(network, row.source, row.destination)}`) ?? NO_NETWORK
  const id = networkId(tunnel, tunnelId)
  return facts.networks.find(tunnel, id, Math.max(0, destinationPort), network)
}

const pairNetworks: (facts: CheckFacts) => ReadonlyMap<string, number> = once(
  ({ learned }) =>
    new Map(learned.networks.map(({ type, parent, a, b, overlay }) => [`${type} ${pairKey(parent, a, b)}`, overlay])),
)

function* stalls(facts: CheckFacts): Generator<TooLarge> {
  for (const segment of facts.stalls.stalls()) {
    const { flow, direction, size, passed, sent, isAlive, overhead, frames } = segment
    const { network, protocol, a, b, portA, portB } = facts.flows.row(flow)
    const [source, destination] = direction === FORTH ? [a, b] : [b, a]
    const teller = tellers(facts).get(wayKey(network, source, destination))
    if (teller !== undefined && teller.mtu < size) {
      yield unheeded(facts, segment, source, destination, teller)
      continue
    }
    if (size < LARGE || !(isAlive || isBlackHole(segment))) continue
    yield {
      shown: Shown.Stuck,
      network,
      source,
      destination,
      protocol,
      sourcePort: direction === FORTH ? portA : portB,
      destinationPort: direction === FORTH ? portB : portA,
      lost: sent,
      lostSize: size,
      passedSize: passed,
      overhead,
      teller: NO_ADDRESS,
      mtu: 0,
      fits: 0,
      isSure: isAlive && sent > 3,
      frames,
    }
  }
}

/**
 * Whether the segment was most likely lost for its size: its receiver was there before, and has been silent since the
 * segment was first sent. Outside of tunnels the receiver may as well be gone.
 */
function isBlackHole({ isHeard, sent, overhead }: TcpStall): boolean {
  return isHeard && sent >= MANY_TIMES && overhead > 0
}

/** Routers in the open that have told a host more than once how large its packets may be. */
const tellers: (facts: CheckFacts) => ReadonlyMap<string, IcmpErrorRow> = once(({ errors }) => {
  const found = new Map<string, IcmpErrorRow>()
  for (const row of errors.rows) {
    const { network, source, destination, tunnel, mtu, packets } = row
    if (tunnel === TunnelType.None && mtu > 0 && packets > 1) found.set(wayKey(network, source, destination), row)
  }
  return found
})

function unheeded(
  { flows }: CheckFacts,
  { flow, direction, size, passed, sent, frames }: TcpStall,
  source: number,
  destination: number,
  { sender, mtu, frames: errors }: IcmpErrorRow,
): TooLarge {
  const { network, protocol, portA, portB } = flows.row(flow)
  return {
    shown: Shown.Unheeded,
    ...{ network, source, destination, protocol, mtu },
    sourcePort: direction === FORTH ? portA : portB,
    destinationPort: direction === FORTH ? portB : portA,
    lost: sent,
    lostSize: size,
    passedSize: passed,
    overhead: 0,
    teller: sender,
    fits: mtu,
    isSure: true,
    frames: someFrames([...frames.slice(0, HALF_OF_FRAMES), ...errors.slice(0, HALF_OF_FRAMES)]),
  }
}

function wayKey(network: number, source: number, destination: number): string {
  return `${network} ${source} ${destination}`
}

interface Asked extends EchoSize {
  readonly row: FlowRow
  /** Requests that certainly have no answer. */
  readonly lost: number
}

function* unanswered(facts: CheckFacts): Generator<TooLarge> {
  for (const all of byPair(facts)) {
    const asked = all.map((one) => ({ ...one, lost: lostOf(facts, one, all) }))
    const one = lostForSize(facts, asked) ?? firstLost(facts, asked)
    if (one !== undefined) yield one
  }
}

/** What was asked, by network and the two hosts; only pairs with a large request that has no answer. */
function byPair({ echoSizes, flows }: CheckFacts): Iterable<readonly Asked[]> {
  const pairs = new Map<string, Asked[]>()
  const keyOf = ({ network, a, b }: FlowRow): string => `${network} ${a} ${b}`
  // Few pairs have large requests; only for these are objects made.
  for (const { size, answered, requests, flow } of echoSizes.rows) {
    if (size >= LARGE && answered < requests) pairs.set(keyOf(flows.row(flow)), [])
  }
  if (pairs.size === 0) return []
  for (const size of echoSizes.rows) {
    const row = flows.row(size.flow)
    pairs.get(keyOf(row))?.push({ ...size, row, lost: 0 })
  }
  return pairs.values()
}

/** Requests without an answer, except those at the capture's end whose answer may still come. */
function lostOf({ capture }: CheckFacts, one: Asked, all: readonly Asked[]): number {
  const slowest = all.reduce((most, { row }) => Math.max(most, row.echo?.roundTrips?.max ?? 0), 0)
  const early = Math.max(PATIENCE, 10 * slowest) - elapsed(one.last, capture.end)
  const interval = elapsed(one.first, one.last) / Math.max(1, one.requests - 1)
  const open = early > 0 ? 1 + Math.floor(early / Math.max(1, interval)) : 0
  return Math.max(0, one.requests - one.answered - open)
}

/** All large requests are lost, and small ones are not. */
function lostForSize(facts: CheckFacts, asked: readonly Asked[]): TooLarge | undefined {
  const never = asked.filter((one) => one.answered === 0 && one.unbroken && (one.lost > 0 || one.size >= LARGE))
  const lost = never.reduce((count, one) => count + one.lost, 0)
  const requests = never.reduce((count, one) => count + one.requests, 0)
  const smallest = never.reduce<Asked | undefined>((x, y) => (x === undefined || y.size < x.size ? y : x), undefined)
  if (smallest === undefined || smallest.size < LARGE || lost === 0 || requests < 2) return undefined
  const passed = asked.filter((one) => one.answered > 0)
  const largest = passed.reduce((size, one) => Math.max(size, one.size), 0)
  const answered = passed.reduce((count, one) => count + one.answered, 0)
  const failed = passed.reduce((count, one) => count + one.lost, 0)
  if (answered === 0 || failed > answered || largest >= smallest.size) return undefined
  const before = passed.filter((one) => elapsed(one.last, smallest.first) >= 0)
  const isAfter = isHeardAfter(facts, smallest.row, smallest.first)
  if (!isAfter && !before.some((one) => elapsed(one.last, smallest.first) < STILL_THERE)) return undefined
  return {
    ...found(
      Shown.Unanswered,
      smallest,
      never.flatMap((one) => one.frames),
    ),
    lost: requests,
    passedSize: largest,
    isSure: isAfter && lost > 1,
  }
}

/** The first large request is lost, and later ones pass in fragments that the sender has made small enough. */
function firstLost({ fragmentation }: CheckFacts, asked: readonly Asked[]): TooLarge | undefined {
  const one = asked.find(
    ({ size, firstLost: isFirst, answered, tunnelUnbroken, replyInPieces }) =>
      size >= LARGE && isFirst && answered > 0 && tunnelUnbroken && replyInPieces,
  )
  if (one === undefined) return undefined
  const smaller = asked.filter(({ size, answered }) => size < one.size && answered > 0)
  const isBefore = smaller.some(({ lost, first }) => lost === 0 && elapsed(first, one.first) > 0)
  if (!isBefore || smaller.some(({ lost }) => lost > 0)) return undefined
  const passedSize = smaller.reduce((size, other) => Math.max(size, other.size), 0)
  const { network, a, b } = one.row
  const pieces = Math.max(fragmentation.longest(network, a, b), fragmentation.longest(network, b, a))
  const fits = Math.max(passedSize, pieces)
  return { ...found(Shown.FirstLost, one, one.frames), lost: one.lost, passedSize, fits }
}

function found(shown: Shown, { row, size, overhead }: Asked, frames: Iterable<number>): TooLarge {
  return {
    shown,
    network: row.network,
    source: row.a,
    destination: row.b,
    protocol: row.protocol,
    sourcePort: NO_PORT,
    destinationPort: NO_PORT,
    lost: 0,
    lostSize: size,
    passedSize: 0,
    overhead,
    teller: NO_ADDRESS,
    mtu: 0,
    fits: 0,
    isSure: false,
    frames: someFrames(frames),
  }
}

/** Whether the asker heard from the asked host after this timestamp. */
function isHeardAfter(facts: CheckFacts, { network, a, b }: FlowRow, { frame }: Timestamp): boolean {
  return (lastHeard(facts).get(`${network} ${b} ${a}`) ?? 0) > frame
}

/** The last frame from one host to another, by network and the two. */
const lastHeard: (facts: CheckFacts) => ReadonlyMap<string, number> = once(({ flows }) => {
  const last = new Map<string, number>()
  const hear = (key: string, way: Way): void => {
    if (way.last !== undefined) last.set(key, Math.max(last.get(key) ?? 0, way.last.frame))
  }
  for (const { network, a, b, forth, back } of flows.rows()) {
    hear(`${network} ${a} ${b}`, forth)
    hear(`${network} ${b} ${a}`, back)
  }
  return last
})
