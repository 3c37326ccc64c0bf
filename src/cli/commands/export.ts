/** `vxsniff export`: from captures to tables, each capture by itself. */

import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { mayHoldCopies } from '../../analysis/capture-points/copies.js'
import { Check } from '../../analysis/check/check.js'
import { CaptureError, WriteError } from '../../capture/capture.js'
import { captureTables, Span } from '../../export/capture-tables.js'
import { ClickHouse } from '../../export/clickhouse/database.js'
import { CAPTURE_DIGITS, dayOf, GrowingTable, openDirectory, putCapture } from '../../export/directory.js'
import { jsonLines } from '../../export/json.js'
import { PACKETS, type Row, type TableName } from '../../export/schema.js'
import { PacketRows } from '../../export/tables/packets.js'
import { resultsOf } from '../../present/check/results.js'
import { escapeText } from '../../present/value.js'
import { EXPORT } from '../../words/screens/export.js'
import { described, rewriteOf } from '../anonymous-packets.js'
import { captureFacts } from '../capture-facts.js'
import { clickhouseAddress, isClickhouse } from '../clickhouse.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { digest, type Written, written } from '../file-facts.js'
import { type Input, openInput } from '../input.js'
import { FILES_ONLY } from '../input-options.js'
import { JSON_OUTPUT } from '../live-parts.js'
import { writePieces, writeStderr } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { endOnSignals } from '../signals.js'
import { exportLive } from './export-live.js'
import { aboutOf, type ExportOptions } from './export-options.js'

/**
 * Exports each file; the exit code. Throws the `CaptureError` of the first damaged capture after all that could be read of
 * all files was written.
 */
export async function exportTables(files: readonly string[], o: ExportOptions): Promise<number> {
  expectGarbageAtTheEnd()
  if (o.interface !== undefined) return exportLive(files, o)
  if (files.length === 0) throw new UsageError("missing required argument 'file'")
  for (const file of files) refuseStream(file)
  const server = await openTarget(o.to)
  let one: Export | undefined
  const letBe = endOnSignals(() => one?.abandon())
  let damage: CaptureError | undefined
  let code: number = Exit.Fine
  const known = new Set<string>()
  try {
    for (const [i, file] of files.entries()) {
      one = new Export(file, o, server, (packets, percent) =>
        EXPORT[o.lang].progress(i + 1, files.length, basename(file), packets, percent),
      )
      try {
        if (!(await one.write(known))) code = Exit.Usage
      } catch (e) {
        if (!(e instanceof CaptureError)) throw lostFor(file, o, e)
        damage ??= e
      }
    }
  } finally {
    letBe()
  }
  if (damage !== undefined) throw damage
  return code
}

/** Makes the directory where it is one; of a server, the server. */
export async function openTarget(to: string): Promise<ClickHouse | undefined> {
  if (isClickhouse(to)) return await ClickHouse.open(clickhouseAddress(to))
  if (to !== JSON_OUTPUT) openDirectory(to)
  return undefined
}

/** What the system says, as of a full disk, and what it means for the capture. */
function lostFor(file: string, { to }: ExportOptions, e: unknown): unknown {
  if (!(e instanceof Error && 'syscall' in e) || to === JSON_OUTPUT) return e
  // What goes to a server is gathered first.
  const where = isClickhouse(to) ? tmpdir() : to
  return new WriteError(where, `nothing of ${file} was exported, nor of the files after it: ${e.message}`)
}

/** A capture is named by all of its octets, so it must be there to be read twice. */
export function refuseStream(file: string): void {
  if (file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile() !== false) return
  throw new UsageError(`${file === '-' ? 'standard input' : file} cannot be read twice; write it to a file first`)
}

/** What one reading of a capture has shown. */
interface Reading {
  readonly check: Check
  readonly loop: PacketLoop
  readonly span: Span
  readonly input: Input
  readonly damage: CaptureError | undefined
}

type Progress = (packets: number, percent: number | undefined) => string

/** One capture, to a directory, to standard output or to a server. */
export class Export {
  readonly #file: string
  readonly #options: ExportOptions
  readonly #server: ClickHouse | undefined
  readonly #progress: Progress | undefined
  /** The rows of its packets, and a directory for them where they go to a server. */
  #packets: GrowingTable | undefined
  #scratch: string | undefined

  /** `progress` is what a terminal shows meanwhile. */
  constructor(file: string, o: ExportOptions, server: ClickHouse | undefined, progress?: Progress) {
    this.#file = file
    this.#options = o
    this.#server = server
    this.#progress = progress
  }

  /** Whether the capture was exported; not when it has changed meanwhile. `known` are captures of files before. */
  async write(known: Set<string>): Promise<boolean> {
    const o = this.#options
    const words = EXPORT[o.lang]
    const name = escapeText(this.#file)
    const before = await written(this.#file)
    const { sha256 } = await digest(this.#file)
    const capture = sha256.slice(0, CAPTURE_DIGITS)
    const again = known.has(capture) ? ` (${words.again})` : ''
    known.add(capture)
    if (await this.#server?.has(capture, aboutOf(o))) {
      writeStderr(`${words.there(name, capture)}${again}\n`)
      return true
    }
    try {
      const reading = await this.#read(capture)
      if (await this.#hasChanged(before, sha256)) {
        writeStderr(`vxsniff: ${words.grows(name)}\n`)
        return false
      }
      const rows = await this.#put(sha256, reading)
      const { packets } = reading.check.census
      const said = rows === undefined ? words.there(name, capture) : words.written(name, capture, packets, rows)
      if (o.to !== JSON_OUTPUT) writeStderr(`${said}${again}\n`)
      if (reading.damage !== undefined) throw reading.damage
      return true
    } finally {
      this.abandon()
    }
  }

  /** Leaves nothing of what is not whole. */
  abandon(): void {
    this.#packets?.drop()
    if (this.#scratch !== undefined) rmSync(this.#scratch, { recursive: true, force: true })
  }

  /** Where the packets are written: to send them to a server they are gathered first, since an attempt may fail. */
  #directory(): string {
    if (this.#server === undefined) return this.#options.to
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'vxsniff-'))
    return this.#scratch
  }

  /** Whether the file is another one than the one that was read. Its octets are looked at again only if its times may not tell. */
  async #hasChanged(before: Written, sha256: string): Promise<boolean> {
    const { text } = await written(this.#file)
    if (text === before.text && !before.isRecent) return false
    return (await digest(this.#file)).sha256 !== sha256
  }

  /** Reads all packets. */
  async #read(capture: string): Promise<Reading> {
    const o = this.#options
    const input = await openInput([this.#file], { ...o, ...FILES_ONLY })
    try {
      const check = new Check(undefined, undefined, false, budgetFrom(o))
      const span = new Span()
      const isDirectory = o.to !== JSON_OUTPUT
      const packets = o.packets ? new GrowingTable(this.#directory(), PACKETS, capture, aboutOf(o)) : undefined
      this.#packets = packets
      let rows = packets && new PacketRows(capture, check, packets.rows)
      const tables = tablesFrom(o)
      const loop = new PacketLoop(
        input,
        { ...o, tables },
        {
          rewrite: rewriteOf(o, tables),
          progress: isDirectory ? this.#progress : undefined,
          copies: check.learning.copies,
          census: check.census,
          record(p) {
            span.observe(p)
            return false
          },
          packet(p, stack) {
            check.observe(p, stack)
            // A datagram that was put together is the packet that its last fragment completes.
            rows?.add(p, stack)
          },
          pause: () => setImmediate(),
        },
      )
      const damage = await damageIn(loop)
      check.finish()
      packets?.finish()
      rows = undefined
      return { check, loop, span, input, damage }
    } finally {
      input.capture.close()
    }
  }

  /** How many rows are written; undefined where a server has them. */
  async #put(sha256: string, { check, loop, span, input, damage }: Reading): Promise<number | undefined> {
    const o = this.#options
    const capture = sha256.slice(0, CAPTURE_DIGITS)
    const results = resultsOf(
      check.facts(described(captureFacts(input, undefined, span.last), o), loop.fragments),
      NO_SELECTION,
    )
    const twins = mayHoldCopies(input.capture) ? check.learning.flows.copies() : undefined
    const about = { capture, sha256, isDamaged: damage !== undefined, ...aboutOf(o) }
    const tables = (): ReadonlyMap<TableName, Iterable<Row>> => {
      const all = captureTables(about, check.learning, results, span, twins)
      return new Map([...all].filter(([table]) => table === 'captures' || (o.tables?.includes(table) ?? true)))
    }
    const day = dayOf(span.first)
    if (this.#server !== undefined)
      return await this.#server.store({ capture, day, tables, packets: this.#packets?.path, about: aboutOf(o) })
    if (o.to === JSON_OUTPUT) {
      writePieces(jsonLines(tables()))
      return 0
    }
    const counts = putCapture(o.to, {
      capture,
      day,
      tables: tables(),
      grown: this.#packets === undefined ? [] : [this.#packets],
      about: aboutOf(o),
      source: o.anonymise ? { capture } : { capture, file: this.#file, node: hostname() },
    })
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  }
}

/** Runs to the capture's end, or to where it is damaged. */
async function damageIn(loop: PacketLoop): Promise<CaptureError | undefined> {
  try {
    await loop.run()
    return undefined
  } catch (e) {
    if (e instanceof CaptureError) return e
    throw e
  } finally {
    loop.finish()
  }
}

const NO_SELECTION = { only: [], ignore: [] } as const
