/** Forwarding tables as `bridge fdb` has them and neighbours as `ip neigh` has them, with the frames that taught them. */
import { tableText } from '../table.js'
import { grouped } from './diff.js'
import { lastText, neighbourEvidence, sinceText } from './evidence.js'
import type { Names } from './names.js'
import type { FdbLine, NeighbourLine, Snapshot } from './table-lines.js'
import { width, wrap } from './text.js'
import { usableColumns } from './view.js'

/** Tables, and rows of a table, that are shown without `all`. */
const TABLES = 20
const ROWS = 40
/** Cells that columns keep when they are made narrower: two groups of an IPv6 address, two words of evidence or one. */
const LEAST_ADDRESS = 10
const LEAST_EVIDENCE = [12, 7] as const

interface Column<T> {
  readonly title: string
  readonly cell: (line: T) => string
  readonly right?: boolean
  /** An address, which may be broken. */
  readonly breaks?: boolean
}

/** The tables in full: one a VTEP and network, then one a network for its hosts' neighbours. */
export function tablesText({ fdb, neighbours }: Snapshot, names: Names): string {
  const { words, view } = names
  const tables = [
    ...grouped(fdb, (line) => names.fdbOf(line)).map(({ title, of }) => ({
      title,
      text: () => cutTable(fdbColumns(names, of), of, names),
    })),
    ...grouped(neighbours, (line) => words.neighboursIn(line.network)).map(({ title, of }) => ({
      title,
      text: () => cutTable(neighbourColumns(names, of), of, names),
    })),
  ]
  if (tables.length === 0) return `${names.emptyTables}\n`
  const shown = view.all ? tables : tables.slice(0, TABLES)
  const texts = shown.map(({ title, text }) => titled(title, names) + text())
  if (tables.length > shown.length) texts.push(`${words.cut(tables.length - shown.length)}\n`)
  return texts.join('\n')
}

function titled(title: string, { view }: Names): string {
  return `${wrap(title, usableColumns(view))
    .map((line) => `${view.palette.inner}${line}${view.palette.reset}`)
    .join('\n')}\n`
}

function fdbColumns(names: Names, lines: readonly FdbLine[]): readonly Column<FdbLine>[] {
  const { words } = names
  const { columns } = words
  return [
    { title: columns.mac, cell: ({ mac }) => mac },
    { title: columns.dst, cell: ({ dst }) => dst, breaks: true },
    { title: columns.since, cell: (line) => sinceText(line, names), right: true },
    ...lastColumn<FdbLine>(columns.last, lines, names),
    { title: columns.evidence, cell: (line) => names.entry(line) },
  ]
}

function neighbourColumns(names: Names, lines: readonly NeighbourLine[]): readonly Column<NeighbourLine>[] {
  const { columns } = names.words
  return [
    { title: columns.host, cell: ({ host }) => host, breaks: true },
    { title: columns.ip, cell: ({ ip }) => ip, breaks: true },
    { title: columns.lladdr, cell: ({ mac }) => mac },
    ...lastColumn<NeighbourLine>(columns.last, lines, names),
    {
      title: columns.evidence,
      cell: (line) => `#${line.learned} ${neighbourEvidence(line, names)}`,
    },
  ]
}

/** The frame that refreshed it last, if that is known. */
function lastColumn<T extends Pick<FdbLine, 'last' | 'cut'>>(
  title: string,
  lines: readonly T[],
  names: Names,
): readonly Column<T>[] {
  const cell = (line: T): string => lastText(line, names)
  return lines.every((line) => cell(line) === '') ? [] : [{ title, cell, right: true }]
}

/** Without `all` the first lines only. */
function cutTable<T>(columns: readonly Column<T>[], lines: readonly T[], names: Names): string {
  if (names.view.all || lines.length <= ROWS) return table(columns, lines, names)
  return `${table(columns, lines.slice(0, ROWS), names)}${names.words.cut(lines.length - ROWS)}\n`
}

function table<T>(columns: readonly Column<T>[], lines: readonly T[], names: Names): string {
  const { palette, unicode } = names.view
  const cells = lines.map((line) => columns.map((column) => column.cell(line)))
  const widths = columnWidths(columns, cells, usableColumns(names.view))
  return tableText(
    columns.map(({ title }) => title),
    cells.map((row) => row.map((cell, i) => wrap(cell, widths[i]!).join('\n'))),
    { palette, unicode, align: columns.map(({ right }) => (right ? 'right' : 'left')) },
  )
}

/** How wide columns are so that the table fits: the last one gives way first, then the widest of the addresses. */
function columnWidths<T>(
  columns: readonly Column<T>[],
  cells: readonly (readonly string[])[],
  room: number,
): readonly number[] {
  const widths = columns.map(({ title }, i) =>
    cells.reduce((most, row) => Math.max(most, width(row[i]!)), width(title)),
  )
  // A border, and a space on either side of each cell.
  let excess = widths.reduce((sum, cell) => sum + cell + 3, 1) - room
  const narrow = (i: number, least: number): void => {
    const by = Math.min(excess, Math.max(0, widths[i]! - least))
    widths[i]! -= by
    excess -= by
  }
  const last = widths.length - 1
  if (excess > 0) narrow(last, LEAST_EVIDENCE[0])
  const addresses = columns.flatMap(({ breaks }, i) => (breaks === true ? [i] : []))
  while (excess > 0 && addresses.length > 0) {
    const widest = addresses.reduce((most, i) => (widths[i]! > widths[most]! ? i : most))
    if (widths[widest]! <= LEAST_ADDRESS) break
    narrow(widest, widths[widest]! - 1)
  }
  if (excess > 0) narrow(last, LEAST_EVIDENCE[1])
  return widths
}
