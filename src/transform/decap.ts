/**
 * Takes packets out of their tunnels: the octets that a tunnel carries become a packet of its own, with the time, the lengths
 * and the link type that it has without the headers in front.
 */
import { classify } from '../analysis/checksums/cause.js'
import { foldedSum } from '../wire/checksum.js'
import { decode } from '../wire/decode.js'
import { isIp } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import { type Layer, Packet } from '../wire/packet.js'
import * as ipv4 from '../wire/protocols/ipv4.js'
import * as ipv6Fragment from '../wire/protocols/ipv6-fragment.js'
import type { Tables } from '../wire/tables.js'
import { isHeaderless, ownDepth, TunnelStack, type TunnelType } from '../wire/tunnel.js'
import { ChecksumStatus, Verdict } from '../wire/verify.js'

/** What became of a packet. */
export const Fate = {
  /** It was taken out of its tunnels. */
  Taken: 0,
  /** It is in none of the tunnels that are asked for. */
  Plain: 1,
  /** It is a fragment that waits for others: what it carries is not known yet. */
  Waiting: 2,
  /** The last tunnel carries nothing, as a keepalive does. */
  Empty: 3,
  /** What the last tunnel carries has no link type. */
  Unknown: 4,
} as const
export type Fate = (typeof Fate)[keyof typeof Fate]

/** Which tunnels are taken off. */
interface Depth {
  /** So many at most, from the outermost on. */
  readonly most: number
  /** Those alone that are of these types; undefined for all. */
  readonly types?: ReadonlySet<TunnelType>
}

export interface DecapOptions extends Depth {
  /** Whether packets without a link layer get an Ethernet header, with addresses that no card has. */
  readonly ethernet: boolean
  /** Whether the checksums that a network card was to finish are finished. */
  readonly finishChecksums: boolean
}

/** LINKTYPE_ values: https://www.tcpdump.org/linktypes.html */
export const LINKTYPE_ETHERNET = 1
const LINKTYPE_PPP = 9
export const LINKTYPE_RAW = 101
const LINKTYPE_MPLS = 219
const NO_NUMBER = -1

const LINK_TYPES: Partial<Readonly<Record<Kind, number>>> = {
  [Kind.Ethernet]: LINKTYPE_ETHERNET,
  [Kind.Ipv4]: LINKTYPE_RAW,
  [Kind.Ipv6]: LINKTYPE_RAW,
  [Kind.Ppp]: LINKTYPE_PPP,
  [Kind.Mpls]: LINKTYPE_MPLS,
}

/** What an Ethernet header that is made says of the rest (IEEE 802 registration authority). */
const ETHER_TYPES: Partial<Readonly<Record<Kind, number>>> = {
  [Kind.Ipv4]: 0x0800,
  [Kind.Arp]: 0x0806,
  [Kind.Ipv6]: 0x86dd,
  [Kind.Mpls]: 0x8847,
}

/** Locally administered addresses (RFC 9542 §2.1) of the Ethernet headers that are made: no card has them. */
const MADE_DESTINATION: readonly number[] = [0x02, 0, 0, 0, 0, 0x02]
const MADE_SOURCE: readonly number[] = [0x02, 0, 0, 0, 0, 0x01]
const ETHERNET_LEN = 14

/** Headers between a tunnel's and the packet inside that say no more than what follows. */
const BETWEEN: ReadonlySet<Kind> = new Set<Kind>([Kind.Nsh, Kind.PwControlWord, Kind.CiscoMetaData])

/** IP payloads that are tunnels or may be: their fragments wait, those of others go on as they are. */
const TUNNELS_IN_IP: ReadonlySet<Kind> = new Set<Kind>([
  ...[Kind.Gre, Kind.Ipv4, Kind.Ipv6, Kind.EtherIp, Kind.L2tpIp, Kind.Mpls],
])

/** Octets of checksums from the start of the header: RFC 9293 §3.1, RFC 768. */
const CHECKSUM_AT: Partial<Readonly<Record<Kind, number>>> = { [Kind.Tcp]: 16, [Kind.Udp]: 6 }

/** Octets of a packet and of what is written beside it, at first. */
const FIRST_CAPACITY = 1 << 16

export class Decapsulator {
  /** The packet that was taken out. Its octets are overwritten by the next one's. */
  readonly packet: Packet
  /** Tunnels taken off the last packet, the first so many of its stack. */
  tunnels = 0
  /** Checksums finished so far. */
  finished = 0
  readonly #options: DecapOptions
  /** The record of a packet whose window shows the whole datagram of which it is the last fragment. */
  readonly #record: Packet
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #verdict: Verdict = new Verdict()
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  #view: DataView = new DataView(this.#bytes.buffer)
  #end = 0

  constructor(tables: Tables, options: DecapOptions) {
    this.packet = new Packet(tables)
    this.#record = new Packet(tables)
    this.#options = options
  }

  /** Takes a decoded packet, of which fragments have been put together where they were all there. */
  take(p: Packet, stack: TunnelStack): Fate {
    const chosen = chosenTunnel(stack, this.#options)
    this.tunnels = chosen + 1
    if (chosen < 0) return p.fragment === -1 ? Fate.Plain : Fate.Waiting
    const t = stack.layers[chosen]!
    const first = firstInside(p, isHeaderless(stack.types[chosen] as TunnelType) ? t : t + 1)
    if (p.fragment !== -1 && (p.fragment < first || mayCarryTunnel(p))) return Fate.Waiting
    if (p.isReassembled && !p.isReassembledBefore(p.layers[t]!.payload)) return this.#takeFragment(p)
    return this.#takeFrom(p, t, first)
  }

  /** The last fragment of a datagram inside a tunnel goes on as the fragment that it is, as those before it did. */
  #takeFragment(p: Packet): Fate {
    const { recordBytes: bytes } = p
    const record = this.#record
    record.record(
      new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
      bytes,
      p.recordStart,
      p.captured,
      p.length,
    )
    record.identifyAs(p)
    record.optionsStart = p.optionsStart
    record.optionsEnd = p.optionsEnd
    decode(record)
    this.#stack.fill(record)
    return this.take(record, this.#stack)
  }

  #takeFrom(p: Packet, tunnel: number, first: number): Fate {
    const own = ownDepth(p)
    const last = p.layers[own - 1]!
    let { kind, start, end, claimed } = p.layers[first] ?? last
    if (first >= own) {
      // A header that could not be decoded is there none the less.
      if (!p.malformed.isStop || p.malformed.offset < p.layers[tunnel]!.payload) return Fate.Empty
      kind = p.malformed.kind
      start = p.malformed.offset
      end = last.end
      claimed = last.claimed
    }
    if (start >= end) return Fate.Empty
    const linkType = LINK_TYPES[kind] ?? NO_NUMBER
    const etherType =
      this.#options.ethernet && linkType !== LINKTYPE_ETHERNET ? (ETHER_TYPES[kind] ?? NO_NUMBER) : NO_NUMBER
    if (linkType === NO_NUMBER && etherType === NO_NUMBER) return Fate.Unknown
    const header = etherType === NO_NUMBER ? 0 : ETHERNET_LEN
    const captured = end - start
    this.#reserve(header + captured)
    if (header > 0) this.#makeEthernet(etherType)
    this.#bytes.set(p.bytes.subarray(start, end), header)
    this.#end = header + captured
    if (first < own) {
      if (p.isReassembled) this.#mend(p, first, header - start)
      if (this.#options.finishChecksums) this.#finish(p, first, own, header - start)
    }
    const { packet } = this
    packet.record(this.#view, this.#bytes, 0, header + captured, header + Math.max(claimed, end) - start)
    packet.identifyAs(p)
    packet.linkType = header > 0 ? LINKTYPE_ETHERNET : linkType
    this.#keepOptions(p)
    return Fate.Taken
  }

  #reserve(octets: number): void {
    if (octets <= this.#bytes.length) return
    const before = this.#bytes
    this.#bytes = new Uint8Array(2 * octets)
    this.#bytes.set(before)
    this.#view = new DataView(this.#bytes.buffer)
  }

  #makeEthernet(etherType: number): void {
    this.#bytes.set(MADE_DESTINATION)
    this.#bytes.set(MADE_SOURCE, MADE_DESTINATION.length)
    this.#view.setUint16(ETHERNET_LEN - 2, etherType)
  }

  /**
   * A datagram that was put together behind a header inside the tunnel has the header of one of its fragments, which says so:
   * it gets that of the datagram (RFC 791 §3.2, RFC 8200 §4.5). `shift` leads from the window to the packet.
   */
  #mend(p: Packet, first: number, shift: number): void {
    const v = this.#view
    for (let i = first; i < ownDepth(p); i++) {
      const l = p.layers[i]!
      if (!p.isWhole(l.start)) continue
      const at = l.start + shift
      if (l.kind === Kind.Ipv4) {
        v.setUint16(at + 2, l.end - l.start)
        v.setUint16(at + 6, v.getUint16(at + 6) & DONT_FRAGMENT)
        v.setUint16(at + 10, 0)
        v.setUint16(at + 10, 0xffff - foldedSum(v, at, l.payload - l.start, 0))
      } else if (l.kind === Kind.Ipv6Fragment) {
        v.setUint16(at + 2, 0)
        const ip = ipv6Below(p, i)
        if (ip >= first) v.setUint16(p.layers[ip]!.start + shift + 4, l.end - p.layers[ip]!.payload)
      }
    }
  }

  #finish(p: Packet, first: number, own: number, shift: number): void {
    for (let i = first; i < own; i++) {
      const l = p.layers[i]!
      const at = CHECKSUM_AT[l.kind]
      if (at === undefined) continue
      classify(p, i, this.#verdict)
      // Of a packet that the capture has cut nobody knows what it would be.
      if (this.#verdict.status !== ChecksumStatus.OffloadSeed || !this.#verdict.isComputed) continue
      this.#view.setUint16(l.start + at + shift, this.#verdict.computed)
      this.finished++
    }
  }

  /** Behind the octets stand the options of the record, for those who write them. */
  #keepOptions({ recordBytes, optionsStart, optionsEnd }: Packet): void {
    const { packet } = this
    packet.optionsStart = this.#end
    if (optionsEnd > optionsStart) this.#append(recordBytes.subarray(optionsStart, optionsEnd))
    packet.optionsEnd = this.#end
  }

  /** Puts a comment of `length` octets in front of the packet's options, in the byte order of its interface. */
  comment(text: Uint8Array, length: number, littleEndian: boolean): void {
    const { packet } = this
    const { optionsStart: start, optionsEnd: end } = packet
    const before = end > start ? this.#bytes.slice(start, end) : undefined
    const size = OPTION_HEADER_LEN + ((length + 3) & ~3)
    this.#reserve(start + size)
    this.#view.setUint16(start, OPT_COMMENT, littleEndian)
    this.#view.setUint16(start + 2, length, littleEndian)
    const bytes = this.#bytes
    const at = start + OPTION_HEADER_LEN
    for (let i = 0; i < length; i++) bytes[at + i] = text[i]!
    for (let i = at + length; i < start + size; i++) bytes[i] = 0
    this.#end = start + size
    if (before !== undefined) this.#append(before)
    this.#show()
  }

  #append(octets: Uint8Array): void {
    this.#reserve(this.#end + octets.length)
    this.#bytes.set(octets, this.#end)
    this.#end += octets.length
    this.#show()
  }

  /** What was put behind the packet may have taken other memory. */
  #show(): void {
    const { packet } = this
    packet.optionsEnd = this.#end
    packet.bytes = this.#bytes
    packet.recordBytes = this.#bytes
    packet.view = this.#view
  }
}

/** draft-ietf-opsawg-pcapng §3.5. */
const OPT_COMMENT = 1
const OPTION_HEADER_LEN = 4
/** RFC 791 §3.1: the flag that is the datagram's, not the fragment's. */
const DONT_FRAGMENT = 0x4000

/** Index in the stack of the last tunnel that is taken off; -1 for none. */
function chosenTunnel(stack: TunnelStack, { most, types }: Depth): number {
  if (types === undefined) return Math.min(most, stack.depth) - 1
  let chosen = -1
  for (let i = 0, n = 0; i < stack.depth && n < most; i++) {
    if (!types.has(stack.types[i] as TunnelType)) continue
    chosen = i
    n++
  }
  return chosen
}

/** The layer that the tunnel carries, from layer `i` on; behind the last one when it could not be decoded. */
function firstInside(p: Packet, i: number): number {
  const own = ownDepth(p)
  let first = i
  while (first < own && isBetween(p, first, own)) first++
  return first
}

function isBetween(p: Packet, i: number, own: number): boolean {
  const { kind } = p.layers[i]!
  if (kind === Kind.Ppp) return i + 1 < own && isIp(p.layers[i + 1]!.kind)
  return BETWEEN.has(kind)
}

/** Whether the datagram that this is a fragment of may carry another tunnel. */
function mayCarryTunnel(p: Packet): boolean {
  const l: Layer = p.layers[p.fragment]!
  const isV4 = l.kind === Kind.Ipv4
  const protocol = isV4 ? ipv4.protocolNumber(p.view, l.start) : ipv6Fragment.nextHeader(p.view, l.start)
  return TUNNELS_IN_IP.has(p.tables.ipProtocols[protocol] as Kind)
}

function ipv6Below(p: Packet, i: number): number {
  let ip = i
  while (ip >= 0 && p.layers[ip]!.kind !== Kind.Ipv6) ip--
  return ip
}
