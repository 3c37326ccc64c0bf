import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6Routing,
  name: 'ipv6.routing',
  title: 'IPv6 Routing Header',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ipv6Routing, o, o, end, Kind.Payload)
}
