/**
 * What calls tunnels with a key each way alike over the tables of many captures, as `merged-networks.ts` finds them: questions
 * that every engine takes, and DuckDB's views.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { AnswerValue } from './answers.js'
import { KEYED, type MergedName, mergedNames } from './merged-networks.js'
import type { TableName } from './schema.js'
import { type Dialect, DUCKDB } from './views.js'

/** Of a table of networks, the end that has sent what a row is of; null where the row does not say. */
export const SENDERS: Readonly<Partial<Record<TableName, string>>> = {
  flows: 'case when packets_ab > 0 then vtep_a else vtep_b end',
  hosts: 'vtep',
  fdb_events: 'coalesce(dst, before)',
  neighbour_events: 'null',
  packets: 'case when depth = 1 then outer_src else null end',
}
/** A tunnel's row counts both ways: of one that is split each has a row. */
export const WAYS: readonly string[] = ['ab', 'ba'].flatMap((way) =>
  ['packets', 'octets', 'fragmented'].map((what) => `${what}_${way}`),
)
/** The VLAN behind a path, which is in the network of its overlay. */
const VLAN = ' vlan [0-9.]+$'
const IS_KEYED = `(^|>)(${KEYED.join('|')}) `

/** The VLAN behind a path. */
export function vlanOf(path: string, { part }: Dialect): string {
  return part(path, VLAN)
}

/** A path without it. */
export function overlayOf(path: string, { without }: Dialect): string {
  return without(path, VLAN)
}

/** Asks what the tables have of such tunnels: those whose names differ from what was written. Rejects with what the engine says. */
export async function askedNames(
  ask: (sql: string) => Promise<readonly (readonly AnswerValue[])[]>,
  dialect: Dialect,
): Promise<readonly MergedName[]> {
  const isKeyed = dialect.matches('path', IS_KEYED)
  const way = (packets: string): string => `max(case when ${packets} > 0 then 1 else 0 end)`
  const seen = await ask(
    `select path, a, b, ${way('packets_ab')}, ${way('packets_ba')} from tunnels where ${isKeyed} group by path, a, b order by path, a, b`,
  )
  if (seen.length === 0) return []
  const proven = await ask(
    `select distinct ${overlayOf('path', dialect)} from flows where packets_ab > 0 and packets_ba > 0 and ${isKeyed}`,
  )
  const paths = new Set(proven.map(([path]) => path))
  return mergedNames(
    seen.map(([path, a, b, isForth, isBack]) => ({
      path: String(path),
      a: String(a),
      b: String(b),
      isForth: Number(isForth) === 1,
      isBack: Number(isBack) === 1,
      isProven: paths.has(path!),
    })),
  )
}

/** Where captures call a network differently, makes the views of tables call it alike. Rejects with what the engine says. */
export async function mergeNetworks(connection: DuckDBConnection): Promise<void> {
  const names = await askedNames(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(), DUCKDB)
  if (names.length === 0) return
  await connection.run(
    'create temp table merged_names (written varchar, sender varchar, path varchar, id bigint, keeps boolean)',
  )
  for (const { written, sender, path, id } of names) {
    const values: DuckDBValue[] = [written, sender, path, id === null || id === undefined ? null : BigInt(id)]
    await connection.run('insert into merged_names values (?, ?, ?, ?, ?)', [...values, id === undefined])
  }
  const tables = Object.entries(SENDERS).map(([table, sender]) => [table, `n.sender = ${sender}`, ''] as const)
  const ofTunnels = '(n.sender = t.a and packets_ab > 0) or (n.sender = t.b and packets_ba > 0)'
  const counts = WAYS.map((column) => {
    const other = column.endsWith('ab') ? 'b' : 'a'
    return `, case when n.sender = t.${other} then 0 else ${column} end as ${column}`
  })
  for (const [table, isSender, others] of [...tables, ['tunnels', ofTunnels, counts.join('')] as const]) {
    await connection.run(`alter view ${table} rename to written_${table}`)
    await connection.run(`create view ${table} as select t.* replace (
  case when n.path is null then t.path else n.path || ${vlanOf('t.path', DUCKDB)} end as path,
  case when n.path is null or n.keeps then t.id else n.id end as id${others}) from written_${table} t
left join merged_names n on n.written = ${overlayOf('t.path', DUCKDB)} and (n.sender is null or ${isSender})`)
  }
}
