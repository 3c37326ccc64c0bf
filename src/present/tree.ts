/**
 * `-v` and `-vv`: one packet at length.
 *
 * `-v` gives a line a layer, in words, indented by tunnel; `-vv` every field of the field tables on a line of its own.
 * Packets printed this way are read one by one, so speed matters less and text may be strings.
 */
import { shownKind } from '../wire/applications.js'
import { type Field, type Group, type Protocol, visitFields } from '../wire/field.js'
import { isIp } from '../wire/ip.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { visitMalformed } from '../wire/partial.js'
import { protocolOf } from '../wire/protocols/index.js'
import { LINK_TYPE_NAMES } from '../wire/registries/link-types.js'
import { TunnelType, tunnelType } from '../wire/tunnel.js'
import { withAliasesBehind } from './aliases.js'
import { checksumSentence, checksumVerdict } from './checksum-status.js'
import type { Glyphs } from './glyphs.js'
import { writeHex } from './hex.js'
import { malformedSentence, shortTitle } from './names.js'
import type { Palette } from './palette.js'
import { type Remarks, remarkLines } from './remarks.js'
import { Facts, summarize } from './summaries.js'
import { behindLink, writeAscii } from './tcpdump/dump.js'
import type { Clock } from './time.js'
import { wordsOf, writeText } from './value.js'
import { Writer } from './writer.js'

export interface TreeOptions {
  readonly palette: Palette
  readonly glyphs: Glyphs
  readonly clock: Clock
  /** `-vv`: every field. */
  readonly fields: boolean
  /** `-x`: the octets below. */
  readonly hex: boolean
  /** `-A`: the same as text, without the link layer. */
  readonly ascii?: boolean
  /** What the capture says of the packet. */
  readonly remarks?: (p: Packet) => Remarks | undefined
}

/** Columns of a layer's name, as long as the indentation leaves room. */
const NAME_WIDTH = 14
const INDENT = 2
/** Spaces between the columns of `-vv`. */
const GAP = 2
/** The widest value that still moves the columns behind it. */
const MAX_VALUE_WIDTH = 40

/** A field of `-vv`, before the columns' widths are known. */
interface Row {
  readonly label: string
  readonly value: string
  readonly name: string
  readonly source: string
}

export class Tree {
  readonly #o: TreeOptions
  readonly #text: Writer = new Writer(256)

  constructor(options: TreeOptions) {
    this.#o = options
  }

  /** Appends the packet's block, with an empty line behind it. */
  write(p: Packet, w: Writer): void {
    this.#heading(p, w)
    this.#ofCapture(p, w)
    for (let i = 0; i < p.depth; i++) this.#layer(p, i, w)
    if (p.malformed.reason !== Reason.None) this.#malformed(p, w)
    if (this.#o.hex || isUnknownLink(p)) writeHex(p, this.#o.palette, (i) => this.#color(p, i), w)
    if (this.#o.ascii === true) {
      writeAscii(p.view, behindLink(p), p.end, w)
      w.newline()
    }
    w.newline()
  }

  #heading(p: Packet, w: Writer): void {
    const { palette, clock } = this.#o
    w.text(`${palette.inner}#${p.number}${palette.reset}  `)
    if (p.hasTime) clock.time(p, w)
    else w.text('no time')
    const inside = insideLength(p)
    if (inside === undefined) w.text(`  ${p.length} octets`)
    else if (p.isReassembled) w.text(`  ${inside} octets inside, ${p.length} on the wire`)
    else if (inside > p.length) w.text(`  ${inside} octets inside`)
    else w.text(`  ${inside} octets inside, ${p.length} on the wire (+${p.length - inside})`)
    if (p.captured > p.length)
      w.text(`, captured ${p.captured} octets of a packet that is said to have had ${p.length}`)
    if (p.captured < p.length) w.text(`, ${p.captured} captured`)
    if (p.isReassembled) w.text(`, reassembled from ${p.reassembledFrom.map((n) => `#${n}`).join(' ')}`)
    w.newline()
  }

  /** What the capture says besides the octets. */
  #ofCapture(p: Packet, w: Writer): void {
    for (const { label, text } of remarkLines(this.#o.remarks?.(p), 'en')) {
      w.space(INDENT)
      w.text(label)
      w.space(NAME_WIDTH - label.length)
      w.text(text)
      w.newline()
    }
  }

  #layer(p: Packet, i: number, w: Writer): void {
    const { palette, glyphs } = this.#o
    const l = p.layers[i]!
    const indent = INDENT * (1 + level(p, i))
    const kind = shownKind(p, i)
    const name = shortTitle(kind)
    w.space(indent)
    w.text(`${this.#color(p, i)}${name}${palette.reset}`)
    w.space(Math.max(2, NAME_WIDTH + INDENT - indent - name.length))
    if (this.#o.fields) {
      w.text(`${protocolOf(kind).title}, ${range(l.start - p.start, l.payload - p.start)}`)
    } else {
      const facts = new Facts(p, i)
      w.text([withAliasesBehind(summarize(kind, facts, glyphs).join(', ')), ...this.#remarks(p, i)].join(', '))
    }
    w.newline()
    if (this.#o.fields) this.#fields(p, i, indent + INDENT, w)
  }

  /** What is known of a layer beyond its fields. */
  #remarks(p: Packet, i: number): string[] {
    const { palette } = this.#o
    if (i >= p.quoted) return ['quoted']
    const verdict = checksumVerdict(p, i)
    const remarks: string[] = []
    if (isUnknownLink(p)) {
      remarks.push(`link type ${p.linkType} (${LINK_TYPE_NAMES[p.linkType] ?? 'no name'}) has no decoder here`)
    }
    if (verdict !== undefined) remarks.push(checksumSentence(verdict, palette))
    if (i === p.fragment) remarks.push('a fragment: the payload waits for the others')
    return remarks
  }

  #fields(p: Packet, i: number, indent: number, w: Writer): void {
    const l = p.layers[i]!
    const protocol = protocolOf(shownKind(p, i))
    const rows: Row[] = []
    visitFields(protocol, p.view, l.start, l.payload, this.#collector(protocol, rows))
    this.#rows(rows, indent, w)
    for (const remark of this.#remarks(p, i)) {
      w.space(indent)
      w.text(remark)
      w.newline()
    }
  }

  /** Notes fields as rows; a field within the octets of a wider one is indented below it. */
  #collector(
    protocol: Protocol,
    rows: Row[],
  ): (f: Field, v: DataView, at: number, size: number, o: number, item: number) => void {
    const places = placesOf(protocol.groups)
    let lastGroup: Group | undefined
    let wholeStart = 0
    let wholeEnd = 0
    let wholeBits = 0
    let lastItem = -1
    return (f, v, at, size, o, item) => {
      const { group, depth } = places.get(f) ?? OWN_PLACE
      if (group !== undefined && (item !== lastItem || group !== lastGroup)) {
        const inset = ' '.repeat(INDENT * (depth - 1))
        rows.push({ label: `${inset}${group.label} ${item + 1}`, value: '', name: '', source: '' })
      }
      lastItem = item
      lastGroup = group
      const isPart = f.bits > 0 && f.bits < wholeBits && at >= wholeStart && at + size <= wholeEnd
      if (!isPart) {
        wholeStart = at
        wholeEnd = at + size
        wholeBits = f.bits
      }
      const inset = ' '.repeat((isPart ? INDENT : 0) + INDENT * depth)
      rows.push({
        label: `${inset}${bitPattern(f, v, at)}${f.label}`,
        value: this.#value(f, v, at, size, o),
        name: f.name,
        source: f.source,
      })
    }
  }

  #value(f: Field, v: DataView, at: number, size: number, o: number): string {
    const w = this.#text
    w.clear()
    writeText(w, f, v, at, size, o)
    const words = wordsOf(f, v, at, o)
    if (words !== undefined) w.text(` (${words})`)
    return w.toString()
  }

  #rows(rows: readonly Row[], indent: number, w: Writer): void {
    const { palette } = this.#o
    const labels = Math.max(0, ...rows.map((r) => r.label.length))
    const values = Math.min(MAX_VALUE_WIDTH, Math.max(0, ...rows.map((r) => r.value.length)))
    const names = Math.max(0, ...rows.map((r) => r.name.length))
    const cell = (text: string, width: number): void => {
      w.text(text)
      w.space(Math.max(0, width - text.length) + GAP)
    }
    for (const r of rows) {
      w.space(indent)
      if (r.name === '') w.text(r.label)
      else {
        cell(r.label, labels)
        cell(r.value, values)
        w.text(palette.dim)
        cell(r.name, names)
        w.text(r.source)
        w.text(palette.reset)
      }
      w.newline()
    }
  }

  #malformed(p: Packet, w: Writer): void {
    const { palette } = this.#o
    const m = p.malformed
    const indent = INDENT * (1 + level(p, p.depth))
    const color = m.reason === Reason.Quoted ? palette.dim : m.reason === Reason.Cut ? palette.warn : palette.bad
    w.space(indent)
    w.text(`${color}${malformedSentence(p)}${palette.reset}`)
    w.newline()
    if (!this.#o.fields) return
    const rows: Row[] = []
    const protocol = protocolOf(m.kind)
    visitMalformed(p, protocol, this.#collector(protocol, rows))
    this.#rows(rows, indent + INDENT, w)
  }

  /** Underlay, tunnel header or what is inside. */
  #color(p: Packet, i: number): string {
    const { palette } = this.#o
    if (i >= p.quoted) return palette.dim
    if (tunnelType(p, i) !== TunnelType.None) return palette.tunnel
    for (let j = i + 1; j < Math.min(p.depth, p.quoted); j++) {
      if (tunnelType(p, j) !== TunnelType.None) return palette.underlay
    }
    return palette.inner
  }
}

/** The list that a field is of, and in how many lists it lies. */
interface Place {
  readonly group: Group | undefined
  readonly depth: number
}

const OWN_PLACE: Place = { group: undefined, depth: 0 }

function placesOf(groups: readonly Group[] = [], depth = 1): Map<Field, Place> {
  const places = new Map<Field, Place>()
  for (const group of groups) {
    for (const f of group.fields) places.set(f, { group, depth })
    for (const [f, place] of placesOf(group.groups, depth + 1)) places.set(f, place)
  }
  return places
}

/** How many tunnels (and quotes) layer `i` lies in. `p.depth` stands for the layer that would come next. */
function level(p: Packet, i: number): number {
  let n = 0
  for (let j = 0; j < p.depth && j <= i; j++) {
    if (j === p.quoted) n++
    if (tunnelType(p, j) === TunnelType.None) continue
    // IP in IP has no header of its own: the inner packet itself is inside.
    if (j < i || isIp(p.layers[j]!.kind)) n++
  }
  return n
}

/** Octets of the innermost packet in a tunnel, as they were on the wire; undefined without a tunnel. */
function insideLength(p: Packet): number | undefined {
  for (let i = Math.min(p.depth, p.quoted) - 1; i >= 0; i--) {
    if (tunnelType(p, i) === TunnelType.None) continue
    const l = p.layers[i]!
    return Math.max(0, l.claimed - (isIp(l.kind) ? l.start : l.payload))
  }
  return undefined
}

function range(from: number, to: number): string {
  if (to <= from) return `no octets of its own at octet ${from}`
  return to - from === 1 ? `octet ${from}` : `octets ${from} to ${to - 1}`
}

/** Where a field that is no whole number of octets stands: `.... 0101 `. */
function bitPattern(f: Field, v: DataView, at: number): string {
  const first = f.bit & 7
  if (f.bits === 0 || f.bits > 16 || ((first | f.bits) & 7) === 0) return ''
  let pattern = ''
  const octets = (first + f.bits + 7) >> 3
  for (let bit = 0; bit < octets * 8; bit++) {
    if (bit > 0 && (bit & 3) === 0) pattern += ' '
    const isInside = bit >= first && bit < first + f.bits
    pattern += isInside ? String((v.getUint8(at + (bit >> 3)) >> (7 - (bit & 7))) & 1) : '.'
  }
  return `${pattern} = `
}

/** Whether the link type has no decoder: all that can be shown are the octets. */
function isUnknownLink(p: Packet): boolean {
  return p.depth === 1 && p.layers[0]!.kind === Kind.Payload
}
