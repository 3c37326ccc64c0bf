/**
 * Most packets of a tunnel's capture look alike: Ethernet, IPv4, VXLAN in UDP or GRE, Ethernet and IPv4 or IPv4 alone,
 * then TCP, UDP or an ICMP echo, all complete. They are decoded here in one go, into the same layers and by the same
 * tables as by the decoders of the protocols. Packets that differ in any way are left to those decoders.
 */

import { Kind } from './kind.js'
import type { Layer, Packet } from './packet.js'
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

/** The layer that is the outer UDP or GRE header of an ordinary packet. */
export const OUTER = 2

/** The inner IP layer of an ordinary packet; what it carries is the next one. */
export function innerIp(p: Packet): number {
  return p.layers[p.tunnel + 1]!.kind === Kind.Ethernet ? p.tunnel + 2 : p.tunnel + 1
}

/** Decodes the packet if it is an ordinary one. `p.tunnel` is then the index of the tunnel's layer. */
export function decodeFastPath(p: Packet): boolean {
  const { tables, start } = p
  if (tables.linkTypes[p.linkType] !== Kind.Ethernet || p.isReassembled) return false
  p.reset()
  const wire = p.claimed
  const ip = start + ethernet.HEADER_LEN
  if (p.end < ip || tables.etherTypes[ethernet.type(p.view, start)] !== Kind.Ipv4) return false
  const stop = ipv4End(p.view, ip, p.end)
  if (stop < 0) return false
  const kind = tables.ipProtocols[ipv4.protocolNumber(p.view, ip)]
  const isWhole = kind === Kind.Udp ? vxlanTunnel(p, ip, stop) : kind === Kind.Gre && greTunnel(p, ip, stop)
  if (!isWhole) return false
  put(p.layers[0]!, Kind.Ethernet, start, ip, p.end, wire)
  put(p.layers[1]!, Kind.Ipv4, ip, ip + ipv4.MIN_HEADER_LEN, stop, stop)
  return true
}

/** The same up to the tunnel's header, whatever the tunnel carries. */
export function decodeFastPathOuter(p: Packet): boolean {
  const { tables, start } = p
  if (tables.linkTypes[p.linkType] !== Kind.Ethernet || p.isReassembled) return false
  p.reset()
  const v = p.view
  const ip = start + ethernet.HEADER_LEN
  if (p.end < ip || tables.etherTypes[ethernet.type(v, start)] !== Kind.Ipv4) return false
  const stop = ipv4End(v, ip, p.end)
  if (stop < 0 || tables.ipProtocols[ipv4.protocolNumber(v, ip)] !== Kind.Udp) return false
  const o = ip + ipv4.MIN_HEADER_LEN
  const header = o + udp.HEADER_LEN
  const inner = header + vxlan.HEADER_LEN
  if (stop < inner || tables.udpPorts[udp.destinationPort(v, o)] !== Kind.Vxlan) return false
  const end = o + udp.length(v, o)
  if (end > stop || end < inner) return false
  put(p.layers[0]!, Kind.Ethernet, start, ip, p.end, p.claimed)
  put(p.layers[1]!, Kind.Ipv4, ip, o, stop, stop)
  put(p.layers[OUTER]!, Kind.Udp, o, header, end, end)
  put(p.layers[OUTER + 1]!, Kind.Vxlan, header, inner, end, end)
  p.depth = OUTER + 2
  p.tunnel = OUTER + 1
  p.nextStart = inner
  p.nextEnd = end
  p.claimed = end
  return true
}

function vxlanTunnel(p: Packet, ip: number, stop: number): boolean {
  const v = p.view
  const o = ip + ipv4.MIN_HEADER_LEN
  const header = o + udp.HEADER_LEN
  const inner = header + vxlan.HEADER_LEN
  if (stop - inner < ethernet.HEADER_LEN || p.tables.udpPorts[udp.destinationPort(v, o)] !== Kind.Vxlan) return false
  const end = o + udp.length(v, o)
  if (end > stop || end - inner < ethernet.HEADER_LEN) return false
  if (!innerFrame(p, inner, end, OUTER + 2)) return false
  put(p.layers[OUTER]!, Kind.Udp, o, header, end, end)
  put(p.layers[OUTER + 1]!, Kind.Vxlan, header, inner, end, end)
  p.tunnel = OUTER + 1
  return true
}

function greTunnel(p: Packet, ip: number, stop: number): boolean {
  const v = p.view
  const o = ip + ipv4.MIN_HEADER_LEN
  if (stop - o < gre.MIN_HEADER_LEN) return false
  if ((gre.flagsAndVersion(v, o) & GRE_OTHERS) !== 0) return false
  const inner = o + gre.headerLen(v, o)
  const type = gre.protocolType(v, o)
  const next = p.tables.greProtocols[type]
  let isWhole = false
  if (type === gre.ETHERNET && next === Kind.Ethernet) isWhole = innerFrame(p, inner, stop, OUTER + 1)
  else if (type === GRE_IPV4 && next === Kind.Ipv4) isWhole = innerPacket(p, inner, stop, OUTER + 1)
  if (!isWhole) return false
  put(p.layers[OUTER]!, Kind.Gre, o, inner, stop, stop)
  p.tunnel = OUTER
  return true
}

/** The inner frame at `o`, which is layer `i`. */
function innerFrame(p: Packet, o: number, end: number, i: number): boolean {
  const ip = o + ethernet.HEADER_LEN
  if (end < ip || p.tables.etherTypes[ethernet.type(p.view, o)] !== Kind.Ipv4) return false
  if (!innerPacket(p, ip, end, i + 1)) return false
  put(p.layers[i]!, Kind.Ethernet, o, ip, end, end)
  return true
}

/** The inner packet at `o`, which is layer `i`. */
function innerPacket(p: Packet, o: number, end: number, i: number): boolean {
  const stop = ipv4End(p.view, o, end)
  if (stop < 0) return false
  const segment = o + ipv4.MIN_HEADER_LEN
  let isWhole = false
  switch (p.tables.ipProtocols[ipv4.protocolNumber(p.view, o)]) {
    case Kind.Tcp:
      isWhole = tcpSegment(p, segment, stop, i + 1)
      break
    case Kind.Udp:
      isWhole = udpDatagram(p, segment, stop, i + 1)
      break
    case Kind.Icmp:
      isWhole = icmpEcho(p, segment, stop, i + 1)
      break
  }
  if (isWhole) put(p.layers[i]!, Kind.Ipv4, o, segment, stop, stop)
  return isWhole
}

function tcpSegment(p: Packet, o: number, end: number, i: number): boolean {
  if (end - o < tcp.MIN_HEADER_LEN) return false
  const data = o + tcp.headerLen(p.view, o)
  if (data - o < tcp.MIN_HEADER_LEN || data > end) return false
  put(p.layers[i]!, Kind.Tcp, o, data, end, end)
  putData(p, data, end, i + 1)
  return true
}

function udpDatagram(p: Packet, o: number, stop: number, i: number): boolean {
  const v = p.view
  const data = o + udp.HEADER_LEN
  if (stop < data) return false
  const port = udp.destinationPort(v, o)
  if (p.tables.udpPorts[port] !== Kind.Payload) return false
  if (p.tables.udpServers[udp.sourcePort(v, o)] !== Kind.Payload) return false
  const end = o + udp.length(v, o)
  // The data may be a tunnel's on an unknown port.
  if (end < data || end > stop || tunnelLike(v, port, data, end, end) !== Kind.Payload) return false
  put(p.layers[i]!, Kind.Udp, o, data, end, end)
  putData(p, data, end, i + 1)
  return true
}

function icmpEcho(p: Packet, o: number, end: number, i: number): boolean {
  const data = o + icmp.HEADER_LEN
  if (end < data) return false
  const type = icmp.type(p.view, o)
  if (type !== icmp.TYPE_ECHO && type !== icmp.TYPE_ECHO_REPLY) return false
  put(p.layers[i]!, Kind.Icmp, o, data, end, end)
  putData(p, data, end, i + 1)
  return true
}

/** Completes the layers with the data behind the last header, if there are any. */
function putData(p: Packet, o: number, end: number, i: number): void {
  p.depth = i
  p.nextStart = end
  p.nextEnd = end
  p.claimed = end
  if (o === end) return
  put(p.layers[i]!, Kind.Payload, o, end, end, end)
  p.depth = i + 1
}

/** Where an IPv4 packet ends that has no options, is no fragment and is all there; -1 for others. */
function ipv4End(v: DataView, o: number, end: number): number {
  if (end - o < ipv4.MIN_HEADER_LEN || v.getUint8(o) !== VERSION_IHL || ipv4.isFragment(v, o)) return -1
  const total = ipv4.totalLength(v, o)
  return total < ipv4.MIN_HEADER_LEN || o + total > end ? -1 : o + total
}

function put(l: Layer, kind: Kind, start: number, payload: number, end: number, claimed: number): void {
  l.kind = kind
  l.start = start
  l.payload = payload
  l.end = end
  l.claimed = claimed
}
