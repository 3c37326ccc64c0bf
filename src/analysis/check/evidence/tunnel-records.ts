/** The tunnels of a capture, each made an object once. */

import type { TunnelRecord } from '../../tunnels/tunnel-traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

export const tunnelRecords: (facts: CheckFacts) => readonly TunnelRecord[] = once(({ tunnels }) => [
  ...tunnels.records(),
])
