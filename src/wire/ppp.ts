import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Ppp, name: 'ppp', title: 'Point-to-Point Protocol', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ppp, o, o, end, Kind.Payload)
}
