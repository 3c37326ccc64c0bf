/** The packets of two places beside each other, in the order of the first one's clock. */
import { NO_ROW } from '../tables/row-index.js'
import type { Timestamp } from '../timestamps.js'
import { type ChangeOf, changesBetween } from './changes.js'
import { type Comparer, Fate } from './comparison.js'
import type { Forms } from './forms.js'
import { ALONE, type Sightings } from './sightings.js'
import { BACK, UNKNOWN, type Way } from './ways.js'
import type { Which } from './which.js'

/** A packet, at one place or at both. */
export interface Beside {
  /** Its frame at each place; 0 where it was not seen. */
  readonly frames: readonly [number, number]
  /** By the clock of the place where it was seen; of both by the first one's. */
  readonly at: Timestamp
  readonly fate: Fate
  readonly way: Way
  /** What it took, nanoseconds; undefined where it was not seen twice. */
  readonly delay: number | undefined
  readonly changes: readonly ChangeOf[]
}

/** The first `limit` of them, and how many more there are. */
export function sideBySide(
  a: Sightings,
  b: Sightings,
  comparer: Comparer,
  forms: Forms,
  which: Which,
  limit: number,
): { readonly packets: readonly Beside[]; readonly more: number } {
  const packets: Beside[] = []
  let more = 0
  for (const [place, row] of inOrder(a, b, comparer)) {
    const [fate, way] = comparer.fate(place, row)
    if (fate === Fate.Copy) continue
    const [rowA, rowB] = place === 0 ? [row, a.partner(row)] : [ALONE, row]
    const [before, after] = way === BACK ? [formOf(b, rowB), formOf(a, rowA)] : [formOf(a, rowA), formOf(b, rowB)]
    const isChanged = before !== NO_ROW && after !== NO_ROW && before !== after
    if (!isWanted(which, fate, isChanged)) continue
    if (packets.length >= limit) {
      more++
      continue
    }
    const side = place === 0 ? a : b
    const isPair = rowA !== ALONE && rowB !== ALONE
    packets.push({
      frames: [rowA === ALONE ? 0 : a.frame(rowA), rowB === ALONE ? 0 : b.frame(rowB)],
      at: side.timestamp(side.frame(row), side.time(row)),
      fate,
      way,
      delay: isPair && way !== UNKNOWN ? comparer.ways.delay(rowA, way) : undefined,
      changes: isChanged ? changesBetween(forms, before, after) : [],
    })
  }
  return { packets, more }
}

function isWanted(which: Which, fate: Fate, isChanged: boolean): boolean {
  switch (which) {
    case 'all':
      return true
    case 'pairs':
      return fate === Fate.Pair
    case 'changed':
      return isChanged
    case 'lost':
      return fate === Fate.Lost
    case 'alone':
      return fate !== Fate.Pair
  }
}

function formOf(side: Sightings, row: number): number {
  return row === ALONE ? NO_ROW : side.form(row)
}

/** The rows of the first place, and between them those that only the second one has. */
function* inOrder(a: Sightings, b: Sightings, { ways }: Comparer): Generator<readonly [place: 0 | 1, row: number]> {
  let other = 0
  const alone = (): boolean => {
    while (other < b.count && b.partner(other) !== ALONE) other++
    return other < b.count
  }
  for (let row = 0; row < a.count; row++) {
    const time = a.time(row) + ways.offsetAt(a.time(row))
    while (alone() && b.time(other) < time) yield [1, other++]
    yield [0, row]
  }
  while (alone()) yield [1, other++]
}
