/**
 * Which rows of two places are of the same packet. Rows with the same hash are a group. A group with one packet on each side
 * is a pair, whatever the clocks say; of the others, retransmissions and what is sent again and again, the order and the time
 * say which belong together, once the clocks are known.
 *
 * The same packet between other outer addresses may be one that was translated on the way, or one of two that a tunnel's end
 * has sent to two others. Only who is answered through both was translated: two ends do not send the same answer.
 *
 * A capture of several interfaces has a packet several times, plain and in its tunnel or with another TTL: such rows are copies
 * and count once.
 */
import { BLIND_WINDOW, COPY_WINDOW } from '../capture-points/copies.js'
import { groupBy } from '../tables/group-by.js'
import { NO_ROW } from '../tables/row-index.js'
import type { Forms } from './forms.js'
import { ALONE, type Sightings } from './sightings.js'

/** Larger groups are not searched for copies: they are what is sent again and again. */
const MOST_COPIES = 16

/** What the clocks of both places differ by, at most and at least, for a packet of this flow at this time of the first place. */
export interface Expected {
  readonly least: (row: number) => number
  readonly most: (row: number) => number
}

export class Groups {
  /** Pairs that were translated on the way, or are two packets of one end. */
  readonly #doubtful: (readonly [a: number, b: number])[] = []
  /** Outer addresses at one place and at the other one that are a translation, as a key. */
  readonly #translated = new Set<number>()
  /** Heads of groups that wait for the clocks. */
  readonly #pending: number[] = []
  #pairs = 0
  readonly #a: Sightings
  readonly #b: Sightings
  readonly #forms: Forms
  // Rows plus one; 0 is none. By slot the head of a group in A; by row the next one of the group; by head the first one in B.
  #slots: Int32Array
  readonly #nextA: Int32Array
  readonly #nextB: Int32Array
  readonly #firstB: Int32Array
  /** By row of A, whether it comes after another one of its group. */
  readonly #follows: Uint8Array

  constructor(a: Sightings, b: Sightings, forms: Forms) {
    this.#a = a
    this.#b = b
    this.#forms = forms
    let size = 1024
    while (size < 1.5 * a.count) size *= 2
    this.#slots = new Int32Array(size)
    this.#nextA = new Int32Array(a.count)
    this.#nextB = new Int32Array(b.count)
    this.#firstB = new Int32Array(a.count)
    this.#follows = new Uint8Array(a.count)
    // From the last to the first, so that each chain is in the order of the capture.
    for (let row = a.count - 1; row >= 0; row--) this.#enter(row)
    for (let row = b.count - 1; row >= 0; row--) this.#join(row)
    this.#pairUnique()
    this.#pairTranslated()
    this.#joinAlone()
    this.#slots = new Int32Array(0)
  }

  #enter(row: number): void {
    const slot = this.#slot(this.#a.low(row), this.#a.high(row))
    const next = this.#slots[slot]!
    this.#nextA[row] = next
    if (next > 0) this.#follows[next - 1] = 1
    this.#slots[slot] = row + 1
  }

  #join(row: number): void {
    const head = this.#slots[this.#slot(this.#b.low(row), this.#b.high(row))]! - 1
    if (head < 0) return
    this.#nextB[row] = this.#firstB[head]!
    this.#firstB[head] = row + 1
  }

  /** The slot of the group, or the empty one where it belongs. */
  #slot(low: number, high: number): number {
    const slots = this.#slots
    const a = this.#a
    const mask = slots.length - 1
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask
    for (;;) {
      const row = slots[slot]! - 1
      if (row < 0 || (a.low(row) === low && a.high(row) === high)) return slot
      slot = (slot + 1) & mask
    }
  }

  #pairUnique(): void {
    // In the order of the capture, so that memory is read from front to back.
    for (let head = 0; head < this.#a.count; head++) {
      if (this.#follows[head] === 1) continue
      const other = this.#firstB[head]! - 1
      if (this.#nextA[head] === 0 && (other < 0 || this.#nextB[other] === 0)) {
        if (other >= 0) this.#pairUnlessReplicas(head, other)
        continue
      }
      const rowsA = withoutCopies(this.#a, this.#forms, chain(this.#nextA, head))
      const rowsB = withoutCopies(this.#b, this.#forms, chain(this.#nextB, other))
      if (rowsA.length === 1 && rowsB.length === 1) this.#pairLikest(rowsA[0]!, rowsB[0]!)
      else if (rowsB.length > 0) this.#pending.push(head)
    }
  }

  #pairUnlessReplicas(a: number, b: number): void {
    if (this.#areReplicas(a, b)) this.#doubtful.push([a, b])
    else this.#pair(a, b)
  }

  /** Pairs what went between outer addresses that were translated, there and back. */
  #pairTranslated(): void {
    const forms = this.#forms
    const ends = ([a, b]: readonly [number, number]) =>
      [forms.endsOf(this.#a.form(a)), forms.endsOf(this.#b.form(b))] as const
    const counts = new Map<number, number>()
    const countOf = (x: number, y: number): number => counts.get(x * LIKES + y) ?? 0
    for (const pair of this.#doubtful) {
      const [x, y] = ends(pair)
      counts.set(x * LIKES + y, countOf(x, y) + 1)
    }
    for (const pair of this.#doubtful) {
      const [x, y] = ends(pair)
      const isBothWays = Math.min(countOf(x, y), countOf(forms.endsBack(x), forms.endsBack(y))) >= FEWEST_TRANSLATED
      if (!isBothWays) continue
      this.#translated.add(x * LIKES + y)
      this.#pair(...pair)
    }
    this.#doubtful.length = 0
  }

  /** Copies in B of packets that A has not seen. */
  #joinAlone(): void {
    const { count } = this.#b
    const recent = new Map<number, number>()
    for (let row = 0; row < count; row++) {
      if (this.#b.partner(row) !== ALONE || this.#b.isCopy(row)) continue
      if (this.#slots[this.#slot(this.#b.low(row), this.#b.high(row))] !== 0) continue
      const key = this.#b.low(row)
      const before = recent.get(key)
      if (before !== undefined && isCopyOf(this.#b, this.#forms, before, row)) this.#b.setCopy(row)
      else recent.set(key, row)
      if (recent.size > RECENT) recent.clear()
    }
  }

  /**
   * Pairs what is left, by the order of packets and the time that they may take. May be called again for more time. Returns
   * how many pairs it has made.
   */
  resolve(expected: Expected): number {
    const before = this.#pairs
    const forms = this.#forms
    // Two networks may carry the same, and what is for all goes to several ends: likes belong together.
    const likeness = [
      (side: Sightings, row: number): number => LIKES * forms.networkOf(side.flow(row)) + forms.endsOf(side.form(row)),
      (side: Sightings, row: number): number => forms.networkOf(side.flow(row)),
      (): number => 0,
    ]
    for (const head of this.#pending) {
      for (const likes of likeness) {
        const rowsA = unpaired(this.#a, this.#nextA, head)
        const rowsB = unpaired(this.#b, this.#nextB, this.#firstB[head]! - 1)
        if (rowsA.length === 0 || rowsB.length === 0) break
        const those = groupBy(rowsB, (row) => likes(this.#b, row))
        for (const [like, these] of groupBy(rowsA, (row) => likes(this.#a, row))) {
          this.#align(these, those.get(like) ?? [], expected)
        }
      }
    }
    return this.#pairs - before
  }

  /** Two sequences in order: what comes too early for the next one of the other side has no partner. */
  #align(rowsA: readonly number[], rowsB: readonly number[], { least, most }: Expected): void {
    let i = 0
    let j = 0
    while (i < rowsA.length && j < rowsB.length) {
      const [a, b] = [rowsA[i]!, rowsB[j]!]
      const elapsed = this.#b.time(b) - this.#a.time(a)
      if (elapsed < least(a)) j++
      else if (elapsed > most(a) || this.#areReplicas(a, b)) i++
      else {
        this.#pair(a, b)
        i++
        j++
      }
    }
  }

  /** Whether a tunnel's end has sent the same to several others, and each place has one of these packets. */
  #areReplicas(a: number, b: number): boolean {
    const [x, y] = [this.#a.form(a), this.#b.form(b)]
    if (x === y || x === NO_ROW || y === NO_ROW || !this.#forms.areReplicas(x, y)) return false
    return !this.#translated.has(this.#forms.endsOf(x) * LIKES + this.#forms.endsOf(y))
  }

  #pair(a: number, b: number): void {
    this.#a.setPartner(a, b)
    this.#b.setPartner(b, a)
    this.#pairs++
  }

  /** Of copies on both sides those that look alike are compared. */
  #pairLikest(a: number, b: number): void {
    const copiesA = [a, ...copiesOf(this.#a, this.#nextA, a)]
    const copiesB = [b, ...copiesOf(this.#b, this.#nextB, b)]
    for (const x of copiesA) {
      const y = copiesB.find((other) => this.#depth(this.#a, x) === this.#depth(this.#b, other))
      if (y === undefined || this.#areReplicas(x, y)) continue
      this.#prefer(this.#a, a, x)
      this.#prefer(this.#b, b, y)
      this.#pair(x, y)
      return
    }
    this.#pairUnlessReplicas(a, b)
  }

  /** One of the copies stands for the packet. */
  #prefer(side: Sightings, first: number, chosen: number): void {
    if (first === chosen) return
    side.clearCopy(chosen)
    side.setCopy(first)
  }

  #depth(side: Sightings, row: number): number {
    const form = side.form(row)
    return form === NO_ROW ? 0 : this.#forms.depth(form)
  }
}

/** Rows remembered in the search for copies of what only one place has seen. */
const RECENT = 1 << 12
/** More than there are numbers of ends. */
const LIKES = 2 ** 20
/** Fewer packets each way do not prove a translation. */
const FEWEST_TRANSLATED = 3

function chain(next: Int32Array, first: number): number[] {
  const rows: number[] = []
  for (let row = first; row >= 0; row = next[row]! - 1) rows.push(row)
  return rows
}

function unpaired(side: Sightings, next: Int32Array, first: number): number[] {
  return chain(next, first).filter((row) => side.partner(row) === ALONE && !side.isCopy(row))
}

/** The rows that stand for a packet each; the others are noted as copies. */
function withoutCopies(side: Sightings, forms: Forms, rows: readonly number[]): readonly number[] {
  if (rows.length < 2 || rows.length > MOST_COPIES) return rows
  const kept: number[] = []
  for (const row of rows) {
    if (kept.some((one) => isCopyOf(side, forms, one, row))) side.setCopy(row)
    else kept.push(row)
  }
  return kept
}

/** Whether a row is the packet of another one, seen at another interface, in or out of its tunnel or after a hop. */
function isCopyOf(side: Sightings, forms: Forms, one: number, row: number): boolean {
  const elapsed = Math.abs(side.time(row) - side.time(one))
  if (side.high(one) !== side.high(row) || elapsed > COPY_WINDOW) return false
  const [x, y] = [side.form(one), side.form(row)]
  if (x === NO_ROW || y === NO_ROW) return false
  return x === y ? forms.isBlind(x) && elapsed <= BLIND_WINDOW : forms.isOtherPlace(x, y)
}

function copiesOf(side: Sightings, next: Int32Array, row: number): readonly number[] {
  return chain(next, row).filter((one) => side.isCopy(one))
}
