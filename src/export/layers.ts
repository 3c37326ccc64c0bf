/** Where in a packet something is. */
import { isExtension } from '../wire/ip.js'
import type { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'

export const NO_LAYER = -1

/** The last layer from `from` on and before `to` that is what is looked for, or `NO_LAYER`. */
export function lastOf(p: Packet, from: number, to: number, is: (kind: Kind) => boolean): number {
  let i = to - 1
  while (i >= from && !is(p.layers[i]!.kind)) i--
  return i < from ? NO_LAYER : i
}

/** The layer that an IP packet carries, behind its extensions; `own` if it carries none. */
export function upperOf(p: Packet, ip: number, own: number): number {
  let upper = ip + 1
  while (upper < own && isExtension(p.layers[upper]!.kind)) upper++
  return upper
}
