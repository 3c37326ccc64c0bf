/** Fragments that were not put together: lengths inside them are the whole datagram's. RFC 791 §3.2, RFC 8200 §4.5. */

import { Kind } from './kind.js'
import type { Packet } from './packet.js'
import * as ipv4 from './protocols/ipv4.js'
import * as ipv6Fragment from './protocols/ipv6-fragment.js'

/** Whether layer `i` is a fragment that was not reassembled. */
export function isFragment(p: Packet, i: number): boolean {
  const l = p.layers[i]!
  const v = p.view
  if (l.kind === Kind.Ipv4) return ipv4.isFragment(v, l.start) && !p.isWhole(l.start)
  if (l.kind !== Kind.Ipv6Fragment || p.isWhole(l.start)) return false
  return ipv6Fragment.moreFragments(v, l.start) || ipv6Fragment.fragmentOffset(v, l.start) > 0
}

/** Whether the octets behind the layers so far are part of a fragment. */
export function isInFragment(p: Packet): boolean {
  for (let i = 0; i < p.depth; i++) if (isFragment(p, i)) return true
  return false
}
