import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Gre, name: 'gre', title: 'Generic Routing Encapsulation', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Gre, o, o, end, Kind.Payload)
}
