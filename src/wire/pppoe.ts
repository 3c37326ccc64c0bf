import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Pppoe, name: 'pppoe', title: 'PPP over Ethernet', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Pppoe, o, o, end, Kind.Payload)
}
