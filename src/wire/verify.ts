/**
 * Whether a layer's checksum fits its octets, by arithmetic alone. `analysis/checksums` finds out why one does not fit.
 *
 * IPv4 header: RFC 791 §3.1. UDP: RFC 768, zero over IPv6: RFC 6935 §5. TCP: RFC 9293 §3.1. ICMP: RFC 792. ICMPv6:
 * RFC 4443 §2.3. IGMP: RFC 3376 §4.1.2. GRE: RFC 2784 §2.5. Pseudo-header of IPv6: RFC 8200 §8.1.
 */
import { fold, foldedSum, foldInt, joined, wordSum } from './checksum.js'
import { innerIp, OUTER } from './fast-path.js'
import { destinationAt, ipBelow, sourceAt } from './ip.js'
import { Kind } from './kind.js'
import { type Layer, MAX_LAYERS, type Packet } from './packet.js'
import * as gre from './protocols/gre.js'
import * as icmp from './protocols/icmp.js'
import * as icmpv6 from './protocols/icmpv6.js'
import * as igmp from './protocols/igmp.js'
import * as ipv4 from './protocols/ipv4.js'
import * as ipv6 from './protocols/ipv6.js'
import * as ipv6Fragment from './protocols/ipv6-fragment.js'
import * as tcp from './protocols/tcp.js'
import * as udp from './protocols/udp.js'
import { ownDepth, TunnelType, tunnelType } from './tunnel.js'

/** What is known about a layer's checksum. */
export const ChecksumStatus = {
  /** The layer has no checksum, or an ICMP error quotes it, whose sender may have seen other octets. */
  None: 0,
  Good: 1,
  Bad: 2,
  /** UDP's 0: the sender made none. Legal over IPv6 for tunnels only (RFC 6935 §5). */
  Absent: 3,
  /** Wrong, and exactly the pseudo-header's sum: the network card was to finish it. */
  OffloadSeed: 4,
  /** Wrong until the network card has finished the checksum of the packet inside. */
  OffloadOuter: 5,
  /** Not all octets that it covers are there, or the final destination is not known. */
  Unverified: 6,
} as const
export type ChecksumStatus = (typeof ChecksumStatus)[keyof typeof ChecksumStatus]

/** The reason for a status. */
export const ChecksumReason = {
  None: 0,

  // Not everything that the checksum covers is known:
  /** The capture's snapshot length has cut it. */
  Cut: 1,
  /** It is in other fragments. */
  Fragment: 2,
  /** A length field claims octets that the frame does not have. */
  Missing: 3,
  /** No pseudo-header can be made: the IP header is missing, or a Routing header has an unknown type. */
  NoAddresses: 4,

  // There is no checksum, over IPv6:
  /** A tunnel's UDP header may do without (RFC 6935 §5). */
  Tunnel: 5,
  /** Nothing else may (RFC 8200 §8.1). */
  Forbidden: 6,
} as const
export type ChecksumReason = (typeof ChecksumReason)[keyof typeof ChecksumReason]

/** The reusable answer about one layer. */
export class Verdict {
  status: ChecksumStatus = ChecksumStatus.None
  reason: ChecksumReason = ChecksumReason.None
  /** The checksum as it stands in the layer; meaningful unless `status` is `None`. */
  stored = 0
  /** The checksum that the octets as they stand call for; 0 unless `isComputed`. */
  computed = 0

  /** Whether there is a checksum, and all that it covers is known. */
  get isComputed(): boolean {
    const { status, reason } = this
    return status !== ChecksumStatus.None && status !== ChecksumStatus.Absent && reason === ChecksumReason.None
  }

  /** Says that there is no checksum. */
  clear(): void {
    this.status = ChecksumStatus.None
    this.reason = ChecksumReason.None
    this.stored = 0
    this.computed = 0
  }
}

const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17
const PROTOCOL_ICMPV6 = 58
// In place of a protocol number:
/** The checksum covers the layer alone. */
const NO_PSEUDO_HEADER = -1
/** The layer has no checksum. */
const NO_CHECKSUM = -2
/** In place of a sum: there is no checksum. */
const NO_SUM = -1

// Local copies, because an imported name is looked up for each layer.
const { Ipv4: IPV4, Tcp: TCP, Udp: UDP, Vxlan: VXLAN } = Kind

/**
 * The verdicts on all layers of a packet. One object is filled for each packet; an octet is read once, however many
 * checksums cover it.
 */
export class Checksums {
  /** Layers that have a status: the packet's own, not those that an ICMP error quotes. */
  depth = 0
  /** Layers with something to report: any status but `None`, `Good` and an `Absent` that is in order. */
  anomalies = 0
  /** By layer, each a `ChecksumStatus`: `None`, `Good`, `Bad`, `Absent` or `Unverified`. */
  readonly statuses: Uint8Array = new Uint8Array(MAX_LAYERS)
  /** By layer, each a `ChecksumReason`; meaningful where the status is `Absent` or `Unverified`. */
  readonly reasons: Uint8Array = new Uint8Array(MAX_LAYERS)
  /** Folded sum over all that a bad checksum covers, itself included. */
  readonly #sums: Uint16Array = new Uint16Array(MAX_LAYERS)
  // Of an ordinary packet, what each of its checksums covers: folded sums, `NO_SUM` where there is no checksum.
  #outerIpSum = 0
  #outerSum = 0
  #innerIpSum = 0
  #segmentSum = 0
  /** The outermost layer that carries reassembled octets. All octets behind it are there, whatever stands in front. */
  #whole: number = MAX_LAYERS

  /** Judges every layer of a decoded packet. */
  verify(p: Packet): void {
    this.depth = ownDepth(p)
    if (p.tunnel > 0) this.#judgeOrdinary(p)
    else this.#judgeFrom(p, 0)
  }

  /** Judges layer `index` alone, one that an ICMP error quotes as well. */
  verifyLayer(p: Packet, index: number): void {
    this.depth = index + 1
    this.#judgeFrom(p, index)
  }

  /** The verdict on layer `index` of the packet that was judged. */
  get(p: Packet, index: number, into: Verdict): void {
    const status = (index < this.depth ? this.statuses[index] : ChecksumStatus.None) as ChecksumStatus
    into.clear()
    into.status = status
    if (status === ChecksumStatus.None) return
    const l = p.layers[index]!
    into.stored = storedIn(p.view, l)
    if (status === ChecksumStatus.Good) into.computed = into.stored
    else if (status === ChecksumStatus.Bad) into.computed = computedFrom(this.#sums[index]!, into.stored, l.kind)
    else into.reason = this.reasons[index] as ChecksumReason
  }

  /**
   * Judges the layers from `first` on, the innermost first, because a layer's sum is part of the sum of the layer
   * around it. Layers in front of `first` only say whether the others are complete.
   */
  #judgeFrom(p: Packet, first: number): void {
    const v = p.view
    const { statuses } = this
    this.anomalies = 0
    this.#whole = MAX_LAYERS
    // Folded sum over [from, to), the octets read so far.
    let sum = 0
    let from = 0
    let to = 0
    for (let i = this.depth - 1; i >= 0; i--) {
      const l = p.layers[i]!
      const { kind } = l
      statuses[i] = ChecksumStatus.None
      if (kind < IPV4 || kind === VXLAN) continue
      const { start, end } = l
      if (kind === IPV4) {
        if (ipv4.isFragment(v, start)) this.#fragment(p, i)
        else if (start + ipv4.totalLength(v, start) > end) this.#revoke(p, i, shortage(l))
        if (i < first) continue
        let header = ipv4HeaderSum(v, start)
        const options = start + ipv4.MIN_HEADER_LEN
        if (l.payload > options) header += wordSum(v, options, l.payload - options)
        header = foldInt(header)
        if (l.payload === from) {
          sum = foldInt(header + sum)
          from = start
        }
        // An IP header is complete, even if its payload is not.
        this.#judge(i, header)
        continue
      }
      let protocol = PROTOCOL_TCP
      if (kind === UDP) {
        if (i < first) continue
        if (udp.checksum(v, start) === 0) {
          this.#absent(p, i)
          continue
        }
        if (udp.length(v, start) > end - start) {
          this.#unverified(i, shortage(l))
          continue
        }
        protocol = PROTOCOL_UDP
      } else if (kind !== TCP) protocol = this.#protocolOf(p, i)
      if (protocol === NO_CHECKSUM || i < first) continue
      if (start - p.start < p.lastWhole) {
        this.#judgeInRecord(p, i, protocol)
        continue
      }
      if (l.claimed > end) {
        this.#unverified(i, ChecksumReason.Cut)
        continue
      }
      const pseudo = protocol === NO_PSEUDO_HEADER ? 0 : pseudoHeader(p, i, protocol, end - start)
      if (pseudo < 0) {
        this.#unverified(i, ChecksumReason.NoAddresses)
        continue
      }
      sum = wholeSum(v, start, end, sum, from, to)
      from = start
      to = end
      this.#judge(i, sum + pseudo)
    }
  }

  /** Hot path: whether nothing is wrong with any checksum of an ordinary packet, which need not be decoded. */
  isIntact(p: Packet): boolean {
    this.#addOrdinary(p)
    return (
      isRight(this.#segmentSum) && isRight(this.#innerIpSum) && isRight(this.#outerSum) && isRight(this.#outerIpSum)
    )
  }

  /** The same for an ordinary packet (`ordinary.ts`): it is complete and has no options or extension headers. */
  #judgeOrdinary(p: Packet): void {
    const { statuses } = this
    this.anomalies = 0
    for (let i = 0; i < this.depth; i++) statuses[i] = ChecksumStatus.None
    this.#addOrdinary(p)
    const ip = innerIp(p)
    if (this.#segmentSum === NO_SUM) this.#absent(p, ip + 1)
    else this.#judge(ip + 1, this.#segmentSum)
    this.#judge(ip, this.#innerIpSum)
    if (this.#outerSum !== NO_SUM) this.#judge(OUTER, this.#outerSum)
    else if (p.ordinary.outerKind === UDP) this.#absent(p, OUTER)
    this.#judge(OUTER - 1, this.#outerIpSum)
  }

  /** Adds up what the checksums of an ordinary packet cover, each octet once. */
  #addOrdinary(p: Packet): void {
    const v = p.view
    const { ip, outer, outerKind, outerEnd, innerIp, segment, segmentKind, segmentEnd } = p.ordinary
    const header = foldInt(ipv4HeaderSum(v, innerIp))
    // Folded sum over [from, segmentEnd), the octets read so far.
    let sum = 0
    let from = segmentEnd
    if (segmentKind === UDP && udp.checksum(v, segment) === 0) this.#segmentSum = NO_SUM
    else {
      const length = segmentEnd - segment
      sum = wordSum(v, segment, length)
      const hasNone = segmentKind === Kind.Icmp
      this.#segmentSum = hasNone
        ? sum
        : foldInt(sum + ipv4PseudoSum(v, innerIp, ipv4.protocolNumber(v, innerIp), length))
      sum = foldInt(header + sum)
      from = innerIp
    }
    this.#innerIpSum = header
    const isUdp = outerKind === UDP
    if (isUdp ? udp.checksum(v, outer) === 0 : (gre.flagsAndVersion(v, outer) & gre.FLAG_C) === 0)
      this.#outerSum = NO_SUM
    else {
      const whole = wholeSum(v, outer, outerEnd, sum, from, segmentEnd)
      this.#outerSum = foldInt(isUdp ? whole + ipv4PseudoSum(v, ip, PROTOCOL_UDP, outerEnd - outer) : whole)
    }
    this.#outerIpSum = foldInt(ipv4HeaderSum(v, ip))
  }

  /** Judges the checksum of layer `i` by the sum over everything that it covers. */
  #judge(i: number, sum: number): void {
    const folded = foldInt(sum)
    if (folded === 0xffff) this.statuses[i] = ChecksumStatus.Good
    else this.#bad(i, folded)
  }

  /** For uncommon layers: the protocol number in the pseudo-header of layer `i`, or what stands in its place. */
  #protocolOf(p: Packet, i: number): number {
    const v = p.view
    const l = p.layers[i]!
    switch (l.kind) {
      case Kind.Icmp:
      case Kind.Igmp:
        return NO_PSEUDO_HEADER
      case Kind.Icmpv6:
        return PROTOCOL_ICMPV6
      case Kind.Gre:
        return (gre.flagsAndVersion(v, l.start) & gre.FLAG_C) === 0 ? NO_CHECKSUM : NO_PSEUDO_HEADER
      case Kind.Ipv6:
        if (l.payload + ipv6.payloadLength(v, l.start) > l.end) this.#revoke(p, i, shortage(l))
        return NO_CHECKSUM
      case Kind.Ipv6Fragment:
        if (ipv6Fragment.fragmentOffset(v, l.start) > 0 || ipv6Fragment.moreFragments(v, l.start)) this.#fragment(p, i)
        return NO_CHECKSUM
      default:
        return NO_CHECKSUM
    }
  }

  /**
   * Judges a layer in front of reassembled octets: its checksum covered one fragment of them, which the record still
   * holds, unless the layer itself was put together.
   */
  #judgeInRecord(p: Packet, index: number, protocol: number): void {
    const l = p.layers[index]!
    const ip = ipBelow(p, index)
    if (ip < 0) return this.#unverified(index, ChecksumReason.NoAddresses)
    const { start, payload, kind } = p.layers[ip]!
    let end = kind === Kind.Ipv4 ? start + ipv4.totalLength(p.view, start) : payload + ipv6.payloadLength(p.view, start)
    if (protocol === PROTOCOL_UDP) end = Math.min(end, l.start + udp.length(p.view, l.start))
    const shift = p.recordStart - p.start
    const isThere = end + shift <= p.recordStart + p.captured && end > l.start
    if (p.isReassembledBefore(l.start) || !isThere) return this.#unverified(index, ChecksumReason.Fragment)
    const pseudo = protocol === NO_PSEUDO_HEADER ? 0 : pseudoHeader(p, index, protocol, end - l.start)
    if (pseudo < 0) return this.#unverified(index, ChecksumReason.NoAddresses)
    const { buffer, byteOffset, byteLength } = p.recordBytes
    const record = new DataView(buffer, byteOffset, byteLength)
    const sum = foldedSum(record, l.start + shift, end - l.start, pseudo)
    if (sum === 0xffff) this.statuses[index] = ChecksumStatus.Good
    else this.#bad(index, sum)
  }

  #bad(index: number, sum: number): void {
    this.statuses[index] = ChecksumStatus.Bad
    this.#sums[index] = sum
    this.anomalies++
  }

  #unverified(index: number, reason: ChecksumReason): void {
    this.statuses[index] = ChecksumStatus.Unverified
    this.reasons[index] = reason
    this.anomalies++
  }

  #absent(p: Packet, index: number): void {
    this.statuses[index] = ChecksumStatus.Absent
    this.reasons[index] = ChecksumReason.None
    const ip = ipBelow(p, index)
    if (ip < 0 || p.layers[ip]!.kind === Kind.Ipv4) return
    if (carriesTunnel(p, index)) {
      this.reasons[index] = ChecksumReason.Tunnel
    } else {
      this.reasons[index] = ChecksumReason.Forbidden
      this.anomalies++
    }
  }

  /** Handles the fragment header `index`: the layers behind it were put together, or lack the other fragments. */
  #fragment(p: Packet, index: number): void {
    if (p.isWhole(p.layers[index]!.start)) this.#whole = index
    else this.#revoke(p, index, ChecksumReason.Fragment)
  }

  /** Takes back verdicts on layers behind `index`, because some of their octets are missing. */
  #revoke(p: Packet, index: number, reason: ChecksumReason): void {
    for (let i = index + 1; i < this.depth && i <= this.#whole; i++) {
      const status = this.statuses[i]
      if (status === ChecksumStatus.Unverified) {
        // Being a fragment explains more than other missing octets.
        if (reason === ChecksumReason.Fragment) this.reasons[i] = reason
      } else if (status === ChecksumStatus.Good || status === ChecksumStatus.Bad) {
        if (p.layers[i]!.kind === Kind.Ipv4) continue
        if (status === ChecksumStatus.Bad) this.anomalies--
        this.#unverified(i, reason)
      }
    }
  }
}

const CHECKSUMS = new Checksums()

/** Judges the checksum of layer `index`: `None`, `Good`, `Bad`, `Absent` or `Unverified`. */
export function verify(p: Packet, index: number, into: Verdict): void {
  if (index < p.quoted) verifyAny(p, index, into)
  else into.clear()
}

/** The same, for a layer that an ICMP error quotes as well. */
export function verifyAny(p: Packet, index: number, into: Verdict): void {
  CHECKSUMS.verifyLayer(p, index)
  CHECKSUMS.get(p, index, into)
}

/** Whether a folded sum over what a checksum covers, itself included, says that it fits; or there is none. */
function isRight(sum: number): boolean {
  return sum === 0xffff || sum === NO_SUM
}

/** The checksum that a layer has. */
function storedIn(v: DataView, l: Layer): number {
  switch (l.kind) {
    case Kind.Ipv4:
      return ipv4.headerChecksum(v, l.start)
    case Kind.Udp:
      return udp.checksum(v, l.start)
    case Kind.Tcp:
      return tcp.checksum(v, l.start)
    case Kind.Icmp:
      return icmp.checksum(v, l.start)
    case Kind.Icmpv6:
      return icmpv6.checksum(v, l.start)
    case Kind.Igmp:
      return igmp.checksum(v, l.start)
    default:
      return gre.checksum(v, l.start)
  }
}

/** The checksum that fits, where the stored one makes the sum wrong. */
function computedFrom(sum: number, stored: number, kind: Kind): number {
  const computed = 0xffff - foldInt(sum + 0xffff - stored)
  // RFC 768: a computed 0 is sent as all ones, for 0 means that there is none.
  return computed === 0 && kind === Kind.Udp ? 0xffff : computed
}

/** Whether UDP layer `index` is a tunnel's. GRE is one whatever it carries. */
function carriesTunnel(p: Packet, index: number): boolean {
  if (index + 1 >= p.depth) return false
  return p.layers[index + 1]!.kind === Kind.Gre || tunnelType(p, index + 1) !== TunnelType.None
}

/** Why octets that a length field claims are not there. */
function shortage(l: Layer): ChecksumReason {
  return l.claimed > l.end ? ChecksumReason.Cut : ChecksumReason.Missing
}

/**
 * Folded, uncomplemented sum of the pseudo-header of a TCP, UDP or ICMPv6 layer that is `length` octets long, from 1 to
 * 0xffff; -1 when no IP header is below it or the final destination is not known. Lengths beyond 16 bits are those of
 * super-frames.
 */
export function pseudoSum(p: Packet, index: number, length: number): number {
  const { kind } = p.layers[index]!
  const protocol = kind === Kind.Udp ? PROTOCOL_UDP : kind === Kind.Tcp ? PROTOCOL_TCP : PROTOCOL_ICMPV6
  const sum = pseudoHeader(p, index, protocol, length)
  return sum < 0 ? sum : fold(sum)
}

/** The same without folding. */
function pseudoHeader(p: Packet, index: number, protocol: number, length: number): number {
  const ip = ipBelow(p, index)
  if (ip < 0) return -1
  const v = p.view
  const outer = p.layers[ip]!
  const source = sourceAt(outer)
  if (outer.kind === Kind.Ipv4) return ipv4PseudoSum(v, outer.start, protocol, length)
  const destination = finalDestinationAt(p, ip, index)
  if (destination < 0) return -1
  return wordSum(v, source, 16) + wordSum(v, destination, 16) + protocol + length
}

/** Folded sum over [`start`, `end`). `sum` is that over [`from`, `to`): if this lies within, only the rest is read. */
function wholeSum(v: DataView, start: number, end: number, sum: number, from: number, to: number): number {
  if (start > from || end < to || from >= to) return wordSum(v, start, end - start)
  let whole = sum
  if (start < from) whole = joined(wordSum(v, start, from - start), whole, from - start)
  if (end > to) whole = joined(whole, wordSum(v, to, end - to), to - start)
  return whole
}

/** Unfolded sum of an IPv4 header without its options. */
function ipv4HeaderSum(v: DataView, o: number): number {
  const a = v.getUint32(o)
  const b = v.getUint32(o + 4)
  const c = v.getUint32(o + 8)
  const d = v.getUint32(o + 12)
  const e = v.getUint32(o + 16)
  const high = (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16) + (e >>> 16)
  return high + (a & 0xffff) + (b & 0xffff) + (c & 0xffff) + (d & 0xffff) + (e & 0xffff)
}

/** Unfolded sum of the pseudo-header of the IPv4 packet at `o`. */
function ipv4PseudoSum(v: DataView, o: number, protocol: number, length: number): number {
  // Source and destination stand side by side.
  const a = v.getUint32(o + 12)
  const b = v.getUint32(o + 16)
  return (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff) + protocol + length
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
