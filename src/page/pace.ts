/** How long a step is seen while the steps are played. */
import { width } from '../present/learn/text.js'

export const SPEEDS = [0.5, 1, 2] as const
export type Speed = (typeof SPEEDS)[number]
export const SPEED_NAMES: Readonly<Record<Speed, string>> = { 0.5: '½×', 1: '1×', 2: '2×' }

/** Milliseconds for each cell of a sentence, of which a Chinese sign has two: 20 letters or 10 signs a second are read well. */
const PER_CELL = 50
/** At the least, so that the packet is seen on its way: from host to host it takes 2.4 s. */
const LEAST = 2600

/** Milliseconds. */
export function stepTime(sentence: string, speed: Speed): number {
  return Math.max(LEAST, PER_CELL * width(sentence)) / speed
}
