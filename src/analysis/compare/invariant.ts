/**
 * What of a packet is the same wherever it is captured: of the innermost packet its addresses, its identification and what
 * its transport header and the beginning of its data say. Not among it is what routers and network cards change: what is
 * around the packet, tunnels and VLANs and MAC addresses, TTL, DSCP and ECN, checksums, and TCP's options.
 *
 * Of this a hash of 64 bits is made, in two halves. The first has nothing of addresses and ports, so that it also is the
 * same on both sides of a translation of addresses.
 */
import { destinationAt, isExtension, isIp, sourceAt } from '../../wire/ip.js'
import { Kind, Reason } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as ipv6Fragment from '../../wire/protocols/ipv6-fragment.js'
import * as tcp from '../../wire/protocols/tcp.js'
import * as udp from '../../wire/protocols/udp.js'
import { isHeaderless, ownDepth, type TunnelStack, type TunnelType } from '../../wire/tunnel.js'
import { pseudoSum } from '../../wire/verify.js'
import type { AddressTable } from '../tables/address-table.js'
import { hashWords, randomSeed, type Seed } from '../tables/hash.js'

/** Octets from the transport header on that are compared, unless captures are cut and have fewer. */
export const COMPARED = 76
/** With fewer octets of the transport header, ports and sequence numbers are missing. */
const LEAST = 8

/** What came of a packet. */
export const Readable = {
  Yes: 0,
  /** The capture has cut it where packets begin to differ. */
  Cut: 1,
  /** There is no frame in it that could be told from others. */
  No: 2,
} as const
export type Readable = (typeof Readable)[keyof typeof Readable]

/** What a checksum looks like without summing up the packet. */
export const Sum = {
  /** The header has none. */
  None: 0,
  /** UDP's 0. */
  Absent: 1,
  /** That of the pseudo-header alone: the network card is to finish it. */
  Seed: 2,
  Set: 3,
} as const
export type Sum = (typeof Sum)[keyof typeof Sum]

/** In place of a protocol number: no IP packet, with its EtherType in the ports. */
export const NOT_IP = 255
/** In place of one of ARP's. */
export const ARP = 254

const PROTOCOL_ICMP = 1
const PROTOCOL_ICMPV6 = 58

/** A key has what the packet is, IPv4's identification and fragment, the data, and the addresses with the ports. */
const KEY_WORDS = 24
const DATA = 2
const ADDRESSES = KEY_WORDS - 3

export class Invariant {
  /** The half without addresses and ports. */
  low = 0
  high = 0
  /** As the address table numbers them; of what is not IP the low 32 bits of MAC addresses. */
  source = 0
  destination = 0
  /** Source and destination port; an echo's identifier twice; an EtherType; of ARP the low half of whom the frame is for. */
  ports = 0
  /** Of the innermost IP header, or `ARP`, `NOT_IP`. */
  protocol = 0
  /** The innermost IP layer; -1 where there is none. */
  ip = -1
  /** The layer whose checksum it is; -1 where there is none. */
  transport = -1
  /** Octets of the innermost packet, as its header says. */
  length = 0
  /** TCP's. */
  sequence = 0
  /** TCP's octets of data. */
  dataLength = 0
  /** What a SYN offers; 0 where there is none. */
  maximumSegmentSize = 0
  checksum = 0
  sum: Sum = Sum.None
  /** Octets from the transport header on that are there of a cut packet; of others more than are compared. */
  reach: number = Number.POSITIVE_INFINITY

  readonly #addresses: AddressTable
  readonly #seeds: readonly [Seed, Seed] = [randomSeed(), randomSeed()]
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  constructor(addresses: AddressTable) {
    this.#addresses = addresses
  }

  /** Hot path: takes a decoded packet. `compared` octets from the transport header on count. */
  take(p: Packet, stack: TunnelStack, compared: number): Readable {
    const m = p.malformed
    const own = ownDepth(p)
    let from = 0
    if (stack.depth > 0) {
      const layer = stack.layers[stack.depth - 1]!
      from = isHeaderless(stack.types[stack.depth - 1] as TunnelType) ? layer : layer + 1
    }
    let i = own - 1
    while (i >= from && !isIp(p.layers[i]!.kind) && p.layers[i]!.kind !== Kind.Arp) i--
    this.#clear()
    if (i < from) {
      if (m.reason === Reason.Cut) return Readable.Cut
      return this.#frame(p, from, own, compared)
    }
    if (p.layers[i]!.kind === Kind.Arp) return this.#arp(p, i)
    return this.#packet(p, i, own, compared)
  }

  #clear(): void {
    this.#key.fill(0)
    this.ip = -1
    this.transport = -1
    this.ports = 0
    this.sequence = 0
    this.dataLength = 0
    this.maximumSegmentSize = 0
    this.checksum = 0
    this.sum = Sum.None
    this.reach = Number.POSITIVE_INFINITY
  }

  #hash(): Readable {
    const key = this.#key
    this.low = hashWords(this.#seeds[0], key, 0, ADDRESSES)
    key[ADDRESSES] = this.source | 0
    key[ADDRESSES + 1] = this.destination | 0
    key[ADDRESSES + 2] = this.ports
    this.high = hashWords(this.#seeds[1], key, 0, KEY_WORDS)
    return Readable.Yes
  }

  #packet(p: Packet, ip: number, own: number, compared: number): Readable {
    const key = this.#key
    const v = p.view
    const l = p.layers[ip]!
    const isIpv4 = l.kind === Kind.Ipv4
    this.ip = ip
    this.source = this.#addresses.number(v, sourceAt(l), l.kind)
    this.destination = this.#addresses.number(v, destinationAt(l), l.kind)
    this.length = l.claimed - l.start
    if (isIpv4) {
      const isPiece = ipv4.isFragment(v, l.start) && !p.isWhole(l.start)
      key[1] = (ipv4.identification(v, l.start) << 16) | (isPiece ? ipv4.fragmentOffset(v, l.start) : 0)
    }
    this.protocol = isIpv4 ? ipv4.protocolNumber(v, l.start) : ipv6.nextHeader(v, l.start)
    // Who has no address yet says the same as others do, and no router passes it on.
    if (isUnspecified(v, l)) key[1] = key[1]! ^ senderOf(p, ip)
    let next = ip + 1
    while (next < own && isExtension(p.layers[next]!.kind)) {
      const { kind, start } = p.layers[next]!
      if (kind === Kind.Ipv6Fragment && !p.isWhole(start)) {
        key[1] = (ipv6Fragment.identification(v, start) << 13) ^ ipv6Fragment.fragmentOffset(v, start)
      }
      this.protocol = v.getUint8(start)
      next++
    }
    const at = p.layers[next - 1]!.payload
    const kind = next < own ? p.layers[next]!.kind : Kind.None
    const { end, claimed } = l
    if (claimed > end && end - at < compared) {
      this.reach = end - at
      if (this.reach < LEAST) return Readable.Cut
    }
    const stop = Math.min(end, at + compared)
    key[0] = (this.protocol << 24) | (isIpv4 ? 0 : 1 << 23) | (this.length & 0x7fffff)
    this.#transport(p, next, kind, at, stop, claimed)
    return this.#hash()
  }

  /** The transport header and what is behind it; of an unknown or a cut one as much as is there. */
  #transport(p: Packet, i: number, kind: Kind, at: number, stop: number, claimed: number): void {
    const key = this.#key
    const v = p.view
    // A header that is cut is no layer.
    const cut = kind === Kind.None && p.malformed.reason === Reason.Cut && p.malformed.offset === at
    const what = cut ? p.malformed.kind : kind
    switch (what) {
      case Kind.Tcp: {
        this.ports = v.getInt32(at)
        this.sequence = tcp.sequenceNumber(v, at)
        key[DATA] = v.getInt32(at + 4)
        if (stop >= at + 12) key[DATA + 1] = v.getInt32(at + 8)
        if (stop >= at + 16) key[DATA + 2] = v.getInt32(at + 12)
        if (cut) return
        this.transport = i
        this.checksum = tcp.checksum(v, at)
        this.#judge(p, i, claimed - at)
        const { payload } = p.layers[i]!
        this.dataLength = claimed - payload
        copyWords(key, DATA + 3, v, payload, stop)
        if ((tcp.flags(v, at) & tcp.FLAG_SYN) !== 0) this.maximumSegmentSize = offeredSize(v, at, payload)
        return
      }
      case Kind.Udp:
        this.ports = v.getInt32(at)
        copyWords(key, DATA, v, at + udp.HEADER_LEN, stop)
        if (cut) return
        this.transport = i
        this.checksum = udp.checksum(v, at)
        if (this.checksum === 0) this.sum = Sum.Absent
        else this.#judge(p, i, udp.length(v, at) || claimed - at)
        return
      case Kind.Icmp:
      case Kind.Icmpv6:
        key[DATA] = v.getUint16(at)
        if (isEcho(kind, v, at)) {
          const id = v.getUint16(at + 4)
          this.ports = (id << 16) | id
          key[DATA + 1] = v.getUint16(at + 6)
        } else {
          key[DATA + 1] = v.getInt32(at + 4)
        }
        if (!cut) this.transport = i
        this.checksum = v.getUint16(at + 2)
        if (kind === Kind.Icmpv6 && !cut) this.#judge(p, i, claimed - at)
        else this.sum = Sum.Set
        copyWords(key, DATA + 2, v, at + 8, stop)
        return
      default:
        copyWords(key, DATA, v, at, stop)
    }
  }

  #judge(p: Packet, i: number, length: number): void {
    this.sum = sumState(p, i, this.checksum, length)
  }

  #arp(p: Packet, i: number): Readable {
    const v = p.view
    const l = p.layers[i]!
    this.protocol = ARP
    this.length = l.claimed - l.start
    this.#key[0] = (ARP << 24) | arp.operation(v, l.start)
    const isKnown = arp.isEthernetIpv4(v, l.start) && l.end - l.start >= ARP_LEN
    this.source = isKnown ? arp.senderIp(v, l.start) : 0
    this.destination = isKnown ? arp.targetIp(v, l.start) : 0
    copyWords(this.#key, DATA, v, l.start, Math.min(l.end, l.start + ARP_LEN))
    this.#hash()
    // A request is for all, or for one: the same question goes two ways.
    let mac = i - 1
    while (mac >= 0 && p.layers[mac]!.kind !== Kind.Ethernet) mac--
    if (mac >= 0) this.ports = v.getInt32(p.layers[mac]!.start + 2)
    return Readable.Yes
  }

  /** What carries no IP packet: the frame's addresses, its type and its beginning. */
  #frame(p: Packet, from: number, own: number, compared: number): Readable {
    const v = p.view
    let last = -1
    let mac = -1
    for (let i = from; i < own; i++) {
      const { kind } = p.layers[i]!
      if (kind === Kind.Ethernet) mac = i
      if (kind <= Kind.Llc && kind >= Kind.Ethernet) last = i
    }
    if (last < 0) return Readable.No
    const l = p.layers[last]!
    this.protocol = NOT_IP
    this.source = mac < 0 ? 0 : v.getUint32(p.layers[mac]!.start + 8)
    this.destination = mac < 0 ? 0 : v.getUint32(p.layers[mac]!.start + 2)
    const type = l.payload >= l.start + 2 ? v.getUint16(l.payload - 2) : 0
    this.ports = l.kind === Kind.Llc ? 0 : type >= ethernet.MIN_ETHER_TYPE ? type : 0
    this.length = l.claimed - l.payload
    this.#key[0] = (NOT_IP << 24) | this.ports
    copyWords(this.#key, DATA, v, l.payload, Math.min(l.end, l.payload + compared))
    if (l.claimed > l.end && l.end - l.payload < compared) {
      this.reach = l.end - l.payload
      if (this.reach < LEAST) return Readable.Cut
    }
    return this.#hash()
  }
}

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.2. */
function isUnspecified(v: DataView, l: Layer): boolean {
  const at = sourceAt(l)
  if (v.getUint32(at) !== 0) return false
  return l.kind === Kind.Ipv4 || (v.getUint32(at + 4) === 0 && v.getUint32(at + 8) === 0 && v.getUint32(at + 12) === 0)
}

/** The low half of the source's MAC address, in the Ethernet header in front of a layer; 0 without. */
function senderOf(p: Packet, i: number): number {
  let mac = i - 1
  while (mac >= 0 && p.layers[mac]!.kind !== Kind.Ethernet) mac--
  return mac < 0 ? 0 : p.view.getInt32(p.layers[mac]!.start + 8)
}

/** Octets of ARP for IPv4 on Ethernet: RFC 826. */
const ARP_LEN = 28

/** What the checksum of a TCP, UDP or ICMPv6 layer looks like. */
export function sumState(p: Packet, i: number, stored: number, length: number): Sum {
  return stored === pseudoSum(p, i, length) ? Sum.Seed : Sum.Set
}

function isEcho(kind: Kind, v: DataView, at: number): boolean {
  const type = v.getUint8(at)
  if (kind === Kind.Icmp) return type === icmp.TYPE_ECHO || type === icmp.TYPE_ECHO_REPLY
  return type === icmpv6.TYPE_ECHO || type === icmpv6.TYPE_ECHO_REPLY
}

/** Whether the protocol has echoes, whose identifier stands in place of ports. */
export function hasEchoes(protocol: number): boolean {
  return protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMPV6
}

const OPTION_END = 0
const OPTION_NOP = 1
/** RFC 9293 §3.7.1. */
const OPTION_MSS = 2

function offeredSize(v: DataView, tcpAt: number, end: number): number {
  for (let o = tcpAt + tcp.MIN_HEADER_LEN; o + 4 <= end; ) {
    const kind = tcp.optionKind(v, o)
    if (kind === OPTION_END) return 0
    if (kind === OPTION_MSS) return tcp.optionData16(v, o)
    o += kind === OPTION_NOP ? 1 : Math.max(2, tcp.optionLength(v, o))
  }
  return 0
}

/** Copies the octets in [`at`, `stop`) to a key from word `k` on, the last word filled up with zeros. */
function copyWords(key: Int32Array, k: number, v: DataView, at: number, stop: number): void {
  let w = k
  let o = at
  for (; o + 4 <= stop; o += 4) key[w++] = v.getInt32(o)
  for (let shift = 24; o < stop; o++, shift -= 8) key[w] = key[w]! | (v.getUint8(o) << shift)
}
