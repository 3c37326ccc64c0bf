/** Whether a tunnel's end was heard: whoever answers what came through the tunnel has received it. */

import { type Step, StepKind } from '../../learning/facts.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

const QUESTIONS: ReadonlySet<StepKind> = new Set([StepKind.Request, StepKind.Unicast, StepKind.Refresh])
const ANSWERS: ReadonlySet<StepKind> = new Set([StepKind.Reply, StepKind.Answer, StepKind.RefreshReply])

/** By network, the end that the questions came from, and the end that answered: the frame of the last answer. */
const answers: (facts: CheckFacts) => ReadonlyMap<string, number> = once(({ learned }) => {
  const last = new Map<string, number>()
  for (const { network, steps } of learned.sequences) {
    let question: Step | undefined
    for (const step of steps) {
      if (QUESTIONS.has(step.kind)) question = step
      if (question === undefined || !ANSWERS.has(step.kind) || question.fromVtep === step.fromVtep) continue
      // The first packet the other way may be a question itself.
      if (step.roundTrip < 0) continue
      const key = keyOf(network, question.fromVtep, step.fromVtep)
      last.set(key, Math.max(last.get(key) ?? 0, step.at.frame))
    }
  }
  return last
})

/**
 * The last frame in which `to` answered what had come from `from` through a tunnel of this network, 0 without any: proof
 * that it took what `from` sends. Both are addresses.
 */
export function lastAnswer(facts: CheckFacts, network: number, from: number, to: number): number {
  return answers(facts).get(keyOf(network, from, to)) ?? 0
}

function keyOf(network: number, from: number, to: number): string {
  return `${network} ${from} ${to}`
}
