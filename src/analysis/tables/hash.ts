/**
 * Hashes of what packets say. Whoever sends the packets chooses the keys of the tables here, and could choose them such
 * that all meet in one slot: each lookup would walk through all of them. So the hash depends on a secret, the seed.
 *
 * It is Thorup's pair-multiply-shift (High Speed Hashing for Integers and Strings, §3.2) over words in two halves of 16
 * bits: the sum of (s + low half) (t + high half) modulo 2^32, each word with an s and a t of its own. The sums of two
 * different keys differ by what is linear in these, so they are equal for one seed in 2^17 at most, whatever the keys: no
 * pair collides under all seeds. That takes halves: a product of whole words keeps a difference in the highest bit where
 * it is whatever the factor, and in the next word, or after a shift, it can be taken back.
 */

/** Secret words. */
export type Seed = Int32Array

/** Words of the longest key. */
export const MAX_KEY_WORDS = 24
/** Words of a seed: the first one is added, and two belong to each word of a key. */
export const SEED_WORDS: number = 1 + 2 * MAX_KEY_WORDS

let current: Seed | undefined

/** The seed that tables take when they are made: one a process, random unless `useSeed` has told it. */
export function seed(): Seed {
  current ??= randomSeed()
  return current
}

/** Tells the seed for the tables made from now on: that of the thread which started this one, or one that is known. */
export function useSeed(seed: Seed): void {
  if (seed.length !== SEED_WORDS) throw new RangeError(`a seed has ${SEED_WORDS} words, not ${seed.length}`)
  current = seed
}

/** A seed that nobody knows. */
export function randomSeed(): Seed {
  return crypto.getRandomValues(new Int32Array(SEED_WORDS))
}

/** Hot path: hashes four words. Every bit of the hash may be used, the low ones alone as well. */
export function hash(seed: Seed, a: number, b: number, c: number, d: number): number {
  const sum =
    Math.imul(seed[1]! + (a & 0xffff), seed[2]! + (a >>> 16)) +
    Math.imul(seed[3]! + (b & 0xffff), seed[4]! + (b >>> 16)) +
    Math.imul(seed[5]! + (c & 0xffff), seed[6]! + (c >>> 16)) +
    Math.imul(seed[7]! + (d & 0xffff), seed[8]! + (d >>> 16))
  return mixed((seed[0]! + sum) | 0)
}

/** Hot path: hashes the words in [`from`, `to`), `MAX_KEY_WORDS` at most. */
export function hashWords(seed: Seed, words: Int32Array, from: number, to: number): number {
  let sum = seed[0]!
  for (let i = from, s = 1; i < to; i++, s += 2) {
    const word = words[i]!
    sum = (sum + Math.imul(seed[s]! + (word & 0xffff), seed[s + 1]! + (word >>> 16))) | 0
  }
  return mixed(sum)
}

/** Every bit of the sum reaches the low ones (Wellons' lowbias32); none is lost. */
function mixed(sum: number): number {
  let h = sum ^ (sum >>> 16)
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  h = Math.imul(h, 0x846ca68b)
  return h ^ (h >>> 16)
}
