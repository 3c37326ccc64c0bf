/** Compares captures that are in memory, as the command does with files. */
import { Comparer, type Comparison, type Direction } from '../../src/analysis/compare/comparison.js'
import { Forms } from '../../src/analysis/compare/forms.js'
import { COMPARED, Invariant } from '../../src/analysis/compare/invariant.js'
import { Sightings } from '../../src/analysis/compare/sightings.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import type { CompareView } from '../../src/present/compare/text.js'
import { comparisonText } from '../../src/present/compare/text.js'
import { CompareValues } from '../../src/present/compare/values.js'
import { PLAIN } from '../../src/present/palette.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { type TimedFrame, takeUp } from './records.js'

export interface Compared {
  readonly comparison: Comparison
  readonly comparer: Comparer
  readonly forms: Forms
  readonly places: readonly [Sightings, Sightings]
}

/** `clockOffset` in nanoseconds. */
export function compareFrames(a: readonly TimedFrame[], b: readonly TimedFrame[], clockOffset?: number): Compared {
  const budget = new Budget(1e9)
  const forms = new Forms(budget)
  const inside = new Invariant(forms.addresses)
  const read = (compared: number) =>
    [a, b].map((frames) => sightingsOf(frames, new Sightings(forms, inside, budget, compared))) as [
      Sightings,
      Sightings,
    ]
  let places = read(COMPARED)
  const reach = Math.min(...places.map((place) => place.reach))
  if (reach < COMPARED) places = read(reach)
  const comparer = new Comparer(...places, forms, clockOffset)
  return { comparison: comparer.compare(), comparer, forms, places }
}

function sightingsOf(frames: readonly TimedFrame[], sightings: Sightings): Sightings {
  const p = new Packet()
  const stack = new TunnelStack()
  const reassembler = new Reassembler()
  for (const [i, frame] of frames.entries()) {
    takeUp(p, frame, i + 1)
    decode(p)
    if (p.fragment !== -1) reassembler.offer(p)
    stack.fill(p)
    sightings.observe(p, stack)
  }
  return sightings
}

const VIEW: CompareView = {
  language: 'en',
  palette: PLAIN,
  unicode: true,
  columns: 0,
  utcOffset: () => 0,
  limit: 5,
}

/** The whole text; the captures are called A and B. */
export function textOf({ comparison, forms }: Compared, view: CompareView = VIEW): string {
  return comparisonText(
    comparison,
    [
      { name: 'A', drops: 0 },
      { name: 'B', drops: 0 },
    ],
    forms,
    view,
  )
}

/** The first line of it. */
export function verdict(compared: Compared): string {
  return textOf(compared, { ...VIEW, columns: 1000 }).split('\n')[0]!
}

/** What was changed on a way, each with its count. */
export function changesOf({ forms }: Compared, { changes }: Direction): Readonly<Record<string, number>> {
  const values = new CompareValues(forms, 'en')
  return Object.fromEntries(changes.map((change) => [values.change(change), change.packets]))
}
