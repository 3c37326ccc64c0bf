/** Rows as ClickHouse reads and writes them, as tab-separated text: exact for integers of any size. */
import { type Answer, type AnswerValue, SqlError } from '../answers.js'
import type { Cell, Row } from '../schema.js'

/** What means something else in a value. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
}
const SPECIAL = /[\\\t\n\r\0\b\f]/g
const NULL = '\\N'

/** Characters that are sent at a time. */
const PIECE = 1 << 16

/** Rows in pieces, each value behind those that all rows begin with. */
export function* rowsText(rows: Iterable<Row>, first: readonly Cell[]): Generator<string> {
  const begin = first.map((cell) => `${cellText(cell)}\t`).join('')
  let piece = ''
  for (const row of rows) {
    piece += `${begin}${row.map(cellText).join('\t')}\n`
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

function cellText(cell: Cell): string {
  if (cell === null) return NULL
  if (typeof cell === 'string') return cell.replace(SPECIAL, (special) => ESCAPES[special]!)
  if (typeof cell === 'boolean') return cell ? '1' : '0'
  return String(cell)
}

/** The format that `answerOf` reads. */
export const ANSWER_FORMAT = 'TabSeparatedWithNamesAndTypes'

/** An answer in that format. Throws a `SqlError` where it is in another one, which the question has asked for itself. */
export function answerOf(text: string): Answer {
  if (text === '') return { names: [], rows: [] }
  const [names = [], types = [], ...rows] = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'))
  if (names.length !== types.length || rows.some(({ length }) => length !== names.length)) {
    throw new SqlError('FORMAT is not for here: leave it out, and give --json or --csv')
  }
  const read = types.map(readerOf)
  return { names: names.map(unescaped), rows: rows.map((row) => row.map((cell, i) => read[i]!(cell))) }
}

/** Numbers that JSON's hold exactly. */
const SMALL = /^(U?Int(8|16|32)|Float(32|64))$/

function readerOf(type: string): (cell: string) => AnswerValue {
  const [, inner = type] = /^Nullable\((.*)\)$/.exec(unescaped(type)) ?? []
  const value = (cell: string): AnswerValue => {
    if (inner === 'Bool') return cell === 'true'
    // Infinity and the like are no numbers of JSON.
    return SMALL.test(inner) && Number.isFinite(Number(cell)) ? Number(cell) : unescaped(cell)
  }
  return (cell) => (cell === NULL ? null : value(cell))
}

const UNESCAPED: ReadonlyMap<string, string> = new Map(Object.entries(ESCAPES).map(([one, text]) => [text, one]))

function unescaped(cell: string): string {
  return cell.includes('\\') ? cell.replace(/\\./g, (text) => UNESCAPED.get(text) ?? text.slice(1)) : cell
}
