import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6Destination,
  name: 'ipv6.dstopts',
  title: 'IPv6 Destination Options',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ipv6Destination, o, o, end, Kind.Payload)
}
