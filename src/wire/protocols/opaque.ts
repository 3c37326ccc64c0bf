/** Which headers are followed by octets that only their receiver can read: they are encrypted, or compressed. */
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { ownDepth } from '../tunnel.js'

export function isOpaque(kind: Kind): boolean {
  return OPAQUE.has(kind)
}

const OPAQUE: ReadonlySet<Kind> = new Set([Kind.Esp, Kind.Ipcomp, Kind.WireGuard, Kind.OpenVpn, Kind.Macsec, Kind.Dtls])

/** Index of the packet's own layer whose payload only the receiver can read; -1 if there is none. */
export function opaqueLayer(p: Packet): number {
  const last = ownDepth(p) - 1
  const i = last > 0 && p.layers[last]!.kind === Kind.Payload ? last - 1 : last
  return i >= 0 && OPAQUE.has(p.layers[i]!.kind) ? i : -1
}
