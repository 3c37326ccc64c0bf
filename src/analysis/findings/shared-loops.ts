/** What frames that go round bring about: their senders seem to move, their questions seem to be asked without end. */
import type { CheckFacts } from '../check/check-facts.js'
import { LoopKind } from '../check/repeats.js'
import { once } from './shared-once.js'

const looping: (facts: CheckFacts) => ReadonlySet<number> = once(
  ({ repeats }) => new Set(repeats.rows.filter((row) => row.kind !== LoopKind.Repeated).map((row) => row.network)),
)

/** Whether frames go round in a network, for sure. */
export function isLooping(facts: CheckFacts, network: number): boolean {
  return looping(facts).has(network)
}
