import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.Mpls, name: 'mpls', title: 'MultiProtocol Label Switching', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Mpls, o, o, end, Kind.Payload)
}
