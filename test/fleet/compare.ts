/** Whether servers of ClickHouse have what a directory has, row by row, and answer the same: `compare.ts DIR URL…`. */
import { clickhouseAddress } from '../../src/cli/clickhouse.js'
import type { AnswerValue, Engine } from '../../src/export/answers.js'
import { ClickHouse } from '../../src/export/clickhouse/database.js'
import { Database } from '../../src/export/duckdb.js'
import { columnsOf, TABLE_NAMES } from '../../src/export/schema.js'
import { VIEWS } from '../../src/export/views.js'

const QUESTIONS = [
  ...TABLE_NAMES.map((name) => [name, columnsOf(name).map((column) => column.name)] as const).map(
    ([name, columns]) => [name, `select ${columns.join(', ')} from ${name}`] as const,
  ),
  ...VIEWS.map(({ name }) => [name, `select * from ${name}`] as const),
  ['fdb_at', "select * from fdb_at('2100-01-01')"],
  ['fdb_at', "select * from fdb_at('2026-11-21 07:12:39.5')"],
  ['sums', 'select sum(packets_ab + packets_ba), sum(octets_ab + octets_ba), count(*) from flows'],
] as const

/** As both engines have it: nanoseconds for times, 0 and 1 for truth. */
function text(value: AnswerValue): string {
  if (typeof value === 'boolean') return text(value ? '1' : '0')
  const [, time, fraction = ''] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.(\d{1,9}))?$/.exec(String(value)) ?? []
  if (time === undefined) return JSON.stringify(value === null ? null : String(value))
  return JSON.stringify(`${Date.parse(`${time.replace(' ', 'T')}Z`) / 1000}${fraction.padEnd(9, '0')}`)
}

async function rowsOf(engine: Engine, question: string): Promise<string[]> {
  const rows: string[] = []
  for await (const answer of engine.ask(question)) for (const row of answer.rows) rows.push(row.map(text).join())
  return rows.sort()
}

const [dir, ...urls] = process.argv.slice(2)
const local = await Database.open(dir!)
for (const url of urls) {
  const server = await ClickHouse.open(clickhouseAddress(url))
  const told: string[] = []
  for (const [name, question] of QUESTIONS) {
    const [wanted, got] = [await rowsOf(local, question), await rowsOf(server, question)]
    const at = wanted.findIndex((row, i) => row !== got[i])
    if (at >= 0 || wanted.length !== got.length) {
      console.error(
        `${url}: ${name} has ${got.length} rows and not ${wanted.length}: ${got[at]}\nand not ${wanted[at]}`,
      )
      process.exit(1)
    }
    told.push(name === 'sums' ? `packets, octets, flows ${wanted[0]}` : `${name} ${wanted.length}`)
  }
  console.log(`${url}: the same: ${told.join(', ')}`)
}
local.close()
