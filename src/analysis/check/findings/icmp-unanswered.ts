/**
 * A host pings another one in an overlay, the neighbour is resolved, and the pings have no answer, or have none any more.
 * The far host has the packets and no way back, or drops them; in a tunnel that carries both directions nothing else is
 * left to blame.
 *
 * Three requests at least, as one may be late and ping may be ended by its user. Not told: what another finding explains
 * (a tunnel that is one-way, packets that are too large, a station that moved, frames that go round), what somebody
 * refuses by ICMP, captures and networks of which one direction is seen, mirrors, and what is answered in another network.
 */

import type { Neighbour } from '../../learning/facts.js'
import type { Timestamp } from '../../timestamps.js'
import { elapsed } from '../../totals/traffic.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { isGone } from '../evidence/departed-hosts.js'
import { isRefused, refusedNetworks } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { once } from '../evidence/memo.js'
import { isMonitored } from '../evidence/monitored-networks.js'
import { isOneDirection, networksOfOneDirection } from '../evidence/one-direction.js'
import { isOneWayTunnel } from '../evidence/one-way-tunnels.js'
import { isTooLarge } from '../evidence/path-mtu.js'
import { type Pings, pings } from '../evidence/pings-by-hosts.js'
import { isMismatched } from '../evidence/port-and-vni-mismatches.js'
import { isLonely } from '../evidence/speakers.js'
import { lastProof, movedAfter, placeOf } from '../evidence/vtep-pairs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface UnansweredPings {
  readonly network: number
  /** Addresses: the host that pings, the host that is pinged, and the latter's VTEP; undefined if unknown. */
  readonly host: number
  readonly target: number
  readonly place: number | undefined
  /** The first request without an answer. */
  readonly since: Timestamp
  /** The frame that resolved the neighbour, and that of the last answer to a ping; 0 without. */
  readonly resolved: number
  readonly answered: number
  /** Whether the one that is pinged answers somebody else's pings. */
  readonly answersOthers: boolean
  /** Whether the pinged host has moved before. It may have moved again without announcing it. */
  readonly hasMoved: boolean
}

const ENOUGH = 3
/** Nanoseconds from the first request to the capture's end: an answer that takes longer does not come. */
const PATIENCE = 3e8

export const icmpUnanswered: Finder<UnansweredPings> = {
  id: 'icmp.unanswered',
  find(facts) {
    if (isOneDirection(facts)) return []
    return limited(pings(facts).flatMap((pair) => (isInVain(facts, pair) ? finding(facts, pair) : [])))
  },
}

function isInVain(facts: CheckFacts, { network, a, b, open, since, lastAnswer }: Pings): boolean {
  if (network === PLAIN || since === undefined || open < ENOUGH) return false
  if (elapsed(since, facts.capture.end) < PATIENCE || facts.networks.addresses.isMulticast(b)) return false
  // A move does not explain the loss if the host has answered after it.
  const answered = lastAnswer?.frame ?? 0
  if (movedAfter(facts, network, a, answered) || movedAfter(facts, network, b, answered)) return false
  return !isExplained(facts, network, a, b)
}

/** Whether another finding explains it, or the capture cannot show it. */
function isExplained(facts: CheckFacts, network: number, a: number, b: number): boolean {
  if (isMonitored(facts, network) || isLooping(facts, network) || isLonely(facts, network)) return true
  if (networksOfOneDirection(facts).has(network) || answeredElsewhere(facts).has(`${a} ${b}`)) return true
  if (isGone(facts, network, b) || isOneWayTunnel(facts, network, a, b) || isTooLarge(facts, network, a, b)) return true
  if (refusedNetworks(facts).has(network)) return true
  if (refused(facts).has(`${network} ${b}`)) return true
  const [from, to] = [placeOf(facts, network, a), placeOf(facts, network, b)]
  return from !== undefined && to !== undefined && (isRefused(facts, from, to) || isMismatched(facts, from, to))
}

/** Pairs of hosts whose answers are seen without the requests, in any network. */
const answeredElsewhere: (facts: CheckFacts) => ReadonlySet<string> = once(({ flows }) => {
  const found = new Set<string>()
  for (const { echo, a, b, forth, back } of flows.rows()) {
    if (echo !== undefined && forth.packets === 0 && back.packets > 0) found.add(`${a} ${b}`)
  }
  return found
})

/** Hosts that somebody says cannot be reached, by network. */
const refused: (facts: CheckFacts) => ReadonlySet<string> = once(
  ({ errors }) =>
    new Set(
      errors.rows.flatMap(({ network, destination, innerDestination }) => [
        `${network} ${destination}`,
        `${network} ${innerDestination}`,
      ]),
    ),
)

function finding(
  facts: CheckFacts,
  { network, a, b, open, since, openFrames, lastAnswer }: Pings,
): Finding<UnansweredPings> {
  const neighbour = resolutions(facts).get(`${network} ${a} ${b}`)
  const resolved = neighbour?.last.frame ?? 0
  const from = placeOf(facts, network, a)
  // If several stations have the address, the pings go to the one in the neighbour entry.
  const place = (neighbour && stationsPlaces(facts).get(`${network} ${neighbour.mac}`)) ?? placeOf(facts, network, b)
  const isHeard = from !== undefined && place !== undefined && lastProof(facts, network, from, place) > 0
  return {
    id: 'icmp.unanswered',
    severity: 'warning',
    // If the host has answered anything, the tunnel is not to blame.
    confidence: resolved > 0 || isHeard ? 'high' : 'medium',
    frames: someFrames(openFrames),
    count: open,
    about: {
      ...{ network, host: a, target: b, place, since: since!, resolved },
      answered: lastAnswer?.frame ?? 0,
      answersOthers: pings(facts).some(
        (pair) => pair.network === network && pair.b === b && pair.a !== a && pair.answered > 0,
      ),
      hasMoved: movedAfter(facts, network, b, 0),
    },
  }
}

/** What a host knows of another one, by network and the two. */
const resolutions: (facts: CheckFacts) => ReadonlyMap<string, Neighbour> = once(
  ({ learned }) =>
    new Map(
      learned.neighbours.map((neighbour) => {
        const { network, host, ip } = neighbour
        return [`${network} ${host} ${ip}`, neighbour]
      }),
    ),
)

/** The VTEP that a MAC address is behind, by network and address. */
const stationsPlaces: (facts: CheckFacts) => ReadonlyMap<string, number> = once(
  ({ learned }) =>
    new Map(
      learned.networks.flatMap(({ network, hosts }) =>
        hosts.map(({ mac, vtep }): [string, number] => [`${network} ${mac}`, vtep]),
      ),
    ),
)
