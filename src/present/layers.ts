/** A packet's layers as plain objects, for programs that want values rather than speed. */
import { shownKind } from '../wire/applications.js'
import { type FieldVisitor, visitFields } from '../wire/field.js'
import type { Packet } from '../wire/packet.js'
import { protocolOf } from '../wire/protocols/index.js'
import { writeJson } from './value.js'
import { Writer } from './writer.js'

/** A number stays a number; addresses and octets are strings. A field that occurs several times is a list. */
export type Value = number | string | readonly (number | string)[]

export interface DecodedLayer {
  /** Wireshark's name of the protocol. */
  readonly protocol: string
  /** Octets from the frame's first to the header's first. */
  readonly offset: number
  /** Octets of the header. */
  readonly length: number
  /** Whether the layer belongs to a packet that an ICMP error quotes. */
  readonly quoted: boolean
  /** By Wireshark's field names. */
  readonly fields: Readonly<Record<string, Value>>
}

/** The layers of a decoded packet, outermost first. The objects are the caller's own. */
export function layersOf(p: Packet): DecodedLayer[] {
  const w = new Writer(256)
  return p.layers.slice(0, p.depth).map((l, i) => {
    const fields: Record<string, Value> = {}
    const protocol = protocolOf(shownKind(p, i))
    const visit: FieldVisitor = (f, v, at, size, o) => {
      w.clear()
      writeJson(w, f, v, at, size, o)
      const value = JSON.parse(w.toString()) as number | string
      const before = fields[f.name]
      fields[f.name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
    }
    visitFields(protocol, p.view, l.start, l.payload, visit)
    return {
      protocol: protocol.name,
      offset: l.start - p.start,
      length: l.payload - l.start,
      quoted: i >= p.quoted,
      fields,
    }
  })
}
