/** The layer of a transport protocol that is a packet's own, not that of a tunnel around it. */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth } from '../../wire/tunnel.js'

/** Its index, -1 where there is none; data may follow it. */
export function ownTcp(p: Packet): number {
  return ownTransport(p, Kind.Tcp)
}

/** The same of TCP or UDP. */
export function ownTransport(p: Packet, kind: Kind): number {
  const last = ownDepth(p) - 1
  if (last >= 0 && p.layers[last]!.kind === kind) return last
  return last >= 1 && p.layers[last - 1]!.kind === kind ? last - 1 : -1
}
