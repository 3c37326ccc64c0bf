/** The tunnels of a capture, each made an object once. */
import type { CheckFacts } from '../check/check-facts.js'
import type { TunnelRecord } from '../tunnel-traffic.js'
import { once } from './shared-once.js'

export const tunnelRecords: (facts: CheckFacts) => readonly TunnelRecord[] = once(({ tunnels }) => [
  ...tunnels.records(),
])
