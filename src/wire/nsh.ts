import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Nsh, name: 'nsh', title: 'Network Service Header', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Nsh, o, o, end, Kind.Payload)
}
