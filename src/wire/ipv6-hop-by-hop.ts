/** IPv6 Hop-by-Hop Options header. RFC 8200 §4.3; its diagram and its options are in ipv6-options.ts. */
import type { Protocol } from './field.js'
import { decodeExtension, optionsProtocol } from './ipv6-options.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = optionsProtocol(
  Kind.Ipv6HopByHop,
  'ipv6.hopopts',
  'IPv6 Hop-by-Hop Options',
  'RFC 8200 §4.3',
)

export function decode(p: Packet, o: number, end: number): Kind {
  return decodeExtension(p, Kind.Ipv6HopByHop, o, end)
}
