/**
 * ARP requests, neighbour solicitations or announcements so fast that the network suffers: every station has to look at
 * each, and a VTEP floods it to all others.
 *
 * The same question again and again is a fault of the asker, or a loop. A station that asks for one address after the
 * other scans the network, or routes for somebody who does. Not reported where frames are seen to go round.
 */

import { Asking, type StormRow } from '../../learning/address-requests.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface Storm {
  readonly asking: Asking
  readonly network: number
  /** The asker's MAC address, and the sender and target of the first question; 0 and any of them if many ask. */
  readonly mac: number
  readonly sender: number
  readonly target: number
  /** The most questions within so many nanoseconds. */
  readonly peak: number
  readonly within: number
  /** Nanoseconds from the first question to the last. */
  readonly lasted: number
}

export const arpStorm: Finder<Storm> = {
  id: 'arp.storm',
  find(facts) {
    const storms = facts.addressMessages.questions.storms.filter((storm) => isOwn(facts, storm))
    return limited(storms.map(finding))
  },
}

/** Whether it has no other explanation: a loop, or a narrower storm that causes most of it. */
function isOwn(facts: CheckFacts, storm: StormRow): boolean {
  if (isLooping(facts, storm.network) || isMonitored(facts, storm.network)) return false
  return !facts.addressMessages.questions.storms.some((other) => isPart(other, storm))
}

/** From the widest to the narrowest: each includes the next one. */
const WIDTHS: readonly Asking[] = [Asking.All, Asking.Station, Asking.Same]

/** Whether one storm is most of a wider one's questions. */
function isPart(part: StormRow, whole: StormRow): boolean {
  return (
    part.network === whole.network &&
    WIDTHS.indexOf(part.asking) > WIDTHS.indexOf(whole.asking) &&
    (whole.asking === Asking.All || part.mac === whole.mac) &&
    2 * part.questions > whole.questions
  )
}

function finding({ asking, network, mac, sender, target, peak, within, ...storm }: StormRow): Finding<Storm> {
  // A station that asks for many addresses scans the network, or routes for a scanner.
  const isSweep = asking === Asking.Station
  return {
    id: 'arp.storm',
    severity: isSweep ? 'info' : 'warning',
    confidence: asking === Asking.Same ? 'high' : 'medium',
    frames: someFrames(storm.frames),
    count: storm.questions,
    about: { asking, network, mac, sender, target, peak, within, lasted: elapsed(storm.first, storm.last) },
  }
}
