import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.Geneve,
  name: 'geneve',
  title: 'Generic Network Virtualization Encapsulation',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Geneve, o, o, end, Kind.Payload)
}
