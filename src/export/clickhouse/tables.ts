/**
 * The tables in ClickHouse, on one server or on a cluster whose shards have whole captures each. What is inserted goes to
 * `stored_X`; `X`, a view, has those rows alone that count: of each capture those of the last load that its row in `captures`
 * names, which is inserted behind all others. So whatever was inserted twice, or in part, or with other options, is not
 * counted, on any engine of tables and without transactions.
 *
 * On a cluster each node has a view over its own rows, and `X` is all of these together: no question asks other nodes about
 * what a row needs to count.
 */
import { type Column, columnsOf, SCHEMA, TABLE_NAMES, type TableName } from '../schema.js'
import { CLICKHOUSE, VIEWS } from '../views.js'

export interface TablesPlace {
  readonly database: string
  /** As the servers' configuration calls it; undefined for one server. */
  readonly cluster?: string
}

/** Says of which schema the tables are. */
export const MARK = 'vxsniff_schema'

/** None that 18.16 lacks, as DateTime64. Times are nanoseconds since 1970. */
const TYPES: Readonly<Record<Column['type'], string>> = {
  text: 'String',
  boolean: 'UInt8',
  int32: 'Int32',
  uint32: 'UInt32',
  int64: 'Int64',
  time: 'Int64',
}

/** In front of a row's own columns: which load it came with, and the day of its capture's first packet in UTC. */
const OF_A_LOAD = ['load Int64', 'day Date'] as const

/** Where rows of a table are inserted. */
export function storedName(table: TableName): string {
  return `stored_${table}`
}

/** Statements that make all tables and views where they are not there yet. */
export function clickhouseTables({ database, cluster }: TablesPlace): readonly string[] {
  const everywhere = cluster === undefined ? '' : ` ON CLUSTER ${cluster}`
  const made = (kind: string, name: string): string => `CREATE ${kind} IF NOT EXISTS ${database}.${name}${everywhere}`
  const view = (name: string, sql: string): string => `${made('VIEW', name)} AS ${sql}`
  const all = (over: string, key = ''): string => `ENGINE = Distributed(${cluster}, ${database}, ${over}${key})`
  const tables = TABLE_NAMES.flatMap((table) => {
    const columns = columnsOf(table).map(columnOf)
    const stored = storedName(table)
    const rows = (name: string, engine: string): string =>
      `${made('TABLE', name)} (\n  ${[...OF_A_LOAD, ...columns].join(',\n  ')}\n) ENGINE = ${engine}
PARTITION BY toYYYYMM(day) ORDER BY (capture, load)`
    if (cluster === undefined)
      return [rows(stored, 'MergeTree'), view(table, counted(database, table, stored, 'stored'))]
    const [local, whole] = [`local_${table}`, `whole_${table}`]
    return [
      rows(local, `ReplicatedMergeTree('/clickhouse/tables/{shard}/${database}/${local}', '{replica}')`),
      `${made('TABLE', stored)} AS ${database}.${local}\n${all(local, ', cityHash64(capture)')}`,
      view(whole, counted(database, table, local, 'local')),
      `${made('TABLE', table)} (\n  ${columns.join(',\n  ')}\n) ${all(whole)}`,
    ]
  })
  return [
    `CREATE DATABASE IF NOT EXISTS ${database}${everywhere}`,
    ...tables,
    ...VIEWS.map(({ name, sql }) => view(name, inDatabase(sql(CLICKHOUSE), database))),
    view(MARK, `SELECT ${SCHEMA} AS schema`),
  ]
}

function columnOf({ name, type }: Column): string {
  return `${name} ${name === 'capture' ? TYPES[type] : `Nullable(${TYPES[type]})`}`
}

/** Rows of a table that count. `prefix` is that of the tables that are asked. */
function counted(database: string, table: TableName, from: string, prefix: 'stored' | 'local'): string {
  const names = columnsOf(table).map(({ name }) => name)
  return `SELECT ${names.join(', ')} FROM ${database}.${from}
WHERE (capture, load) IN (SELECT capture, max(load) FROM ${database}.${prefix}_captures GROUP BY capture)`
}

/** A view's question with the tables called in full: a view is asked from other databases too. */
function inDatabase(sql: string, database: string): string {
  return sql.replace(/\bfrom (\w+)/g, `from ${database}.$1`)
}
