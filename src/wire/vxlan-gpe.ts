import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.VxlanGpe,
  name: 'vxlan',
  title: 'VXLAN Generic Protocol Extension',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.VxlanGpe, o, o, end, Kind.Payload)
}
