/** Questions in SQL over a directory of exported captures, by DuckDB in this process: it is loaded when it is there. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { OpenError } from '../capture/capture.js'
import { type Answer, type Engine, NoEngineError, ONLY_QUESTIONS, SqlError } from './answers.js'
import { hasRows, schemaOf } from './directory.js'
import { mergeNetworks } from './merged-views.js'
import { SCHEMA } from './schema.js'
import { type Dialect, DUCKDB, duckdbViews } from './views.js'

export class Database implements Engine {
  readonly dialect: Dialect = DUCKDB
  readonly #connection: DuckDBConnection
  /** By their numbers, what statements may be: those that write nothing. */
  readonly #readers: ReadonlySet<number>

  private constructor(connection: DuckDBConnection, readers: ReadonlySet<number>) {
    this.#connection = connection
    this.#readers = readers
  }

  /** Opens a directory. Throws an `OpenError` where it is none that `export` has written, `NoEngineError` without DuckDB. */
  static async open(directory: string): Promise<Database> {
    const schema = schemaOf(directory)
    if (schema === undefined)
      throw new OpenError(directory, 'ENOENT', 'has no tables; vxsniff export FILE… --to makes them')
    if (schema !== SCHEMA) {
      throw new OpenError(directory, 'EINVAL', `has tables of schema ${schema}, and this version reads ${SCHEMA}`)
    }
    const { DuckDBInstance, StatementType } = await engine()
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    try {
      for (const sql of duckdbViews(directory, (table) => hasRows(directory, table))) await connection.run(sql)
      await mergeNetworks(connection)
    } catch (e) {
      connection.closeSync()
      // What comes behind the first line is a statement that nobody has made here.
      const [first] = (e as Error).message.split('\n', 1)
      throw new OpenError(directory, 'EINVAL', `cannot be read: ${first}; export the capture of a damaged file again`)
    }
    return new Database(connection, new Set([StatementType.SELECT, StatementType.EXPLAIN]))
  }

  async *ask(text: string): AsyncGenerator<Answer> {
    const statements = await told(this.#connection.extractStatements(text), OVERLAPS.test(text) ? NO_OVERLAPS : '')
    for (let i = 0; i < statements.count; i++) {
      const statement = await told(statements.prepare(i))
      if (!this.#readers.has(statement.statementType)) {
        throw new SqlError(ONLY_QUESTIONS)
      }
      const reader = await told(statement.runAndReadAll())
      yield { names: reader.deduplicatedColumnNames(), rows: reader.getRowsJson() }
    }
  }

  async names(): Promise<readonly string[]> {
    const reader = await this.#connection.runAndReadAll(
      'select view_name from duckdb_views() where not internal union select column_name from duckdb_columns() where not internal',
    )
    return reader.getRowsJson().map(([name]) => String(name))
  }

  close(): void {
    this.#connection.closeSync()
  }
}

async function engine(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch (e) {
    throw new NoEngineError(
      'tables are asked by DuckDB, which is not installed: npm install --global @duckdb/node-api',
      {
        cause: e,
      },
    )
  }
}

/** A view that would be called so by its meaning cannot be: SQL has the word for periods. */
const OVERLAPS = /\bfrom\s+overlaps\b/i
const NO_OVERLAPS = '; overlaps is a word of SQL, the view is overlapping_addresses'

/** `hint` is said behind what is wrong. */
async function told<T>(answer: Promise<T>, hint = ''): Promise<T> {
  try {
    return await answer
  } catch (e) {
    throw new SqlError(`${lineOf((e as Error).message)}${hint}`, { cause: e })
  }
}

/** What the engine says without the picture of the statement below it, and without how it came to read it. */
function lineOf(message: string): string {
  const [said = ''] = message.split('\n\nLINE ', 1)
  return said.replace(/^Failed to extract statements: /, '').replaceAll(/\n+/g, ' ')
}
