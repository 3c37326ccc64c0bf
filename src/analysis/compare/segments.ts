/**
 * TCP's data in other segments than at the other place: a network card cuts what its machine sends, and joins what it receives,
 * between where the machine captures and the cable. Rows without partners whose octets are all in rows of the same
 * conversation at the other place were not lost.
 */
import type { Forms } from './forms.js'
import { ALONE, type Sightings } from './sightings.js'

/** Rows that are looked at on each side. */
const LIMIT = 1 << 20

interface Span {
  readonly row: number
  /** From the sequence number of the conversation's first row on. */
  readonly from: number
  readonly to: number
}

export class Segments {
  readonly #found: readonly [Set<number>, Set<number>] = [new Set(), new Set()]

  constructor(a: Sightings, b: Sightings, forms: Forms) {
    const ofA = byConversation(a, forms)
    const ofB = byConversation(b, forms)
    for (const [conversation, rowsA] of ofA) {
      const rowsB = ofB.get(conversation)
      if (rowsB === undefined) continue
      const base = a.sequence(rowsA[0]!)
      const spansA = spansOf(a, rowsA, base)
      const spansB = spansOf(b, rowsB, base)
      for (const row of within(spansA, joined(spansB))) this.#found[0].add(row)
      for (const row of within(spansB, joined(spansA))) this.#found[1].add(row)
    }
  }

  /** Whether the octets of a row without partner are at the other place, in other segments. */
  isFound(place: 0 | 1, row: number): boolean {
    return this.#found[place].has(row)
  }
}

function byConversation(side: Sightings, forms: Forms): ReadonlyMap<string, number[]> {
  const rows = new Map<string, number[]>()
  let looked = 0
  for (let row = 0; row < side.count && looked < LIMIT; row++) {
    if (side.partner(row) !== ALONE || side.isCopy(row) || side.dataLength(row) === 0) continue
    looked++
    const key = forms.conversation(side.flow(row))
    const known = rows.get(key)
    if (known === undefined) rows.set(key, [row])
    else known.push(row)
  }
  return rows
}

/** Ascending. */
function spansOf(side: Sightings, rows: readonly number[], base: number): readonly Span[] {
  return rows
    .map((row) => {
      const from = (side.sequence(row) - base) | 0
      return { row, from, to: from + side.dataLength(row) }
    })
    .sort((x, y) => x.from - y.from)
}

/** Spans that touch are one. */
function joined(spans: readonly Span[]): readonly (readonly [from: number, to: number])[] {
  const all: [number, number][] = []
  for (const { from, to } of spans) {
    const last = all.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else all.push([from, to])
  }
  return all
}

/** The rows whose span lies in one of `all`. */
function within(spans: readonly Span[], all: readonly (readonly [number, number])[]): readonly number[] {
  let n = 0
  return spans
    .filter(({ from, to }) => {
      while (n + 1 < all.length && all[n + 1]![0] <= from) n++
      return all[n]![0] <= from && to <= all[n]![1]
    })
    .map(({ row }) => row)
}
