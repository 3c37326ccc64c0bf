import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Ipv6Fragment,
  name: 'ipv6.fraghdr',
  title: 'IPv6 Fragment Header',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ipv6Fragment, o, o, end, Kind.Payload)
}
