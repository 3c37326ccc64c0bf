/**
 * Questions about tables that call tunnels with a key each way alike. Who only asks may make no views on a server, so tables
 * and views are written out in the question; the names go with it as a table of their own, which lasts as long as it.
 */
import type { MergedName } from '../merged-networks.js'
import { overlayOf, SENDERS, vlanOf, WAYS } from '../merged-views.js'
import { columnsOf, TABLE_NAMES, type TableName } from '../schema.js'
import { CLICKHOUSE, VIEWS } from '../views.js'
import type { Attached } from './server.js'
import { rowsText } from './text.js'

const NAMES = 'merged_names'
/** What becomes of the number of a network. */
const Id = { None: 0, Given: 1, Kept: 2 } as const
/** Begins the name of a table as it was written. */
const WRITTEN = 'written_'
/** Between a path and who sends, of which neither has any. */
const BETWEEN = '\t'
const BETWEEN_SQL = "'\\t'"

/** The names, for questions that `merged` has written out. */
export function attachedNames(names: readonly MergedName[]): Attached {
  const rows = names.map(({ written, sender, path, id }) => [
    sender === null ? written : `${written}${BETWEEN}${sender}`,
    path,
    id ?? 0,
    id === undefined ? Id.Kept : id === null ? Id.None : Id.Given,
  ])
  const structure = 'key String, path String, id Int64, is UInt8'
  return { name: NAMES, structure, text: [...rowsText(rows, [])].join('') }
}

/** All of a column of the names, in the order in which they came. */
function all(column: string): string {
  return `(select groupArray(${column}) from ${NAMES})`
}

/** Which of the names a row's is, from 1 on; 0 for none. `key` may be what is said by one sender alone. */
function numberOf(key: string): string {
  return `indexOf(${all('key')}, ${key})`
}

const OVERLAY = `ifNull(${overlayOf('path', CLICKHOUSE)}, '')`

/** The key of what somebody sends; what no row has where nobody is known. */
function keyOf(sender: string): string {
  return `concat(${OVERLAY}, ${BETWEEN_SQL}, ifNull(${sender}, ''))`
}

/** A table whose networks have their names. */
function named(table: TableName): string {
  const sender = SENDERS[table]
  const isTunnels = table === 'tunnels'
  if (sender === undefined && !isTunnels) return `select * from ${table}`
  const columns = columnsOf(table).map(({ name }) => name)
  // In ClickHouse no column may be named as what it is made of.
  const cells = columns.map((name) => {
    if (name === 'path') return `if(n = 0, was_path, concat(${all('path')}[n], was_vlan)) as path`
    if (name === 'id') {
      return `multiIf(n = 0, was_id, ${all('is')}[n] = ${Id.Kept}, was_id, ${all('is')}[n] = ${Id.Given}, ${all('id')}[n], NULL) as id`
    }
    if (!isTunnels || !WAYS.includes(name)) return name
    return `if(n > 0 and n = ${name.endsWith('ab') ? 'of_b' : 'of_a'}, 0, was_${name}) as ${name}`
  })
  const inner = columns.map((name) =>
    name === 'path' || name === 'id' || (isTunnels && WAYS.includes(name)) ? `${name} as was_${name}` : name,
  )
  const own = numberOf(OVERLAY)
  const number = isTunnels
    ? `if(ifNull(was_packets_ab, 0) > 0, ${numberOf(keyOf('a'))}, 0) as of_a,
  if(ifNull(was_packets_ba, 0) > 0, ${numberOf(keyOf('b'))}, 0) as of_b,
  arrayFilter(x -> x > 0, [${own}, of_a, of_b]) as found, arrayJoin(if(empty(found), [toUInt64(0)], found)) as n`
    : `${numberOf(keyOf(sender!))} as of_sender, if(of_sender > 0, of_sender, ${own}) as n`
  // On a cluster the rows come from all shards first: 18.16 calls what is computed of the names differently on each.
  return `select ${cells.join(', ')} from (select ${inner.join(', ')}, ${vlanOf('path', CLICKHOUSE)} as was_vlan, ${number}
from (select ${columns.join(', ')} from ${table}))`
}

/** What stands behind a table where it has no other name. */
const CLAUSES =
  'all|any|array|asof|cross|final|format|full|global|group|having|inner|into|join|left|limit|on|order|prewhere|right|sample|settings|union|using|where'
const NAMED = [...TABLE_NAMES, ...VIEWS.map(({ name }) => name)]
const TABLE = new RegExp(
  `'(?:[^'\\\\]|\\\\.|'')*'|"[^"]*"|\\b(from|join)\\s+(${WRITTEN})?(${NAMED.join('|')})\\b(?!\\s*[.(])(\\s+(?!(?:${CLAUSES})\\b)\\w+)?`,
  'gi',
)

/** The question with all tables written out that have networks, and all views over them. */
export function merged(question: string): string {
  return question.replace(TABLE, (text, word?: string, written?: string, name = '', alias = ` as ${name}`) => {
    if (word === undefined) return text
    if (written !== undefined) return `${word} ${name}${alias}`
    const view = VIEWS.find((one) => one.name === name)
    const sql = view === undefined ? named(name as TableName) : merged(view.sql(CLICKHOUSE))
    return `${word} (${sql})${alias}`
  })
}
