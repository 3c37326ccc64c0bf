/**
 * Numbers keys of four 32-bit words: the first key is row 0, the next new one row 1. Whoever owns it keeps columns beside
 * it, typed arrays indexed by row. Open addressing; bounded.
 */
import { type Budget, Places, UNBOUNDED } from './budget.js'

const WORDS = 4
const FIRST_SIZE = 256
/** Octets of a row: its key, and two slots of the table, which doubles as the columns do. */
const ROW_OCTETS = 4 * WORDS + 2 * 4

/** No such row, or no room for a new one. */
export const NO_ROW = -1

export class RowIndex {
  /** Rows in use. */
  count = 0
  /** Keys that found no room. */
  dropped = 0
  #keys: Int32Array = new Int32Array(FIRST_SIZE * WORDS)
  /** Rows plus one, by hash; at least twice as many slots as rows. */
  #slots: Int32Array = new Int32Array(2 * FIRST_SIZE)
  readonly #places: Places

  /** At most `limit` rows, as many as `budget` has room for; each has `octetsBeside` octets elsewhere, now and at the end. */
  constructor(limit: number, budget: Budget = UNBOUNDED, octetsBeside: number = 0) {
    this.#places = new Places(budget, limit, ROW_OCTETS + octetsBeside)
  }

  /** The row of a key, a new one when `count` has grown; `NO_ROW` when there is no room for it. Signed or not is all one. */
  row(a: number, b: number, c: number, d: number): number {
    const slot = this.#slot(a | 0, b | 0, c | 0, d | 0)
    const row = this.#slots[slot]! - 1
    return row === NO_ROW ? this.#add(slot, a, b, c, d) : row
  }

  /** The row of a key that is there, or `NO_ROW`. */
  find(a: number, b: number, c: number, d: number): number {
    return this.#slots[this.#slot(a | 0, b | 0, c | 0, d | 0)]! - 1
  }

  /** One of the four words of a row's key, signed. */
  word(row: number, word: number): number {
    return this.#keys[row * WORDS + word]!
  }

  /** The slot that holds the key, or the empty one where it belongs. */
  #slot(a: number, b: number, c: number, d: number): number {
    const slots = this.#slots
    const keys = this.#keys
    const mask = slots.length - 1
    let slot = hash(a, b, c, d) & mask
    for (;;) {
      const row = slots[slot]! - 1
      if (row < 0) return slot
      const at = row * WORDS
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return slot
      slot = (slot + 1) & mask
    }
  }

  #add(slot: number, a: number, b: number, c: number, d: number): number {
    if (!this.#places.has(this.count)) {
      this.dropped++
      return NO_ROW
    }
    const row = this.count++
    this.#slots[slot] = row + 1
    const at = row * WORDS
    this.#keys = grown(this.#keys, at + WORDS)
    this.#keys[at] = a
    this.#keys[at + 1] = b
    this.#keys[at + 2] = c
    this.#keys[at + 3] = d
    if (2 * this.count > this.#slots.length) this.#rehash()
    return row
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const keys = this.#keys
    const mask = this.#slots.length - 1
    for (let row = 0; row < this.count; row++) {
      const at = row * WORDS
      let slot = hash(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = row + 1
    }
  }
}

/** A column with room for `length` numbers: itself, or a copy at least twice as long. */
export function grown<T extends Int32Array | Float64Array | Uint8Array>(column: T, length: number): T {
  if (length <= column.length) return column
  const longer = new (column.constructor as new (length: number) => T)(Math.max(length, column.length * 2))
  longer.set(column)
  return longer
}

/** Mixes four words into one; every bit of the input reaches the low bits (after Wellons' lowbias32). */
export function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ d
  h ^= h >>> 16
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  h = Math.imul(h, 0x846ca68b)
  return h ^ (h >>> 16)
}
