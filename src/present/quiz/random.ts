/** Numbers that look random and come again with the same seed. */

/** From 0 up to but not including `below`. */
export type Random = (below: number) => number

/**
 * Mulberry32 by Tommy Ettinger, in the public domain (gist.github.com/tommyettinger/46a874533244883189143505d203312c): a
 * counter of 32 bits, its value stirred. More than enough to choose questions.
 */
export function mulberry32(seed: number): Random {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** The items in another order (Fisher and Yates, as Durstenfeld has it). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items]
  for (let i = all.length - 1; i > 0; i--) {
    const j = random(i + 1)
    const item = all[i]!
    all[i] = all[j]!
    all[j] = item
  }
  return all
}
