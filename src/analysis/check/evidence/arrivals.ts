/** What arrives at the VTEPs, as findings ask for it. */

import { Arrivals } from '../../learning/arrivals.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { pings } from './pings-by-hosts.js'

export const arrivals: (facts: CheckFacts) => Arrivals = once(
  (facts) => new Arrivals(facts.learned, facts.flows, pings(facts)),
)
