/** Whether a router has passed a packet on, as its time to live tells. */

import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'

/** What systems begin with (RFC 1700 says 64; Windows takes 128, routers 255). */
const BEGINNINGS: readonly number[] = [64, 128, 255]
/** Less than this may be a traceroute's, or a protocol's that stays on its link. */
const LEAST = 32

/** Of IP layer `ip`: that its TTL, or hop limit, is none that a host begins with. */
export function hasBeenRouted(p: Packet, ip: number): boolean {
  const { kind, start } = p.layers[ip]!
  return isLessThanAtFirst(kind === Kind.Ipv4 ? ipv4.timeToLive(p.view, start) : ipv6.hopLimit(p.view, start))
}

/** The same of a TTL or hop limit. */
export function isLessThanAtFirst(left: number): boolean {
  return left > LEAST && !BEGINNINGS.includes(left)
}
