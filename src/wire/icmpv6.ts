import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Icmpv6,
  name: 'icmpv6',
  title: 'Internet Control Message Protocol v6',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Icmpv6, o, o, end, Kind.Payload)
}
