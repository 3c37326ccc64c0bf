/** `vxsniff learn`: from files or interfaces to the story of who learned what. */
import type { Facts } from '../analysis/learning/facts.js'
import { Learning } from '../analysis/learning/learning.js'
import { tablesAt, tablesBetween } from '../present/learn/at.js'
import { learnJson } from '../present/learn/json.js'
import { LiveSteps } from '../present/learn/live.js'
import { mermaid } from '../present/learn/mermaid.js'
import { Names } from '../present/learn/names.js'
import type { When } from '../present/learn/snapshot.js'
import { story } from '../present/learn/story.js'
import type { LearnView } from '../present/learn/view.js'
import { parseWhen } from '../present/learn/when.js'
import type { Writer } from '../present/writer.js'
import { expectGarbageAtTheEnd } from './engine.js'
import { Exit, UsageError } from './errors.js'
import { becomeUser, type Input, openInput } from './input.js'
import type { LearnOptions } from './learn-options.js'
import { learnView } from './learn-view.js'
import { writeStdout } from './output.js'
import { PacketLoop } from './packet-loop.js'
import { budgetFrom, tablesFrom } from './shared-options.js'
import { utcOffset } from './utc-offset.js'

/** Milliseconds between two looks at what a live capture has shown so far. */
const LOOK_EVERY = 250
/** How many times as long as a look took nobody looks again: packets come first. */
const REST = 10

/** Prints what was learned; the exit code. Throws a `CaptureError` after all that a damaged capture shows was printed. */
export async function learn(words: readonly string[], o: LearnOptions): Promise<number> {
  // The words behind the two moments are files: commander takes them all.
  const [from, to, ...others] = o.diff ?? []
  if (from !== undefined && to === undefined) throw new UsageError('--diff takes two moments, for example --diff 1 4')
  const forms = { json: o.json, mermaid: o.mermaid, step: o.step, at: o.at !== undefined, diff: from !== undefined }
  const given = Object.entries(forms).flatMap(([name, is]) => (is ? [`--${name}`] : []))
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} are different forms of output; choose one`)
  expectGarbageAtTheEnd()
  const input = await openInput([...others, ...words], o)
  try {
    if (input.live !== undefined && o.relinquishPrivileges !== undefined) await becomeUser(o.relinquishPrivileges)
    await new Lesson(input, o).run(show(o, from, to))
    return Exit.Fine
  } finally {
    input.capture.close()
  }
}

/** What is printed of the facts when all packets are read; called once. */
type Show = (facts: Facts, view: LearnView) => Promise<void>

function show(o: LearnOptions, from: string | undefined, to: string | undefined): Show {
  return async (facts, view) => {
    if (o.step) {
      const { runStepper } = await import('./learn-step.js')
      return runStepper(facts, view)
    }
    if (o.json) return printAll(learnJson(facts))
    const names = new Names(facts, view)
    if (o.mermaid) return print(mermaid(names))
    if (o.at !== undefined) return print(tablesAt(momentOf(o.at, names), names))
    if (from !== undefined && to !== undefined) {
      return print(tablesBetween(momentOf(from, names), momentOf(to, names), names))
    }
    return printAll(story(names), '\n')
  }
}

/** A moment that the user has named. */
function momentOf(text: string, { facts }: Names): When {
  const when = parseWhen(text, facts, utcOffset)
  if (when !== undefined) return when
  throw new UsageError(
    `"${text}" is no moment; give a frame (#4), a time (10:31:34.56), or seconds since the first (+5.2)`,
  )
}

/** One pass over a capture. */
class Lesson {
  readonly #view: LearnView
  readonly #learning: Learning
  readonly #loop: PacketLoop
  readonly #live: LiveSteps | undefined
  /** When a live capture is looked at next, and how many steps it had the last time. */
  #nextLook = 0
  #seen = 0

  constructor(input: Input, o: LearnOptions) {
    this.#view = learnView(o, o.all)
    this.#learning = new Learning(o.ageing, undefined, budgetFrom(o))
    if (input.capture.interfaces.length > 1) this.#learning.copies.start()
    const tellsAsItGoes = input.live !== undefined && !o.json && !o.mermaid && !o.step && !o.at && !o.diff
    this.#live = tellsAsItGoes ? new LiveSteps(this.#view) : undefined
    this.#loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        packet: (p, stack) => {
          this.#learning.observe(p, stack)
        },
        batch: (w) => this.#look(w),
      },
    )
  }

  async run(shown: Show): Promise<void> {
    try {
      await this.#loop.run()
    } finally {
      this.#loop.finish()
      this.#learning.finish()
      const facts = this.#learning.facts()
      if (this.#live !== undefined) print(`${this.#live.update(facts, true)}\n`)
      await shown(facts, this.#view)
    }
  }

  /** Tells what has happened since the last look. */
  #look(w: Writer): void {
    const { steps } = this.#learning
    const now = Date.now()
    if (this.#live === undefined || steps === this.#seen || now < this.#nextLook) return
    w.text(this.#live.update(this.#learning.facts()))
    this.#seen = steps
    this.#nextLook = now + Math.max(LOOK_EVERY, REST * (Date.now() - now))
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
