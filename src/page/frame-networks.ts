/** The networks that a packet of a page is in: those of the facts that its tunnels name. */

import type { Facts } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { NO_VLAN, PLAIN } from '../analysis/tunnels/networks.js'
import type { TunnelStack } from '../wire/tunnel.js'

/**
 * The networks' numbers, the outermost tunnel's first; `[PLAIN]` for a packet in no tunnel. `vlan` is the VLAN of the
 * innermost frame, and `has` tells whether the packet has an address.
 */
export function networksOf(
  { networks }: Facts,
  stack: TunnelStack,
  vlan: number,
  has: (address: number) => boolean,
): readonly number[] {
  const found: number[] = []
  let parent: number = PLAIN
  for (let n = 0; n < stack.depth; n++) {
    const id = stack.ids[n]!
    const network = networks.find(
      (one) =>
        one.network !== PLAIN &&
        one.parent === parent &&
        one.type === stack.types[n] &&
        (one.id === id || one.idBack === id) &&
        (one.a === NO_ADDRESS || (has(one.a) && has(one.b))),
    )
    if (network === undefined) break
    found.push(network.network)
    parent = network.network
  }
  const own =
    found.length < stack.depth ? undefined : networks.find((one) => one.overlay === parent && one.vlan === vlan)
  if (vlan !== NO_VLAN && own !== undefined) found.push(own.network)
  return stack.depth === 0 ? [PLAIN] : found
}
