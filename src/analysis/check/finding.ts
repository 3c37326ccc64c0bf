/** What `check` reports: one fault, or something that looks like one, with the packets that show it. */
import type { Repetition } from '../flows/tcp-retransmissions.js'
import type { Confidence } from '../learning/facts.js'
import type { CheckFacts } from './check-facts.js'
import type { FindingId } from './finding-ids.js'

export { MAX_FRAMES, someFrames } from '../tables/some-frames.js'

export type Severity = 'error' | 'warning' | 'info'

/** `about` is the data for the words. Each finding has its own shape of it. */
export interface Finding<About = unknown> {
  /** In kebab case, the subject before the dot: `mtu.outer-fragments`. */
  readonly id: FindingId
  readonly severity: Severity
  readonly confidence: Confidence
  /** The first few packets that show it, in order. */
  readonly frames: readonly number[]
  /** How many packets, or whatever `about` says is counted. */
  readonly count: number
  readonly about: About
  /** Segments sent again, the first few, each with the earlier frame of the same octets where it is known. */
  readonly repeats?: readonly Repetition[]
  /** If a kind has too many findings, one stands for these others. It names nobody. */
  readonly others?: readonly Finding<About>[]
}

/** One kind of finding: a file of its own looks for it. */
export interface Finder<About = unknown> {
  readonly id: FindingId
  /** All of its kind. Several things of one kind are several findings, each with its own packets. */
  find(facts: CheckFacts): readonly Finding<About>[]
}

/** Findings of one kind at most; the rest is counted in one more of each severity. */
export const MAX_OF_ONE_KIND = 50
