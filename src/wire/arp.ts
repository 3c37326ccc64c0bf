import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Arp, name: 'arp', title: 'Address Resolution Protocol', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Arp, o, o, end, Kind.Payload)
}
