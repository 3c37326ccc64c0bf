/**
 * What SQL is asked about: a view a table, and views with names of their own for what is asked most. A capture that is not
 * whole yet is in none of them. Made of names alone: nothing that a packet says becomes SQL.
 *
 * Each view is written once, so that every engine takes it. ClickHouse reads the name of a column as what was called so in the
 * same select: nothing is named there as what it is made of.
 */
import { type Column, columnsOf, TABLE_NAMES, type TableName } from './schema.js'

interface View {
  readonly name: string
  readonly about: string
  readonly sql: (dialect: Dialect) => string
}

/** What engines say in different ways. */
export interface Dialect {
  /** All different values of a column in one text, in order. */
  readonly joined: (column: string) => string
  /** Of a table's rows that pass, the first of each group in an order. */
  readonly firstOfEach: (from: string, where: string, group: string, order: string) => string
  /** A time as nanoseconds since 1970. */
  readonly nanoseconds: (time: string) => string
  /** The value of the row that has the smallest, or the largest, of what rows are ordered by. */
  readonly firstBy: (value: string, order: string) => string
  readonly lastBy: (value: string, order: string) => string
  /** All bits that are set in any row. */
  readonly bits: (column: string) => string
  /** Whether an expression matches a text, what is in it of the text, and the text without that. */
  readonly matches: (text: string, expression: string) => string
  readonly part: (text: string, expression: string) => string
  readonly without: (text: string, expression: string) => string
}

export const DUCKDB: Dialect = {
  joined: (column) => `string_agg(distinct ${column}, ', ' order by ${column})`,
  firstOfEach: (from, where, group, order) =>
    `select * from ${from} where ${where} qualify row_number() over (partition by ${group} order by ${order}) = 1`,
  nanoseconds: (time) => `epoch_ns(${time})`,
  firstBy: (value, order) => `arg_min(${value}, ${order})`,
  lastBy: (value, order) => `arg_max(${value}, ${order})`,
  bits: (column) => `bit_or(${column})`,
  matches: (text, expression) => `regexp_matches(${text}, '${expression}')`,
  part: (text, expression) => `regexp_extract(${text}, '${expression}')`,
  without: (text, expression) => `regexp_replace(${text}, '${expression}', '')`,
}

export const CLICKHOUSE: Dialect = {
  joined: (column) => `arrayStringConcat(arraySort(groupUniqArray(${column})), ', ')`,
  firstOfEach: (from, where, group, order) =>
    `select * from ${from} where ${where} order by ${order} limit 1 by ${group}`,
  nanoseconds: (time) => time,
  firstBy: (value, order) => `argMin(${value}, ${order})`,
  lastBy: (value, order) => `argMax(${value}, ${order})`,
  bits: (column) => `groupBitOr(toUInt32(${column}))`,
  matches: (text, expression) => `match(${text}, '${expression}')`,
  part: (text, expression) => `extract(${text}, '(${expression})')`,
  without: (text, expression) => `replaceRegexpOne(${text}, '${expression}', '')`,
}

/** Everything about a network, as it is grouped by. */
const NETWORK = 'tunnel, vni, id, path'

/** Views over the tables. `fdb_at` is a function. */
export const VIEWS: readonly View[] = [
  {
    name: 'top_talkers',
    about: 'addresses by what they sent, in each network',
    sql: () => `select ${NETWORK}, address, sum(o) as octets, sum(p) as packets, min(f) as first, max(l) as last from (
  select ${NETWORK}, a as address, octets_ab as o, packets_ab as p, first as f, last as l from flows
  union all select ${NETWORK}, b as address, octets_ba as o, packets_ba as p, first as f, last as l from flows
) group by ${NETWORK}, address having packets > 0 order by octets desc`,
  },
  {
    name: 'networks',
    about: 'what went through each network',
    sql: () => `select ${NETWORK}, count(distinct capture) as captures, count(*) as flows, sum(packets_ab + packets_ba) as packets,
  sum(octets_ab + octets_ba) as octets, min(f) as first, max(l) as last
from (select *, first as f, last as l from flows) group by ${NETWORK} order by octets desc`,
  },
  {
    name: 'moves',
    about: 'stations that went to another VTEP',
    sql: () => `select ts, ${NETWORK}, mac, before as from_vtep, dst as to_vtep, vtep as seen_by, origin, capture, frame
from fdb_events where event = 'moved' order by ts`,
  },
  {
    name: 'unanswered',
    about: 'flows that asked and got nothing back: echo requests, connections',
    sql: () => `select ${NETWORK}, protocol, a, port_a, b, port_b, initiator, echo_requests, echo_answered, syn_retries, vtep_a, vtep_b,
  first, last, capture from flows
where echo_requests > echo_answered or tcp_state = 'syn-sent' order by first`,
  },
  {
    name: 'retransmissions',
    about: 'flows with segments sent again',
    sql: () => `select ${NETWORK}, a, port_a, b, port_b, retransmissions_ab + retransmissions_ba as segments,
  packets_ab + packets_ba as packets, vtep_a, vtep_b, first, last, capture from flows
where retransmissions_ab + retransmissions_ba > 0 order by segments desc`,
  },
  {
    // `overlaps` itself is a word of SQL.
    name: 'overlapping_addresses',
    about: 'addresses that several networks have: tenants with equal addresses',
    sql: ({ joined }) => `select address, count(distinct path) as networks, ${joined('path')} as paths
from hosts where address is not null group by address having count(distinct path) > 1 order by networks desc, address`,
  },
]

/** The forwarding tables at a moment. */
export const FDB_AT = 'fdb_at'

/** The rows of `fdb_at`: of each entry the last event until then, unless that took it away. */
export function fdbAt(moment: string, { firstOfEach }: Dialect): string {
  const last = firstOfEach('fdb_events', `ts <= ${moment}`, 'path, vtep, mac', 'ts desc, frame desc')
  return `select ${NETWORK}, vtep, mac, dst, origin, ts as since, capture, frame from (${last}) where dst is not null`
}

/** SQL that makes all views over the Parquet files of a directory, for DuckDB; tables without any file are empty. */
export function duckdbViews(directory: string, has: (table: TableName) => boolean): readonly string[] {
  // Captures come first: the others ask it which are whole.
  const tables = TABLE_NAMES.map((table) => {
    const columns = columnsOf(table)
    if (!has(table)) return `create view ${table} as ${emptyTable(columns)}`
    const files = quoted(`${globbed(directory)}/${table}/*/*.parquet`)
    const whole = `read_parquet(${files}, hive_partitioning = true, union_by_name = true)`
    const isThere = table === 'captures' ? '' : ' where capture in (select capture from captures)'
    return `create view ${table} as select * from ${whole}${isThere}`
  })
  return [
    ...tables,
    ...VIEWS.map(({ name, sql }) => `create view ${name} as ${sql(DUCKDB)}`),
    `create macro ${FDB_AT}(moment) as table ${fdbAt('moment::timestamp_ns', DUCKDB)}`,
  ]
}

const DUCKDB_TYPES: Readonly<Record<Column['type'], string>> = {
  text: 'varchar',
  boolean: 'boolean',
  int32: 'integer',
  uint32: 'uinteger',
  int64: 'bigint',
  time: 'timestamp_ns',
}

function emptyTable(columns: readonly Column[]): string {
  return `select ${columns.map(({ name, type }) => `null::${DUCKDB_TYPES[type]} as ${name}`).join(', ')} where false`
}

/** A path in which nothing is a pattern. */
function globbed(path: string): string {
  return path.replace(/[*?[\]]/g, '[$&]')
}

/** A text of SQL. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
