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

/** Moves the delays about. Undefined where there are none. */
export function delaysOf(delays: Float64Array): Delays | undefined {
  const { length } = delays
  if (length === 0) return undefined
  // The smallest that so many do not exceed.
  const at = (part: number): number => selected(delays, Math.max(0, Math.ceil(part * length) - 1))
  const [median, most99] = [at(0.5), at(0.99)]
  let [least, most] = [median, most99]
  for (const delay of delays) {
    if (delay < least) least = delay
    if (delay > most) most = delay
  }
  const step = Math.max(1, (most99 - least) / STEPS)
  const histogram = new Array<number>(STEPS + 1).fill(0)
  for (const delay of delays) {
    const n = Math.min(STEPS, Math.max(0, Math.ceil((delay - least) / step) - 1))
    histogram[n] = histogram[n]! + 1
  }
  return { packets: length, least, median, most99, most, histogram, step }
}

/** The number that would stand at `k` if they were in order (Hoare's selection); sorting all takes several times as long. */
function selected(numbers: Float64Array, k: number): number {
  let left = 0
  let right = numbers.length - 1
  while (left < right) {
    const pivot = numbers[(left + right) >>> 1]!
    let i = left
    let j = right
    while (i <= j) {
      while (numbers[i]! < pivot) i++
      while (numbers[j]! > pivot) j--
      if (i > j) break
      const swapped = numbers[i]!
      numbers[i++] = numbers[j]!
      numbers[j--] = swapped
    }
    if (k <= j) right = j
    else if (k >= i) left = i
    else break
  }
  return numbers[k]!
}
