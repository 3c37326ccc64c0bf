/** How long packets took: the least, the middle, what nearly all kept, and how many took how long. */

export interface Delays {
  readonly packets: number
  /** Nanoseconds. */
  readonly least: number
  readonly median: number
  /** 99 of 100 took no longer. */
  readonly most99: number
  readonly most: number
  /** How many took how long: equal steps from `least` to `most99`, and a last one for longer. */
  readonly histogram: readonly number[]
  /** Nanoseconds of a step. */
  readonly step: number
}

const STEPS = 20

/** Sorts the delays where they are. Undefined where there are none. */
export function delaysOf(delays: Float64Array): Delays | undefined {
  const { length } = delays
  if (length === 0) return undefined
  delays.sort()
  // The smallest that so many do not exceed.
  const at = (part: number): number => delays[Math.max(0, Math.ceil(part * length) - 1)]!
  const [least, median, most99, most] = [delays[0]!, at(0.5), at(0.99), delays[length - 1]!]
  const step = Math.max(1, (most99 - least) / STEPS)
  const histogram = new Array<number>(STEPS + 1).fill(0)
  for (const delay of delays) {
    const n = Math.min(STEPS, Math.max(0, Math.ceil((delay - least) / step) - 1))
    histogram[n] = histogram[n]! + 1
  }
  return { packets: length, least, median, most99, most, histogram, step }
}
