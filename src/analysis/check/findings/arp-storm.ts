/**
 * ARP requests, neighbour solicitations or announcements at a pace that a network feels: every station has to look at
 * each of them, and a VTEP floods it to all the others.
 *
 * One question asked again and again at once is a fault of who asks, or a loop; a station that asks for address after
 * address scans the network, or routes for somebody who does. Not told where frames are seen to go round.
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
  /** Who asks, and for what, in the first of them; 0 and addresses of one of them where many ask. */
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

/** Whether nothing else explains it: a loop, or the narrower storm that it is made of. */
function isOwn(facts: CheckFacts, storm: StormRow): boolean {
  if (isLooping(facts, storm.network) || isMonitored(facts, storm.network)) return false
  return !facts.addressMessages.questions.storms.some((other) => isPart(other, storm))
}

/** From wide to narrow: each has what the next one has. */
const WIDTHS: readonly Asking[] = [Asking.All, Asking.Station, Asking.Same]

/** Whether one storm is most of a wider one. */
function isPart(part: StormRow, whole: StormRow): boolean {
  return (
    part.network === whole.network &&
    WIDTHS.indexOf(part.asking) > WIDTHS.indexOf(whole.asking) &&
    (whole.asking === Asking.All || part.mac === whole.mac) &&
    2 * part.questions > whole.questions
  )
}

function finding({ asking, network, mac, sender, target, peak, within, ...storm }: StormRow): Finding<Storm> {
  // Who asks for everybody looks for whom there is: that is what scans do, and routers for those who scan.
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
