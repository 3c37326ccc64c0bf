/**
 * Which checksum covers what: the layers side by side, and below them a bar for each checksum, over the octets that it is
 * made of.
 *
 * ```
 *         Ethernet IPv4 UDP VXLAN Ethernet IPv4 ICMP data
 *   IPv4  ········ ████ ··· ····· ········ ···· ···· ····
 *         0x2b3c is right
 * ```
 */

import { EXPLAIN } from '../../words/screens/explain.js'
import type { LayerPlace } from '../../words/screens/page-packets.js'
import { inAscii } from '../check/ascii.js'
import type { Names } from '../learn/names.js'
import { padEnd, width, wrap } from '../learn/text.js'
import { usableColumns } from '../learn/view.js'
import type { AnnotatedChecksum, AnnotatedPacket, Range } from './annotate.js'

const INDENT = '  '
/** The least cells of a name. If even these do not fit, no bars are drawn. */
const LEAST = 3
const SIGNS = { covered: ['#', '█'], bare: ['.', '·'] } as const

interface Segment extends Range {
  readonly name: string
  readonly place: LayerPlace | 'dim'
}

/** None for a packet without checksums. */
export function checksumLines(packet: AnnotatedPacket, { view }: Names): readonly string[] {
  const { palette, unicode } = view
  const words = EXPLAIN[view.language]
  const plain = (text: string): string => (unicode ? text : inAscii(text))
  const judged = packet.layers.flatMap(({ short, checksum }) => (checksum === undefined ? [] : [{ short, checksum }]))
  if (judged.length === 0) return []
  const names = Math.max(...judged.map(({ short }) => width(short)))
  const columns = usableColumns(view)
  const indent = INDENT.length + names + 2
  const segments = segmentsOf(packet, words.data, words.overhead.padding)
  const cells = cellsOf(segments, columns - indent)
  const lines: string[] = []
  if (cells.length > 0) {
    const heads = segments.map(({ name }, i) => padEnd(cut(name, cells[i]!), cells[i]!))
    lines.push(`${' '.repeat(indent)}${palette.dim}${heads.join(' ').trimEnd()}${palette.reset}`)
  }
  const sign = unicode ? 1 : 0
  for (const { short, checksum } of judged) {
    const head = `${INDENT}${padEnd(short, names)}  `
    const says = wrap(plain(sentenceOf(checksum, words)), columns - indent)
    const style = checksum.status === 'bad' ? palette.bad : ''
    const told = says.map((line) => (style === '' ? line : `${style}${line}${palette.reset}`))
    if (cells.length === 0) {
      lines.push(...told.map((line, i) => `${i === 0 ? head : ' '.repeat(indent)}${line}`))
      continue
    }
    const bars = segments.map((segment, i) => {
      const marks = marksOf(segment, cells[i]!, checksum.covers)
      const bar = marks.map((isCovered) => (isCovered ? SIGNS.covered : SIGNS.bare)[sign]).join('')
      return `${palette[segment.place]}${bar}${palette.reset}`
    })
    lines.push(head + bars.join(' '), ...told.map((line) => ' '.repeat(indent) + line))
  }
  return lines
}

function sentenceOf({ says, covers, isWhole }: AnnotatedChecksum, words: (typeof EXPLAIN)['en']): string {
  return [says, ...(covers.length > 1 ? [words.pseudo] : []), ...(isWhole ? [] : [words.inFragment])].join(
    words.semicolon,
  )
}

/** The packet's segments in order: layers that have octets, and the octets between and behind them. */
function segmentsOf({ layers, rest }: AnnotatedPacket, data: string, padding: string): Segment[] {
  const segments: Segment[] = [
    ...layers.map(({ short, place, start, end }) => ({ name: short, place, start, end })),
    ...rest.map(({ what, start, end }): Segment => {
      return { name: what === 'padding' ? padding : data, place: 'dim', start, end }
    }),
  ]
  return segments.filter(({ start, end }) => end > start).sort((x, y) => x.start - y.start)
}

/** Cells of each segment; none where there are too many. */
function cellsOf(segments: readonly Segment[], room: number): readonly number[] {
  const wanted = segments.map(({ name }) => Math.max(LEAST, width(name)))
  const share = Math.floor(room / segments.length) - 1
  if (wanted.reduce((sum, cells) => sum + cells + 1, -1) <= room) return wanted
  return share < LEAST ? [] : wanted.map((cells) => Math.min(cells, share))
}

/** Cell by cell, whether any of its octets is covered. */
function marksOf({ start, end }: Range, cells: number, covers: readonly Range[]): boolean[] {
  const perCell = (end - start) / cells
  return Array.from({ length: cells }, (_, i) => {
    const from = start + i * perCell
    return covers.some((range) => range.start < from + perCell && range.end > from)
  })
}

function cut(name: string, cells: number): string {
  let text = ''
  for (const sign of name) {
    if (width(text + sign) > cells) break
    text += sign
  }
  return text
}
