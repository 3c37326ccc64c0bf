/**
 * Series that only grow, whatever they are taken from: the tables may begin again, and a question that is still answered
 * counts as unanswered until then. Bounded: a series that has a place keeps it, and what finds none is counted together,
 * so that no series ever falls because another one has come.
 */
import { FAMILIES, type FamilyName, OTHER, type Sample } from './families.js'

/** Series of a family. */
const MOST = 1000

interface Series {
  readonly labels: readonly string[]
  total: number
  /** What it was when it was last looked at, since the tables began. */
  last: number
}

export class SeriesTable {
  readonly #families: Map<FamilyName, Map<string, Series>> = new Map()
  readonly #most: number

  constructor(most: number = MOST) {
    this.#most = most
  }

  /** Takes what there is now. Those that come first get the places that are left. */
  take(samples: Iterable<Sample>): void {
    const sums = new Map<Series, number>()
    for (const { family, labels, value } of samples) {
      const series = this.#series(family, labels)
      sums.set(series, (sums.get(series) ?? 0) + value)
    }
    for (const [series, value] of sums) {
      series.total += Math.max(0, value - series.last)
      series.last = value
    }
  }

  /** The tables that samples come from begin again. */
  restart(): void {
    for (const family of this.#families.values()) for (const series of family.values()) series.last = 0
  }

  of(family: FamilyName): Iterable<{ readonly labels: readonly string[]; readonly total: number }> {
    return this.#families.get(family)?.values() ?? []
  }

  #series(family: FamilyName, labels: readonly string[]): Series {
    const known = this.#families.get(family) ?? new Map<string, Series>()
    this.#families.set(family, known)
    const found = known.get(labels.join('\n'))
    if (found !== undefined) return found
    const { shared } = FAMILIES[family]
    const isFull = known.size >= this.#most - 1
    const placed = isFull ? labels.map((_, i) => (i >= shared ? OTHER : '')) : labels
    const key = placed.join('\n')
    const series = known.get(key) ?? { labels: placed, total: 0, last: 0 }
    known.set(key, series)
    return series
  }
}
