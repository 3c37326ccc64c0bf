/** A comparison as data: one JSON object, and a table of comma-separated values. */
import type { Change } from '../../analysis/compare/changes.js'
import { type Comparison, type Direction, momentOf, type Some } from '../../analysis/compare/comparison.js'
import type { Forms } from '../../analysis/compare/forms.js'
import { FEATURES, type LossRow, type Shared } from '../../analysis/compare/losses.js'
import { verdictOf } from '../../analysis/compare/verdict.js'
import { Known } from '../../analysis/compare/ways.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import { csvLine } from '../csv.js'
import { epochText } from '../timestamp-text.js'
import type { PlaceName } from './text.js'
import { CompareValues } from './values.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 1

const KNOWN: Readonly<Record<Known, string | null>> = {
  [Known.Not]: null,
  [Known.Both]: 'both-ways',
  [Known.OneWay]: 'one-way',
  [Known.Given]: 'given',
}

type Names = readonly [PlaceName, PlaceName]

/** One line. Times are seconds since 1970, delays nanoseconds; what there is none of is null. */
export function comparisonJson(comparison: Comparison, names: Names, forms: Forms): string {
  const values = new CompareValues(forms, 'en')
  const { places, clocks, directions, elsewhere, compared } = comparison
  const { known, offset, uncertainty, drift, pairs, isByClocks, isByOrder } = clocks
  const time = (at: Timestamp | undefined): string | null => (at === undefined ? null : epochText(at))
  const { kind } = verdictOf(comparison)
  return `${JSON.stringify({
    schema: SCHEMA,
    verdict: kind,
    captures: places.map(({ first, last, epoch: _, ...counts }, i) => ({
      name: names[i]!.name,
      ...counts,
      captureDrops: names[i]!.drops,
      first: time(first),
      last: time(last),
    })),
    clocks: {
      known: KNOWN[known],
      offset: known === Known.Not ? null : Math.round(offset),
      uncertainty: known === Known.Both ? Math.round(uncertainty) : null,
      drift: drift === 0 ? null : drift,
      pairs,
      way: isByOrder ? 'order' : isByClocks ? 'clocks' : 'packets',
    },
    compared,
    elsewhere,
    directions: directions.map((direction) => directionJson(direction, comparison, names, values)),
  })}\n`
}

function directionJson(direction: Direction, { places }: Comparison, names: Names, values: CompareValues): object {
  const { from, to, sent, arrived, lost, outside, missed, delays, reordered, losses, changes } = direction
  const loss = (by: (typeof FEATURES)[number]) => (row: LossRow) => ({ ...row, value: values.of(by, row.value) })
  return {
    from: names[from]!.name,
    to: names[to]!.name,
    sent,
    arrived,
    lost,
    outside: some(outside),
    missed: some(missed),
    reordered: some(reordered),
    delays: delays ?? null,
    shared: losses.shared === undefined ? null : sharedJson(losses.shared, values, (at) => momentOf(places[from]!, at)),
    losses: Object.fromEntries(FEATURES.map((by) => [by, losses.by[by].map(loss(by))])),
    lostOverTime: losses.lostOverTime,
    changes: changes.map((change) => changeJson(change, values)),
  }
}

function some({ packets, frames }: Some): Some {
  return { packets, frames }
}

function sharedJson(shared: Shared, values: CompareValues, moment: (at: number) => Timestamp): object {
  switch (shared.by) {
    case 'length':
      return shared
    case 'time':
      return { ...shared, from: epochText(moment(shared.from)), to: epochText(moment(shared.to)) }
    default:
      return { ...shared, value: values.of(shared.by, shared.value) }
  }
}

function changeJson(change: Change, values: CompareValues): object {
  const { kind, layer, packets, frames } = change
  return { kind, layer, what: values.change(change), packets, frames }
}

const TITLES = [
  'from',
  'to',
  'what',
  'value',
  'sent',
  'arrived',
  'lost',
  'first_frame',
  'min_ns',
  'median_ns',
  'p99_ns',
]

/** Under a line of titles: all packets of each way, then those that were lost by what they are, then what was changed. */
export function* comparisonCsv(comparison: Comparison, names: Names, forms: Forms): Generator<string> {
  const values = new CompareValues(forms, 'en')
  yield csvLine(TITLES)
  for (const direction of comparison.directions) {
    const { from, to, sent, arrived, lost, delays, losses, changes } = direction
    const way = [names[from]!.name, names[to]!.name]
    const times = delays === undefined ? [] : [delays.least, delays.median, delays.most99].map(Math.round)
    yield csvLine([...way, 'all', '', sent, arrived, lost.packets, lost.frames[0], ...times])
    for (const by of FEATURES) {
      for (const row of losses.by[by]) {
        const value = values.of(by, row.value)
        yield csvLine([...way, by, value, row.sent, row.sent - row.lost, row.lost, row.frames[0]])
      }
    }
    for (const change of changes) {
      yield csvLine([...way, 'change', values.change(change), '', change.packets, '', change.frames[0]?.[0]])
    }
  }
}
