/** What IPv4 and IPv6 have in common, for code that does not care which one it is. */
import { Kind } from './kind.js'
import type { Layer, Packet } from './packet.js'

// Octet offsets of the two addresses: RFC 791 §3.1, RFC 8200 §3.
const IPV4_SOURCE = 12
const IPV4_DESTINATION = 16
const IPV6_SOURCE = 8
const IPV6_DESTINATION = 24

export function isIp(kind: Kind): boolean {
  return kind === Kind.Ipv4 || kind === Kind.Ipv6
}

/** Index of the IP layer that carries layer `index`, through whatever stands between; -1 when there is none. */
export function ipBelow(p: Packet, index: number): number {
  let ip = index - 1
  while (ip >= 0 && !isIp(p.layers[ip]!.kind)) ip--
  return ip
}

/** Headers that stand between an IP header and what it carries (RFC 8200 §4); AH stands in IPv4 too. */
export function isExtension(kind: Kind): boolean {
  return kind >= Kind.Ipv6HopByHop && kind <= Kind.Ah
}

/** Absolute offset of the source address of an IP layer: 4 or 16 octets. */
export function sourceAt(l: Layer): number {
  return l.start + (l.kind === Kind.Ipv4 ? IPV4_SOURCE : IPV6_SOURCE)
}

/** Absolute offset of the destination address of an IP layer. */
export function destinationAt(l: Layer): number {
  return l.start + (l.kind === Kind.Ipv4 ? IPV4_DESTINATION : IPV6_DESTINATION)
}

/** Whether an IP layer is addressed to a group (RFC 1112 §4, RFC 4291 §2.7) or to all (RFC 919 §7). */
export function isToGroup(v: DataView, l: Layer): boolean {
  const at = destinationAt(l)
  return l.kind === Kind.Ipv6 ? v.getUint8(at) === 0xff : isIpv4Group(v, at)
}

/** The same of the IPv4 address at `at`. */
export function isIpv4Group(v: DataView, at: number): boolean {
  return v.getUint8(at) >> 4 === 0xe || v.getUint32(at) === 0xffffffff
}

/** Whether an IP layer has no source address yet: 0.0.0.0 (RFC 1122 §3.2.1.3), :: (RFC 4291 §2.5.2). */
export function isUnspecified(v: DataView, l: Layer): boolean {
  const at = sourceAt(l)
  if (l.kind === Kind.Ipv4) return v.getInt32(at) === 0
  return (v.getInt32(at) | v.getInt32(at + 4) | v.getInt32(at + 8) | v.getInt32(at + 12)) === 0
}
