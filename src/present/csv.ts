/** A line of comma-separated values. RFC 4180 §2, but for the end of the line, which is a newline as everywhere here. */

/** What a cell may hold; nothing is an empty cell. */
export type Cell = string | number | boolean | null | undefined

const NEEDS_QUOTES = /[",\r\n]/

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(',')}\n`
}

function quoted(cell: Cell): string {
  const text = String(cell ?? '')
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
