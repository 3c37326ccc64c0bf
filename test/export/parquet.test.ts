/** Rows of every type, as engines that are not ours read them out of a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, expect, test } from 'vitest'
import { GROUP } from '../../src/export/columns.js'
import { ParquetTable } from '../../src/export/parquet/parquet.js'
import { type Cell, columnsOf, type Row, type TableName } from '../../src/export/schema.js'

const dir = mkdtempSync(join(tmpdir(), 'vxsniff-parquet-'))
afterAll(() => rmSync(dir, { recursive: true }))

const ABOUT = { version: '0', options: '{}' }
let files = 0

/** The path of a file with rows that have these cells by column, and none else. */
function written(table: TableName, rows: readonly Readonly<Record<string, Cell>>[]): string {
  const path = join(dir, `${files++}.parquet`)
  const parquet = new ParquetTable(path, table, ABOUT)
  const names = columnsOf(table).map(({ name }) => name)
  for (const row of rows) parquet.rows.add(names.map((name) => row[name] ?? null) satisfies Row)
  parquet.finish()
  return path
}

/** The same cells by DuckDB, times as nanoseconds, and by a reader in JavaScript, which cuts times. */
async function read(path: string, columns: readonly string[]): Promise<[unknown[][], unknown[][]]> {
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  const asked = columns.map((name) => (name === 'ts' ? 'epoch_ns(ts)' : name)).join(', ')
  const { buffer, byteOffset, byteLength } = readFileSync(path)
  const rows = await parquetReadObjects({
    file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    compressors: { GZIP: (octets) => gunzipSync(octets) },
  })
  try {
    const told = (await db.runAndReadAll(`select ${asked} from '${path}'`)).getRows()
    return [told, rows.map((row) => columns.map((name) => row[name]))]
  } finally {
    db.closeSync()
  }
}

/** So many rows are compared in one. */
function lines(rows: readonly (readonly unknown[])[]): string {
  return rows.map((row) => row.join('\t')).join('\n')
}

/** A value that follows from `i`, and looks like chance. */
function some(i: number, below: number): number {
  return (Math.imul(i + 1, 0x9e3779b1) >>> 8) % below
}

test('cells of all types come back, in groups of rows and with gaps', async () => {
  const rows = Array.from({ length: GROUP + 1000 }, (_, i) => ({
    capture: i % 7 < 3 ? null : `é${some(i, 90)}`,
    frame: i + 1,
    interface: -1 - (i % 2),
    length: 2 ** 32 - 1 - some(i, 3),
    vni: i % 5 === 0 ? null : some(i, 1 << 24),
    id: i % 3 === 0 ? null : BigInt(some(i, 40)) << 33n,
    outer_sport: some(i, 65_536),
    outer_df: i % 11 < 9 ? null : i % 2 === 0,
    tcp_seq: Math.imul(i, 0x9e3779b1) >>> 0,
    malformed: i % 900 < 450,
  }))
  const names = Object.keys(rows[0]!) as (keyof (typeof rows)[number])[]
  const expected = rows.map((row) => names.map((name) => row[name]))
  const [byDuckDb, byHyparquet] = await read(written('packets', rows), names)
  expect(lines(byDuckDb)).toBe(lines(expected))
  expect(lines(byHyparquet)).toBe(lines(expected))
})

test.each([
  ['near', [1_700_000_000_000_000_001n, 1_700_000_000_000_000_000n, 1_700_000_000_900_000_000n, null]],
  ['apart by more than a double holds', [-(2n ** 62n), 2n ** 62n, 0n, -1n]],
  ['one', [1_795_000_000_123_456_789n]],
  ['none', [null, null]],
])('times that are %s are exact', async (_, times) => {
  const [byDuckDb] = await read(
    written(
      'packets',
      times.map((ts) => ({ ts })),
    ),
    ['ts'],
  )
  expect(byDuckDb).toEqual(times.map((time) => [time]))
})

test.each([
  ['small', [0, 1, 1, 65_535, null]],
  ['of 64 bits', [2n ** 63n - 1n, -(2n ** 63n), null, -1, 2 ** 53 - 1]],
])('integers that are %s are exact', async (_, ids) => {
  const expected = ids.map((id) => [id === null ? null : BigInt(id)])
  const path = written(
    'packets',
    ids.map((id) => ({ id })),
  )
  const [byDuckDb, byHyparquet] = await read(path, ['id'])
  expect(byDuckDb).toEqual(expected)
  expect(byHyparquet).toEqual(expected)
})

test('of what questions pick by a group says from where to where it reaches', async () => {
  const path = written('packets', [{ frame: 3_000_000_000, vni: 7 }, { frame: 2, vni: 0xffffff }, { frame: 5 }])
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await db.runAndReadAll(
    `select path_in_schema, stats_min_value, stats_max_value, stats_null_count from parquet_metadata('${path}')
     where path_in_schema in ('frame', 'vni') order by 1`,
  )
  expect(reader.getRowsJson()).toEqual([
    ['frame', '2', '3000000000', '0'],
    ['vni', '7', '16777215', '1'],
  ])
  db.closeSync()
})
