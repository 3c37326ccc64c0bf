/** What hosts ping each other, as findings ask for it. */
import type { CheckFacts } from '../check/check-facts.js'
import { type Pings, pingsOf } from '../learning/pings.js'
import { once } from './shared-once.js'

export type { Pings }

export const pings: (facts: CheckFacts) => readonly Pings[] = once(({ flows, echoTalk, learned }) =>
  pingsOf(flows, echoTalk, learned.copies > 0),
)
