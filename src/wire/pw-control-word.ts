import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol: Protocol = {
  kind: Kind.PwControlWord,
  name: 'pwethcw',
  title: 'Ethernet pseudowire control word',
  fields: [],
}

export function decode(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.PwControlWord, o, o, end, Kind.Payload)
}
