import type { Protocol } from './field.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'

export const protocol1: Protocol = { kind: Kind.Erspan1, name: 'erspan', title: 'ERSPAN type I', fields: [] }
export const protocol2: Protocol = { kind: Kind.Erspan2, name: 'erspan', title: 'ERSPAN type II', fields: [] }
export const protocol3: Protocol = { kind: Kind.Erspan3, name: 'erspan', title: 'ERSPAN type III', fields: [] }

export function decode1(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Erspan1, o, o, end, Kind.Ethernet)
}
export function decode2(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Erspan2, o, o, end, Kind.Payload)
}
export function decode3(p: Packet, o: number, end: number): Kind {
  return p.push(Kind.Erspan3, o, o, end, Kind.Payload)
}
