/** What lines of tables rest on, for the terminal and for the page. */
import { Origin } from '../../analysis/learning/facts.js'
import type { Names } from './names.js'
import type { FdbLine, NeighbourLine } from './table-lines.js'

/** Since when a line is there: a frame, or before them all; nothing for one that is not. */
export function sinceText({ origin, shown }: FdbLine, { words }: Names): string {
  if (origin === Origin.NotLearned) return ''
  return origin === Origin.Configured ? words.before : `#${shown}`
}

/** Since when a line is there, and what must be said besides; nothing of what a packet simply taught, and of defaults. */
export function briefCells(line: FdbLine, names: Names): readonly [since: string, note: string] {
  const isPlain = line.doubt === '' && line.wouldTeach === 0 && line.origin !== Origin.NotLearned
  return [sinceText(line, names), isPlain ? '' : names.entry(line)]
}

/** What a neighbour rests on, and what became of it. */
export function neighbourEvidence({ how, failed, stale, cut }: NeighbourLine, { words }: Names): string {
  const states = [...(stale ? [words.staleState] : []), ...(failed ? [words.failed] : [])]
  const text = [words.sources[how], ...states].join(words.comma)
  return cut === 0 ? text : text + words.clause + words.cutSince(`#${cut}`)
}

/** What refreshed a line last: a frame, or some frame before the one that did not arrive any more; nothing if not known. */
export function lastText({ last, cut }: Pick<FdbLine, 'last' | 'cut'>, { words }: Names): string {
  if (cut > 0) return words.beforeFrame(`#${cut}`)
  return last === 0 ? '' : `#${last}`
}
