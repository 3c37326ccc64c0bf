/** Effects of a loop: senders seem to move, and questions seem to be asked without end. */
import type { CheckFacts } from '../check-facts.js'
import { LoopKind } from '../loops.js'
import { once } from './memo.js'

const looping: (facts: CheckFacts) => ReadonlySet<number> = once(({ repeats, networks }) => {
  const loops = repeats.rows.filter((row) => row.kind !== LoopKind.Repeated)
  // A loop in a VLAN moves stations in the table of the VLAN's overlay.
  return new Set(loops.flatMap(({ network }) => [network, networks.overlayOf(network)]))
})

/** Whether frames certainly go round in a network or in one of its VLANs. */
export function isLooping(facts: CheckFacts, network: number): boolean {
  return looping(facts).has(network)
}
