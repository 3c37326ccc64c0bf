/** A live capture as parts, each a capture of its own that is exported when its time is over. */
import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { Check } from '../analysis/check/check.js'
import type { CaptureFacts, CheckFacts } from '../analysis/check/check-facts.js'
import type { ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import { later } from '../analysis/timestamps.js'
import type { LiveCapture } from '../capture/live.js'
import { captureTables, Span } from '../export/capture-tables.js'
import { CAPTURE_DIGITS, dayOf, openDirectory, putCapture } from '../export/directory.js'
import { jsonLines } from '../export/json.js'
import { Keeper } from '../export/keep.js'
import type { ParquetAbout } from '../export/parquet/parquet.js'
import type { TableName } from '../export/schema.js'
import { type Results, resultsOf } from '../present/check/results.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack } from '../wire/tunnel.js'
import type { Language } from '../words/language.js'
import { EXPORT } from '../words/screens/export.js'
import { type AnonymousOptions, described } from './anonymous-packets.js'
import { captureFacts } from './capture-facts.js'
import { offloadFeatures } from './offload-features.js'
import { writePieces, writeStderr } from './output.js'
import { budgetFrom, type SharedOptions } from './shared-options.js'

export interface PartOptions extends SharedOptions, AnonymousOptions {
  readonly lang: Language
  /** Seconds that a part lasts. */
  readonly every: number
  /** A directory, `json`, or nowhere. */
  readonly to?: string
  /** Octets that the directory may have. */
  readonly keep?: number
  readonly tables?: readonly TableName[]
}

/** What `--to` calls standard output. */
export const JSON_OUTPUT = 'json'
/** A part's tables are still there while those of the next begin: each may have half. */
const PART = 1 / 2
const NO_SELECTION = { only: [], ignore: [] } as const
const NO_COUNTS: ReassemblyCounts = { completed: 0, refused: 0, abandoned: 0, waiting: 0 }

export class LiveParts {
  /** Parts that could not be written. */
  failures = 0
  /** Told of each part at its end, with its last results. */
  onEnd: ((results: Results) => void) | undefined
  readonly #live: LiveCapture
  readonly #options: PartOptions
  readonly #about: ParquetAbout
  readonly #features: readonly string[] | undefined
  readonly #keeper: Keeper | undefined
  readonly #share: number
  #check: Check
  #span: Span = new Span()
  #came = 0
  #timer: NodeJS.Timeout | undefined
  #fragments: ReassemblyCounts = NO_COUNTS
  /** What was counted before this part. */
  #before: { readonly fragments: ReassemblyCounts; readonly drops: number } = { fragments: NO_COUNTS, drops: 0 }

  /** Opens the directory; `share` is the part of the memory that is there for this. */
  constructor(live: LiveCapture, o: PartOptions, about: ParquetAbout, share: number = 1) {
    this.#live = live
    this.#options = o
    this.#about = about
    this.#share = share
    this.#features = offloadFeatures(live.name)
    const { to, keep } = o
    if (to !== undefined && to !== JSON_OUTPUT) {
      openDirectory(to)
      if (keep !== undefined) this.#keeper = new Keeper(to, keep)
    }
    this.#check = this.#newCheck()
  }

  /** Before the first packet; `fragments` goes on counting. */
  begin(fragments: ReassemblyCounts): void {
    this.#fragments = fragments
    this.#timer = setInterval(() => this.end(), this.#options.every * 1000)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#span.observe(p)
    this.#check.observe(p, stack)
  }

  /** After a batch of packets. */
  pause(): void {
    this.#came = performance.now()
  }

  /** What this part knows so far. */
  facts(): CheckFacts {
    const { last } = this.#span
    // Time goes on even if no packets come.
    const end = last.frame === 0 ? last : later(last, performance.now() - this.#came)
    const { fragments } = this.#before
    return this.#check.facts(this.#capture(end), {
      completed: this.#fragments.completed - fragments.completed,
      refused: this.#fragments.refused - fragments.refused,
      abandoned: this.#fragments.abandoned - fragments.abandoned,
      waiting: this.#fragments.waiting,
    })
  }

  /** The part is over: it is written, and another one begins. Without packets it goes on. */
  end(): void {
    if (this.#span.first === undefined) return
    this.#check.finish()
    const results = resultsOf(this.facts(), NO_SELECTION)
    this.onEnd?.(results)
    try {
      this.#write(results)
    } catch (e) {
      // A full disk, say: capturing goes on, and the next part may find room.
      if (!(e instanceof Error && 'syscall' in e)) throw e
      this.failures++
      writeStderr(`vxsniff: ${EXPORT[this.#options.lang].lost(this.#check.census.packets, e.message)}\n`)
    }
    this.#before = { fragments: { ...this.#fragments }, drops: this.#drops() }
    this.#span = new Span()
    this.#check = this.#newCheck()
  }

  /** After the last packet. */
  finish(): void {
    clearInterval(this.#timer)
    this.end()
  }

  #write(results: Results): void {
    const { to, tables: wanted, lang } = this.#options
    if (to === undefined) return
    const sha256 = this.#name()
    const capture = sha256.slice(0, CAPTURE_DIGITS)
    const { learning, census } = this.#check
    const twins = mayHoldCopies(this.#live) ? learning.flows.copies() : undefined
    const about = { capture, sha256, isDamaged: false, ...this.#about }
    const all = captureTables(about, learning, results, this.#span, twins)
    const tables = new Map([...all].filter(([table]) => table === 'captures' || (wanted?.includes(table) ?? true)))
    if (to === JSON_OUTPUT) return writePieces(jsonLines(tables))
    const day = dayOf(this.#span.first)
    const source = this.#options.anonymise ? { capture } : { capture, file: this.#live.name, node: hostname() }
    const counts = putCapture(to, { capture, day, tables, grown: [], about: this.#about, source })
    const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
    writeStderr(`${EXPORT[lang].written(this.#live.name, capture, census.packets, rows)}\n`)
    this.#keeper?.add(capture, `day=${day}`)
  }

  /** In place of the octets of a file: machine, interface and the time of the first packet. */
  #name(): string {
    const { seconds, nanoseconds, frame } = this.#span.first!
    // Who knows the time could try names of machines.
    const secret = this.#options.anonymise ? [randomUUID()] : []
    const said = [hostname(), this.#live.name, seconds, nanoseconds, frame, ...secret].join('\n')
    return createHash('sha256').update(said).digest('hex')
  }

  /** With what was lost in this part alone. */
  #capture(end: CaptureFacts['end']): CaptureFacts {
    const facts = described(captureFacts({ capture: this.#live, live: this.#live }, this.#features, end), this.#options)
    const [first, ...others] = facts.interfaces
    if (first?.drops === undefined) return facts
    return { ...facts, interfaces: [{ ...first, drops: Math.max(0, first.drops - this.#before.drops) }, ...others] }
  }

  #drops(): number {
    const { dropped = 0, droppedByInterface = 0 } = this.#live.counters()
    return dropped + droppedByInterface
  }

  #newCheck(): Check {
    const check = new Check(undefined, undefined, false, budgetFrom(this.#options, PART * this.#share))
    if (mayHoldCopies(this.#live)) check.learning.copies.start()
    return check
  }
}
