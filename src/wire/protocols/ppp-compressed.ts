/**
 * A PPP datagram that is compressed (RFC 1962 §2.2) or, with Microsoft's option, encrypted (MPPE, RFC 3078 §3). The two
 * ends agreed in CCP on which it is, perhaps long before the capture, so only the number of octets is known.
 */
import type { Protocol } from '../field.js'
import { Kind } from '../kind.js'
import type { Packet } from '../packet.js'

export const protocol: Protocol = {
  kind: Kind.PppCompressed,
  name: 'comp_data',
  title: 'PPP Compressed Datagram',
  short: 'Compressed',
  wireshark: 'PPP Comp',
  decode,
  fields: [],
}

function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.PppCompressed, o, end, end, Kind.None)
}
