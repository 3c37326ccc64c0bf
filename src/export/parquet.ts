/** Tables as Parquet files (Apache Parquet 2), a group of rows at a time: gzip, nanoseconds, and the schema's number. */
import { gzipSync } from 'node:zlib'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { type Cell, type Column, columnsOf, type Row, SCHEMA, type TableName } from './schema.js'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]

/** Rows of a group: fewer take less memory, and more fewer octets. */
const GROUP = 1 << 15
/** zlib's fastest: the next levels save a tenth and take twice as long. */
const GZIP_LEVEL = 1

/**
 * Times are in UTC without saying so to the engine: DuckDB keeps nanoseconds of those alone, and cuts others to microseconds.
 */
const ELEMENTS: Readonly<Record<Column['type'], Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
}

/** What stands in the file about the file: the same for the same octets of a capture and the same options. */
export interface ParquetAbout {
  readonly version: string
  readonly options: string
}

/** Writes the rows to a new file; how many they are. Errors of the file system pass through. */
export function writeParquet(path: string, table: TableName, rows: Iterable<Row>, about: ParquetAbout): number {
  const columns = columnsOf(table)
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }): SchemaElement => ({ name, ...ELEMENTS[type], repetition_type: 'OPTIONAL' })),
    ],
    codec: 'GZIP',
    compressors: { GZIP: (octets) => gzipSync(octets, { level: GZIP_LEVEL }) },
    createdBy: `vxsniff version ${about.version}`,
    kvMetadata: [
      { key: 'vxsniff.schema', value: `${SCHEMA}` },
      { key: 'vxsniff.table', value: table },
      { key: 'vxsniff.version', value: about.version },
      { key: 'vxsniff.options', value: about.options },
    ],
  })
  let group: Cell[][] = columns.map(() => [])
  let count = 0
  const flush = (): void => {
    void writer.write({ columnData: columns.map(({ name }, i) => ({ name, data: group[i]! })), rowGroupSize: GROUP })
    group = columns.map(() => [])
  }
  for (const row of rows) {
    for (const [i, { type }] of columns.entries()) group[i]!.push(stored(row[i]!, type))
    if (++count % GROUP === 0) flush()
  }
  if (count % GROUP !== 0) flush()
  void writer.finish()
  return count
}

function stored(cell: Cell, type: Column['type']): Cell {
  return cell !== null && (type === 'int64' || type === 'time') ? BigInt(cell as number | bigint) : cell
}
