/** What frames that go round bring about: their senders seem to move, their questions seem to be asked without end. */
import type { CheckFacts } from '../check-facts.js'
import { LoopKind } from '../loops.js'
import { once } from './memo.js'

const looping: (facts: CheckFacts) => ReadonlySet<number> = once(({ repeats, networks }) => {
  const loops = repeats.rows.filter((row) => row.kind !== LoopKind.Repeated)
  // What goes round in a VLAN moves stations in the table of its overlay.
  return new Set(loops.flatMap(({ network }) => [network, networks.overlayOf(network)]))
})

/** Whether frames go round in a network, or in a VLAN of it, for sure. */
export function isLooping(facts: CheckFacts, network: number): boolean {
  return looping(facts).has(network)
}
