/**
 * Who is heard in a network. If only one VTEP is heard, the fault is in the tunnels and not in the hosts that ask
 * through them.
 */

import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

const heard: (facts: CheckFacts) => Map<number, readonly number[]> = once(() => new Map())

/** Addresses of the VTEPs, or tunnel ends, that send in a network. */
export function heardIn(facts: CheckFacts, network: number): readonly number[] {
  const before = heard(facts).get(network)
  if (before !== undefined) return before
  const vteps = facts.learned.networks[network]?.vteps ?? []
  const addresses = vteps.filter((vtep) => vtep.sends).map((vtep) => vtep.address)
  heard(facts).set(network, addresses)
  return addresses
}

/** Whether one VTEP alone is heard in an overlay. */
export function isLonely(facts: CheckFacts, network: number): boolean {
  return network !== PLAIN && heardIn(facts, network).length < 2
}
