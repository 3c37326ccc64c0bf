/** Whether a machine that is silent in a tunnel is there at all: it sends something else, whatever that is. */

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

/** Whether any of the ends that a silence is about sends anything, or has joined the group that is silent. */
export function isAlive(facts: CheckFacts, { network, from, to }: OneWayTunnel): boolean {
  return [...to, ...membersOf(facts, { network, from, to })].some((end) => senders(facts).has(end))
}

/** Who else has joined the group that is silent; nobody where it is no group. */
export function membersOf(
  { learned }: CheckFacts,
  { network, from, to }: Pick<OneWayTunnel, 'network' | 'from' | 'to'>,
): readonly number[] {
  const groups = learned.networks[network]!.groups.filter((group) => to.includes(group.address))
  return groups.flatMap((group) => group.members.map((member) => member.address)).filter((member) => member !== from)
}
