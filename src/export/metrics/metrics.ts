/** What a scraper is told of a live capture: counters since the program began, and what is wrong now. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import type { LiveCounters } from '../../capture/backend.js'
import { type Results, resultsOf } from '../../present/check/results.js'
import { exposition } from './exposition.js'
import type { FamilyName, Sample } from './families.js'
import { countedSamples } from './samples.js'
import { SeriesTable } from './series.js'

/** Milliseconds in which a second scrape is told the same as the one before. */
const SAME_FOR = 1000
/** A look that took long is followed by a rest of so many times that: packets come first. */
const REST = 10

export interface Watched {
  readonly version: string
  /** What the capture is on. */
  readonly interface: string
  /** Addresses of this machine. */
  readonly own: ReadonlySet<string>
  counters(): LiveCounters
  /** What is known so far; asked for when somebody scrapes. */
  facts(): CheckFacts
}

export class Metrics {
  readonly #watched: Watched
  readonly #series: SeriesTable = new SeriesTable()
  /** Findings of tables that are gone, until others have as much to tell. */
  #before: readonly Sample[] = []
  #text = ''
  #until = 0

  constructor(watched: Watched) {
    this.#watched = watched
  }

  /** The tables are about to begin again: `results` are the last of those that there were. */
  restart({ facts, found }: Pick<Results, 'facts' | 'found'>): void {
    this.#series.take(countedSamples(facts, this.#watched.own))
    this.#series.restart()
    this.#before = findingSamples(found)
    this.#until = 0
  }

  text(): string {
    const start = performance.now()
    if (start < this.#until) return this.#text
    this.#text = exposition(this.#samples())
    this.#until = performance.now() + Math.max(SAME_FOR, REST * (performance.now() - start))
    return this.#text
  }

  #samples(): ReadonlyMap<FamilyName, readonly Pick<Sample, 'labels' | 'value'>[]> {
    const { version, interface: name, own } = this.#watched
    const facts = this.#watched.facts()
    this.#series.take(countedSamples(facts, own))
    const { found } = resultsOf(facts, { only: [], ignore: [], limit: 0 })
    const { received, dropped, droppedByInterface } = this.#watched.counters()
    const all = new Map<FamilyName, Pick<Sample, 'labels' | 'value'>[]>()
    const add = ({ family, labels, value }: Sample): void => {
      const known = all.get(family)
      if (known === undefined) all.set(family, [{ labels, value }])
      else known.push({ labels, value })
    }
    for (const family of COUNTED) {
      for (const { labels, total } of this.#series.of(family)) add({ family, labels, value: total })
    }
    if (received !== undefined) add({ family: 'received', labels: [name], value: received })
    if (dropped !== undefined) add({ family: 'dropped', labels: [name], value: dropped + (droppedByInterface ?? 0) })
    for (const sample of larger(this.#before, findingSamples(found))) add(sample)
    add({ family: 'build', labels: [version], value: 1 })
    return all
  }
}

/** Families that are counted in the tables. */
const COUNTED: readonly FamilyName[] = [
  'networkPackets',
  'networkOctets',
  'tunnelPackets',
  'tunnelOctets',
  'arpRequests',
  'arpUnanswered',
  'floodPackets',
  'checksumErrors',
  'macMoves',
  'sequenceMissing',
  'outerFragments',
  'leftOut',
]

/** How many there are of each kind and severity. */
function findingSamples(found: Results['found']): readonly Sample[] {
  const counts = new Map<string, number>()
  for (const { id, severity, others } of found) {
    const key = `${id} ${severity}`
    counts.set(key, (counts.get(key) ?? 0) + (others?.length ?? 1))
  }
  return [...counts].map(([key, value]) => ({ family: 'findings', labels: key.split(' '), value }))
}

/** Of each series the larger number of both. */
function larger(before: readonly Sample[], now: readonly Sample[]): Iterable<Sample> {
  const all = new Map<string, Sample>()
  for (const sample of [...before, ...now]) {
    const key = sample.labels.join(' ')
    if (sample.value > (all.get(key)?.value ?? 0)) all.set(key, sample)
  }
  return all.values()
}
