import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Ipv6, name: 'ipv6', title: 'Internet Protocol Version 6', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Ipv6, o, o, end, Kind.Payload)
}
