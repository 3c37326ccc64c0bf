/** IPv6 Hop-by-Hop Options header. RFC 8200 §4.3; its diagram and its options are in ipv6-options.ts. */
import type { Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { decodeExtension, optionsTable } from './ipv6-options.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6HopByHop,
  name: 'ipv6.hopopts',
  title: 'IPv6 Hop-by-Hop Options',
  short: 'Hop-by-Hop',
  wireshark: 'IPv6 Hop-by-Hop',
  reachedBy: { ipProtocols: [0] },
  decode,
  ...optionsTable('ipv6.hopopts', 'RFC 8200 §4.3'),
}

function decode(p: Packet, o: number, end: number): Kind {
  return decodeExtension(p, Kind.Ipv6HopByHop, o, end)
}
