/** What arrives at the VTEPs, as findings ask for it. */
import type { CheckFacts } from '../check/check-facts.js'
import { Arrivals } from '../learning/arrivals.js'
import { once } from './shared-once.js'
import { pings } from './shared-pings.js'

export const arrivals: (facts: CheckFacts) => Arrivals = once(
  (facts) => new Arrivals(facts.learned, facts.flows, pings(facts)),
)
