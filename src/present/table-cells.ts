/** The cells of a table as data, for pages that draw the table themselves. */
import type { Column } from './fitted-table.js'

export interface TableCells {
  readonly titles: readonly string[]
  /** Whether a column is flush right, as numbers are. */
  readonly right: readonly boolean[]
  /** A cell may have several lines. */
  readonly rows: readonly (readonly string[])[]
}

/** Columns without anything in them are left out, as in a `fittedTable`. */
export function tableCells<T>(rows: readonly T[], columns: readonly Column<T>[]): TableCells {
  const filled = columns
    .map(({ title, align, cell }) => ({ title, right: align === 'right', cells: rows.map(cell) }))
    .filter(({ cells }) => cells.some((text) => text.trim() !== ''))
  return {
    titles: filled.map(({ title }) => title),
    right: filled.map(({ right }) => right),
    rows: rows.map((_, i) => filled.map(({ cells }) => cells[i]!)),
  }
}
