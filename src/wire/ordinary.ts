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

/** Hot path: finds the headers of a packet that need not be decoded; false where it is no ordinary one. */
export function findOrdinary(p: Packet): boolean {
  const { tables, start, end, view, ordinary } = p
  if (tables.linkTypes[p.linkType] !== Kind.Ethernet || p.isReassembled) return false
  const ip = start + ethernet.HEADER_LEN
  if (end < ip || tables.etherTypes[ethernet.type(view, start)] !== Kind.Ipv4) return false
  const stop = ipv4End(view, ip, end)
  if (stop < 0) return false
  ordinary.ip = ip
  ordinary.stop = stop
  ordinary.outer = ip + ipv4.MIN_HEADER_LEN
  const kind = tables.ipProtocols[ipv4.protocolNumber(view, ip)]
  return kind === Kind.Udp ? vxlanIn(p) : kind === Kind.Gre && greIn(p)
}

function vxlanIn(p: Packet): boolean {
  const { view: v, ordinary } = p
  const o = ordinary.outer
  const inner = o + udp.HEADER_LEN + vxlan.HEADER_LEN
  if (ordinary.stop - inner < ethernet.HEADER_LEN) return false
  if (p.tables.udpPorts[udp.destinationPort(v, o)] !== Kind.Vxlan) return false
  const end = o + udp.length(v, o)
  if (end > ordinary.stop || end - inner < ethernet.HEADER_LEN) return false
  ordinary.outerKind = Kind.Udp
  ordinary.outerEnd = end
  ordinary.inner = inner
  return frameIn(p)
}

function greIn(p: Packet): boolean {
  const { view: v, ordinary } = p
  const o = ordinary.outer
  if (ordinary.stop - o < gre.MIN_HEADER_LEN || (gre.flagsAndVersion(v, o) & GRE_OTHERS) !== 0) return false
  const type = gre.protocolType(v, o)
  const next = p.tables.greProtocols[type]
  ordinary.outerKind = Kind.Gre
  ordinary.outerEnd = ordinary.stop
  ordinary.inner = o + gre.headerLen(v, o)
  if (type === gre.ETHERNET && next === Kind.Ethernet) return frameIn(p)
  if (type !== GRE_IPV4 || next !== Kind.Ipv4) return false
  ordinary.hasFrame = false
  return packetAt(p, ordinary.inner)
}

function frameIn(p: Packet): boolean {
  const { ordinary } = p
  const ip = ordinary.inner + ethernet.HEADER_LEN
  if (ordinary.outerEnd < ip || p.tables.etherTypes[ethernet.type(p.view, ordinary.inner)] !== Kind.Ipv4) return false
  ordinary.hasFrame = true
  return packetAt(p, ip)
}

/** The inner packet at `o`. */
function packetAt(p: Packet, o: number): boolean {
  const { ordinary } = p
  const end = ipv4End(p.view, o, ordinary.outerEnd)
  if (end < 0) return false
  ordinary.innerIp = o
  ordinary.innerEnd = end
  ordinary.segment = o + ipv4.MIN_HEADER_LEN
  ordinary.segmentEnd = end
  const kind = p.tables.ipProtocols[ipv4.protocolNumber(p.view, o)] as Kind
  ordinary.segmentKind = kind
  switch (kind) {
    case Kind.Tcp:
      return isTcp(p)
    case Kind.Udp:
      return isUdp(p)
    case Kind.Icmp:
      return isEcho(p)
    default:
      return false
  }
}

function isTcp({ view: v, ordinary }: Packet): boolean {
  const o = ordinary.segment
  if (ordinary.innerEnd - o < tcp.MIN_HEADER_LEN) return false
  ordinary.data = o + tcp.headerLen(v, o)
  return ordinary.data - o >= tcp.MIN_HEADER_LEN && ordinary.data <= ordinary.innerEnd
}

function isUdp(p: Packet): boolean {
  const { view: v, ordinary } = p
  const o = ordinary.segment
  const data = o + udp.HEADER_LEN
  if (ordinary.innerEnd < data) return false
  const port = udp.destinationPort(v, o)
  if (p.tables.udpPorts[port] !== Kind.Payload) return false
  if (p.tables.udpServers[udp.sourcePort(v, o)] !== Kind.Payload) return false
  const end = o + udp.length(v, o)
  // The data may be a tunnel's on an unknown port.
  if (end < data || end > ordinary.innerEnd || tunnelLike(v, port, data, end, end) !== Kind.Payload) return false
  ordinary.data = data
  ordinary.segmentEnd = end
  return true
}

function isEcho({ view: v, ordinary }: Packet): boolean {
  const o = ordinary.segment
  ordinary.data = o + icmp.HEADER_LEN
  if (ordinary.innerEnd < ordinary.data) return false
  const type = icmp.type(v, o)
  return type === icmp.TYPE_ECHO || type === icmp.TYPE_ECHO_REPLY
}

/** Where an IPv4 packet ends that has no options, is no fragment and is all there; -1 for others. */
export function ipv4End(v: DataView, o: number, end: number): number {
  if (end - o < ipv4.MIN_HEADER_LEN || v.getUint8(o) !== VERSION_IHL || ipv4.isFragment(v, o)) return -1
  const total = ipv4.totalLength(v, o)
  return total < ipv4.MIN_HEADER_LEN || o + total > end ? -1 : o + total
}
