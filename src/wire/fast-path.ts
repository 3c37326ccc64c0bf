/** Decodes ordinary packets in one go, into the same layers and by the same tables as the decoders of the protocols. */

import { Kind } from './kind.js'
import { findOrdinary, ipv4End } from './ordinary.js'
import type { Layer, Packet } from './packet.js'
import * as ethernet from './protocols/ethernet.js'
import * as ipv4 from './protocols/ipv4.js'
import * as udp from './protocols/udp.js'
import * as vxlan from './protocols/vxlan.js'

/** The layer that is the outer UDP or GRE header of an ordinary packet. */
export const OUTER = 2

/** The inner IP layer of an ordinary packet; what it carries is the next one. */
export function innerIp(p: Packet): number {
  return p.layers[p.tunnel + 1]!.kind === Kind.Ethernet ? p.tunnel + 2 : p.tunnel + 1
}

/** Decodes the packet if it is an ordinary one. `p.tunnel` is then the index of the tunnel's layer. */
export function decodeFastPath(p: Packet): boolean {
  const o = p.ordinary
  if (!findOrdinary(p)) return false
  p.reset()
  const { layers } = p
  const { ip, outer, stop, outerEnd, inner, innerIp, innerEnd, segment, segmentKind, data, segmentEnd } = o
  put(layers[0]!, Kind.Ethernet, p.start, ip, p.end, p.claimed)
  put(layers[1]!, Kind.Ipv4, ip, outer, stop, stop)
  let i = OUTER
  if (o.outerKind === Kind.Udp) {
    const header = outer + udp.HEADER_LEN
    put(layers[i++]!, Kind.Udp, outer, header, outerEnd, outerEnd)
    put(layers[i]!, Kind.Vxlan, header, inner, outerEnd, outerEnd)
  } else put(layers[i]!, Kind.Gre, outer, inner, outerEnd, outerEnd)
  p.tunnel = i++
  if (o.hasFrame) put(layers[i++]!, Kind.Ethernet, inner, innerIp, outerEnd, outerEnd)
  put(layers[i++]!, Kind.Ipv4, innerIp, segment, innerEnd, innerEnd)
  put(layers[i++]!, segmentKind, segment, data, segmentEnd, segmentEnd)
  if (data < segmentEnd) put(layers[i++]!, Kind.Payload, data, segmentEnd, segmentEnd, segmentEnd)
  p.depth = i
  p.nextStart = segmentEnd
  p.nextEnd = segmentEnd
  p.claimed = segmentEnd
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

function put(l: Layer, kind: Kind, start: number, payload: number, end: number, claimed: number): void {
  l.kind = kind
  l.start = start
  l.payload = payload
  l.end = end
  l.claimed = claimed
}
