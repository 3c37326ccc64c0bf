import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Raw, name: 'raw', title: 'Raw packet data', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Raw, o, o, end, Kind.Payload)
}
