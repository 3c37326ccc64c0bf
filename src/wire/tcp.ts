import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Tcp, name: 'tcp', title: 'Transmission Control Protocol', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Tcp, o, o, end, Kind.Payload)
}
