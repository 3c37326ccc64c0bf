/**
 * BGP has withdrawn a station, and its VTEP still sends frames for it to the old place, seconds later: the withdrawal did not
 * reach its table. What it floods goes there as well, so only a VTEP counts that is seen sending to several others.
 */
import { NO_ADDRESS } from '../../tables/address-table.js'
import { elapsed } from '../../totals/traffic.js'
import { NO_ENDPOINT } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EvpnWithdrawnUse {
  readonly network: number
  readonly vtep: number
  readonly mac: number
  readonly dst: number
  /** The frame of the withdrawal, and nanoseconds from it to the last frame that still went there. */
  readonly withdrawn: number
  readonly late: number
}

/** Nanoseconds in which a table follows what BGP says. */
const FOLLOWS = 2e9

export const evpnWithdrawnUse: Finder<EvpnWithdrawnUse> = {
  id: 'evpn.withdrawn-use',
  find(facts) {
    const { learned, fdb, networks, control } = facts
    // Without BGP no table is made for this.
    if (control.sessions.length === 0) return []
    const last = new Map<string, (typeof learned.fdbEvents)[number]>()
    for (const event of learned.fdbEvents) {
      if (event.told !== undefined && event.mac !== 0) last.set(`${event.network} ${event.vtep} ${event.mac}`, event)
    }
    if (last.size === 0) return []
    const uses = [...fdb.uses()]
    const ends = new Map<number, Set<number>>()
    for (const { vtep, destination } of uses) {
      if (destination !== NO_ENDPOINT) ends.set(vtep, (ends.get(vtep) ?? new Set()).add(destination))
    }
    return limited(
      uses.flatMap((use) => {
        const network = fdb.stations.networkOf(use.station)
        const mac = fdb.stations.macOf(use.station)
        const vtep = networks.addressOf(use.vtep)
        const event = last.get(`${network} ${vtep} ${mac}`)
        if (event === undefined || event.dst !== NO_ADDRESS) return []
        const isThere = networks.addressOf(use.destination) === event.before
        if (!isThere || (ends.get(use.vtep)?.size ?? 0) < 2 || elapsed(event.at, use.last) < FOLLOWS) return []
        return [finding({ network, vtep, mac, dst: event.before }, event, use)]
      }),
    )
  },
}

type Place = Pick<EvpnWithdrawnUse, 'network' | 'vtep' | 'mac' | 'dst'>

function finding(
  place: Place,
  { at }: CheckFacts['learned']['fdbEvents'][number],
  { last }: { readonly last: CheckFacts['learned']['end'] },
): Finding<EvpnWithdrawnUse> {
  return {
    id: 'evpn.withdrawn-use',
    severity: 'warning',
    confidence: 'medium',
    frames: someFrames([at.frame, last.frame]),
    count: 1,
    about: { ...place, withdrawn: at.frame, late: elapsed(at, last) },
  }
}
