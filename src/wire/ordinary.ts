/**
 * Most packets of a tunnel's capture look alike: Ethernet, IPv4, VXLAN in UDP or GRE, Ethernet and IPv4 or IPv4 alone,
 * then TCP, UDP or an ICMP echo, all whole. They are decoded here in one go, by the same tables and into the same layers
 * as the decoders of the protocols fill one after the other; whatever differs in any way is left to those.
 */
import * as icmp from './icmp.js'
import { Kind } from './kind.js'
import type { Layer, Packet } from './packet.js'
import { looksLikeVxlan } from './vxlan.js'

// Octets of headers without options.
const ETHERNET_LEN = 14
const IPV4_LEN = 20
const UDP_LEN = 8
const VXLAN_LEN = 8
const TCP_LEN = 20
const ICMP_LEN = 8
const GRE_LEN = 4

/** Version 4 and an IHL of 5: RFC 791 §3.1. */
const VERSION_IHL = 0x45
/** MF and Fragment Offset. */
const FRAGMENT = 0x3fff
/** C, K and S of GRE: RFC 2784 §2.1, RFC 2890 §2. All other flags, and the version, are 0. */
const GRE_C = 0x8000
const GRE_K = 0x2000
const GRE_S = 0x1000
const GRE_OTHERS = 0xffff & ~(GRE_C | GRE_K | GRE_S)
const GRE_ETHERNET = 0x6558
const GRE_IPV4 = 0x0800

/** Layers of the outer headers in front of UDP or GRE. */
const OUTER = 2

/** Decodes the packet if it is an ordinary one; `p.tunnel` is the layer that makes its tunnel then. */
export function decodeOrdinary(p: Packet): boolean {
  const { tables, start } = p
  if (tables.linkTypes[p.linkType] !== Kind.Ethernet || p.isReassembled) return false
  p.reset()
  const wire = p.claimed
  const ip = start + ETHERNET_LEN
  if (p.end - start < ETHERNET_LEN + IPV4_LEN || tables.etherTypes[p.view.getUint16(ip - 2)] !== Kind.Ipv4) return false
  const stop = ipv4End(p.view, ip, p.end)
  if (stop < 0) return false
  const kind = tables.ipProtocols[p.view.getUint8(ip + 9)]
  const isWhole = kind === Kind.Udp ? vxlan(p, ip, stop) : kind === Kind.Gre && gre(p, ip, stop)
  if (!isWhole) return false
  put(p.layers[0]!, Kind.Ethernet, start, ip, p.end, wire)
  put(p.layers[1]!, Kind.Ipv4, ip, ip + IPV4_LEN, stop, stop)
  return true
}

function vxlan(p: Packet, ip: number, stop: number): boolean {
  const v = p.view
  const o = ip + IPV4_LEN
  const header = o + UDP_LEN
  const inner = header + VXLAN_LEN
  if (stop - inner < ETHERNET_LEN || p.tables.udpPorts[v.getUint16(o + 2)] !== Kind.Vxlan) return false
  const end = o + v.getUint16(o + 4)
  if (end > stop || end - inner < ETHERNET_LEN) return false
  if (!ethernet(p, inner, end, OUTER + 2)) return false
  put(p.layers[OUTER]!, Kind.Udp, o, header, end, end)
  put(p.layers[OUTER + 1]!, Kind.Vxlan, header, inner, end, end)
  p.tunnel = OUTER + 1
  return true
}

function gre(p: Packet, ip: number, stop: number): boolean {
  const v = p.view
  const o = ip + IPV4_LEN
  if (stop - o < GRE_LEN) return false
  const flags = v.getUint16(o)
  if ((flags & GRE_OTHERS) !== 0) return false
  const words = (flags >> 15) + ((flags >> 13) & 1) + ((flags >> 12) & 1)
  const inner = o + GRE_LEN + 4 * words
  const type = v.getUint16(o + 2)
  const next = p.tables.greProtocols[type]
  let isWhole = false
  if (type === GRE_ETHERNET && next === Kind.Ethernet) isWhole = ethernet(p, inner, stop, OUTER + 1)
  else if (type === GRE_IPV4 && next === Kind.Ipv4) isWhole = ipv4(p, inner, stop, OUTER + 1)
  if (!isWhole) return false
  put(p.layers[OUTER]!, Kind.Gre, o, inner, stop, stop)
  p.tunnel = OUTER
  return true
}

/** The inner frame at `o`, which is layer `i`. */
function ethernet(p: Packet, o: number, end: number, i: number): boolean {
  const ip = o + ETHERNET_LEN
  if (end < ip || p.tables.etherTypes[p.view.getUint16(ip - 2)] !== Kind.Ipv4 || !ipv4(p, ip, end, i + 1)) return false
  put(p.layers[i]!, Kind.Ethernet, o, ip, end, end)
  return true
}

/** The inner packet at `o`, which is layer `i`. */
function ipv4(p: Packet, o: number, end: number, i: number): boolean {
  const stop = ipv4End(p.view, o, end)
  if (stop < 0) return false
  const segment = o + IPV4_LEN
  let isWhole = false
  switch (p.tables.ipProtocols[p.view.getUint8(o + 9)]) {
    case Kind.Tcp:
      isWhole = tcp(p, segment, stop, i + 1)
      break
    case Kind.Udp:
      isWhole = udp(p, segment, stop, i + 1)
      break
    case Kind.Icmp:
      isWhole = echo(p, segment, stop, i + 1)
      break
  }
  if (isWhole) put(p.layers[i]!, Kind.Ipv4, o, segment, stop, stop)
  return isWhole
}

function tcp(p: Packet, o: number, end: number, i: number): boolean {
  if (end - o < TCP_LEN) return false
  const data = o + ((p.view.getUint8(o + 12) >> 4) << 2)
  if (data - o < TCP_LEN || data > end) return false
  put(p.layers[i]!, Kind.Tcp, o, data, end, end)
  payload(p, data, end, i + 1)
  return true
}

function udp(p: Packet, o: number, stop: number, i: number): boolean {
  const v = p.view
  const data = o + UDP_LEN
  if (stop < data || p.tables.udpPorts[v.getUint16(o + 2)] !== Kind.Payload) return false
  const end = o + v.getUint16(o + 4)
  if (end < data || end > stop || (p.tables.guess && looksLikeVxlan(v, data, end))) return false
  put(p.layers[i]!, Kind.Udp, o, data, end, end)
  payload(p, data, end, i + 1)
  return true
}

function echo(p: Packet, o: number, end: number, i: number): boolean {
  const data = o + ICMP_LEN
  if (end < data) return false
  const type = icmp.type(p.view, o)
  if (type !== icmp.TYPE_ECHO && type !== icmp.TYPE_ECHO_REPLY) return false
  put(p.layers[i]!, Kind.Icmp, o, data, end, end)
  payload(p, data, end, i + 1)
  return true
}

/** Completes the layers with the data behind the last header, if there are any. */
function payload(p: Packet, o: number, end: number, i: number): void {
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
  if (end - o < IPV4_LEN || v.getUint8(o) !== VERSION_IHL || (v.getUint16(o + 6) & FRAGMENT) !== 0) return -1
  const total = v.getUint16(o + 2)
  return total < IPV4_LEN || o + total > end ? -1 : o + total
}

function put(l: Layer, kind: Kind, start: number, payload: number, end: number, claimed: number): void {
  l.kind = kind
  l.start = start
  l.payload = payload
  l.end = end
  l.claimed = claimed
}
