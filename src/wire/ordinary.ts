/**
 * Most packets of a tunnel's capture look alike: Ethernet, IPv4, VXLAN in UDP or GRE, Ethernet and IPv4 or IPv4 alone,
 * then TCP, UDP or an ICMP echo, all complete. Where their headers are is found here in one go, without a layer for each:
 * `fast-path.ts` makes the layers of it, and the kernel of `check` does without them. Packets that differ in any way are
 * left to the decoders of the protocols.
 */
import { Kind } from './kind.js'
import type { Packet } from './packet.js'
import * as ethernet from './protocols/ethernet.js'
import * as gre from './protocols/gre.js'
import * as icmp from './protocols/icmp.js'
import * as ipv4 from './protocols/ipv4.js'
import * as tcp from './protocols/tcp.js'
import * as udp from './protocols/udp.js'
import * as vxlan from './protocols/vxlan.js'
import { tunnelLike } from './tunnel-like.js'

/** Version 4 and an IHL of 5: RFC 791 §3.1. */
const VERSION_IHL = 0x45
/** C, K and S of GRE may be set. All other flags, and the version, are 0: RFC 2784 §2.1, RFC 2890 §2. */
const GRE_OTHERS = 0xffff & ~(gre.FLAG_C | gre.FLAG_K | gre.FLAG_S)
const GRE_IPV4 = 0x0800

/** Where the headers of an ordinary packet are: offsets, absolute in the packet's `view`. */
export class Ordinary {
  /** The outer IP header, and where its packet ends. */
  ip = 0
  stop = 0
  /** The outer UDP or GRE header, which it is, and where what it carries ends. */
  outer = 0
  outerKind: Kind = Kind.None
  outerEnd = 0
  /** The first octet that the tunnel carries, and whether that is a frame or an IP packet. */
  inner = 0
  hasFrame = false
  /** The inner IP header, and where its packet ends. */
  innerIp = 0
  innerEnd = 0
  /** The inner TCP, UDP or ICMP header, which it is, its first octet of data, and where the segment ends. */
  segment = 0
  segmentKind: Kind = Kind.None
  data = 0
  segmentEnd = 0

  /** Hot path: finds the headers of a packet that need not be decoded; false where it is no ordinary one. */
  find(p: Packet): boolean {
    const { tables, start, end, view } = p
    if (tables.linkTypes[p.linkType] !== Kind.Ethernet || p.isReassembled) return false
    const ip = start + ethernet.HEADER_LEN
    if (end < ip || tables.etherTypes[ethernet.type(view, start)] !== Kind.Ipv4) return false
    const stop = ipv4End(view, ip, end)
    if (stop < 0) return false
    this.ip = ip
    this.stop = stop
    this.outer = ip + ipv4.MIN_HEADER_LEN
    const kind = tables.ipProtocols[ipv4.protocolNumber(view, ip)]
    return kind === Kind.Udp ? this.#vxlan(p) : kind === Kind.Gre && this.#gre(p)
  }

  #vxlan(p: Packet): boolean {
    const v = p.view
    const o = this.outer
    const inner = o + udp.HEADER_LEN + vxlan.HEADER_LEN
    if (this.stop - inner < ethernet.HEADER_LEN) return false
    if (p.tables.udpPorts[udp.destinationPort(v, o)] !== Kind.Vxlan) return false
    const end = o + udp.length(v, o)
    if (end > this.stop || end - inner < ethernet.HEADER_LEN) return false
    this.outerKind = Kind.Udp
    this.outerEnd = end
    this.inner = inner
    return this.#frame(p)
  }

  #gre(p: Packet): boolean {
    const v = p.view
    const o = this.outer
    if (this.stop - o < gre.MIN_HEADER_LEN || (gre.flagsAndVersion(v, o) & GRE_OTHERS) !== 0) return false
    const type = gre.protocolType(v, o)
    const next = p.tables.greProtocols[type]
    this.outerKind = Kind.Gre
    this.outerEnd = this.stop
    this.inner = o + gre.headerLen(v, o)
    if (type === gre.ETHERNET && next === Kind.Ethernet) return this.#frame(p)
    if (type !== GRE_IPV4 || next !== Kind.Ipv4) return false
    this.hasFrame = false
    return this.#packet(p, this.inner)
  }

  #frame(p: Packet): boolean {
    const ip = this.inner + ethernet.HEADER_LEN
    if (this.outerEnd < ip || p.tables.etherTypes[ethernet.type(p.view, this.inner)] !== Kind.Ipv4) return false
    this.hasFrame = true
    return this.#packet(p, ip)
  }

  /** The inner packet at `o`. */
  #packet(p: Packet, o: number): boolean {
    const end = ipv4End(p.view, o, this.outerEnd)
    if (end < 0) return false
    this.innerIp = o
    this.innerEnd = end
    this.segment = o + ipv4.MIN_HEADER_LEN
    this.segmentEnd = end
    const kind = p.tables.ipProtocols[ipv4.protocolNumber(p.view, o)] as Kind
    this.segmentKind = kind
    switch (kind) {
      case Kind.Tcp:
        return this.#tcp(p.view)
      case Kind.Udp:
        return this.#udp(p)
      case Kind.Icmp:
        return this.#echo(p.view)
      default:
        return false
    }
  }

  #tcp(v: DataView): boolean {
    const o = this.segment
    if (this.innerEnd - o < tcp.MIN_HEADER_LEN) return false
    this.data = o + tcp.headerLen(v, o)
    return this.data - o >= tcp.MIN_HEADER_LEN && this.data <= this.innerEnd
  }

  #udp(p: Packet): boolean {
    const v = p.view
    const o = this.segment
    const data = o + udp.HEADER_LEN
    if (this.innerEnd < data) return false
    const port = udp.destinationPort(v, o)
    if (p.tables.udpPorts[port] !== Kind.Payload) return false
    if (p.tables.udpServers[udp.sourcePort(v, o)] !== Kind.Payload) return false
    const end = o + udp.length(v, o)
    // The data may be a tunnel's on an unknown port.
    if (end < data || end > this.innerEnd || tunnelLike(v, port, data, end, end) !== Kind.Payload) return false
    this.data = data
    this.segmentEnd = end
    return true
  }

  #echo(v: DataView): boolean {
    const o = this.segment
    this.data = o + icmp.HEADER_LEN
    if (this.innerEnd < this.data) return false
    const type = icmp.type(v, o)
    return type === icmp.TYPE_ECHO || type === icmp.TYPE_ECHO_REPLY
  }
}

/** Where an IPv4 packet ends that has no options, is no fragment and is all there; -1 for others. */
export function ipv4End(v: DataView, o: number, end: number): number {
  if (end - o < ipv4.MIN_HEADER_LEN || v.getUint8(o) !== VERSION_IHL || ipv4.isFragment(v, o)) return -1
  const total = ipv4.totalLength(v, o)
  return total < ipv4.MIN_HEADER_LEN || o + total > end ? -1 : o + total
}
