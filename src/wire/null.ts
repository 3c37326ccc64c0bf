import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Null, name: 'null', title: 'Null/Loopback', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Null, o, o, end, Kind.Payload)
}
