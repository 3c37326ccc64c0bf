/**
 * `read --fields a,b,c`: one packet, one line, as `tshark -T fields -E occurrence=a -E aggregator='|'` prints it.
 *
 * A column is compiled once into the few fields that can fill it; a packet costs a look-up per layer and column.
 */
import { shownKind } from '../wire/applications.js'
import { checksumStatus } from '../wire/checksum-status.js'
import type { Field, FieldVisitor, Protocol } from '../wire/field.js'
import { visitFields, withFields } from '../wire/field.js'
import { Kind } from '../wire/kind.js'
import { nearest } from '../wire/nearest.js'
import type { Packet } from '../wire/packet.js'
import { visitMalformed } from '../wire/partial.js'
import { PROTOCOLS } from '../wire/protocols/index.js'
import { encapsulation } from './encapsulation.js'
import { writeProtocolPath } from './protocol-path.js'
import type { Remarks } from './remarks.js'
import { writeEpoch } from './time.js'
import { escapeText, writeText } from './value.js'
import { writeMalformed, writeShort } from './verdicts.js'
import { Writer } from './writer.js'

const TAB = 9
const BAR = 124

/** What a column takes from each kind of layer: the protocol's table, cut down to the fields of that name. */
type Column = ReadonlyMap<Kind, Protocol> | PseudoField

/** Writes a value that is no header field; writes nothing where the packet has none. */
type PseudoField = (p: Packet, w: Writer, columns: FieldColumns) => void

/** No field has this name; `suggestions` are the nearest names that exist. */
export class UnknownFieldError extends Error {
  readonly field: string
  readonly suggestions: readonly string[]

  constructor(field: string, suggestions: readonly string[]) {
    super(`no field is called '${field}'${suggestions.length === 0 ? '' : `; there are ${suggestions.join(', ')}`}`)
    this.name = 'UnknownFieldError'
    this.field = field
    this.suggestions = suggestions
  }
}

/** A capture, as far as fields need it. */
export interface PacketSource {
  /** What `Packet.interfaceId` counts; only pcapng's belong to a section and have a number. */
  readonly interfaces: readonly { readonly id: number; readonly section?: unknown }[]
  /** What it says of the packet. */
  readonly remarks: (p: Packet) => Remarks | undefined
}

const NO_SOURCE: PacketSource = { interfaces: [], remarks: () => undefined }

export class FieldColumns {
  readonly names: readonly string[]
  /** What the capture knows beyond its packets; the caller sets it for each capture. */
  source: PacketSource = NO_SOURCE
  readonly #columns: readonly Column[]

  // The cell being written; the visitor is one function for all packets.
  #writer: Writer
  #cellStart = 0
  readonly #visit: FieldVisitor = (f, v, at, size, o) => {
    const w = this.#writer
    if (w.length > this.#cellStart) w.char(BAR)
    writeText(w, f, v, at, size, o)
  }

  /** Throws an `UnknownFieldError` for a name that is no field. */
  constructor(names: readonly string[]) {
    this.names = names
    this.#columns = names.map(compile)
    this.#writer = new Writer(0)
  }

  header(w: Writer): void {
    w.text(this.names.join('\t'))
    w.newline()
  }

  row(p: Packet, w: Writer): void {
    this.#writer = w
    for (let i = 0; i < this.#columns.length; i++) {
      if (i > 0) w.char(TAB)
      this.#cellStart = w.length
      const column = this.#columns[i]!
      if (typeof column === 'function') column(p, w, this)
      else this.#cell(p, column)
    }
    w.newline()
  }

  #cell(p: Packet, column: ReadonlyMap<Kind, Protocol>): void {
    for (let i = 0; i < p.depth; i++) {
      const l = p.layers[i]!
      const fields = column.get(shownKind(p, i))
      if (fields !== undefined) visitFields(fields, p.view, l.start, l.payload, this.#visit)
    }
    if (!p.malformed.isStop) return
    const fields = column.get(p.malformed.kind)
    if (fields !== undefined) visitMalformed(p, fields, this.#visit)
  }
}

/** Every name that `--fields` knows, sorted. */
export function fieldNames(): string[] {
  const names = new Set(Object.keys(PSEUDO_FIELDS))
  for (const p of PROTOCOLS) for (const f of allFields(p)) names.add(f.name)
  return [...names].sort()
}

function* allFields(p: Protocol): Generator<Field> {
  yield* p.fields
  for (const g of p.groups ?? []) yield* g.fields
}

/** A field that Wireshark also lists under another protocol's name. */
const ALIASES: Readonly<Record<string, string>> = { 'ipv6.version': 'ip.version' }

function compile(name: string): Column {
  const pseudo = PSEUDO_FIELDS[name]
  if (pseudo !== undefined) return pseudo
  const column = new Map<Kind, Protocol>()
  for (const p of PROTOCOLS) {
    const fields = withFields(p, (f) => f.name === name || ALIASES[f.name] === name)
    if (fields !== undefined) column.set(p.kind, fields)
  }
  if (column.size === 0) throw new UnknownFieldError(name, nearest(name, fieldNames()))
  return column
}

function checksumColumn(...kinds: Kind[]): PseudoField {
  return (p, w) => {
    let first = true
    for (let i = 0; i < p.depth; i++) {
      if (!kinds.includes(p.layers[i]!.kind)) continue
      const status = checksumStatus(p, i)
      if (status < 0) continue
      if (!first) w.char(BAR)
      first = false
      w.dec(status)
    }
  }
}

const remarks = (p: Packet, { source }: FieldColumns): Remarks | undefined => source.remarks(p)

const PSEUDO_FIELDS: Readonly<Record<string, PseudoField>> = {
  'frame.number': (p, w) => w.dec(p.number),
  'frame.time_epoch': (p, w) => {
    if (p.hasTime) writeEpoch(w, p.tsSec, p.tsNsec)
  },
  'frame.len': (p, w) => w.dec(p.length),
  'frame.cap_len': (p, w) => w.dec(p.captured),
  'frame.interface_id': (p, w, columns) => {
    const from = columns.source.interfaces[p.interfaceId]
    if (from?.section !== undefined) w.dec(from.id)
  },
  'frame.encap_type': (p, w) => w.dec(encapsulation(p.linkType)),
  'frame.protocols': (p, w) => writeProtocolPath(w, p),
  'frame.comment': (p, w, columns) => {
    if (p.optionsEnd > p.optionsStart) w.text(remarks(p, columns)?.comments.map(escapeText).join('|') ?? '')
  },
  'frame.interface_name': (p, w, columns) => w.text(escapeText(remarks(p, columns)?.interfaceName ?? '')),
  'frame.interface_description': (p, w, columns) => w.text(escapeText(remarks(p, columns)?.interfaceDescription ?? '')),
  'frame.packet_flags': (p, w, columns) => {
    const flags = remarks(p, columns)?.flags
    if (flags !== undefined) w.text(`0x${flags.toString(16).padStart(8, '0')}`)
  },
  'frame.drop_count': (p, w, columns) => w.text(String(remarks(p, columns)?.dropped ?? '')),
  'frame.packet_id': (p, w, columns) => w.text(String(remarks(p, columns)?.packetId ?? '')),
  'frame.interface_queue': (p, w, columns) => w.text(String(remarks(p, columns)?.queue ?? '')),
  // Wireshark has no name for these.
  'process.name': (p, w, columns) => w.text(escapeText(remarks(p, columns)?.process?.name ?? '')),
  'process.id': (p, w, columns) => w.text(String(remarks(p, columns)?.process?.id ?? '')),
  'ip.checksum.status': checksumColumn(Kind.Ipv4),
  'udp.checksum.status': checksumColumn(Kind.Udp),
  'tcp.checksum.status': checksumColumn(Kind.Tcp),
  'icmp.checksum.status': checksumColumn(Kind.Icmp),
  'icmpv6.checksum.status': checksumColumn(Kind.Icmpv6),
  'igmp.checksum.status': checksumColumn(Kind.Igmp),
  'gre.checksum.status': checksumColumn(Kind.Gre),
  '_ws.malformed': (p, w) => writeMalformed(p, w),
  '_ws.short': (p, w) => writeShort(p, w),
}
