/**
 * An annotated dump: each octet of a packet once, beside it the field that it belongs to, the value and its meaning.
 * Fields of single bits stand below their octets, with the pattern of the bits.
 *
 * ```
 *   002a  08 00              Flags                     0x0800
 *         .... 1... .... ....  I: VNI is valid         1        the VNI counts
 * ```
 */

import { EXPLAIN, type ExplainWords } from '../../words/screens/explain.js'
import type { LayerPlace } from '../../words/screens/page-packets.js'
import { inAscii } from '../check/ascii.js'
import type { Names } from '../learn/names.js'
import { padEnd, width, wrap } from '../learn/text.js'
import { usableColumns } from '../learn/view.js'
import type { Palette } from '../palette.js'
import type { AnnotatedField, AnnotatedPacket, Range } from './annotate.js'

const INDENT = '  '
/** With fewer columns, a value's meaning goes to the line below the value. */
const WIDE = 110
/** Octets of a field on a line, by the columns that there are; and the most lines of a field. */
const PER_LINE = 6
const WIDEST = 130
const PER_WIDEST_LINE = 8
const FIELD_LINES = 3
/** Octets of data in a line, and lines of data. */
const DATA_PER_LINE = 16
const DATA_LINES = 2
/** Cells of two octets' bits: `.... 0000 0000 0000`. */
const PATTERN_WIDTH = 19
/** The widest label that still moves the column of values, and the widest value that moves the column of meanings. */
const LABEL_WIDTH = { wide: 32, narrow: 24 } as const
const VALUE_WIDTH = 17
/** The most lines of a value, and the cells by which a meaning below its value is indented. */
const VALUE_LINES = 4
const BELOW = 4

/** Octets whose fields overlap. */
interface Cluster extends Range {
  readonly fields: readonly AnnotatedField[]
}

type Style = Exclude<keyof Palette, 'reset'>

export class OctetLines {
  readonly #packet: AnnotatedPacket
  readonly #octets: Uint8Array
  readonly #words: ExplainWords
  readonly #palette: Palette
  readonly #unicode: boolean
  readonly #all: boolean
  readonly #columns: number
  readonly #offsetDigits: number
  readonly #perLine: number
  readonly #hexWidth: number
  readonly #labelWidth: number
  readonly #lines: string[] = []
  /** Where the field on the line before was defined: a definition is printed only when it changes. */
  #source = ''

  constructor(packet: AnnotatedPacket, octets: Uint8Array, { view }: Names) {
    this.#packet = packet
    this.#octets = octets
    this.#words = EXPLAIN[view.language]
    this.#palette = view.palette
    this.#unicode = view.unicode
    this.#all = view.all
    this.#columns = usableColumns(view)
    const size = this.#columns < WIDE ? 'narrow' : 'wide'
    this.#offsetDigits = Math.max(4, octets.length.toString(16).length)
    this.#perLine = this.#columns < WIDEST ? PER_LINE : PER_WIDEST_LINE
    this.#hexWidth = Math.max(PATTERN_WIDTH, this.#perLine * 3 - 1)
    const labels = packet.layers.flatMap(({ fields }) => fields.map((f) => width(this.#label(f))))
    this.#labelWidth = Math.min(LABEL_WIDTH[size], Math.max(0, ...labels))
  }

  lines(): readonly string[] {
    const { layers, rest, malformed } = this.#packet
    // A layer without octets comes before the part that begins at the same place.
    const parts = [...layers, ...rest].sort((x, y) => x.start - y.start || x.end - y.end)
    for (const part of parts) {
      if ('fields' in part) {
        this.#heading(part.short, part.title, part, part.place, part.quoted)
        this.#wrapped(part.means, INDENT)
        this.#fields(part.fields, part, part.place)
      } else if (part.what === 'malformed' && malformed !== undefined) {
        this.#heading(malformed.short, '', part, 'bad', false)
        this.#wrapped(malformed.says, INDENT)
        const known = Math.max(part.start, ...malformed.fields.map(({ start, size }) => start + size))
        this.#fields(malformed.fields, { start: part.start, end: Math.min(known, part.end) }, 'bad')
        this.#data({ start: known, end: part.end }, 'bad')
      } else {
        this.#heading(part.label, '', part, 'dim', false)
        this.#data(part, part.what === 'data' ? 'inner' : 'dim')
      }
    }
    if (malformed !== undefined && !rest.some(({ what }) => what === 'malformed')) {
      this.#lines.push('')
      this.#wrapped(malformed.says, '', 'bad')
    }
    return this.#lines
  }

  #heading(name: string, title: string, range: Range, style: Style, quoted: boolean): void {
    const text = [
      ...(title === '' || title === name ? [] : [title]),
      this.#words.range(range.start, range.end),
      ...(quoted ? [this.#words.quoted] : []),
    ].join(this.#words.comma)
    if (this.#lines.length > 0) this.#lines.push('')
    const [first = '', ...others] = wrap(`${this.#plain(name)}  ${this.#plain(text)}`, this.#columns)
    const short = first.slice(0, name.length)
    this.#lines.push(`${this.#paint(short, style)}${first.slice(name.length)}`, ...others.map((line) => INDENT + line))
    this.#source = ''
  }

  #wrapped(text: string, indent: string, style?: Style): void {
    if (text === '') return
    for (const line of wrap(this.#plain(text), this.#columns - indent.length)) {
      this.#lines.push(indent + (style === undefined ? line : this.#paint(line, style)))
    }
  }

  #fields(fields: readonly AnnotatedField[], range: Range, style: Style): void {
    let at = range.start
    let item = ''
    for (const cluster of clustersOf(fields)) {
      if (cluster.start > at) this.#unnamed({ start: at, end: cluster.start }, style)
      const [first] = cluster.fields
      const heading = first === undefined || first.item < 0 ? '' : `${first.group} ${first.item + 1}`
      if (heading !== '' && heading !== item) this.#lines.push(`${INDENT}${this.#paint(heading, 'dim')}`)
      item = heading
      this.#cluster(cluster, style)
      at = Math.max(at, cluster.end)
    }
    if (at < range.end) this.#unnamed({ start: at, end: range.end }, style)
  }

  #unnamed(range: Range, style: Style): void {
    this.#beside(this.#hexLines(range, style), [this.#paint(this.#words.unnamed, 'dim')])
  }

  /** Octets that one field fills, on one line; otherwise the octets, with their fields below. */
  #cluster({ start, end, fields }: Cluster, style: Style): void {
    const [first] = fields
    const isFilled =
      first !== undefined && first.start === start && first.start + first.size === end && first.bits === 0
    const hex = this.#hexLines({ start, end }, style)
    if (isFilled) this.#beside(hex, this.#told(first, ''))
    else this.#beside(hex, [])
    const inset = isFilled ? INDENT : ''
    for (const f of isFilled ? fields.slice(1) : fields) {
      const offset = f.start === start ? ' '.repeat(this.#offsetDigits) : this.#offset(f.start)
      const pattern = this.#pattern(f)
      const line = `${INDENT}${offset}  ${this.#paint(pattern, style)}`
      this.#beside([[line, this.#left + width(pattern)]], this.#told(f, inset))
    }
  }

  /** The bit pattern of a field that is not a whole number of octets; otherwise nothing. */
  #pattern({ start, size, bit, bits }: AnnotatedField): string {
    if (bits === 0) return ''
    if (size > 2) return this.#words.bits(bits)
    let pattern = ''
    for (let i = 0; i < size * 8; i++) {
      if (i > 0 && (i & 3) === 0) pattern += ' '
      const isInside = i >= bit && i < bit + bits
      pattern += isInside ? String((this.#octets[start + (i >> 3)]! >> (7 - (i & 7))) & 1) : '.'
    }
    return pattern
  }

  /** Offset and octets; each line with its cells. */
  #hexLines({ start, end }: Range, style: Style): readonly (readonly [string, number])[] {
    const lines: [string, number][] = []
    const most = this.#all ? Number.POSITIVE_INFINITY : FIELD_LINES
    for (let at = start; at < end; at += this.#perLine) {
      if (lines.length === most - 1 && end - at > this.#perLine) {
        const more = this.#more(end - at)
        lines.push([
          `${INDENT}${' '.repeat(this.#offsetDigits)}  ${this.#paint(more, 'dim')}`,
          this.#left + width(more),
        ])
        break
      }
      const hex = hexOf(this.#octets, at, Math.min(end, at + this.#perLine))
      lines.push([`${INDENT}${this.#offset(at)}  ${this.#paint(hex, style)}`, this.#left + hex.length])
    }
    return lines
  }

  /** Cells in front of octets. */
  get #left(): number {
    return INDENT.length + this.#offsetDigits + 2
  }

  /** Octets that nobody reads, as digits and as characters. */
  #data({ start, end }: Range, style: Style): void {
    let left = this.#all ? Number.POSITIVE_INFINITY : DATA_LINES
    for (let at = start; at < end; at += DATA_PER_LINE) {
      if (left-- === 0) {
        this.#lines.push(`${INDENT}${' '.repeat(this.#offsetDigits)}  ${this.#paint(this.#more(end - at), 'dim')}`)
        return
      }
      const to = Math.min(end, at + DATA_PER_LINE)
      const hex = hexOf(this.#octets, at, to).padEnd(DATA_PER_LINE * 3 - 1)
      this.#lines.push(
        `${INDENT}${this.#offset(at)}  ${this.#paint(hex, style)}  ${charactersOf(this.#octets, at, to)}`,
      )
    }
  }

  #more(octets: number): string {
    return this.#plain(`… ${this.#words.moreOctets(octets)}`)
  }

  #offset(at: number): string {
    return this.#paint(at.toString(16).padStart(this.#offsetDigits, '0'), 'dim')
  }

  /** Lines of octets, and beside them lines of text. */
  #beside(hex: readonly (readonly [string, number])[], text: readonly string[]): void {
    const indent = this.#left + this.#hexWidth + 2
    for (let i = 0; i < Math.max(hex.length, text.length); i++) {
      const [octets, cells] = hex[i] ?? ['', 0]
      const words = text[i] ?? ''
      this.#lines.push(words === '' ? octets.trimEnd() : `${octets}${' '.repeat(indent - cells)}${words}`)
    }
  }

  #label({ label, isPart }: AnnotatedField): string {
    return `${isPart ? INDENT : ''}${this.#plain(label)}`
  }

  /** A field's name, its value, the value's meaning, and where it is defined. */
  #told(f: AnnotatedField, inset: string): readonly string[] {
    const room = this.#columns - this.#left - this.#hexWidth - 2
    const label = padEnd(`${inset}${this.#plain(f.label)}`, this.#labelWidth)
    const says = this.#says(f)
    const source = f.source === this.#source ? '' : this.#plain(f.source)
    this.#source = f.source
    const head = f.value === '' ? label.trimEnd() : `${label}  ${this.#plain(f.value)}`
    const column = this.#labelWidth + VALUE_WIDTH + 4
    if (width(head) > room) {
      const below = [...this.#value(f.value, room - BELOW), ...this.#sentence(says, source, room - BELOW)]
      return [label.trimEnd(), ...below.map((line) => ' '.repeat(BELOW) + line)]
    }
    if (this.#columns >= WIDE && width(head) + 2 <= column) {
      const [first = '', ...others] = this.#sentence(says, source, room - column)
      if (first === '') return [head]
      return [padEnd(head, column) + first, ...others.map((line) => ' '.repeat(column) + line)]
    }
    const all = [says, source].filter((text) => text !== '').join('  ')
    if (all === '') return [head]
    if (width(head) + 2 + width(all) <= room) return [`${head}  ${this.#sentence(says, source, room)[0]}`]
    return [head, ...this.#sentence(says, source, room - BELOW).map((line) => ' '.repeat(BELOW) + line)]
  }

  #says({ means, purpose, who }: AnnotatedField): string {
    const said = who === '' ? [means] : [...(means === purpose ? [] : [means]), who]
    return this.#plain(said.filter((text) => text !== '').join(this.#words.semicolon))
  }

  /** A long value in lines; what does not fit is counted. */
  #value(value: string, cells: number): readonly string[] {
    const lines: string[] = []
    let line = ''
    for (const sign of this.#plain(value)) {
      if (width(line + sign) > cells) {
        lines.push(line)
        line = ''
      }
      line += sign
    }
    lines.push(line)
    if (this.#all || lines.length <= VALUE_LINES) return lines
    return [...lines.slice(0, VALUE_LINES - 1), this.#paint(this.#plain('…'), 'dim')]
  }

  #sentence(says: string, source: string, cells: number): readonly string[] {
    const lines = says === '' ? [] : [...wrap(says, cells)]
    if (source === '') return lines
    const last = lines.at(-1)
    const dim = this.#paint(source, 'dim')
    if (last !== undefined && width(last) + 2 + width(source) <= cells) lines[lines.length - 1] = `${last}  ${dim}`
    else lines.push(...wrap(source, cells).map((line) => this.#paint(line, 'dim')))
    return lines
  }

  #plain(text: string): string {
    return this.#unicode ? text : inAscii(text)
  }

  #paint(text: string, style: Style | LayerPlace): string {
    return text === '' ? '' : `${this.#palette[style]}${text}${this.#palette.reset}`
  }
}

/** Groups fields by their octets, in order. Fields that overlap stay together, in the order of the table. */
function clustersOf(fields: readonly AnnotatedField[]): readonly Cluster[] {
  const clusters: { start: number; end: number; fields: AnnotatedField[] }[] = []
  for (const f of [...fields].sort((x, y) => x.start - y.start)) {
    if (f.size === 0) continue
    const last = clusters.at(-1)
    if (last === undefined || f.start >= last.end) {
      clusters.push({ start: f.start, end: f.start + f.size, fields: [f] })
      continue
    }
    last.fields.push(f)
    last.end = Math.max(last.end, f.start + f.size)
  }
  const order = new Map(fields.map((f, i) => [f, i]))
  for (const cluster of clusters) cluster.fields.sort((x, y) => order.get(x)! - order.get(y)!)
  return clusters
}

function hexOf(octets: Uint8Array, from: number, to: number): string {
  return Array.from(octets.subarray(from, to), (octet) => octet.toString(16).padStart(2, '0')).join(' ')
}

function charactersOf(octets: Uint8Array, from: number, to: number): string {
  return Array.from(octets.subarray(from, to), (o) => (o >= 0x20 && o < 0x7f ? String.fromCharCode(o) : '.')).join('')
}
