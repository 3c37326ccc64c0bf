/** What one host sends another by TCP, in all connections of the two: segments sent again, and late ones. */

import { TcpState } from '../../flows/tcp-connections.js'
import type { SegmentRow } from '../../flows/tcp-retransmissions.js'
import { NO_ROW } from '../../tables/row-index.js'
import { FORTH } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { type Finding, MAX_FRAMES, someFrames } from '../finding.js'
import { corruptChecksums, isTaken } from './checksum-places.js'
import { isLooping } from './loop-effects.js'
import { once } from './memo.js'
import { isMonitored } from './monitored-networks.js'
import { isOneWayTunnel } from './one-way-tunnels.js'
import { isTooLarge } from './path-mtu.js'
import { hasMoved } from './vtep-pairs.js'

/** `SegmentRow` for all connections of two hosts together, counting only directions with something out of order. */
export interface SentSegments extends Omit<SegmentRow, 'flow' | 'direction'> {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Segments sent again, for whatever reason. */
  readonly again: number
}

/** Why segments are sent again or late, if another finding names the reason. */
export const SegmentCause = {
  /** No known reason: the path loses or reorders packets. */
  Way: 'way',
  /** The capture has lost packets. */
  Capture: 'capture',
  /** Packets have checksums that receivers do not accept. */
  Checksums: 'checksums',
  /** Packets came late, and the sender took them for lost. */
  Order: 'order',
  /** Frames go round, a station has moved, or the path was interrupted. */
  Network: 'network',
} as const
export type SegmentCause = (typeof SegmentCause)[keyof typeof SegmentCause]

/** One segment in so many. TCP finds the speed of a path by losses (RFC 5681 §3.1), so fewer are normal. */
const RARE = 100
/** Fewer than this are single events. */
const MANY = 3

/** All but connections whose SYN nobody answers. */
export const sentSegments: (facts: CheckFacts) => readonly SentSegments[] = once((facts) => {
  const { flows, segments, learned } = facts
  // The connection on the tunnel's device is a copy of the one inside the tunnel.
  const copies = learned.copies > 0 ? flows.copies() : undefined
  const pairs = new Map<string, SentSegments>()
  for (const { flow, direction, ...row } of segments.rows()) {
    if (copies !== undefined && copies[flow] !== NO_ROW) continue
    const { network, a, b, tcp } = flows.row(flow)
    if (tcp?.state === TcpState.SynSent || isMonitored(facts, network)) continue
    const [from, to] = direction === FORTH ? [a, b] : [b, a]
    const again = row.seen + row.unseen + row.needless + row.unplaced + row.overtaken
    const one = { ...row, network, from, to, again }
    const key = `${network} ${from} ${to}`
    const before = pairs.get(key)
    pairs.set(key, before === undefined ? one : together(before, one))
  }
  return [...pairs.values()]
})

function together(one: SentSegments, other: SentSegments): SentSegments {
  return {
    ...one,
    segments: one.segments + other.segments,
    again: one.again + other.again,
    seen: one.seen + other.seen,
    unseen: one.unseen + other.unseen,
    needless: one.needless + other.needless,
    unplaced: one.unplaced + other.unplaced,
    overtaken: one.overtaken + other.overtaken,
    twice: one.twice + other.twice,
    recoveries: one.recoveries + other.recoveries,
    late: one.late + other.late,
    depth: Math.max(one.depth, other.depth),
    lateness: Math.max(one.lateness, other.lateness),
    frames: someFrames([...one.frames, ...other.frames]),
    lateFrames: someFrames([...one.lateFrames, ...other.lateFrames]),
    repeats: [...one.repeats, ...other.repeats].sort((x, y) => x.frame - y.frame).slice(0, MAX_FRAMES),
  }
}

/** Why segments of these two hosts are out of order, if another finding tells. */
export function segmentCause(facts: CheckFacts, { network, from, to }: SentSegments): SegmentCause {
  if (facts.capture.interfaces.some(({ drops = 0 }) => drops > 0)) return SegmentCause.Capture
  if (damaged(facts).has(network)) return SegmentCause.Checksums
  const isTold =
    isLooping(facts, network) ||
    hasMoved(facts, network, from) ||
    hasMoved(facts, network, to) ||
    isOneWayTunnel(facts, network, from, to) ||
    isTooLarge(facts, network, from, to)
  return isTold ? SegmentCause.Network : SegmentCause.Way
}

/** Networks with wrong checksums that nobody is seen to accept, and the networks that these carry. */
const damaged: (facts: CheckFacts) => ReadonlySet<number> = once((facts) => {
  const untaken = corruptChecksums(facts).filter((row) => !isTaken(row))
  const found = new Set(untaken.map(({ network }) => network))
  for (let network = 0; network < facts.networks.count; network++) {
    if (found.has(facts.networks.network(network).parent)) found.add(network)
  }
  return found
})

/**
 * A warning in an overlay where `count` of all segments is more than chance and no other finding tells why; else
 * information.
 */
export function segmentVerdict(
  { network, segments }: SentSegments,
  count: number,
  cause: SegmentCause,
): Pick<Finding, 'severity' | 'confidence'> {
  const isMuch = count >= MANY && count * RARE >= segments
  return {
    severity: network !== PLAIN && isMuch && cause === SegmentCause.Way ? 'warning' : 'info',
    confidence: cause === SegmentCause.Capture ? 'low' : 'high',
  }
}
