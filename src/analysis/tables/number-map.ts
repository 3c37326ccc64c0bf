/**
 * What `Map` and `Set` are for numbers that packets say, and of which there may be many: V8 hashes numbers without a seed,
 * so whoever sends packets could choose addresses that all meet in one bucket.
 */
import { RowIndex } from './row-index.js'

/** So few numbers may meet in one bucket: it costs little. */
const FEW = 256

/** Values by integers of up to 53 bits, in the order in which they were set first. */
export class NumberMap<T> {
  readonly #index: RowIndex = new RowIndex(Number.POSITIVE_INFINITY)
  readonly #keys: number[] = []
  readonly #values: T[] = []

  get size(): number {
    return this.#keys.length
  }

  has(key: number): boolean {
    return this.get(key) !== undefined
  }

  get(key: number): T | undefined {
    return this.#values[this.#index.find(key, Math.floor(key / 2 ** 32), 0, 0)]
  }

  set(key: number, value: T): void {
    const row = this.#index.row(key, Math.floor(key / 2 ** 32), 0, 0)
    this.#keys[row] = key
    this.#values[row] = value
  }

  keys(): readonly number[] {
    return this.#keys
  }

  values(): readonly T[] {
    return this.#values
  }

  *[Symbol.iterator](): Iterator<readonly [key: number, value: T]> {
    for (let row = 0; row < this.size; row++) yield [this.#keys[row]!, this.#values[row]!]
  }
}

/** The different ones of some integers, in the order in which they come first. */
export function distinct(numbers: readonly number[]): number[] {
  if (numbers.length < 2) return [...numbers]
  if (numbers.length <= FEW) return [...new Set(numbers)]
  const seen = new NumberMap<true>()
  for (const number of numbers) seen.set(number, true)
  return [...seen.keys()]
}
