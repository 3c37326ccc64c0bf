/** Views over the tables of many captures that call tunnels with a key each way alike, as `merged-networks.ts` finds them. */
import type { DuckDBConnection, DuckDBValue, Json } from '@duckdb/node-api'
import { KEYED, mergedNames, type SeenTunnel } from './merged-networks.js'
import type { TableName } from './schema.js'

/** Of a table of networks, the end that has sent what a row is of; null where the row does not say. */
const SENDERS: Readonly<Partial<Record<TableName, string>>> = {
  flows: 'case when packets_ab > 0 then vtep_a else vtep_b end',
  hosts: 'vtep',
  fdb_events: 'coalesce(dst, before)',
  neighbour_events: 'null',
  packets: 'case when depth = 1 then outer_src end',
}
/** A tunnel's row counts both ways: of one that is split each has a row. */
const WAYS = ['ab', 'ba'].flatMap((way) => ['packets', 'octets', 'fragmented'].map((what) => `${what}_${way}`))
/** The VLAN behind a path, which is in the network of its overlay, and the path without it. */
const VLAN = "regexp_extract(path, ' vlan [0-9.]+$')"
const OVERLAY = "regexp_replace(path, ' vlan [0-9.]+$', '')"
const IS_KEYED = `regexp_matches(path, '(^|>)(${KEYED.join('|')}) ')`

const SEEN = `select path, a, b, bool_or(packets_ab > 0), bool_or(packets_ba > 0), path in
  (select ${OVERLAY} from flows where packets_ab > 0 and packets_ba > 0 and ${IS_KEYED})
from tunnels where ${IS_KEYED} group by path, a, b order by path, a, b`

/** Where captures call a network differently, makes the views of tables call it alike. Rejects with what the engine says. */
export async function mergeNetworks(connection: DuckDBConnection): Promise<void> {
  const seen = (await connection.runAndReadAll(SEEN)).getRowsJson()
  const names = mergedNames(seen.map(seenTunnel))
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
  case when n.path is null then t.path else n.path || ${VLAN.replace('path', 't.path')} end as path,
  case when n.path is null or n.keeps then t.id else n.id end as id${others}) from written_${table} t
left join merged_names n on n.written = ${OVERLAY.replace('path', 't.path')} and (n.sender is null or ${isSender})`)
  }
}

function seenTunnel([path, a, b, isForth, isBack, isProven]: Json[]): SeenTunnel {
  return {
    path: String(path),
    a: String(a),
    b: String(b),
    isForth: isForth === true,
    isBack: isBack === true,
    isProven: isProven === true,
  }
}
