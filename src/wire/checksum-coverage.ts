/**
 * Which octets a layer's checksum covers, for code that shows it: the layer's own, and those of the IP header that the
 * pseudo-header repeats. The sum itself is computed in `verify.ts`, with the sources.
 */

import { destinationAt, ipBelow, sourceAt } from './ip.js'
import { Kind } from './kind.js'
import type { Layer, Packet } from './packet.js'
import * as gre from './protocols/gre.js'

export interface Covered {
  /** First octet, absolute in the packet's `view`, and the first behind the last. */
  readonly start: number
  readonly end: number
}

/** RFC 768, RFC 9293 §3.1, RFC 4443 §2.3. */
const WITH_PSEUDO_HEADER: ReadonlySet<Kind> = new Set<Kind>([Kind.Tcp, Kind.Udp, Kind.Icmpv6])
const WITHOUT: ReadonlySet<Kind> = new Set<Kind>([Kind.Icmp, Kind.Igmp])

/**
 * The octets in order; none for a layer without a checksum. For a layer in front of reassembled octets, whose checksum
 * covers one fragment, only the octets in front of the reassembled ones are listed. With a Routing header (RFC 8200
 * §8.1) the pseudo-header has the final destination and not the IP header's, which is left out then.
 */
export function checksumCoverage(p: Packet, index: number): Covered[] {
  const l = p.layers[index]!
  const { kind, start } = l
  if (kind === Kind.Ipv4) return [{ start, end: l.payload }]
  if (kind === Kind.Gre) {
    return (gre.flagsAndVersion(p.view, start) & gre.FLAG_C) === 0 ? [] : [{ start, end: endOf(p, l) }]
  }
  if (WITHOUT.has(kind)) return [{ start, end: endOf(p, l) }]
  if (!WITH_PSEUDO_HEADER.has(kind)) return []
  return [...pseudoHeader(p, index), { start, end: endOf(p, l) }]
}

/** The two addresses, which stand side by side. */
function pseudoHeader(p: Packet, index: number): Covered[] {
  const ip = ipBelow(p, index)
  if (ip < 0) return []
  const l = p.layers[ip]!
  const source = sourceAt(l)
  const destination = destinationAt(l)
  const isRouted = p.layers.slice(ip + 1, index).some(({ kind }) => kind === Kind.Ipv6Routing)
  return [{ start: source, end: isRouted ? destination : 2 * destination - source }]
}

/** Where the layer's octets in its own packet end. */
function endOf(p: Packet, l: Layer): number {
  if (l.start - p.start >= p.lastWhole) return l.end
  for (let i = 0; i < p.depth; i++) {
    const { start, payload } = p.layers[i]!
    if (start - p.start === p.lastWhole) return payload
  }
  return l.payload
}
