import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6HopByHop,
  name: 'ipv6.hopopts',
  title: 'IPv6 Hop-by-Hop Options',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ipv6HopByHop, o, o, end, Kind.Payload)
}
