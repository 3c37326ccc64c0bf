/**
 * `read --fields a,b,c`: one packet, one line, as `tshark -T fields -E occurrence=a -E aggregator='|'` prints it.
 *
 * A column is compiled once into the few fields that can fill it; a packet costs a look-up per layer and column.
 */

import { StreamNumbers } from '../analysis/flows/stream-numbers.js'
import { Budget } from '../analysis/tables/budget.js'
import { shownKind } from '../wire/applications.js'
import { decode } from '../wire/decode.js'
import type { Field, FieldVisitor, Protocol } from '../wire/field.js'
import { allGroups, visitFields, withFields } from '../wire/field.js'
import type { Kind } from '../wire/kind.js'
import { nearest } from '../wire/nearest.js'
import type { Packet } from '../wire/packet.js'
import { visitMalformed } from '../wire/partial.js'
import { PROTOCOLS } from '../wire/protocols/index.js'
import { TunnelStack } from '../wire/tunnel.js'
import { FrameTimes } from './frame-times.js'
import {
  LAYER_FIELDS,
  type OfLayer,
  type OfPacket,
  PACKET_FIELDS,
  type PacketSource,
  STREAM_FIELDS,
} from './packet-fields.js'
import { writeText } from './value.js'
import { Writer } from './writer.js'

/** For each kind of layer, the protocol's table reduced to the fields with the column's name. */
type Fields = ReadonlyMap<Kind, Protocol>

type Column = { readonly ofPacket: OfPacket } | { readonly ofLayer: OfLayer | Fields; readonly layer: number }

/** No field has this name; `suggestions` are the nearest names that exist. */
export class UnknownFieldError extends Error {
  readonly field: string
  readonly suggestions: readonly string[]

  constructor(field: string, suggestions: readonly string[]) {
    super(
      `no field is called '${field}'; ${suggestions.length === 0 ? '' : `there are ${suggestions.join(', ')}; `}vxsniff fields lists all`,
    )
    this.name = 'UnknownFieldError'
    this.field = field
    this.suggestions = suggestions
  }
}

const NO_SOURCE: PacketSource = { interfaces: [], remarks: () => undefined }

/** How the cells of a line are laid out: tshark's `-E`. */
export interface Layout {
  /** Whether there is a line of titles. */
  readonly header: boolean
  /** Whether a byte order mark stands in front. */
  readonly bom: boolean
  readonly separator: string
  /** Between the values of a cell. */
  readonly aggregator: string
  /** Around what a cell has. */
  readonly quote: string
  /** Which values: all, the first, the last. */
  readonly occurrence: 'a' | 'f' | 'l'
  /** Whether only the innermost layer that could have a field counts. */
  readonly innermost: boolean
}

export const LAYOUT: Layout = {
  header: true,
  bom: false,
  separator: '\t',
  aggregator: '|',
  quote: '',
  occurrence: 'a',
  innermost: false,
}

const TIMES: readonly string[] = ['frame.time_relative', 'frame.time_delta']

export class FieldColumns {
  readonly names: readonly string[]
  /** What the capture knows beyond its packets; the caller sets it for each capture. */
  source: PacketSource = NO_SOURCE
  readonly times: FrameTimes = new FrameTimes()
  readonly numbers: StreamNumbers
  readonly #needsStreams: boolean
  /** The number of the packet whose stream was asked for last. */
  #noted = 0
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #columns: readonly Column[]
  readonly #layout: Layout

  // The cell being written; the visitor is one function for all packets.
  #writer: Writer
  #cellStart = 0
  #values = 0
  readonly #visit: FieldVisitor = (f, v, at, size, o) => {
    if (this.value(this.#writer)) writeText(this.#writer, f, v, at, size, o)
  }

  /** Throws an `UnknownFieldError` for a name that is no field. */
  constructor(names: readonly string[], layout: Layout = LAYOUT, budget: Budget = new Budget()) {
    this.names = names
    this.numbers = new StreamNumbers(budget, false)
    this.#needsStreams = names.some((name) => STREAM_FIELDS.includes(name))
    this.#layout = layout
    this.#columns = names.map((name) => columnOf(name, layout))
    this.#writer = new Writer(0)
  }

  header(w: Writer): void {
    const { header, bom, separator } = this.#layout
    if (bom) w.text('\ufeff')
    if (!header) return
    w.text(this.names.join(separator))
    w.newline()
  }

  /** Whether a line depends on earlier packets. If so, `note` needs all packets, even those without a line. */
  get needsAll(): boolean {
    return this.#needsStreams || this.names.some((name) => TIMES.includes(name))
  }

  /** Takes each packet of the capture, in its order, before its line. */
  note(p: Packet): void {
    this.times.note(p)
    if (!this.#needsStreams) return
    decode(p)
    this.#observe(p)
  }

  #observe(p: Packet): void {
    this.#noted = p.number
    this.#stack.fill(p)
    this.numbers.observe(p, this.#stack)
  }

  row(p: Packet, w: Writer): void {
    this.times.note(p)
    // A reassembled packet has other layers than the fragment that was noted.
    if (this.#needsStreams && (p.number !== this.#noted || p.isReassembled)) this.#observe(p)
    const { separator, quote } = this.#layout
    this.#writer = w
    for (let i = 0; i < this.#columns.length; i++) {
      if (i > 0) w.text(separator)
      const start = w.length
      if (quote !== '') w.text(quote)
      this.#cellStart = w.length
      this.#values = 0
      this.#cell(p, this.#columns[i]!)
      if (quote === '') continue
      if (w.length === this.#cellStart) w.length = start
      else w.text(quote)
    }
    w.newline()
  }

  /** Begins another value of the cell; false where it is not wanted. */
  value(w: Writer): boolean {
    const { occurrence, aggregator } = this.#layout
    if (this.#values++ > 0 && occurrence === 'f') return false
    if (occurrence === 'l') w.length = this.#cellStart
    else if (w.length > this.#cellStart) w.text(aggregator)
    return true
  }

  #cell(p: Packet, column: Column): void {
    if ('ofPacket' in column) return column.ofPacket(p, this.#writer, this)
    const { ofLayer, layer } = column
    if (layer === 0) {
      for (let i = 0; i <= p.depth; i++) this.#layer(p, i, ofLayer)
      return
    }
    let left = Math.abs(layer)
    const step = layer > 0 ? 1 : -1
    for (let i = step > 0 ? 0 : p.depth; i >= 0 && i <= p.depth; i += step) {
      if (!isColumnOf(p, i, ofLayer) || --left > 0) continue
      this.#layer(p, i, ofLayer)
      return
    }
  }

  /** The values of layer `i`, or of the header that could not be decoded, which comes behind them. */
  #layer(p: Packet, i: number, ofLayer: OfLayer | Fields): void {
    if ('kinds' in ofLayer) {
      if (isColumnOf(p, i, ofLayer)) ofLayer.write(p, i, this.#writer, this)
      return
    }
    if (i === p.depth) {
      const fields = p.malformed.isStop ? ofLayer.get(p.malformed.kind) : undefined
      if (fields !== undefined) visitMalformed(p, fields, this.#visit)
      return
    }
    const fields = ofLayer.get(shownKind(p, i))
    if (fields === undefined) return
    const l = p.layers[i]!
    visitFields(fields, p.view, l.start, l.payload, this.#visit)
  }
}

/** Whether layer `i`, or the header behind the last, could have the field. */
function isColumnOf(p: Packet, i: number, ofLayer: OfLayer | Fields): boolean {
  if ('kinds' in ofLayer) return i < p.depth && ofLayer.kinds.includes(p.layers[i]!.kind)
  if (i < p.depth) return ofLayer.has(shownKind(p, i))
  return p.malformed.isStop && ofLayer.has(p.malformed.kind)
}

/** Every name that `--fields` knows, sorted. */
export function fieldNames(): string[] {
  const names = new Set([...Object.keys(PACKET_FIELDS), ...Object.keys(LAYER_FIELDS), ...Object.values(ALIASES)])
  for (const p of PROTOCOLS) for (const f of fieldsOfProtocol(p)) names.add(f.name)
  return [...names].sort()
}

export function* fieldsOfProtocol(p: Protocol): Generator<Field> {
  yield* p.fields
  for (const g of allGroups(p.groups)) yield* g.fields
}

/** Fields that Wireshark also lists under another name: another protocol's, or one for source and destination alike. */
const ALIASES: Readonly<Record<string, string>> = {
  'ipv6.version': 'ip.version',
  'ip.src': 'ip.addr',
  'ip.dst': 'ip.addr',
  'ipv6.src': 'ipv6.addr',
  'ipv6.dst': 'ipv6.addr',
  'eth.dst': 'eth.addr',
  'eth.src': 'eth.addr',
  'tcp.srcport': 'tcp.port',
  'tcp.dstport': 'tcp.port',
  'udp.srcport': 'udp.port',
  'udp.dstport': 'udp.port',
}

/** As tshark spells it. */
const SPELLINGS: Readonly<Record<string, string>> = { '_ws.col.Info': '_ws.col.info' }

/** `vxlan.vni`, or `vxlan.vni#1` of the first layer that could have it; `#-1` of the last. */
function columnOf(text: string, { innermost }: Layout): Column {
  const [, spelt = text, number] = /^(.+)#(-?[1-9]\d*)$/.exec(text) ?? []
  const name = SPELLINGS[spelt] ?? spelt
  const layer = number === undefined ? (innermost ? -1 : 0) : Number(number)
  const ofPacket = PACKET_FIELDS[name]
  if (ofPacket !== undefined && number === undefined) return { ofPacket }
  const ofLayer = LAYER_FIELDS[name] ?? fieldsOf(name)
  if (ofLayer === undefined) throw new UnknownFieldError(text, nearest(name, fieldNames()))
  return { ofLayer, layer }
}

function fieldsOf(name: string): Fields | undefined {
  const column = new Map<Kind, Protocol>()
  for (const p of PROTOCOLS) {
    const fields = withFields(p, (f) => f.name === name || ALIASES[f.name] === name)
    if (fields !== undefined) column.set(p.kind, fields)
  }
  return column.size === 0 ? undefined : column
}
