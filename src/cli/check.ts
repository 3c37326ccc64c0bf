/** `vxsniff check`: what is wrong with the tunnels of files or interfaces. */
import { availableParallelism } from 'node:os'
import { Check } from '../analysis/check/check.js'
import type { CaptureFacts } from '../analysis/check/check-facts.js'
import type { Finding } from '../analysis/check/finding.js'
import { JUDGES_PART, type Judged, type PortableJudged, takeOver } from '../analysis/check/judgement.js'
import type { Moment } from '../analysis/moments.js'
import { isFileOnDisk } from '../capture/capture.js'
import { findingsJson, summaryJson } from '../present/check/json.js'
import { News } from '../present/check/news.js'
import { findingsText, liveEnd, report } from '../present/check/report.js'
import { countBySeverity, FINDING_IDS, isFindingId, type Results, resultsOf } from '../present/check/results.js'
import type { CheckView } from '../present/check/view.js'
import { NARROWEST, WIDEST } from '../present/learn/view.js'
import { ANSI, PLAIN } from '../present/palette.js'
import type { CheckOptions } from './check-options.js'
import { expectGarbageAtTheEnd, expectManyPackets } from './engine.js'
import { Exit, UsageError } from './errors.js'
import { becomeUser, type Input, openInput } from './input.js'
import type { OtherHalf } from './jobs/shared-check.js'
import { offloadFeatures } from './offload-features.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode, writeStdout } from './output.js'
import { PacketLoop } from './packet-loop.js'
import { budgetFrom, isWorthSharing, readsAtLeast, tablesFrom, wantsColor } from './shared-options.js'

/** Octets of a file from which on two threads share the work: the other one has to start, and to warm up. */
const WORTH_SHARING = 100e6
/** Megabytes for tables below which there is none for a second thread, which takes a third of that for itself. */
const ENOUGH = 200
/** Octets of a file from which on it pays for one thread to compile more thoroughly. */
const MANY = 800e6
/** Columns where there is no terminal. */
const COLUMNS = 120
/** Milliseconds between two looks at what a live capture has shown so far. */
const LOOK_EVERY = 500
/** A look is followed by so many times as long without one: packets come first. */
const REST = 10

/**
 * Prints what is wrong; the exit code. Throws a `CaptureError` after all that was found in a damaged capture was printed.
 */
export async function check(words: readonly string[], o: CheckOptions): Promise<number> {
  for (const name of [...o.only, ...o.ignore]) {
    if (!isFindingId(name)) throw new UsageError(`no finding "${name}"; there are ${FINDING_IDS.join(', ')}`)
  }
  expectGarbageAtTheEnd()
  const input = await openInput(words, o)
  try {
    if (input.live !== undefined && o.relinquishPrivileges !== undefined) await becomeUser(o.relinquishPrivileges)
    return await checkInput(input, o)
  } finally {
    input.capture.close()
  }
}

async function checkInput(input: Input, o: CheckOptions): Promise<number> {
  const view = viewOf(o)
  const other = await otherHalf(input, o)
  const { capture } = input
  // On two threads there is nobody left to compile in the meantime.
  if (other === undefined && isFileOnDisk(capture) && readsAtLeast(MANY, capture.size, o)) expectManyPackets()
  const pass = new Pass(input, o, other !== undefined)
  const show = (found: readonly Finding[], results: Results): void =>
    print(o.json ? findingsJson(found, results, o.lang) : findingsText(found, results, view))
  const watch = input.live === undefined ? undefined : new Watch(pass, show)
  let results: Results
  let damaged = true
  try {
    await pass.loop.run()
    damaged = false
  } finally {
    watch?.stop()
    results = await pass.finish(other)
    other?.end()
    const { news, withdrawn } = watch?.news.end(results.found) ?? { news: results.found, withdrawn: [] }
    if (o.json) print(findingsJson(news, results, o.lang) + summaryJson(results, damaged))
    else print(watch === undefined ? report(results, view) : liveEnd(news, withdrawn, results, view))
  }
  return fails(results, o) ? Exit.Findings : Exit.Fine
}

/** The thread that does the other half of the work, where two are sooner done than one. */
async function otherHalf({ capture, files }: Input, o: CheckOptions): Promise<OtherHalf | undefined> {
  if (!isFileOnDisk(capture) || availableParallelism() === 1) return undefined
  if (!isWorthSharing(capture.size, o, WORTH_SHARING) || (o.memory ?? ENOUGH) < ENOUGH) return undefined
  const { OtherHalf } = await import('./jobs/shared-check.js')
  return new OtherHalf(files[0]!, o)
}

function fails({ found }: Results, { failOn }: CheckOptions): boolean {
  const { error, warning } = countBySeverity(found)
  if (failOn === undefined) return false
  return failOn === 'error' ? error > 0 : error + warning > 0
}

/** All packets of a capture go through it; what they have shown can be asked for at any time. */
class Pass {
  readonly loop: PacketLoop
  readonly #input: Input
  readonly #options: CheckOptions
  readonly #check: Check
  /** Of the interface, when there is one. */
  readonly #features: readonly string[] | undefined
  /** The last packet. */
  #frame = 0
  #seconds = 0
  #nanoseconds = 0

  /** `isHalf` where another thread does the other half. */
  constructor(input: Input, o: CheckOptions, isHalf: boolean) {
    this.#input = input
    this.#options = o
    this.#check = new Check(o.ageing, undefined, isHalf, budgetFrom(o, isHalf ? 1 - JUDGES_PART : 1))
    if (input.capture.interfaces.length > 1) this.#check.learning.copies.start()
    this.#features = input.live === undefined ? undefined : offloadFeatures(input.capture.name)
    this.loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        packet: (p, stack) => {
          this.#frame = p.number
          this.#seconds = p.tsSec
          this.#nanoseconds = p.tsNsec
          this.#check.observe(p, stack)
        },
      },
    )
  }

  get packets(): number {
    return this.#check.census.packets
  }

  results(judged?: Judged): Results {
    const end: Moment = { frame: this.#frame, seconds: this.#seconds, nanoseconds: this.#nanoseconds }
    const capture = captureFacts(this.#input, this.#features, end)
    return resultsOf(this.#check.facts(capture, this.loop.fragments, judged), this.#options)
  }

  /** After the last packet. */
  async finish(other: { judged(): Promise<PortableJudged> } | undefined): Promise<Results> {
    this.loop.finish()
    this.#check.finish()
    return this.results(other && takeOver(await other.judged(), this.#check.learning.networks))
  }
}

/** What is known of the capture besides its packets, and explains them: limits, drops, offloads. */
function captureFacts({ capture, live }: Input, features: readonly string[] | undefined, end: Moment): CaptureFacts {
  if (live === undefined) return { live: false, interfaces: capture.interfaces, end }
  const { dropped, droppedByInterface } = live.counters()
  const drops = dropped === undefined ? {} : { drops: dropped + (droppedByInterface ?? 0) }
  const offloads = features === undefined ? {} : { features }
  // They are counted for the whole capture, not for each interface that packets of `any` came from.
  const [first, ...others] = capture.interfaces
  return { live: true, interfaces: [{ ...first!, name: capture.name, ...drops, ...offloads }, ...others], end }
}

/** Looks at what a live capture has shown, now and then, and shows what is new. */
class Watch {
  readonly news: News = new News()
  readonly #pass: Pass
  readonly #show: (found: readonly Finding[], results: Results) => void
  #timer: NodeJS.Timeout
  /** Packets that there were at the last look. */
  #packets = 0

  constructor(pass: Pass, show: (found: readonly Finding[], results: Results) => void) {
    this.#pass = pass
    this.#show = show
    this.#timer = setTimeout(this.#look, LOOK_EVERY)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  readonly #look = (): void => {
    const start = Date.now()
    if (this.#pass.packets > this.#packets || this.news.isWaiting) {
      this.#packets = this.#pass.packets
      const results = this.#pass.results()
      this.#show(this.news.update(results.found, start), results)
    }
    this.#timer = setTimeout(this.#look, Math.max(LOOK_EVERY, REST * (Date.now() - start)))
  }
}

function viewOf(o: CheckOptions): CheckView {
  return {
    language: o.lang,
    palette: wantsColor(o) ? ANSI : PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: Math.min(WIDEST, Math.max(NARROWEST, terminalColumns() || COLUMNS)),
    verbose: o.verbose,
  }
}

function print(text: string): void {
  if (text !== '') writeStdout(Buffer.from(text))
}
