/** Whether a machine that is silent in a tunnel is running: whether it sends anything else. */

import { NumberMap } from '../../tables/number-map.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import type { OneWayTunnel } from './one-way-tunnels.js'
import { tunnelRecords } from './tunnel-records.js'

const senders: (facts: CheckFacts) => NumberMap<true> = once((facts) => {
  const found = new NumberMap<true>()
  for (const { a, b, forth, back } of tunnelRecords(facts)) {
    if (forth.packets > 0) found.set(a, true)
    if (back.packets > 0) found.set(b, true)
  }
  for (const { network, a, b, forth, back } of facts.flows.rows()) {
    if (network !== PLAIN) continue
    if (forth.packets > 0) found.set(a, true)
    if (back.packets > 0) found.set(b, true)
  }
  for (const { network, ip } of facts.learned.neighbours) if (network === PLAIN) found.set(ip, true)
  return found
})

/** Whether an end that should have answered sends anything at all, or has joined the silent group. */
export function isAlive(facts: CheckFacts, { network, from, to }: OneWayTunnel): boolean {
  return [...to, ...membersOf(facts, { network, from, to })].some((end) => senders(facts).has(end))
}

/** The other members of the silent group; nobody if it is no group. */
export function membersOf(
  { learned }: CheckFacts,
  { network, from, to }: Pick<OneWayTunnel, 'network' | 'from' | 'to'>,
): readonly number[] {
  const groups = learned.networks[network]!.groups.filter((group) => to.includes(group.address))
  return groups.flatMap((group) => group.members.map((member) => member.address)).filter((member) => member !== from)
}
