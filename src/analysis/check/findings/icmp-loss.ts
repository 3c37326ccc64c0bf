/**
 * Pings of which some are answered and some are not, here one and there one: packets are lost on the way, or the answers
 * are. How many of how many is told for each two hosts; those at the end count as soon as an answer would have come.
 *
 * Worth an alarm in an overlay, where it happens more than once: what is lost in one piece was an outage, or a change
 * that has another finding (a station that moved), and a first ping may be lost while tables fill. Information where the
 * capture itself has lost packets.
 */

import { elapsed } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isOneDirection } from '../evidence/one-direction.js'
import { isTooLarge } from '../evidence/path-mtu.js'
import { type Pings, pings } from '../evidence/pings-by-hosts.js'
import { hasMoved, placeOf } from '../evidence/vtep-pairs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EchoLoss {
  readonly network: number
  /** Addresses: who pings, and who is pinged. */
  readonly host: number
  readonly target: number
  readonly requests: number
  readonly lost: number
  /** How many times one or several requests in a row were lost. */
  readonly gaps: number
  /** Lost requests after the last answered one. */
  readonly atEnd: number
  /** Whether the capture has lost packets itself. */
  readonly isCaptureToBlame: boolean
  /** Whether the capture has two places between the hosts, and nothing was lost between these two. */
  readonly isBehind: boolean
}

/** Lost pings, and gaps between answers, that are more than chance. */
const MIN_LOST = 2
const MANY_GAPS = 2
/** Nanoseconds that an answer may take. So many open pings are reported by `icmp.unanswered` instead. */
const PATIENCE = 1e9
const MANY_OPEN = 3
/** Packets seen in both places that prove that packets from one place pass the other. */
const PASSED = 10
/** One lost ping in so many: fewer are not noticed. */
const RARE = 200

export const icmpLoss: Finder<EchoLoss> = {
  id: 'icmp.loss',
  find(facts) {
    if (isOneDirection(facts)) return []
    return limited(pings(facts).flatMap((pair) => (isLossy(facts, pair) ? finding(facts, pair) : [])))
  },
}

function isLossy(facts: CheckFacts, { network, a, b, requests, answered, lost, lostFrames }: Pings): boolean {
  if (answered === 0 || lost < MIN_LOST || lost * RARE < requests || lostFrames.length === 0) return false
  return !isMonitored(facts, network) && !isTooLarge(facts, network, a, b)
}

function finding(facts: CheckFacts, pair: Pings): Finding<EchoLoss> {
  const { network, a, b, requests, lost, gaps, open, since } = pair
  const isOver =
    elapsed(pair.lastRequest, facts.capture.end) >= PATIENCE ||
    // If the first of them had no answer in all that time, the others will have none.
    (open >= MANY_OPEN && since !== undefined && elapsed(since, facts.capture.end) >= PATIENCE)
  const [atEnd, atEndFrames] = isOver ? [pair.open, pair.openFrames] : [0, []]
  const isCaptureToBlame = facts.capture.interfaces.some(({ drops = 0 }) => drops > 0)
  const isExplained =
    isCaptureToBlame || isLooping(facts, network) || hasMoved(facts, network, a) || hasMoved(facts, network, b)
  return {
    id: 'icmp.loss',
    severity: network === PLAIN || isExplained || gaps < MANY_GAPS ? 'info' : 'warning',
    confidence: isCaptureToBlame ? 'low' : 'high',
    frames: someFrames([...pair.lostFrames, ...atEndFrames]),
    count: lost + atEnd,
    about: {
      network,
      host: a,
      target: b,
      requests,
      lost: lost + atEnd,
      gaps,
      atEnd,
      isCaptureToBlame,
      isBehind: isBehind(facts, pair),
    },
  }
}

/** Whether all packets between the two hosts were captured in two places on the way, and passed both. */
function isBehind(facts: CheckFacts, { network, a, b }: Pings): boolean {
  const { passages, networks } = facts
  const [here, there] = [placeOf(facts, network, a), placeOf(facts, network, b)]
  if (here === undefined || there === undefined) return false
  const [from, to] = [networks.endpoint(here), networks.endpoint(there)]
  return passages.passedWhole(from, to) >= PASSED && passages.passedWhole(to, from) >= PASSED
}
