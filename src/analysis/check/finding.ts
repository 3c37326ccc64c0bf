/** What `check` tells: one thing that is wrong, or looks wrong and is not, with the packets that show it. */
import type { Repetition } from '../flows/tcp-retransmissions.js'
import type { Confidence } from '../learning/facts.js'
import type { CheckFacts } from './check-facts.js'

export { MAX_FRAMES, someFrames } from '../tables/some-frames.js'

export type Severity = 'error' | 'warning' | 'info'

/** `about` is what the words are made of; its shape is the finding's own. */
export interface Finding<About = unknown> {
  /** Stable, in kebab case, the subject before the dot: `mtu.outer-fragments`. */
  readonly id: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** The first few packets that show it, in order. */
  readonly frames: readonly number[]
  /** How many packets, or whatever `about` says is counted. */
  readonly count: number
  readonly about: About
  /** Packets that were sent again, the first few, with the one before that has the same, where that is known. */
  readonly repeats?: readonly Repetition[]
  /** Of a kind with too many findings: those that it stands for. It is about none of them, and names nobody. */
  readonly others?: readonly Finding<About>[]
}

/** One kind of finding: a file of its own looks for it. */
export interface Finder<About = unknown> {
  readonly id: string
  /** All of its kind. Several things of one kind are several findings, each with its own packets. */
  find(facts: CheckFacts): readonly Finding<About>[]
}

/** Findings of one kind at most; the rest is counted in one more of each severity. */
export const MAX_OF_ONE_KIND = 50
