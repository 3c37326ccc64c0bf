/** Seeds that are the same in every run. */
import { SEED_WORDS, type Seed } from '../../src/analysis/tables/hash.js'

export function knownSeed(number: number): Seed {
  let state = number
  // Weyl's sequence, mixed (Steele, Lea and Flood's SplitMix, with Wellons' constants).
  return Int32Array.from({ length: SEED_WORDS }, () => {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return z ^ (z >>> 15)
  })
}
