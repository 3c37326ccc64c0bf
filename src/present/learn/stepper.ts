/**
 * Learning step by step: the screen at a step, and what a key does. The steps of all sequences come in the order of
 * packets, so that the tables grow as they did.
 */
import type { Sequence, Step } from '../../analysis/learning/facts.js'
import { changesBetween } from './diff.js'
import { Ladder } from './ladder.js'
import type { Names } from './names.js'
import { stepSentence } from './step-sentences.js'
import { stepSnapshot } from './step-snapshot.js'
import { fittedTables, type MarkedTable, markedTables } from './step-tables.js'
import { heading } from './story.js'
import { hanging, wrap } from './text.js'
import { usableColumns } from './view.js'

/** A step, and where it is in the story. */
export interface Stop {
  readonly sequence: number
  readonly step: Step
  /** The frame that it belongs to. */
  readonly frame: number
}

export const Key = {
  Next: 'next',
  Previous: 'previous',
  First: 'first',
  Last: 'last',
  Quit: 'quit',
} as const
export type Key = (typeof Key)[keyof typeof Key]

/** What terminals send for keys; ECMA-48 and xterm's and the console's own. */
const KEYS: Readonly<Record<string, Key>> = {
  n: Key.Next,
  ' ': Key.Next,
  '\r': Key.Next,
  '\x1b[C': Key.Next,
  '\x1bOC': Key.Next,
  '\x1b[B': Key.Next,
  '\x1bOB': Key.Next,
  p: Key.Previous,
  '\x7f': Key.Previous,
  '\x1b[D': Key.Previous,
  '\x1bOD': Key.Previous,
  '\x1b[A': Key.Previous,
  '\x1bOA': Key.Previous,
  '\x1b[H': Key.First,
  '\x1bOH': Key.First,
  '\x1b[1~': Key.First,
  '\x1b[7~': Key.First,
  '\x1b[F': Key.Last,
  '\x1bOF': Key.Last,
  '\x1b[4~': Key.Last,
  '\x1b[8~': Key.Last,
  q: Key.Quit,
  '\x03': Key.Quit,
  '\x04': Key.Quit,
}
/** A control sequence, or one character. */
const KEY = /\p{Cc}(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu

/** The keys in what came from a terminal; others are passed over. */
export function keysIn(input: string): readonly Key[] {
  return [...input.matchAll(KEY)].map(([key]) => KEYS[key]).filter((key) => key !== undefined)
}

/** Where a key leads from stop `at` of `count`; undefined where it ends. */
export function afterKey(at: number, key: Key, count: number): number | undefined {
  switch (key) {
    case Key.Next:
      return Math.min(at + 1, count - 1)
    case Key.Previous:
      return Math.max(at - 1, 0)
    case Key.First:
      return 0
    case Key.Last:
      return Math.max(0, count - 1)
    case Key.Quit:
      return undefined
  }
}

/** All steps in the order in which they happened. */
export function stopsOf(sequences: readonly Sequence[]): readonly Stop[] {
  const stops = sequences.flatMap((sequence, index) => {
    // A missing packet is shown by an earlier frame, but its step comes last.
    let frame = 0
    return sequence.steps.map((step): Stop => {
      frame = Math.max(frame, step.at.frame)
      return { sequence: index, step, frame }
    })
  })
  return stops.sort((x, y) => x.frame - y.frame || x.sequence - y.sequence || x.step.number - y.step.number)
}

export class Stepper {
  readonly stops: readonly Stop[]
  readonly #names: Names

  constructor(names: Names) {
    this.#names = names
    this.stops = stopsOf(names.facts.sequences)
  }

  /** The screen at a stop, line by line; at most `rows` lines. */
  screen(at: number, rows: number = Number.POSITIVE_INFINITY): readonly string[] {
    const { words, view } = this.#names
    const stop = this.stops[at]
    if (stop === undefined) return [words.noSteps]
    const { step } = stop
    const sequence = this.#sequence(stop)
    const { dim, inner, reset } = view.palette
    const columns = usableColumns(view)
    const timestamp = `${dim}#${step.at.frame}  ${this.#names.clock(step.at)}${reset}`
    const above = [
      `${inner}${words.position(at + 1, this.stops.length)}${reset}  ${timestamp}`,
      ...heading(sequence, stop.sequence + 1, this.#names),
    ]
    const ladder = this.#ladder(sequence, step)
    const said = hanging(`  ${inner}${step.number}${reset}  `, stepSentence(step, sequence, this.#names), columns)
    const keys = wrap(words.keys, columns).map((line) => `${dim}${line}${reset}`)
    const tables = this.#tables(at)
    // Three empty lines separate the parts. The tables get what the ladder leaves, and at least half of the room.
    const room = Math.max(2, rows - above.length - ladder.head.length - said.length - keys.length - 3)
    const shownTables = fittedTables(tables, Math.max(room - ladder.lines.length, room >> 1), this.#names)
    const shownLadder = this.#lastLines(ladder.lines, room - shownTables.length)
    return [...above, ...ladder.head, ...shownLadder, '', ...said, '', ...shownTables, '', ...keys].slice(0, rows)
  }

  #sequence({ sequence }: Stop): Sequence {
    return this.#names.facts.sequences[sequence]!
  }

  /** The ladder up to a step; earlier steps are dimmed. */
  #ladder(sequence: Sequence, step: Step): { readonly head: readonly string[]; readonly lines: readonly string[] } {
    const { palette } = this.#names.view
    const ladder = new Ladder(sequence, this.#names, step.number)
    return {
      head: ladder.head().map((line) => line.text(palette)),
      lines: ladder.rows.flatMap(({ lines }, i) =>
        lines.map((line) => line.text(palette, i === ladder.rows.length - 1 ? 'inner' : 'dim')),
      ),
    }
  }

  #lastLines(lines: readonly string[], count: number): readonly string[] {
    if (lines.length <= count) return lines
    const { dim, reset } = this.#names.view.palette
    const shown = lines.slice(lines.length - Math.max(1, count - 1))
    return [`${dim}${this.#names.words.above(lines.length - shown.length)}${reset}`, ...shown]
  }

  #tables(at: number): readonly MarkedTable[] {
    const stop = this.stops[at]!
    const sequence = this.#sequence(stop)
    const { before, after } = stepSnapshot(sequence, sequence.steps.indexOf(stop.step), this.#names)
    return markedTables(after, changesBetween(before, after), this.#names)
  }
}
