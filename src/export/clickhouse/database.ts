/** Exported captures in ClickHouse: rows are inserted, and questions asked. */
import { randomBytes } from 'node:crypto'
import { OpenError, WriteError } from '../../capture/capture.js'
import { type Answer, type AnswerValue, type Engine, ONLY_QUESTIONS, SqlError } from '../answers.js'
import { GROUP } from '../columns.js'
import type { MergedName } from '../merged-networks.js'
import { askedNames } from '../merged-views.js'
import type { ParquetAbout } from '../parquet/parquet.js'
import { readRows, rowsIn } from '../parquet/reader.js'
import { columnsOf, PACKETS, type Row, SCHEMA, type TableName } from '../schema.js'
import { CLICKHOUSE, type Dialect, FDB_AT, fdbAt } from '../views.js'
import { attachedNames, merged } from './merged.js'
import { ASKING, BRINGING, RefusedError, Server, type ServerAddress } from './server.js'
import { MARK, storedName } from './tables.js'
import { ANSWER_FORMAT, answerOf, rowsText } from './text.js'

/** ClickHouse's numbers: no such table, no such database, and a statement that writes. */
const NOT_THERE: readonly number[] = [60, 81]
const READ_ONLY = 164
/** What the column `damaged` has for a capture that is whole. */
const WHOLE = 0

/** A capture as it is to be inserted. */
export interface StoredCapture {
  /** 16 hexadecimal digits. */
  readonly capture: string
  /** `2026-11-30`, in UTC. */
  readonly day: string
  /** The tables in the order in which they are inserted, `captures` last; made anew for each attempt. */
  readonly tables: () => ReadonlyMap<TableName, Iterable<Row>>
  /** A Parquet file of its packets, which are inserted in front of those; undefined where they were not asked for. */
  readonly packets: string | undefined
  readonly about: ParquetAbout
}

export class ClickHouse implements Engine {
  readonly dialect: Dialect = CLICKHOUSE
  readonly #server: Server
  /** What goes with a question so that it cannot write. */
  readonly #readOnly: Readonly<Record<string, string>>
  /** What networks are called over all captures that were there when it was asked first. */
  #names: readonly MergedName[] | undefined

  private constructor(server: Server, readOnly: Readonly<Record<string, string>>) {
    this.#server = server
    this.#readOnly = readOnly
  }

  /** Throws an `OpenError` where nobody answers, or where there are no tables or others. */
  static async open(at: ServerAddress): Promise<ClickHouse> {
    const server = new Server(at)
    // Who may only read may not say so either.
    const asked = `select schema, (select value from system.settings where name = 'readonly') as readonly from ${MARK}`
    const { rows } = await server.persist(ASKING, async () => {
      try {
        return answerOf(await server.send(asked, { default_format: ANSWER_FORMAT }))
      } catch (e) {
        if (e instanceof SqlError) throw new OpenError(at.told, 'EINVAL', 'does not answer as ClickHouse does')
        if (!(e instanceof RefusedError)) throw e
        if (!NOT_THERE.includes(e.code)) throw new OpenError(at.told, 'EINVAL', e.message)
        const how = `vxsniff schema --engine clickhouse --database ${at.database} | clickhouse-client -n makes them`
        throw new OpenError(at.told, 'ENOENT', `has no tables; ${how}`)
      }
    })
    const [schema, readonly] = rows[0] ?? []
    if (Number(schema) !== SCHEMA) {
      throw new OpenError(at.told, 'EINVAL', `has tables of schema ${schema}, and this version has ${SCHEMA}`)
    }
    return new ClickHouse(server, readonly === '0' ? { readonly: '1' } : {})
  }

  async *ask(text: string): AsyncGenerator<Answer> {
    for (const statement of statementsOf(text)) yield await this.#answer(withFunctions(statement))
  }

  async names(): Promise<readonly string[]> {
    const { rows } = await this.#answer(
      `select name from system.tables where database = currentDatabase() and name not like 'local%' and name not like 'whole%'
union all select distinct name from system.columns where database = currentDatabase()`,
    )
    return rows.map(([name]) => String(name))
  }

  close(): void {}

  /**
   * Inserts all rows of a capture, with one statement a table and some for its packets, unless they are there: how many, or
   * undefined. Throws a `WriteError`.
   */
  async store({ capture, day, tables, packets, about }: StoredCapture): Promise<number | undefined> {
    return await this.#writing(async () => {
      if ((await this.#state(capture, about)) !== undefined) return undefined
      // What an attempt has left behind does not count.
      const load = newLoad()
      let count = packets === undefined ? 0 : await this.#storePackets(packets, [load, day])
      const one = (): void => void count++
      for (const [table, rows] of tables()) {
        const pieces = rowsText(each(rows, one), [load, day])
        const first = pieces.next()
        if (first.done !== true) await this.#insert(table, chained(first.value, pieces))
      }
      return count
    })
  }

  /** How many packets there are. All are there or the load does not come to its end, so each statement may be one of many. */
  async #storePackets(path: string, first: Row): Promise<number> {
    const count = await rowsIn(path)
    for (let from = 0; from < count; from += BATCH) {
      await this.#insert(PACKETS, piecesOf(path, from, Math.min(count, from + BATCH), first))
    }
    return count
  }

  /** Whether the same capture is there whole, of this version and with the same options. Throws a `WriteError`. */
  async has(capture: string, about: ParquetAbout): Promise<boolean> {
    return await this.#writing(async () => (await this.#state(capture, about)) === WHOLE)
  }

  /** Of this version and with the same options; undefined where it is not there. */
  async #state(capture: string, { version, options }: ParquetAbout): Promise<AnswerValue | undefined> {
    const { rows } = await this.#once(`select version, options, damaged from captures where capture = '${capture}'`)
    return rows.find(([its, asked]) => its === version && asked === options)?.[2]
  }

  /** Does what may be done again until it is done. */
  async #writing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#server.persist(BRINGING, work)
    } catch (e) {
      if (e instanceof RefusedError) throw new WriteError(this.#server.told, e.message)
      if (e instanceof OpenError) throw new WriteError(e.path, e.message.slice(e.path.length + 2))
      throw e
    }
  }

  async #insert(table: TableName, rows: Iterable<string> | AsyncIterable<string>): Promise<void> {
    const names = ['load', 'day', ...columnsOf(table).map(({ name }) => name)]
    const statement = `insert into ${storedName(table)} (${names.join(', ')}) format TabSeparated`
    // On a cluster it is done when the shard that the capture belongs to has it.
    await this.#server.send(statement, { insert_distributed_sync: '1' }, rows)
  }

  async #answer(statement: string): Promise<Answer> {
    try {
      return await this.#server.persist(ASKING, async () => {
        // What is asked about nothing that has networks needs no names.
        if (merged(statement) === statement) return await this.#once(statement)
        this.#names ??= await askedNames(async (sql) => (await this.#once(sql)).rows, CLICKHOUSE)
        return await this.#once(statement, this.#names)
      })
    } catch (e) {
      if (!(e instanceof RefusedError)) throw e
      throw new SqlError(e.code === READ_ONLY ? ONLY_QUESTIONS : e.message, { cause: e })
    }
  }

  /** Calls networks as `names` has them. */
  async #once(statement: string, names: readonly MergedName[] = []): Promise<Answer> {
    const settings = { ...this.#readOnly, default_format: ANSWER_FORMAT }
    if (names.length === 0) return answerOf(await this.#server.send(statement, settings))
    return answerOf(await this.#server.sendWith(attachedNames(names), merged(statement), settings))
  }
}

/** Rows of packets that are inserted with one statement: more make fewer parts that the server has to merge. */
const BATCH = 8 * GROUP

/** Rows of a Parquet file as text, a group of them in memory at a time. */
async function* piecesOf(path: string, from: number, to: number, first: Row): AsyncGenerator<string> {
  for (let at = from; at < to; at += GROUP) yield* rowsText(await readRows(path, at, Math.min(to, at + GROUP)), first)
}

/** The same, telling of each. */
function* each<T>(all: Iterable<T>, tell: () => void): Generator<T> {
  for (const one of all) {
    tell()
    yield one
  }
}

function* chained<T>(first: T, others: Iterable<T>): Generator<T> {
  yield first
  yield* others
}

/** Bits of a load's number below the time. */
const RANDOM_BITS = 20n
const RANDOM_OCTETS = 3

/** Another one each time, and larger than those of milliseconds before. */
function newLoad(): bigint {
  const random = BigInt(randomBytes(RANDOM_OCTETS).readUIntBE(0, RANDOM_OCTETS)) % (1n << RANDOM_BITS)
  return (BigInt(Date.now()) << RANDOM_BITS) | random
}

/** Texts, names, comments, the end of a statement, and everything else a character at a time. */
const PARTS = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|--[^\n]*|\/\*.*?\*\/|./gs
const COMMENT = /^(--|\/\*)/

/** What stands between semicolons. */
function statementsOf(text: string): readonly string[] {
  const statements = ['']
  for (const [part] of text.matchAll(PARTS)) {
    if (part === ';') statements.push('')
    else statements[statements.length - 1] += COMMENT.test(part) ? ' ' : part
  }
  return statements.filter((statement) => statement.trim() !== '')
}

const FUNCTION = new RegExp(`'(?:[^'\\\\]|\\\\.|'')*'|\\b${FDB_AT}\\s*\\(\\s*'([^']*)'\\s*\\)`, 'g')

/** With `fdb_at('…')` written out, which 18.16 has no functions for. */
function withFunctions(statement: string): string {
  return statement.replace(FUNCTION, (all, moment?: string) =>
    moment === undefined ? all : `(${fdbAt(nanoseconds(moment), CLICKHOUSE)})`,
  )
}

const NANOSECONDS = 9

/** A moment in UTC, `2026-11-21 10:31:34.5`, as the tables have it. */
function nanoseconds(moment: string): string {
  const [, date, time = '00:00:00', fraction = ''] =
    /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?Z?\s*$/.exec(moment) ?? []
  const milliseconds = Date.parse(`${date}T${time}Z`)
  if (Number.isNaN(milliseconds)) throw new SqlError(`"${moment}" is no time: ${FDB_AT}('2026-11-21 10:31:34')`)
  return `${BigInt(milliseconds / 1000)}${fraction.padEnd(NANOSECONDS, '0')}`
}
