import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Vlan, name: 'vlan', title: '802.1Q Virtual LAN', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Vlan, o, o, end, Kind.Payload)
}
