/** `vxsniff check`: what is wrong with the tunnels of files or interfaces. */
import { availableParallelism } from 'node:os'
import { Check } from '../../analysis/check/check.js'
import type { Finding } from '../../analysis/check/finding.js'
import { FINDING_IDS } from '../../analysis/check/finding-ids.js'
import { HALF_PART, type Judged, takeOver } from '../../analysis/check/independent-half.js'
import type { ComparedPoints } from '../../analysis/compare/points.js'
import { later } from '../../analysis/timestamps.js'
import { isFileOnDisk } from '../../capture/capture.js'
import { openFiles } from '../../capture/files.js'
import { findingsJson, summaryJson } from '../../present/check/json.js'
import { NewFindings } from '../../present/check/new-findings.js'
import { findingsText, liveEnd, report } from '../../present/check/report.js'
import { isFindingId, type Results, resultsOf } from '../../present/check/results.js'
import { nearest } from '../../wire/nearest.js'
import { captureFacts } from '../capture-facts.js'
import { expectGarbageAtTheEnd, expectManyPackets } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { type Input, openInput } from '../input.js'
import type { OtherHalf } from '../jobs/shared-check.js'
import { offloadFeatures } from '../offload-features.js'
import { PacketLoop } from '../packet-loop.js'
import { comparePoints, isPlainFile } from '../points.js'
import { budgetFrom, isWorthSharing, readsAtLeast, tablesFrom } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import { Watch } from '../watch.js'
import type { CheckOptions } from './check-options.js'
import { fails, print, viewOf } from './check-output.js'

/** Two threads share the work on files of this many octets and more: the second one has to start and warm up. */
const WORTH_SHARING = 100e6
/** With fewer megabytes for tables there is no second thread, which would take a third of them. */
const ENOUGH = 200
/** For files of this many octets and more it pays to compile more thoroughly on one thread. */
const MANY = 800e6
/** Milliseconds between two looks at what a live capture has shown so far. */
const LOOK_EVERY = 100
/** The same while no packets come. After `SILENCE` every finding that depends on a silence has had its time. */
const LOOK_AT_SILENCE_EVERY = 200
const SILENCE = 10_000

/** Suggestions for an unknown id: the ids that look like it, or else the words that ids begin with. */
function otherIds(name: string): string {
  const near = nearest(name, FINDING_IDS)
  if (near.length > 0) return `did you mean ${near.join(', ')}?`
  return `they begin with ${[...new Set(FINDING_IDS.map((id) => id.slice(0, id.indexOf('.'))))].join(', ')}`
}

/**
 * Prints what is wrong; the exit code. Throws a `CaptureError` after all that was found in a damaged capture was printed.
 */
export async function check(words: readonly string[], o: CheckOptions): Promise<number> {
  for (const name of [...o.only, ...o.ignore]) {
    if (!isFindingId(name)) throw new UsageError(`no finding "${name}"; ${otherIds(name)}`)
  }
  if (o.from !== undefined) return (await import('./check-tables.js')).checkTables(o.from, o)
  expectGarbageAtTheEnd()
  const input = await openInput(words, o)
  try {
    return await checkInput(input, o)
  } finally {
    input.capture.close()
  }
}

async function checkInput(input: Input, o: CheckOptions): Promise<number> {
  const view = viewOf(o)
  const other = await otherHalf(input, o)
  const { capture } = input
  // With two threads no core is left to compile in the background.
  if (other === undefined && isFileOnDisk(capture) && readsAtLeast(MANY, capture.size, o)) expectManyPackets()
  const pass = new Pass(input, o, other !== undefined)
  const show = (found: readonly Finding[], results: Results): void =>
    print(o.json ? findingsJson(found, results, o.lang, localTime()) : findingsText(found, results, view))
  const told = new NewFindings()
  const watch =
    input.live &&
    new Watch(() => {
      const results = pass.results()
      show(told.update(results.found, performance.now()), results)
      return told.isWaiting || pass.silence < SILENCE ? LOOK_AT_SILENCE_EVERY : Number.POSITIVE_INFINITY
    }, LOOK_EVERY)
  pass.watch = watch
  let results: Results
  let damaged = true
  try {
    await pass.loop.run()
    damaged = false
  } finally {
    watch?.stop()
    results = await pass.finish(other)
    other?.end()
    const { news, withdrawn } = told.end(results.found)
    if (o.json) print(findingsJson(news, results, o.lang, localTime()) + summaryJson(results, damaged, capture.notes))
    else print(watch === undefined ? report(results, view) : liveEnd(news, withdrawn, results, view))
  }
  return fails(results, o) ? Exit.Findings : Exit.Fine
}

/** The thread that does the other half of the work, if two threads are faster than one. */
async function otherHalf({ capture, files }: Input, o: CheckOptions): Promise<OtherHalf | undefined> {
  // The other thread opens the file itself. With standard input the two threads would share one file offset.
  if (!isFileOnDisk(capture) || files[0] === '-' || availableParallelism() === 1) return undefined
  if (!isWorthSharing(capture.size, o, WORTH_SHARING) || (o.memory ?? ENOUGH) < ENOUGH) return undefined
  const { OtherHalf } = await import('../jobs/shared-check.js')
  return new OtherHalf(files[0]!, o)
}

/** All packets of a capture go through it; what they have shown can be asked for at any time. */
class Pass {
  readonly loop: PacketLoop
  /** For a live capture: is told when packets have come. */
  watch: Watch | undefined
  readonly #input: Input
  readonly #options: CheckOptions
  readonly #check: Check
  /** The offload features of the interface; undefined for a file. */
  readonly #features: readonly string[] | undefined
  /** When the last packets came, in milliseconds of a clock that nobody sets. */
  #came = performance.now()

  /** `isHalf`: another thread does the other half. */
  constructor(input: Input, o: CheckOptions, isHalf: boolean) {
    this.#input = input
    this.#options = o
    this.#check = new Check(undefined, undefined, isHalf, budgetFrom(o, isHalf ? 1 - HALF_PART : 1))
    this.#features = input.live === undefined ? undefined : offloadFeatures(input.capture.name)
    this.loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        tellsPart: true,
        copies: this.#check.learning.copies,
        census: this.#check.census,
        pass: o.kernel ? (p) => this.#check.pass(p) : undefined,
        packet: (p, stack) => this.#check.observe(p, stack),
        // Looks once without packets, so that the code is loaded and compiled when the first ones come.
        begin: () => this.watch?.packets(),
        batch: () => {
          this.#came = performance.now()
          this.watch?.packets()
        },
      },
    )
  }

  /** Milliseconds since the last packets. */
  get silence(): number {
    return performance.now() - this.#came
  }

  results(judged?: Judged, points?: ComparedPoints): Results {
    const { capture: source, live } = this.#input
    const last = this.#check.learning.end
    // A live capture's time goes on even if no packets come.
    const end = live === undefined || source.position === 0 ? last : later(last, this.silence)
    const capture = captureFacts(this.#input, this.#features, end, points)
    const results = resultsOf(this.#check.facts(capture, this.loop.fragments, judged), this.#options)
    const { part } = this.loop
    return part === undefined ? results : { ...results, part }
  }

  /** Of several files that were read whole; what they hold is the way between them. */
  async #points(): Promise<ComparedPoints | undefined> {
    const { capture, files } = this.#input
    if (this.loop.part !== undefined || this.loop.left === 0 || !files.every(isPlainFile)) return undefined
    const { networks } = this.#check.learning
    return comparePoints(capture, () => openFiles(files), tablesFrom(this.#options), networks.budget)
  }

  /** After the last packet. */
  async finish(other: OtherHalf | undefined): Promise<Results> {
    this.loop.finish()
    this.#check.finish()
    if (other === undefined) return this.results(undefined, await this.#points())
    const { judged, defect } = await other.answer()
    if (defect !== '') this.loop.adoptDefect(defect)
    return this.results(takeOver(judged, this.#check.learning.networks))
  }
}
