import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Stp, name: 'stp', title: 'Spanning Tree Protocol', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Stp, o, o, end, Kind.Payload)
}
