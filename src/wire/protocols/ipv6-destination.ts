/** IPv6 Destination Options header. RFC 8200 §4.6; its diagram and its options are in ipv6-options.ts. */
import type { Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'
import { decodeExtension, optionsTable } from './ipv6-options.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6Destination,
  name: 'ipv6.dstopts',
  title: 'IPv6 Destination Options',
  short: 'Destination',
  wireshark: 'IPv6 Destination',
  reachedBy: { ipProtocols: [60] },
  decode,
  ...optionsTable('ipv6.dstopts', 'RFC 8200 §4.6'),
}

function decode(p: Packet, o: number, end: number): Kind {
  return decodeExtension(p, Kind.Ipv6Destination, o, end)
}
