/** Tables as JSON, an object a row: `table`, and each column by its name. Integers of 64 bits are strings where they must. */
import { type Cell, columnsOf, type Row, type TableName } from './schema.js'

export function* jsonLines(tables: ReadonlyMap<TableName, Iterable<Row>>): Generator<string> {
  for (const [table, rows] of tables) {
    const names = columnsOf(table).map(({ name }) => name)
    for (const row of rows) {
      yield `${JSON.stringify({ table, ...Object.fromEntries(names.map((name, i) => [name, jsonCell(row[i]!)])) })}\n`
    }
  }
}

function jsonCell(cell: Cell): string | number | boolean | null {
  if (typeof cell !== 'bigint') return cell
  return cell >= Number.MIN_SAFE_INTEGER && cell <= Number.MAX_SAFE_INTEGER ? Number(cell) : cell.toString()
}
