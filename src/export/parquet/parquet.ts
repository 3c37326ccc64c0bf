/** Tables as Parquet files (Apache Parquet 2), a group of rows at a time: gzip, nanoseconds, and the schema's number. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import { type Cells, Rows } from '../columns.js'
import { type Column, columnsOf, SCHEMA, type TableName } from '../schema.js'
import { ChunkMaker, GZIP_LEVEL } from './chunk.js'

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number]
type ColumnChunk = ParquetWriter['row_groups'][number]['columns'][number]
type Statistics = NonNullable<NonNullable<ColumnChunk['meta_data']>['statistics']>

/**
 * Times are in UTC without saying so to the engine: DuckDB keeps nanoseconds of those alone, and cuts others to microseconds.
 */
const ELEMENTS = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  int32: { type: 'INT32' },
  uint32: { type: 'INT32', converted_type: 'UINT_32' },
  int64: { type: 'INT64' },
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
} as const satisfies Readonly<Record<Column['type'], Omit<SchemaElement, 'name'>>>

/** How its readers undo the compression. */
export const COMPRESSORS = { GZIP: (octets: Uint8Array): Uint8Array => gunzipSync(octets) } as const

/** What questions pick rows by: for these and for times a group says from where to where it reaches. */
const SOUGHT: ReadonlySet<string> = new Set(['vni', 'frame'])

/** Stands for a column until it is written. */
const LATE: ColumnChunk = { file_offset: 0n }

/** What stands in the file about the file: the same for the same octets of a capture and the same options. */
export interface ParquetAbout {
  readonly version: string
  readonly options: string
}

/** A table that is written to a new file, its `rows` one after the other. Errors of the file system pass through. */
export class ParquetTable {
  readonly rows: Rows
  readonly #writer: ParquetWriter
  readonly #chunks: ChunkMaker = new ChunkMaker()
  /** Those of the rows of each group, until the late columns are written: about an octet a row. */
  readonly #numbers: Uint8Array[] = []

  constructor(path: string, table: TableName, about: ParquetAbout) {
    const columns = columnsOf(table)
    this.rows = new Rows(table, (group) => this.#write(group))
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type }): SchemaElement => ({ name, ...ELEMENTS[type], repetition_type: 'OPTIONAL' })),
      ],
      createdBy: `vxsniff version ${about.version}`,
      kvMetadata: [
        { key: 'vxsniff.schema', value: `${SCHEMA}` },
        { key: 'vxsniff.table', value: table },
        { key: 'vxsniff.version', value: about.version },
        { key: 'vxsniff.options', value: about.options },
      ],
    })
  }

  /** After the last row: the file is whole. */
  finish(): void {
    this.rows.flush()
    this.#fillIn()
    void this.#writer.finish()
  }

  /** Each column but those that are late: where in the file a column lies is said at its end. */
  #write({ cells, columns, count, late, numbers }: Rows): void {
    const { row_groups: groups } = this.#writer
    groups.push({
      columns: columns.map((column, i) =>
        late?.names.has(column.name) ? LATE : this.#writeChunk(cells[i]!, column, count),
      ),
      total_byte_size: 0n,
      num_rows: BigInt(count),
    })
    this.#writer.num_rows += BigInt(count)
    if (late !== undefined) this.#numbers.push(gzipSync(numbers.subarray(0, count), { level: GZIP_LEVEL }))
  }

  /** The late columns of all groups, and how large each group is. */
  #fillIn(): void {
    const { cells, columns, late } = this.rows
    for (const [g, group] of this.#writer.row_groups.entries()) {
      const count = Number(group.num_rows)
      if (late !== undefined) {
        const numbers = new Int32Array(count)
        new Uint8Array(numbers.buffer).set(gunzipSync(this.#numbers[g]!))
        late.begin()
        for (let row = 0; row < count; row++) late.set(row, numbers[row]!)
        for (const [i, column] of columns.entries()) {
          if (late.names.has(column.name)) group.columns[i] = this.#writeChunk(cells[i]!, column, count)
        }
        this.rows.clear(count)
      }
      const about = group.columns.map(({ meta_data }) => meta_data!)
      group.total_byte_size = about.reduce((sum, one) => sum + one.total_uncompressed_size, 0n)
      group.total_compressed_size = about.reduce((sum, one) => sum + one.total_compressed_size, 0n)
    }
  }

  #writeChunk(cells: Cells, { name, type }: Column, rows: number): ColumnChunk {
    const { writer } = this.#writer
    const isRising = type === 'time' || name === 'frame'
    const { encoding, nulls, levels, page, dictionary } = this.#chunks.chunk(cells, rows, isRising)
    const from = writer.offset
    if (dictionary !== undefined) {
      writePageHeader(writer, {
        type: 'DICTIONARY_PAGE',
        uncompressed_page_size: dictionary.length,
        compressed_page_size: dictionary.octets.length,
        dictionary_page_header: { num_values: dictionary.values, encoding: 'PLAIN' },
      })
      writer.appendBytes(dictionary.octets)
    }
    const pageFrom = writer.offset
    writePageHeader(writer, {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: levels.length + page.length,
      compressed_page_size: levels.length + page.octets.length,
      data_page_header_v2: {
        num_values: rows,
        num_nulls: nulls,
        num_rows: rows,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: page.isCompressed,
      },
    })
    writer.appendBytes(levels)
    writer.appendBytes(page.octets)
    const saved = page.length - page.octets.length + (dictionary ? dictionary.length - dictionary.octets.length : 0)
    return {
      file_offset: BigInt(from),
      meta_data: {
        type: ELEMENTS[type].type,
        encodings: dictionary === undefined ? [encoding] : ['PLAIN', encoding],
        path_in_schema: [name],
        codec: (dictionary ?? page).isCompressed ? 'GZIP' : 'UNCOMPRESSED',
        num_values: BigInt(rows),
        total_uncompressed_size: BigInt(writer.offset - from + saved),
        total_compressed_size: BigInt(writer.offset - from),
        data_page_offset: BigInt(pageFrom),
        ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(from) }),
        ...(type === 'time' || SOUGHT.has(name) ? { statistics: statisticsOf(cells, rows, nulls) } : {}),
      },
    }
  }
}

/** From where to where the values of a column reach. */
function statisticsOf(cells: Cells, rows: number, nulls: number): Statistics {
  const null_count = BigInt(nulls)
  if (nulls === rows || cells.type === 'text') return { null_count }
  let [least, most] = [-1, -1]
  for (let row = 0; row < rows; row++) {
    if (cells.has[row] === 0) continue
    if (least < 0 || cells.isLess(row, least)) least = row
    if (most < 0 || cells.isLess(most, row)) most = row
  }
  return { null_count, min_value: cells.cell(least)!, max_value: cells.cell(most)! }
}
