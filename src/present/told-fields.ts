/** Fields of a packet that are text here, for expressions that ask for them: the same octets that `--fields` prints. */
import { StreamNumbers } from '../analysis/flows/stream-numbers.js'
import { Budget } from '../analysis/tables/budget.js'
import type { Packet } from '../wire/packet.js'
import { FrameTimes } from './frame-times.js'
import { type Cell, LAYER_FIELDS, PACKET_FIELDS, type PacketSource } from './packet-fields.js'
import { Writer } from './writer.js'

/** A field's texts of a packet, one for each of its values; undefined for a field that is none of the packet. */
export function textsOf(field: string, source: PacketSource): ((p: Packet) => readonly Uint8Array[]) | undefined {
  const ofPacket = PACKET_FIELDS[field]
  const ofLayer = LAYER_FIELDS[field]
  const w = new Writer()
  const values: Uint8Array[] = []
  const end = (): void => {
    if (w.length > 0) values.push(Uint8Array.from(w.borrow()))
    w.clear()
  }
  const cell: Cell = {
    source,
    times: new FrameTimes(),
    numbers: new StreamNumbers(new Budget(0), true),
    value: () => {
      end()
      return true
    },
  }
  const begin = (): void => {
    values.length = 0
    w.clear()
  }
  if (ofPacket !== undefined) {
    return (p) => {
      begin()
      ofPacket(p, w, cell)
      end()
      return values
    }
  }
  if (ofLayer === undefined) return undefined
  return (p) => {
    begin()
    for (let i = 0; i < p.depth; i++) if (ofLayer.kinds.includes(p.layers[i]!.kind)) ofLayer.write(p, i, w, cell)
    end()
    return values
  }
}

/** A number that the capture tells of a packet; not a number where it tells none. */
export function numberOf(field: string, source: PacketSource): (p: Packet) => number {
  const texts = textsOf(field, source)!
  return (p) => {
    const [text] = texts(p)
    return text === undefined ? Number.NaN : Number(DECODER.decode(text))
  }
}

const DECODER: TextDecoder = new TextDecoder()
