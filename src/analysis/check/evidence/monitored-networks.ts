/** Networks that carry copies of frames to a listener: faults in them belong to the network that was copied. */
import { isMirrorType } from '../../../wire/tunnel.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { isMirror } from './mirror-tunnels.js'
import { tunnelRecords } from './tunnel-records.js'

const mirrored: (facts: CheckFacts) => ReadonlySet<number> = once((facts) => {
  const found = new Set<number>()
  for (const { network, a, b } of tunnelRecords(facts)) if (isMirror(facts, a, b)) found.add(network)
  return found
})

export function isMonitored(facts: CheckFacts, network: number): boolean {
  const type = facts.networks.typeOf(network)
  return isMirrorType(type) || mirrored(facts).has(facts.networks.overlayOf(network))
}
