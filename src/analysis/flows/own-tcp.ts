/** The TCP layer that is a packet's own. */
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth } from '../../wire/tunnel.js'

/** Its index, -1 where there is none; data may follow it. */
export function ownTcp(p: Packet): number {
  const last = ownDepth(p) - 1
  if (last >= 0 && p.layers[last]!.kind === Kind.Tcp) return last
  return last >= 1 && p.layers[last - 1]!.kind === Kind.Tcp ? last - 1 : -1
}
