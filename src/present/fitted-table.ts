/** A table in the most telling of several layouts that the terminal has room for. */

import type { Language } from '../words/language.js'
import { ASCII, UNICODE } from './glyphs.js'
import { padEnd, padStart, width, wrap } from './learn/text.js'
import type { Palette } from './palette.js'
import { tableText } from './table.js'

export interface TableView {
  readonly language: Language
  readonly palette: Palette
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean
  /** Columns of the terminal; 0 for no limit. */
  readonly columns: number
}

/** A column: its title, and a cell for each row; a cell may have several lines. */
export interface Column<T> {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** The least cells to which text may be wrapped before another layout is taken; numbers never give way to text. */
  readonly wrapsTo?: number
  readonly cell: (row: T) => string
}

/** `text`, each of its lines in a colour of the palette. */
export function painted(text: string, color: string, { reset }: Palette): string {
  return color === '' || text === '' ? text : `${color}${text.replaceAll('\n', `${reset}\n${color}`)}${reset}`
}

/** Wraps the text to lines of at most `cells` cells, as far as its words allow. */
export function lines(text: string, cells: number): string {
  return wrap(text, cells).join('\n')
}

/** The text in so many columns, without its middle where it is longer. */
export function shortened(text: string, cells: number, { unicode }: TableView): string {
  if (text.length <= cells) return text
  const more = (unicode ? UNICODE : ASCII).more.text
  const tail = (cells - more.length) >> 1
  return `${text.slice(0, cells - more.length - tail)}${more}${text.slice(-tail)}`
}

/** Spaces in a cell beside its text, and the rule behind it. */
const FRAME = 3
const NEVER: number = Number.POSITIVE_INFINITY
/** Rows that are made into a table at a time: the time grows with the square of their number. */
const ROWS_AT_ONCE = 100
/** Lines of a table in front of its rows. */
const HEAD_LINES = 3

/**
 * The rows in the first layout that fits, or the last one. Columns without anything in them are left out. Nothing where
 * there are no rows.
 */
export function fittedTable<T>(
  rows: readonly T[],
  layouts: readonly (readonly Column<T>[])[],
  view: TableView,
): string {
  if (rows.length === 0) return ''
  let columns: readonly FilledColumn[] = []
  for (const layout of layouts) {
    columns = layout.map((column) => filled(column, rows)).filter(({ isEmpty }) => !isEmpty)
    if (view.columns === 0) break
    columns = wrapped(columns, neededBy(columns) - view.columns)
    if (neededBy(columns) <= view.columns) break
  }
  return text(columns, rows.length, view)
}

function neededBy(columns: readonly FilledColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width + FRAME, 1)
}

/** Makes the table narrower by wrapping text, if there is any that can be wrapped. */
function wrapped(columns: readonly FilledColumn[], excess: number): readonly FilledColumn[] {
  if (excess <= 0) return columns
  return columns.map((column) => {
    const cells = column.width - excess
    if (cells < Math.max(column.wrapsTo, width(column.title))) return column
    const narrower = column.cells.map((cell) => cell.split('\n').flatMap((line) => wrap(line, cells)))
    const widest = narrower.flat().reduce((most, line) => Math.max(most, width(line)), width(column.title))
    return { ...column, cells: narrower.map((cell) => cell.join('\n')), width: widest }
  })
}

interface FilledColumn {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cells: readonly string[]
  readonly isEmpty: boolean
  readonly wrapsTo: number
  /** The width of the widest line of a cell, or of the title. */
  readonly width: number
}

function filled<T>({ title, align = 'left', wrapsTo = NEVER, cell }: Column<T>, rows: readonly T[]): FilledColumn {
  const cells = rows.map(cell)
  const all = cells.flatMap((c) => c.split('\n'))
  const widest = all.reduce((most, line) => Math.max(most, width(line)), width(title))
  return { title, align, wrapsTo, cells, isEmpty: all.every((line) => line === ''), width: widest }
}

/** The table in pieces that fit together, for their titles are as wide as the columns. */
function text(columns: readonly FilledColumn[], rows: number, { palette, unicode }: TableView): string {
  const align = columns.map((column) => column.align)
  const titles = columns.map((c) => (c.align === 'left' ? padEnd : padStart)(c.title, c.width))
  const pieces: string[] = []
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(from + ROWS_AT_ONCE, rows)
    const cells = Array.from({ length: to - from }, (_, i) => columns.map((column) => column.cells[from + i]!))
    const made = tableText(titles, cells, { palette, unicode, align }).split('\n')
    pieces.push(made.slice(from === 0 ? 0 : HEAD_LINES, to === rows ? made.length : -2).join('\n'))
  }
  return pieces.join('\n')
}
