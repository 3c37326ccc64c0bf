/** One packet explained on a screen: its purpose, octets, overhead and checksums, and the tables that it changed. */
import { Learns } from '../../analysis/learning/facts.js'
import { EXPLAIN } from '../../words/screens/explain.js'
import { inAscii } from '../check/ascii.js'
import { briefCells } from '../learn/evidence.js'
import type { Names } from '../learn/names.js'
import type { FdbLine } from '../learn/table-lines.js'
import { alignedText, hanging, wrap } from '../learn/text.js'
import { usableColumns } from '../learn/view.js'
import { remarkTexts } from '../remarks.js'
import { checksumLines } from './checksum-lines.js'
import type { Explanation } from './explain.js'
import { OctetLines } from './octet-lines.js'
import { overheadLines } from './overhead.js'
import type { Whereabouts } from './steps-of-frame.js'
import type { Entry, TableAround } from './tables-around.js'

const INDENT = '  '
/** Sequences, tables, and entries of a table that are shown without `all`. */
const SEQUENCES = 5
const TABLES = 8
const ENTRIES = 8

/** The whole of it, with a newline at its end. */
export function screen(e: Explanation, names: Names): string {
  const words = EXPLAIN[names.view.language]
  const { headings } = words
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', ...bold(title, names), ...lines]
  return [
    ...title(e, names),
    ...whereabouts(e, names),
    ...section(headings.octets, new OctetLines(e.packet, e.octets, names).lines()),
    ...section(headings.overhead, e.overhead === undefined ? [] : overheadLines(e.overhead, names.view)),
    ...section(headings.checksums, checksumLines(e.packet, names)),
    ...section(words.tables.heading(e.at.frame), tables(e, names)),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function bold(text: string, { view }: Names): readonly string[] {
  const { inner, reset } = view.palette
  return wrap(text, usableColumns(view)).map((line) => `${inner}${line}${reset}`)
}

/** Which packet it is, its layers, and where its octets come from. */
function title({ at, hasTime, packet, octets, wholeIn, remarks }: Explanation, names: Names): readonly string[] {
  const { view } = names
  const words = EXPLAIN[view.language]
  const columns = usableColumns(view)
  const { inner, dim, reset } = view.palette
  const clock = hasTime ? names.clock(at) : words.noTime
  const about = wrap(`${clock}  ${words.octets(packet.octets, packet.captured)}`, columns)
  const frame = `#${at.frame}`
  const inside = view.unicode ? ' › ' : ' / '
  const shorts = (quoted: boolean): string =>
    packet.layers
      .filter((layer) => layer.quoted === quoted)
      .map(({ short }) => short)
      .join(inside)
  const layers = [shorts(false), shorts(true)].filter((text) => text !== '').join(words.quoting)
  const frames = names.frames(packet.reassembledFrom)
  const notes = [
    ...(packet.reassembledFrom.length === 0 ? [] : [words.reassembled(frames, octets.length)]),
    ...(wholeIn === undefined ? [] : [words.fragment(wholeIn)]),
    ...remarkTexts(remarks, view.language),
  ]
  return [
    `${inner}${frame}${reset}  ${about[0]}`,
    ...about.slice(1),
    ...(layers === '' ? [] : wrap(layers, columns - INDENT.length)).map((line) => `${INDENT}${dim}${line}${reset}`),
    ...notes.flatMap((note) => wrap(note, columns)),
  ]
}

/** What the packet says as an ICMP error, or an ICMP error says of it; then the steps that it belongs to. */
function whereabouts({ whereabouts: all, quotes, quotedBy }: Explanation, names: Names): readonly string[] {
  const words = EXPLAIN[names.view.language]
  const said = [
    ...(quotes === undefined ? [] : [words.quotes(quotes)]),
    ...(quotedBy?.isLost ? [words.quotedBy(quotedBy)] : []),
  ]
  const errors = said.flatMap((text) => ['', ...wrap(plain(text, names), usableColumns(names.view))])
  if (all.length === 0) return errors.length > 0 ? errors : ['', ...wrap(words.noStep, usableColumns(names.view))]
  const shown = names.view.all ? all : all.slice(0, SEQUENCES)
  return [
    ...errors,
    ...shown.flatMap((where) => ['', ...steps(where, names)]),
    ...(all.length > shown.length ? ['', names.words.cut(all.length - shown.length)] : []),
  ]
}

function steps({ title: of, network, of: count, steps: own }: Whereabouts, names: Names): readonly string[] {
  const words = EXPLAIN[names.view.language]
  const numbers = own.map(({ step }) => step.number)
  const place = words.steps(Math.min(...numbers), Math.max(...numbers), count, of)
  const heading = plain(`${place}${words.comma}${names.network(network)}`, names)
  return [
    ...bold(heading, names),
    ...own.flatMap(({ step, says }) => {
      return hanging(`${INDENT}${String(step.number).padStart(2)}  `, says, usableColumns(names.view))
    }),
  ]
}

function tables({ tables: { fdb, neighbours, isChanged } }: Explanation, names: Names): readonly string[] {
  const { view, words } = names
  const { fdb: fdbTitle, neighbours: neighboursTitle, changed, nothing } = EXPLAIN[view.language].tables
  if (fdb.length + neighbours.length === 0) return []
  const texts = [
    ...fdb.map((table) => () => {
      const [first] = table.entries
      const learning = first === undefined || first.line.learns === Learns.Yes ? '' : learningText(first.line, names)
      return entries(fdbTitle(table.of, table.network) + learning, table, names, ({ line, before }) => [
        line.mac,
        `dst ${line.dst}`,
        ...briefCells(line, names),
        was(before, names),
      ])
    }),
    ...neighbours.map((table) => () => {
      return entries(neighboursTitle(table.of, table.network), table, names, ({ line, before }) => [
        line.ip,
        `lladdr ${line.mac}`,
        `#${line.learned} ${words.sources[line.how]}`,
        was(before, names),
      ])
    }),
  ]
  const shown = view.all ? texts : texts.slice(0, TABLES)
  const { dim, reset } = view.palette
  return [
    ...wrap(isChanged ? changed : nothing, usableColumns(view) - INDENT.length).map(
      (line) => `${INDENT}${dim}${line}${reset}`,
    ),
    ...shown.flatMap((text) => text()),
    ...(texts.length > shown.length ? [INDENT + words.cut(texts.length - shown.length)] : []),
  ]
}

function learningText({ learns, mode }: FdbLine, { words }: Names): string {
  return words.learning[learns](words.modes[mode])
}

function was(before: string, { words }: Names): string {
  return before === '' ? '' : words.was(before)
}

/** A table under its title: the entries around those that changed. */
function entries<T>(
  heading: string,
  table: TableAround<T>,
  names: Names,
  cellsOf: (entry: Entry<T>) => readonly string[],
): readonly string[] {
  const { view } = names
  const { inner, dim, reset } = view.palette
  const words = EXPLAIN[view.language].tables
  const columns = usableColumns(view)
  const lines = [...wrap(plain(heading, names), columns - INDENT.length)].map((line) => INDENT + line)
  const remark = (text: string): string => `${INDENT.repeat(3)}${dim}${text}${reset}`
  if (!table.isChanged) lines.push(remark(words.unchanged))
  if (table.entries.length === 0) return [...lines, remark(words.empty)]
  const last = table.entries.findLastIndex(({ sign }) => sign !== '')
  const most = view.all ? table.entries.length : ENTRIES
  const from = Math.max(0, Math.min(last - (most >> 1), table.entries.length - most))
  const shown = table.entries.slice(from, from + most)
  const rows = alignedText(shown.map(cellsOf), '').trimEnd().split('\n')
  for (const [i, { sign }] of shown.entries()) {
    const wrapped = hanging(`${INDENT.repeat(2)}${sign === '' ? ' ' : sign} `, plain(rows[i]!, names), columns)
    lines.push(...(sign === '' ? wrapped : wrapped.map((line) => `${inner}${line}${reset}`)))
  }
  if (shown.length < table.entries.length) {
    lines.push(remark(names.words.andMore(table.entries.length - shown.length)))
  }
  return lines
}

function plain(text: string, { view }: Names): string {
  return view.unicode ? text : inAscii(text)
}
