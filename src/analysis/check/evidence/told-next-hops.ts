/** Where BGP told a VTEP to send frames of a network, and whether it still says so. */
import { Kind } from '../../../wire/kind.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { NO_NETWORK } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { opaqueFrom } from './encrypted-traffic.js'
import { once } from './memo.js'
import { lacksChecksum, type OneWayTunnel } from './one-way-tunnels.js'
import { vlanTagMismatches } from './vlan-tag-mismatches.js'

export interface ToldNextHop {
  /** The type of the first route that named it, and its frame. */
  readonly type: number
  readonly frame: number
  /** Whether a route that names it is there at the end. */
  readonly stands: boolean
}

/**
 * What BGP told of the silent end of a tunnel, where one end is silent, nobody else may have been meant, and its packets
 * themselves give no reason.
 */
export function silentNextHop(facts: CheckFacts, silence: OneWayTunnel): ToldNextHop | undefined {
  const { network, from, to, isOthersTurn, since } = silence
  const [hop] = to
  if (isOthersTurn || hop === undefined || to.length > 1) return undefined
  const told = hops(facts).get(`${network} ${from} ${hop}`)
  if (told === undefined || lacksChecksum(facts, network, from) || opaqueFrom(facts, to, from) !== Kind.None) {
    return undefined
  }
  return since === undefined && vlanTagMismatches(facts, network, from, hop) !== undefined ? undefined : told
}

const hops: (facts: CheckFacts) => ReadonlyMap<string, ToldNextHop> = once(({ control, networks }) => {
  const { tables } = control
  const keyOf = ({ network: carrier, vni, listener, dst, told }: (typeof tables.entries)[number]): string => {
    const network = networks.told(vni, carrier, told.at)
    const own = tables.vtepOf(carrier, listener)
    return network === NO_NETWORK ? '' : `${network} ${own === NO_ADDRESS ? listener : own} ${dst}`
  }
  const standing = new Set(tables.entries.map(keyOf))
  const found = new Map<string, ToldNextHop>()
  for (const change of tables.changes) {
    const key = change.dst === NO_ADDRESS ? '' : keyOf(change)
    if (key === '' || found.has(key)) continue
    found.set(key, { type: change.told.type, frame: change.told.at.frame, stands: standing.has(key) })
  }
  return found
})
