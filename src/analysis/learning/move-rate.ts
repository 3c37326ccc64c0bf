/** How often a station moves. */
import type { Timestamp } from '../timestamps.js'
import { elapsed } from '../totals/traffic.js'

export const MoveRate = {
  /** Once in a while. */
  None: 0,
  /** There, back and there again, within seconds. */
  Some: 1,
  /** So often that nobody moves so. */
  Much: 2,
} as const
export type MoveRate = (typeof MoveRate)[keyof typeof MoveRate]

/** RFC 7432 §15.1: so many moves within so many nanoseconds come from two stations with one address. */
const MANY_MOVES = 5
const MANY_WITHIN = 180e9
/** There, back and there again within 10 s. What takes no second may be packets from the old place that come late. */
const SOME_MOVES = 3
export const SOME_WITHIN: number = 10e9
const LATE_PACKETS = 1e9

/** Of the moves of one station, by when they were. */
export function moveRateOf(moves: readonly Timestamp[]): MoveRate {
  if (moves.some((_, i) => spanOf(moves, i, MANY_MOVES) <= MANY_WITHIN)) return MoveRate.Much
  const hasSome = moves.some((_, i) => {
    const span = spanOf(moves, i, SOME_MOVES)
    return span >= LATE_PACKETS && span <= SOME_WITHIN
  })
  return hasSome ? MoveRate.Some : MoveRate.None
}

/** Nanoseconds that `count` moves from the `i`th on took; infinite where there are not so many. */
function spanOf(moves: readonly Timestamp[], i: number, count: number): number {
  const last = moves[i + count - 1]
  return last === undefined ? Number.POSITIVE_INFINITY : elapsed(moves[i]!, last)
}
