import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = { kind: Kind.FlannelUdp, name: 'flannel', title: 'flannel UDP backend', fields: [] }

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.FlannelUdp, o, o, end, Kind.Payload)
}
