/** The steps of the learning sequences that a frame belongs to, and their sentences. */
import type { Step } from '../../analysis/learning/facts.js'
import type { Names } from '../learn/names.js'
import { sequenceTitle, stepSentence } from '../learn/step-sentences.js'

export interface Whereabouts {
  /** The sequence's number, from 1 on as the story counts; its title and its network. */
  readonly sequence: number
  readonly title: string
  readonly network: number
  /** Steps that the sequence has. */
  readonly of: number
  /** The steps that this frame is, in their order. */
  readonly steps: readonly { readonly step: Step; readonly says: string }[]
}

/** In the order of sequences; none for a frame that is no step. */
export function whereaboutsOf(frame: number, names: Names): Whereabouts[] {
  const found: Whereabouts[] = []
  for (const [i, sequence] of names.facts.sequences.entries()) {
    const own = sequence.steps.filter(({ at }) => at.frame === frame)
    if (own.length === 0) continue
    found.push({
      sequence: i + 1,
      title: sequenceTitle(sequence, names),
      network: sequence.network,
      of: sequence.steps.length + sequence.moreSteps,
      steps: own.map((step) => ({ step, says: stepSentence(step, sequence, names) })),
    })
  }
  return found
}
