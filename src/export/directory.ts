/**
 * A directory of many captures: `TABLE/day=2026-11-30/CAPTURE.parquet`, and `sources/CAPTURE.json` with what the capture
 * was called. Each file is there whole or not at all, and the one of `captures` comes last and goes first: a capture
 * without it is not there. The same capture again replaces itself, so any number of programs may write, twice or at the
 * same time.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Timestamp } from '../analysis/timestamps.js'
import { OpenError, WriteError } from '../capture/capture.js'
import type { Rows } from './columns.js'
import { type ParquetAbout, ParquetTable } from './parquet/parquet.js'
import { type Row, SCHEMA, TABLE_NAMES, type TableName } from './schema.js'

/** Says what the directory is. */
const MARK = 'vxsniff.json'
/** The folder that has them, a file a capture. */
export const SOURCES = 'sources'
/** Ends the name of a table's file. */
export const WHOLE = '.parquet'
/** Ends the name of what is not whole yet, so that no pattern for the whole files matches it. */
export const UNFINISHED = 'unfinished'
/** Milliseconds after which nobody writes any more what is not in its place. */
const LONG_AGO = 864e5
/** Hexadecimal digits of the SHA-256 that a capture is called by. */
export const CAPTURE_DIGITS = 16

/** What a capture was called, and on which machine, unless nobody is to know: nothing of it is in the tables. */
interface Source {
  readonly capture: string
  readonly file?: string
  readonly node?: string
}

/** A table of a capture that is being written. */
export class GrowingTable {
  readonly table: TableName
  /** Where it is until it is put in its place. */
  readonly path: string
  /** Undefined when its last row is written. */
  #parquet: ParquetTable | undefined
  #count = 0

  /** In a directory that is open; `capture` is the name that its file will have. */
  constructor(directory: string, table: TableName, capture: string, about: ParquetAbout) {
    this.table = table
    const path = join(directory, table, capture)
    mkdirSync(dirname(path), { recursive: true })
    removeAbandoned(dirname(path))
    this.path = unfinishedOf(path)
    this.#parquet = new ParquetTable(this.path, table, about)
  }

  /** Until `finish`. */
  get rows(): Rows {
    return this.#parquet!.rows
  }

  /** After the last row: lets go of what rows take until they are written. */
  finish(): void {
    this.#parquet!.finish()
    this.#count = this.rows.total
    this.#parquet = undefined
  }

  /** Puts it in its place, whole; how many rows it has. */
  put(path: string): number {
    if (this.#parquet !== undefined) this.finish()
    mkdirSync(dirname(path), { recursive: true })
    renameSync(this.path, path)
    return this.#count
  }

  /** Leaves nothing of it, unless it has been put in its place. */
  drop(): void {
    rmSync(this.path, { force: true })
  }
}

/** The tables of a capture in the order in which they are written, `captures` last. */
export interface Exported {
  /** 16 hexadecimal digits. */
  readonly capture: string
  /** `2026-11-30`, in UTC. */
  readonly day: string
  readonly tables: ReadonlyMap<TableName, Iterable<Row>>
  /** Put in their places in front of those. */
  readonly grown: readonly GrowingTable[]
  readonly about: ParquetAbout
  readonly source: Source
}

/** The day of a capture whose first packet came then, in UTC. */
export function dayOf(first: Timestamp | undefined): string {
  return new Date((first?.seconds ?? 0) * 1000).toISOString().slice(0, 'yyyy-mm-dd'.length)
}

/** The schema of the tables in a directory; undefined where it is none of ours. Throws an `OpenError` where it is damaged. */
export function schemaOf(path: string): number | undefined {
  const mark = join(path, MARK)
  let text: string
  try {
    text = readFileSync(mark, 'utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw e
  }
  const schema = /^\{"schema":(\d+)\}/.exec(text)?.[1]
  if (schema === undefined) throw new OpenError(mark, 'EINVAL', `is damaged: it should say {"schema":${SCHEMA}}`)
  return Number(schema)
}

/** Makes the directory where there is none. Throws a `WriteError` where it holds something else. */
export function openDirectory(path: string): void {
  mkdirSync(path, { recursive: true })
  const schema = schemaOf(path)
  if (schema === SCHEMA) return
  if (schema !== undefined) {
    throw new WriteError(
      path,
      `holds tables of schema ${schema}, and this version writes ${SCHEMA}; give another directory`,
    )
  }
  if (readdirSync(path).some((name) => !name.startsWith('.'))) {
    throw new WriteError(path, 'holds other files; give a new or an empty directory')
  }
  put(join(path, MARK), `${JSON.stringify({ schema: SCHEMA })}\n`)
}

/** Writes all tables of a capture; how many rows each has. Where that fails, as on a full disk, nothing of it is left. */
export function putCapture(directory: string, exported: Exported): ReadonlyMap<TableName, number> {
  forget(directory, exported.capture)
  try {
    return putTables(directory, exported)
  } catch (e) {
    forget(directory, exported.capture)
    throw e
  }
}

function putTables(
  directory: string,
  { capture, day, tables, grown, about, source }: Exported,
): ReadonlyMap<TableName, number> {
  const counts = new Map<TableName, number>()
  const pathOf = (table: TableName): string => join(directory, table, `day=${day}`, `${capture}${WHOLE}`)
  for (const one of grown) counts.set(one.table, one.put(pathOf(one.table)))
  for (const [table, rows] of tables) {
    const written = new GrowingTable(directory, table, capture, about)
    try {
      for (const row of rows) written.rows.add(row)
      counts.set(table, written.put(pathOf(table)))
    } finally {
      written.drop()
    }
  }
  mkdirSync(join(directory, SOURCES), { recursive: true })
  put(join(directory, SOURCES, `${capture}.json`), `${JSON.stringify(source)}\n`)
  return counts
}

/** Takes away all tables of a capture, first the one that says that it is there. */
function forget(directory: string, capture: string): void {
  for (const table of TABLE_NAMES) {
    for (const day of daysIn(join(directory, table))) {
      rmSync(join(directory, table, day, `${capture}${WHOLE}`), { force: true })
    }
  }
}

/** Whether a table has any capture in the directory. */
export function hasRows(directory: string, table: TableName): boolean {
  return daysIn(join(directory, table)).some((day) =>
    readdirSync(join(directory, table, day)).some((name) => name.endsWith(WHOLE)),
  )
}

/** The folders of a table, of which there may be none yet. */
export function daysIn(path: string): readonly string[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    ? readdirSync(path).filter((name) => name.startsWith('day='))
    : []
}

/** Writes a file beside its place, then puts it there; nothing is left of one that could not be written. */
function put(path: string, text: string): void {
  const unfinished = unfinishedOf(path)
  try {
    writeFileSync(unfinished, text)
    renameSync(unfinished, path)
  } catch (e) {
    rmSync(unfinished, { force: true })
    throw e
  }
}

/** Removes what killed runs, on whatever machine, have left half written in a folder long ago. */
function removeAbandoned(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(`.${UNFINISHED}`)) continue
    const path = join(folder, name)
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - written > LONG_AGO) rmSync(path, { force: true })
  }
}

function unfinishedOf(path: string): string {
  return `${path}.${process.pid}.${UNFINISHED}`
}
