/**
 * A VTEP tells where its stations are, and not that it wants floods (EVPN type 3): whoever asks for one of its stations by a
 * broadcast asks in vain. Or it is flooded to though it never said so: somebody's hand put that in.
 */
import { NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface EvpnFloodMissing {
  readonly network: number
  readonly vtep: number
  /** Who floods to it all the same, -1 where nobody does. */
  readonly from: number
  /** The frame that withdrew its route for floods; 0 where it has told none. */
  readonly withdrawn: number
}

export const evpnFloodMissing: Finder<EvpnFloodMissing> = {
  id: 'evpn.flood-missing',
  find(facts) {
    // What was told before the capture, or in octets that it lacks, nobody knows here.
    const { sessions, sessionsInPart } = facts.control
    if (sessions.length === 0 || sessionsInPart.length > 0) return []
    return limited([...silent(facts), ...flooded(facts)])
  },
}

/** Those that have told stations of their own, and no floods. */
function* silent({ control, networks }: CheckFacts): Generator<Finding<EvpnFloodMissing>> {
  for (const { network: carrier, vni, members } of control.tables.networks) {
    // Where packets are routed nobody floods.
    if (!members.some(({ floods }) => floods > 0)) continue
    for (const { vtep, routes, floods, floodsGone, first } of members) {
      if (routes === 0 || floods > 0) continue
      const network = networks.told(vni, carrier, first)
      const withdrawn = floodsGone.frame
      const frames = withdrawn === 0 ? [first.frame] : [first.frame, withdrawn]
      const stations = new Set(
        [...control.rib.routes].flatMap(({ network: of, route, paths }) => {
          const isTold = paths.some((path) => path.vni === vni && path.attributes.nextHop === vtep)
          return of === carrier && route.mac !== 0 && isTold ? [route.mac] : []
        }),
      )
      if (network === NO_NETWORK || stations.size === 0) continue
      yield finding({ network, vtep, from: -1, withdrawn }, frames, stations.size)
    }
  }
}

/** Those that are sent floods and have told nothing in the network, where others have. */
function* flooded({ control, networks, fdb, learned }: CheckFacts): Generator<Finding<EvpnFloodMissing>> {
  const told = new Map(
    control.tables.networks.map(({ network: carrier, vni, members }) => [
      networks.told(vni, carrier, members[0]!.first),
      members,
    ]),
  )
  for (const { network, vtep, destination, frames, first } of fdb.floods()) {
    const members = told.get(network)
    const [from, to] = [networks.addressOf(vtep), networks.addressOf(destination)]
    if (members === undefined || learned.addresses.isMulticast(to)) continue
    // A speaker of which this capture has no session may have told others.
    const isHeard = members.some((one) => one.vtep === from) && control.sessions.some(({ ends }) => ends.includes(to))
    const isTold = members.some((one) => one.vtep === to)
    if (isHeard && !isTold) yield finding({ network, vtep: to, from, withdrawn: 0 }, [first.frame], frames)
  }
}

function finding(about: EvpnFloodMissing, frames: readonly number[], count: number): Finding<EvpnFloodMissing> {
  return { id: 'evpn.flood-missing', severity: 'warning', confidence: 'high', frames: someFrames(frames), count, about }
}
