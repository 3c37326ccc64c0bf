import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Igmp,
  name: 'igmp',
  title: 'Internet Group Management Protocol',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Igmp, o, o, end, Kind.Payload)
}
