import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Icmp,
  name: 'icmp',
  title: 'Internet Control Message Protocol',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Icmp, o, o, end, Kind.Payload)
}
