import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Sll, name: 'sll', title: 'Linux cooked capture v1', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Sll, o, o, end, Kind.Payload)
}
