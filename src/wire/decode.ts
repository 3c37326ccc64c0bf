/**
 * The decoder: from the link layer to the innermost header, each naming the next. `protocols/index.ts` has the decoder
 * of each kind. The few that decode most layers are called here directly, so that V8 inlines them.
 */

import { decodeFastPath, decodeFastPathOuter } from './fast-path.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'
import * as ethernet from './protocols/ethernet.js'
import { DECODERS } from './protocols/index.js'
import * as ipv4 from './protocols/ipv4.js'
import * as tcp from './protocols/tcp.js'
import * as udp from './protocols/udp.js'
import * as vxlan from './protocols/vxlan.js'
import { TunnelType, tunnelType } from './tunnel.js'

/**
 * Fills `p.layers` from the octets in [`p.start`, `p.end`). Never throws and never reads beyond: what cannot be decoded
 * stands in `p.malformed`, and the layers before it are valid.
 */
export function decode(p: Packet): void {
  if (!decodeFastPath(p)) decodeLayers(p)
}

/** The same layer by layer, whatever the packet is. */
export function decodeLayers(p: Packet): void {
  p.reset()
  let kind = p.tables.linkTypes[p.linkType] as Kind
  while (kind !== Kind.None) kind = decodeLayer(p, kind, p.nextStart, p.nextEnd)
}

/**
 * As `decode`, but only to the header of the outermost tunnel, included: what the tunnel carries stays octets.
 * `p.quoted` and `p.malformed` are those of the layers in front.
 */
export function decodeOuter(p: Packet): void {
  if (!decodeFastPathOuter(p)) decodeOuterLayers(p)
}

function decodeOuterLayers(p: Packet): void {
  p.reset()
  let kind = p.tables.linkTypes[p.linkType] as Kind
  while (kind !== Kind.None) {
    const depth = p.depth
    kind = decodeLayer(p, kind, p.nextStart, p.nextEnd)
    // A protocol's decoder may note several layers.
    for (let i = depth; i < p.depth; i++) if (tunnelType(p, i) !== TunnelType.None) return
  }
}

/** Decodes the most common layers. Only these: V8 inlines the decoders that a small function calls. */
function decodeLayer(p: Packet, kind: Kind, o: number, end: number): Kind {
  switch (kind) {
    case Kind.Ethernet:
      return ethernet.decode(p, o, end)
    case Kind.Ipv4:
      return ipv4.decode(p, o, end)
    case Kind.Udp:
      return udp.decode(p, o, end)
    case Kind.Vxlan:
      return vxlan.decode(p, o, end)
    case Kind.Tcp:
      return tcp.decode(p, o, end)
    case Kind.Payload:
      return o < end ? p.push(Kind.Payload, o, end, end, Kind.None) : Kind.None
    default:
      return DECODERS[kind]!(p, o, end, kind)
  }
}
