import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Sll2, name: 'sll2', title: 'Linux cooked capture v2', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Sll2, o, o, end, Kind.Payload)
}
