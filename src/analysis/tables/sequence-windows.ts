/** For rows that number their packets: which of the newest 256 numbers were seen. Numbers go round at a power of two. */
import { grown } from './row-index.js'

/** Numbers back from the newest one that a row knows about. */
export const WINDOW = 256
const WORDS = WINDOW / 32

export class SequenceWindows {
  /** A bit a number, where its last 8 bits say. */
  #bits: Int32Array = new Int32Array(64 * WORDS)

  /** Makes room for a row. */
  add(row: number): void {
    this.#bits = grown(this.#bits, (row + 1) * WORDS)
  }

  /** `number` is one of the newest `WINDOW`; the caller has advanced to the newest. */
  has(row: number, number: number): boolean {
    return (this.#bits[at(row, number)]! & (1 << (number & 31))) !== 0
  }

  set(row: number, number: number): void {
    this.#bits[at(row, number)]! |= 1 << (number & 31)
  }

  /** Forgets the `count` numbers from `first` on, in the place of which newer ones stand now. */
  advance(row: number, first: number, count: number): void {
    let left = Math.min(count, WINDOW)
    for (let n = first; left > 0; ) {
      const bit = n & 31
      const bits = Math.min(32 - bit, left)
      this.#bits[at(row, n)]! &= bits === 32 ? 0 : ~(((1 << bits) - 1) << bit)
      n += bits
      left -= bits
    }
  }
}

function at(row: number, number: number): number {
  return row * WORDS + ((number >>> 5) & (WORDS - 1))
}
