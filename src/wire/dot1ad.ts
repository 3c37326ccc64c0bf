import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Dot1ad, name: 'ieee8021ad', title: 'IEEE 802.1ad', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Dot1ad, o, o, end, Kind.Payload)
}
