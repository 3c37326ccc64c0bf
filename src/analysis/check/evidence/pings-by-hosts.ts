/** What hosts ping each other, as findings ask for it. */

import { type Pings, pingsOf } from '../../learning/pings.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

export type { Pings }

export const pings: (facts: CheckFacts) => readonly Pings[] = once(({ flows, echoLosses, learned }) =>
  pingsOf(flows, echoLosses, learned.copies > 0),
)
