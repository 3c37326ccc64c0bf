/** Tables as Parquet files (Apache Parquet 2), a group of rows at a time: gzip, nanoseconds, and the schema's number. */
import { gzipSync } from 'node:zlib'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { type Cell, type Column, columnsOf, type Row, SCHEMA, type TableName } from './schema.js'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]

/**
 * Rows of a group. Arrays of more than this are large objects to V8, for each of which memory is mapped anew: four times the
 * rows take half as long again.
 */
const GROUP = 1 << 13
/** zlib's fastest: the next levels save a tenth and take twice as long. */
const GZIP_LEVEL = 1

/**
 * Times are in UTC without saying so to the engine: DuckDB keeps nanoseconds of those alone, and cuts others to microseconds.
 */
const ELEMENTS: Readonly<Record<Column['type'], Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  uint32: { type: 'INT32', converted_type: 'UINT_32' },
  int64: { type: 'INT64' },
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
}

/** What questions pick rows by: for these and for times a group says from where to where it reaches. */
const SOUGHT: ReadonlySet<string> = new Set(['vni', 'frame'])

/** What stands in the file about the file: the same for the same octets of a capture and the same options. */
export interface ParquetAbout {
  readonly version: string
  readonly options: string
}

/** A table that is written to a new file, a row after the other. Errors of the file system pass through. */
export class ParquetTable {
  /** Rows so far. */
  count = 0
  readonly #columns: readonly Column[]
  readonly #writer: ParquetWriter
  /** Cells of a group by column, written over from group to group. */
  readonly #group: readonly Cell[][]

  constructor(path: string, table: TableName, about: ParquetAbout) {
    const columns = columnsOf(table)
    this.#columns = columns
    this.#group = columns.map(() => [])
    this.#writer = new ParquetWriter({
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
  }

  add(row: Row): void {
    const at = this.count % GROUP
    for (let i = 0; i < row.length; i++) this.#group[i]![at] = stored(row[i]!, this.#columns[i]!.type)
    if (++this.count % GROUP === 0) this.#flush()
  }

  /** After the last row: the file is whole. */
  finish(): void {
    if (this.count % GROUP !== 0) this.#flush()
    void this.#writer.finish()
  }

  #flush(): void {
    const rows = this.count % GROUP || GROUP
    const columnData = this.#columns.map(({ name, type }, i) => ({
      name,
      data: rows === GROUP ? this.#group[i]! : this.#group[i]!.slice(0, rows),
      statistics: type === 'time' || SOUGHT.has(name),
      ...(type === 'time' || name === 'frame' ? { encoding: 'DELTA_BINARY_PACKED' as const } : {}),
    }))
    void this.#writer.write({ columnData, rowGroupSize: GROUP })
  }
}

function stored(cell: Cell, type: Column['type']): Cell {
  return cell !== null && (type === 'int64' || type === 'time') ? BigInt(cell as number | bigint) : cell
}
