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
    for (const { vtep, routes, floods, first } of members) {
      if (routes === 0 || floods > 0) continue
      const network = networks.told(vni, carrier, first)
      if (network !== NO_NETWORK) yield finding({ network, vtep, from: -1 }, [first.frame], routes)
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
    if (isHeard && !isTold) yield finding({ network, vtep: to, from }, [first.frame], frames)
  }
}

function finding(about: EvpnFloodMissing, frames: readonly number[], count: number): Finding<EvpnFloodMissing> {
  return { id: 'evpn.flood-missing', severity: 'warning', confidence: 'high', frames: someFrames(frames), count, about }
}
