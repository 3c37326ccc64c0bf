/**
 * Routed frames go to a VTEP with another inner MAC address than the Router's MAC that its routes told (RFC 9135 §5): it takes
 * them for frames of somebody else, and drops or floods them.
 */
import { RouteType } from '../../../wire/protocols/evpn.js'
import { NO_ENDPOINT, NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EvpnRouterMac {
  readonly network: number
  readonly vtep: number
  /** The VTEP that it sends to, the MAC address inside, and the one that was told. */
  readonly dst: number
  readonly mac: number
  readonly told: number
  /** The frame that told it. */
  readonly frame: number
}

/** What was told of the router at a next hop. */
interface Router {
  readonly macs: Set<number>
  readonly frame: number
}

/** The bit of a MAC address that stands for a group. */
const GROUP_BIT = 2 ** 40

export const evpnRouterMac: Finder<EvpnRouterMac> = {
  id: 'evpn.router-mac',
  find(facts) {
    const { control, fdb, networks } = facts
    // What was told before the capture, or in octets that it lacks, nobody knows here, nor what found no room.
    if (control.sessions.length === 0 || control.sessionsInPart.length > 0) return []
    if (control.rib.eventsDropped > 0) return []
    const routers = routersOf(facts)
    if (routers.size === 0) return []
    const found: Finding<EvpnRouterMac>[] = []
    for (const { station, vtep, destination, first } of fdb.uses()) {
      if (destination === NO_ENDPOINT) continue
      const [network, mac] = [fdb.stations.networkOf(station), fdb.stations.macOf(station)]
      const dst = networks.addressOf(destination)
      const router = routers.get(`${network} ${dst}`)
      const isGroup = Math.floor(mac / GROUP_BIT) % 2 === 1
      if (router === undefined || router.macs.has(mac) || isGroup || first.frame < router.frame) continue
      const [told] = router.macs
      found.push({
        id: 'evpn.router-mac',
        severity: 'warning',
        confidence: 'medium',
        frames: someFrames([router.frame, first.frame]),
        count: 1,
        about: { network, vtep: networks.addressOf(vtep), dst, mac, told: told!, frame: router.frame },
      })
    }
    return limited(found)
  },
}

/** All Router's MACs that were ever told of a next hop, by network and next hop, of networks that are for routing alone. */
function routersOf({ control, networks }: CheckFacts): ReadonlyMap<string, Router> {
  const bridged = new Set<string>()
  const told = new Map<string, number>()
  const routers = new Map<string, Router>()
  for (const { network: carrier, route, path, at } of control.rib.events) {
    const { vni, routedVni, attributes } = path
    if (vni >= 0) bridged.add(`${carrier} ${vni}`)
    if (routedVni < 0 || (route.type !== RouteType.IpPrefix && route.type !== RouteType.MacIp)) continue
    const name = `${carrier} ${routedVni}`
    const network = told.get(name) ?? networks.told(routedVni, carrier, at)
    told.set(name, network)
    if (network === NO_NETWORK || attributes.routerMac === 0) continue
    const key = `${network} ${attributes.nextHop}`
    const router = routers.get(key) ?? { macs: new Set(), frame: at.frame }
    router.macs.add(attributes.routerMac)
    routers.set(key, router)
  }
  const both = new Set([...bridged].map((name) => `${told.get(name) ?? ''}`))
  for (const key of routers.keys()) if (both.has(key.split(' ')[0]!)) routers.delete(key)
  return routers
}
