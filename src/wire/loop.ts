import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Loop, name: 'loop', title: 'OpenBSD loopback', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Loop, o, o, end, Kind.Payload)
}
