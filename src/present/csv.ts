/** A line of comma-separated values. RFC 4180 §2, but for the end of the line, which is a newline as everywhere here. */

/** What a cell may hold; nothing is an empty cell. */
export type Cell = string | number | boolean | null | undefined

const NEEDS_QUOTES = /[",\r\n]/
/**
 * What a spreadsheet takes for a formula, in full-width characters as well: OWASP, CSV Injection. A sign in front of a
 * number is none, nor is one alone.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$|^[+-]$/i

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(',')}\n`
}

/** An apostrophe in front keeps a spreadsheet from reading the cell as a formula. */
function quoted(cell: Cell): string {
  const plain = String(cell ?? '')
  const text = FORMULA.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
