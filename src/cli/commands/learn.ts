/** `vxsniff learn`: from files or interfaces to the story of who learned what. */

import type { Facts } from '../../analysis/learning/facts.js'
import { Learning } from '../../analysis/learning/learning.js'
import { type Timestamp, timestampOf as timestampOfPacket } from '../../analysis/timestamps.js'
import type { TunnelHint } from '../../analysis/totals/census.js'
import { learnJson } from '../../present/learn/json.js'
import { LiveSteps } from '../../present/learn/live.js'
import { mermaid } from '../../present/learn/mermaid.js'
import { Names } from '../../present/learn/names.js'
import { story } from '../../present/learn/story.js'
import type { When } from '../../present/learn/table-lines.js'
import { tablesAt, tablesBetween } from '../../present/learn/tables-at.js'
import { frameNamed, parseWhen, spanOf } from '../../present/learn/timestamp-argument.js'
import type { LearnView } from '../../present/learn/view.js'
import { partLine } from '../../present/part.js'
import type { Part } from '../../words/screens/filter.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { type Input, openInput } from '../input.js'
import { writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import { Watch } from '../watch.js'
import type { LearnOptions } from './learn-options.js'
import { learnView } from './learn-view.js'

/** Milliseconds between two looks at what a live capture has shown so far. */
const LOOK_EVERY = 100

/** Prints what was learned; the exit code. Throws a `CaptureError` after all that a damaged capture shows was printed. */
export async function learn(words: readonly string[], o: LearnOptions): Promise<number> {
  // Commander takes all words after `--diff` for its values; those after the two moments are files.
  const [from, to, ...others] = o.diff ?? []
  if (from !== undefined && to === undefined) throw new UsageError('--diff takes two moments, for example --diff 1 4')
  const forms = { json: o.json, mermaid: o.mermaid, step: o.step, at: o.at !== undefined, diff: from !== undefined }
  const given = Object.entries(forms).flatMap(([name, is]) => (is ? [`--${name}`] : []))
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} are different forms of output; choose one`)
  const shown = await show(o, from, to)
  expectGarbageAtTheEnd()
  const input = await openInput([...others, ...words], o)
  try {
    const lesson = new Lesson(input, o, [o.at, from, to])
    await lesson.run(shown(lesson.times))
    return Exit.Fine
  } finally {
    input.capture.close()
  }
}

/** Makes the text to print from the facts, once all packets are read. */
type Show = (facts: Facts, view: LearnView, hints: readonly TunnelHint[], part: Part | undefined) => Promise<void>

async function show(
  o: LearnOptions,
  from: string | undefined,
  to: string | undefined,
): Promise<(times: FrameTimes) => Show> {
  if (o.step) {
    const { runStepper } = await import('./learn-step.js')
    return () => runStepper
  }
  return (times) => async (facts, view, hints, part) => {
    if (o.json) return printAll(learnJson(facts, hints, part))
    const names = new Names(facts, view)
    if (o.mermaid) return print(mermaid(names))
    if (o.at !== undefined) return print(tablesAt(timestampOf(o.at, names, times), names))
    if (from !== undefined && to !== undefined) {
      return print(tablesBetween(timestampOf(from, names, times), timestampOf(to, names, times), names))
    }
    return printAll(story(names), '\n')
  }
}

/** When frames came that the user has named. */
type FrameTimes = ReadonlyMap<number, Timestamp | undefined>

/** A moment that the user has named. */
function timestampOf(text: string, { facts }: Names, times: FrameTimes): When {
  const when = parseWhen(text, spanOf(facts), localTime())
  // With the frame's time, entries have the age that they had then.
  if (when?.frame !== undefined) return times.get(when.frame) ?? when
  if (when !== undefined) return when
  throw new UsageError(
    `"${text}" is no moment; give a frame (#4), a time (10:31:34.56), or seconds since the first (+5.2)`,
  )
}

/** One pass over a capture. */
class Lesson {
  readonly #view: LearnView
  /** Whether the output is text, which begins by saying what part of the capture was read. */
  readonly #tellsPart: boolean
  readonly #learning: Learning
  readonly #loop: PacketLoop
  readonly #live: LiveSteps | undefined
  readonly times: Map<number, Timestamp | undefined>
  readonly #watch: Watch | undefined
  /** Steps that there were at the last look; the first one comes before there are any. */
  #seen = -1

  /** `named` are moments that the user has named. */
  constructor(input: Input, o: LearnOptions, named: readonly (string | undefined)[]) {
    const frames = named.map((text) => (text === undefined ? undefined : frameNamed(text)))
    this.times = new Map(frames.filter((frame) => frame !== undefined).map((frame) => [frame, undefined]))
    this.#view = learnView(o, o.all)
    this.#tellsPart = !o.json && !o.mermaid && !o.step
    this.#learning = new Learning(o.ageing, undefined, budgetFrom(o))
    const tellsAsItGoes = input.live !== undefined && !o.json && !o.mermaid && !o.step && !o.at && !o.diff
    this.#live = tellsAsItGoes ? new LiveSteps(this.#view) : undefined
    this.#watch = tellsAsItGoes ? new Watch(() => this.#look(), LOOK_EVERY) : undefined
    this.#loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        tellsPart: this.#tellsPart,
        copies: this.#learning.copies,
        packet: (p, stack) => {
          this.#learning.observe(p, stack)
          if (this.times.size > 0 && this.times.has(p.number)) this.times.set(p.number, timestampOfPacket(p))
        },
        // A look at nothing, so that the code for it is ready when there is something.
        begin: () => this.#watch?.packets(),
        batch: () => this.#watch?.packets(),
      },
    )
  }

  async run(shown: Show): Promise<void> {
    try {
      await this.#loop.run()
    } finally {
      this.#watch?.stop()
      this.#loop.finish()
      this.#learning.finish()
      const facts = this.#learning.facts()
      if (this.#live !== undefined) print(`${this.#live.update(facts, true)}\n`)
      const { part } = this.#loop
      if (part !== undefined && this.#tellsPart) print(`${partLine(part, this.#view.language)}\n\n`)
      await shown(facts, this.#view, this.#loop.hints, part)
    }
  }

  /** Tells what has happened since the last look. Without packets nothing does. */
  #look(): number {
    const { steps } = this.#learning
    if (this.#live !== undefined && steps !== this.#seen) {
      print(this.#live.update(this.#learning.facts()))
      this.#seen = steps
    }
    return Number.POSITIVE_INFINITY
  }
}

function print(text: string): void {
  writeStdout(Buffer.from(text))
}

function printAll(parts: Iterable<string>, between = ''): void {
  let separator = ''
  for (const part of parts) {
    print(separator + part)
    separator = between
  }
}
