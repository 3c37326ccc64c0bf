/**
 * Finds packets whose addresses or ports were translated on the way: what no partner was found for has the same
 * identification, sequence numbers and data as one at the other place. Two conversations are taken for the same only if
 * each has such packets of the other alone.
 */
import { NO_ROW } from '../tables/row-index.js'
import type { Forms } from './forms.js'
import { ALONE, type Sightings } from './sightings.js'
import type { Ways } from './ways.js'

/** Rows that are tried. */
const LIMIT = 1 << 20
/** With both addresses translated, fewer packets prove nothing. */
const FEWEST = 3

/** Pairs them; how many there are. */
export function translate(a: Sightings, b: Sightings, forms: Forms, ways: Ways): number {
  let pairs = 0
  const found = candidates(a, b, forms, ways)
  const ofA = partners(
    found,
    ([x]) => a.flow(x),
    ([, y]) => b.flow(y),
  )
  const ofB = partners(
    found,
    ([, y]) => b.flow(y),
    ([x]) => a.flow(x),
  )
  const counts = new Map<number, number>()
  for (const [x] of found) counts.set(a.flow(x), (counts.get(a.flow(x)) ?? 0) + 1)
  for (const [x, y] of found) {
    const [flow, translated] = [a.flow(x), b.flow(y)]
    if (ofA.get(flow) !== translated || ofB.get(translated) !== flow) continue
    if (!forms.sharesAddress(flow, translated) && counts.get(flow)! < FEWEST) continue
    a.setPartner(x, y)
    b.setPartner(y, x)
    pairs++
  }
  return pairs
}

type Candidate = readonly [rowA: number, rowB: number]

/** Rows without partners that are alike but for addresses and ports, and alike with no others. */
function candidates(a: Sightings, b: Sightings, forms: Forms, ways: Ways): readonly Candidate[] {
  const ofA = byLowHalf(a, forms)
  const ofB = byLowHalf(b, forms)
  const found: Candidate[] = []
  for (const [low, x] of ofA) {
    const y = ofB.get(low)
    if (x === SEVERAL || y === undefined || y === SEVERAL) continue
    const elapsed = b.time(y) - a.time(x)
    const isInTime = elapsed >= ways.least(x) && elapsed <= ways.latest(x)
    if (isInTime && !forms.isSameConversation(a.flow(x), b.flow(y))) found.push([x, y])
  }
  return found
}

const SEVERAL = -1

function byLowHalf(side: Sightings, forms: Forms): ReadonlyMap<number, number> {
  const rows = new Map<number, number>()
  for (let row = 0; row < side.count && rows.size < LIMIT; row++) {
    if (side.partner(row) !== ALONE || side.isCopy(row) || !forms.isTelling(side.flow(row))) continue
    const low = side.low(row)
    rows.set(low, rows.has(low) ? SEVERAL : row)
  }
  return rows
}

/** The one flow that a flow's packets became; `NO_ROW` where there are several. */
function partners(
  found: readonly Candidate[],
  from: (candidate: Candidate) => number,
  to: (candidate: Candidate) => number,
): ReadonlyMap<number, number> {
  const known = new Map<number, number>()
  for (const candidate of found) {
    const flow = from(candidate)
    const other = to(candidate)
    known.set(flow, (known.get(flow) ?? other) === other ? other : NO_ROW)
  }
  return known
}
