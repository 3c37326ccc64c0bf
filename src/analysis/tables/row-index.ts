/**
 * Numbers keys of four 32-bit words: the first key is row 0, the next new one row 1. Whoever owns it keeps columns beside
 * it, typed arrays indexed by row. Open addressing; bounded.
 */
import { type Budget, Places, UNBOUNDED } from './budget.js'
import { hash, randomSeed, type Seed, seed } from './hash.js'

const WORDS = 4
const FIRST_SIZE = 256
/** Octets of a row: its key, and two slots of the table, which doubles as the columns do. */
const ROW_OCTETS = 4 * WORDS + 2 * 4

/** Slots that a search may look at in vain: more are rare as long as nobody knows the seed. */
const FEW = 32

/** No such row, or no room for a new one. */
export const NO_ROW = -1

export class RowIndex {
  /** Rows in use. */
  count = 0
  /** Keys that found no room. */
  dropped = 0
  /** Slots looked at in vain. */
  probes = 0
  #seed: Seed
  /** Those of searches that took too many, since the seed was chosen. */
  #strain = 0
  #keys: Int32Array = new Int32Array(FIRST_SIZE * WORDS)
  /** Rows plus one, by hash; at least twice as many slots as rows. */
  #slots: Int32Array = new Int32Array(2 * FIRST_SIZE)
  readonly #places: Places

  /**
   * At most `limit` rows, as many as `budget` has room for; each has `octetsBeside` octets elsewhere, now and at the end.
   * `own` is the seed of its hashes.
   */
  constructor(limit: number, budget: Budget = UNBOUNDED, octetsBeside: number = 0, own: Seed = seed()) {
    this.#places = new Places(budget, limit, ROW_OCTETS + octetsBeside)
    this.#seed = own
  }

  /** The row of a key, a new one when `count` has grown; `NO_ROW` when there is no room for it. Signed or not is all one. */
  row(a: number, b: number, c: number, d: number): number {
    const slot = this.#slot(a | 0, b | 0, c | 0, d | 0)
    const row = this.#slots[slot]! - 1
    return row === NO_ROW ? this.#add(slot, a, b, c, d) : row
  }

  /** The row of a key that is there, or `NO_ROW`. */
  find(a: number, b: number, c: number, d: number): number {
    const slot = this.#slot(a | 0, b | 0, c | 0, d | 0)
    return this.#slots[slot]! - 1
  }

  /** Forgets all keys, and keeps the room that it has for them. */
  clear(): void {
    this.count = 0
    this.#slots.fill(0)
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
    const first = hash(this.#seed, a, b, c, d) & mask
    let slot = first
    for (;;) {
      const row = slots[slot]! - 1
      if (row < 0) break
      const at = row * WORDS
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) break
      this.probes++
      slot = (slot + 1) & mask
    }
    return ((slot - first) & mask) <= FEW || !this.#isStrained((slot - first) & mask) ? slot : this.#slot(a, b, c, d)
  }

  /**
   * A search has taken too many slots. When such searches have taken as many as there are, which is what a new seed
   * costs, somebody must know the seed, and it is changed. Rows stay the same.
   */
  #isStrained(probes: number): boolean {
    this.#strain += probes
    if (this.#strain < this.#slots.length) return false
    this.#strain = 0
    this.#seed = randomSeed()
    this.#rehash(this.#slots.length)
    return true
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
    if (2 * this.count > this.#slots.length) this.#rehash(2 * this.#slots.length)
    return row
  }

  #rehash(length: number): void {
    this.#slots = new Int32Array(length)
    const keys = this.#keys
    const mask = this.#slots.length - 1
    for (let row = 0; row < this.count; row++) {
      const at = row * WORDS
      let slot = hash(this.#seed, keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!) & mask
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
