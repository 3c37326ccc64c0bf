import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Llc, name: 'llc', title: 'Logical-Link Control', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Llc, o, o, end, Kind.Payload)
}
