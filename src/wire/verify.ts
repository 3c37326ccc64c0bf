/**
 * Whether a layer's checksum fits its octets: the arithmetic alone. Why one does not fit is for `analysis/checksum.ts`.
 *
 * IPv4 header: RFC 791 §3.1. UDP: RFC 768, zero over IPv6: RFC 6935 §5. TCP: RFC 9293 §3.1. ICMP: RFC 792. ICMPv6:
 * RFC 4443 §2.3. IGMP: RFC 3376 §4.1.2. GRE: RFC 2784 §2.5. Pseudo-header of IPv6: RFC 8200 §8.1.
 */
import { fold, foldedSum } from './checksum.js'
import * as gre from './gre.js'
import * as icmp from './icmp.js'
import * as icmpv6 from './icmpv6.js'
import * as igmp from './igmp.js'
import { destinationAt, ipBelow, sourceAt } from './ip.js'
import * as ipv4 from './ipv4.js'
import * as ipv6 from './ipv6.js'
import * as ipv6Fragment from './ipv6-fragment.js'
import { Kind } from './kind.js'
import type { Layer, Packet } from './packet.js'
import * as tcp from './tcp.js'
import * as udp from './udp.js'

/** What is known about a layer's checksum. */
export const ChecksumStatus = {
  /** The layer has none, or is quoted by an ICMP error, whose sender saw other octets than its own. */
  None: 0,
  Good: 1,
  Bad: 2,
  /** UDP's 0: the sender made none. Legal over IPv6 for tunnels only (RFC 6935 §5). */
  Absent: 3,
  /** Bad, and exactly the pseudo-header's sum: the network card was to finish it. */
  OffloadSeed: 4,
  /** Bad until the checksum of the packet inside is finished, which the network card was to do. */
  OffloadOuter: 5,
  /** Not all octets that it covers are there, or the final destination is not known. */
  Unverified: 6,
} as const
export type ChecksumStatus = (typeof ChecksumStatus)[keyof typeof ChecksumStatus]

/** The reusable answer about one layer. */
export class Verdict {
  status: ChecksumStatus = ChecksumStatus.None
  /** The checksum as it stands in the layer; meaningful unless `status` is `None`. */
  stored = 0
  /** The checksum that the octets as they stand call for; with `Unverified`, `Absent` and `None` it is 0. */
  computed = 0
}

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17
const PROTOCOL_ICMPV6 = 58

/**
 * Whether the octets of layer `index` add up, or it has no checksum: quick, and a yes is sure. A no has many reasons, which
 * `verify` tells apart.
 */
export function addsUp(p: Packet, index: number): boolean {
  const l = p.layers[index]!
  const v = p.view
  switch (l.kind) {
    case Kind.Ipv4:
      return foldedSum(v, l.start, l.payload - l.start, 0) === 0xffff
    case Kind.Udp:
      return udp.checksum(v, l.start) === 0 || addsUpWith(v, l, pseudoSum(p, index))
    case Kind.Tcp:
    case Kind.Icmpv6:
      return addsUpWith(v, l, pseudoSum(p, index))
    case Kind.Icmp:
    case Kind.Igmp:
      return addsUpWith(v, l, 0)
    case Kind.Gre:
      return (gre.flagsAndVersion(v, l.start) & gre.FLAG_C) === 0 || addsUpWith(v, l, 0)
    default:
      return true
  }
}

function addsUpWith(v: DataView, l: Layer, initial: number): boolean {
  return initial >= 0 && foldedSum(v, l.start, l.end - l.start, initial) === 0xffff
}

/** Judges the checksum of layer `index`: `None`, `Good`, `Bad`, `Absent` or `Unverified`. */
export function verify(p: Packet, index: number, into: Verdict): void {
  if (index < p.quoted) {
    verifyAny(p, index, into)
    return
  }
  into.status = ChecksumStatus.None
  into.stored = 0
  into.computed = 0
}

/** The same, for a layer that an ICMP error quotes as well. */
export function verifyAny(p: Packet, index: number, into: Verdict): void {
  const l = p.layers[index]!
  const { view } = p
  into.status = ChecksumStatus.None
  into.stored = 0
  into.computed = 0
  switch (l.kind) {
    case Kind.Ipv4:
      // Its own octets are whole, whatever became of those behind it.
      into.stored = ipv4.headerChecksum(view, l.start)
      judge(view, l.start, l.payload, 0, into)
      return
    case Kind.Udp:
      into.stored = udp.checksum(view, l.start)
      if (into.stored === 0) into.status = ChecksumStatus.Absent
      else if (udp.length(view, l.start) > l.end - l.start) into.status = ChecksumStatus.Unverified
      else judgeWhole(p, index, true, into)
      // RFC 768: a computed 0 is sent as all ones, for 0 means that there is none.
      if (hasFailed(into) && into.computed === 0) into.computed = 0xffff
      return
    case Kind.Tcp:
      into.stored = tcp.checksum(view, l.start)
      judgeWhole(p, index, true, into)
      return
    case Kind.Icmpv6:
      into.stored = icmpv6.checksum(view, l.start)
      judgeWhole(p, index, true, into)
      return
    case Kind.Icmp:
      into.stored = icmp.checksum(view, l.start)
      judgeWhole(p, index, false, into)
      return
    case Kind.Igmp:
      into.stored = igmp.checksum(view, l.start)
      judgeWhole(p, index, false, into)
      return
    case Kind.Gre:
      if ((gre.flagsAndVersion(view, l.start) & gre.FLAG_C) === 0) return
      into.stored = gre.checksum(view, l.start)
      judgeWhole(p, index, false, into)
      return
    default:
      return
  }
}

const hasFailed = (verdict: Verdict): boolean => verdict.status === ChecksumStatus.Bad

/** Judges a checksum that covers a layer with all it carries, and the pseudo-header where `hasPseudo`. */
function judgeWhole(p: Packet, index: number, hasPseudo: boolean, into: Verdict): void {
  const l = p.layers[index]!
  if (l.start - p.start < p.lastWhole) {
    judgeInRecord(p, index, hasPseudo, into)
    return
  }
  const initial = hasPseudo ? pseudoSum(p, index) : 0
  if (initial < 0 || l.claimed > l.end || lacksOctets(p, index)) into.status = ChecksumStatus.Unverified
  else judge(p.view, l.start, l.end, initial, into)
}

/**
 * The same for a layer in front of reassembled octets: it covered one fragment of them, which the record still holds,
 * unless the layer itself was put together.
 */
function judgeInRecord(p: Packet, index: number, hasPseudo: boolean, into: Verdict): void {
  into.status = ChecksumStatus.Unverified
  const l = p.layers[index]!
  const ip = ipBelow(p, index)
  if (ip < 0 || p.isReassembledBefore(l.start)) return
  const { start, payload, kind } = p.layers[ip]!
  let end = kind === Kind.Ipv4 ? start + ipv4.totalLength(p.view, start) : payload + ipv6.payloadLength(p.view, start)
  if (l.kind === Kind.Udp) end = Math.min(end, l.start + udp.length(p.view, l.start))
  const shift = p.recordStart - p.start
  if (end + shift > p.recordStart + p.captured || end <= l.start) return
  const initial = hasPseudo ? pseudoSum(p, index, end - l.start) : 0
  if (initial < 0) return
  const { buffer, byteOffset, byteLength } = p.recordBytes
  judge(new DataView(buffer, byteOffset, byteLength), l.start + shift, end + shift, initial, into)
}

function judge(v: DataView, start: number, end: number, initial: number, into: Verdict): void {
  const sum = foldedSum(v, start, end - start, initial)
  if (sum === 0xffff) {
    into.status = ChecksumStatus.Good
    into.computed = into.stored
  } else {
    into.status = ChecksumStatus.Bad
    into.computed = 0xffff - fold(sum + 0xffff - into.stored)
  }
}

/** Whether octets of layer `index` are missing: in other fragments, or claimed by an IP header but not in its payload. */
function lacksOctets(p: Packet, index: number): boolean {
  const v = p.view
  // A length field below tells nothing of a reassembled payload.
  let isKnown = false
  for (let i = index - 1; i >= 0; i--) {
    const { kind, start, payload, end } = p.layers[i]!
    if (kind === Kind.Ipv4) {
      if (p.isWhole(start)) continue
      if (ipv4.isFragment(v, start) || (!isKnown && start + ipv4.totalLength(v, start) > end)) return true
    } else if (kind === Kind.Ipv6) {
      if (!isKnown && payload + ipv6.payloadLength(v, start) > end) return true
    } else if (kind === Kind.Ipv6Fragment) {
      if (p.isWhole(start)) isKnown = true
      else if (ipv6Fragment.fragmentOffset(v, start) > 0 || ipv6Fragment.moreFragments(v, start)) return true
    }
  }
  return false
}

/**
 * Folded, uncomplemented sum of the pseudo-header of a TCP, UDP or ICMPv6 layer, from 1 to 0xffff; -1 when no IP header
 * is below it or the final destination is not known. The length is the layer's own unless given, so that it
 * holds for super-frames.
 */
export function pseudoSum(
  p: Packet,
  index: number,
  length: number = p.layers[index]!.end - p.layers[index]!.start,
): number {
  const ip = ipBelow(p, index)
  if (ip < 0) return -1
  const outer = p.layers[ip]!
  const l = p.layers[index]!
  const protocol = l.kind === Kind.Udp ? PROTOCOL_UDP : l.kind === Kind.Tcp ? PROTOCOL_TCP : PROTOCOL_ICMPV6
  const octets = outer.kind === Kind.Ipv4 ? 4 : 16
  const destination = finalDestinationAt(p, ip, index)
  if (destination < 0) return -1
  const rest = foldedSum(p.view, destination, octets, protocol + fold(length))
  return foldedSum(p.view, sourceAt(outer), octets, rest)
}

/** RFC 8200 §8.1: with a Routing header the pseudo-header has the final destination. Absolute offset, or -1. */
function finalDestinationAt(p: Packet, ip: number, index: number): number {
  for (let i = index - 1; i > ip; i--) {
    const l = p.layers[i]!
    if (l.kind === Kind.Ipv6Routing && ipv6SegmentsLeft(p.view, l.start) > 0) {
      return lastAddressAt(p.view, l.start, l.payload)
    }
  }
  return destinationAt(p.layers[ip]!)
}

const ipv6SegmentsLeft = (v: DataView, o: number): number => v.getUint8(o + 3)

/** Absolute offset of the last address on the way that the Routing header [`o`, `end`) prescribes, or -1. */
function lastAddressAt(v: DataView, o: number, end: number): number {
  const count = (end - o - 8) >> 4
  if (count < 1) return -1
  switch (v.getUint8(o + 2)) {
    case 0:
      // RFC 2460 §4.4: in the order of the journey.
      return o + 8 + 16 * (count - 1)
    case 2:
    // RFC 6275 §6.4: the home address alone.
    case 4:
      // RFC 8754 §2: the last segment comes first.
      return o + 8
    default:
      return -1
  }
}
