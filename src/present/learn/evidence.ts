/** The evidence for lines of tables, for the terminal and the page. */
import { Origin } from '../../analysis/learning/facts.js'
import type { Names } from './names.js'
import type { FdbLine, NeighbourLine } from './table-lines.js'

/** Since when a line is there: a frame, or from before the capture. Empty for a line that is not there. */
export function sinceText({ origin, shown, told, toldOthers }: FdbLine, { words }: Names): string {
  if (told !== undefined) return `#${told.frame}`
  if (toldOthers !== undefined) return `#${shown}`
  if (origin === Origin.NotLearned) return ''
  return origin === Origin.Configured ? words.before : `#${shown}`
}

/** Since when a line is there, with remarks. There are none for defaults, and for lines that a packet simply taught. */
export function briefCells(line: FdbLine, names: Names): readonly [since: string, note: string] {
  const isPlain = line.doubt === '' && line.wouldTeach === 0 && line.origin !== Origin.NotLearned
  return [sinceText(line, names), isPlain ? '' : names.entry(line)]
}

/** The evidence for a neighbour, and what became of the entry. */
export function neighbourEvidence({ how, failed, stale, cut }: NeighbourLine, { words }: Names): string {
  const states = [...(stale ? [words.staleState] : []), ...(failed ? [words.failed] : [])]
  const text = [words.sources[how], ...states].join(words.comma)
  return cut === 0 ? text : text + words.clause + words.cutSince(`#${cut}`)
}

/** What refreshed a line last: a frame, or one before the first frame that did not arrive. Empty if not known. */
export function lastText({ last, cut }: Pick<FdbLine, 'last' | 'cut'>, { words }: Names): string {
  if (cut > 0) return words.beforeFrame(`#${cut}`)
  return last === 0 ? '' : `#${last}`
}
