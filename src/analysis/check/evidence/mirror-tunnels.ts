/**
 * Tunnels that carry copies of others' traffic to a listener, as a mirror port makes. Nobody answers in them, yet the
 * conversations inside have both directions.
 */

import type { Way } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'
import { tunnelRecords } from './tunnel-records.js'

/** The two ends of such tunnels, by `endsKey`. Both directions of a conversation come from the first end. */
const mirrors: (facts: CheckFacts) => ReadonlySet<string> = once((facts) => {
  const oneWay = oneWayNetworks(facts)
  const seen = new Set<string>()
  const found = new Set<string>()
  const see = (ends: string, from: number, to: number, way: Way): void => {
    if (way.packets === 0) return
    seen.add(`${ends} ${from} ${to}`)
    if (from !== to && seen.has(`${ends} ${to} ${from}`)) found.add(ends)
  }
  for (const { network, a, b, forth, back } of facts.flows.rows()) {
    const ends = oneWay.get(network)
    if (ends === undefined) continue
    see(ends, a, b, forth)
    see(ends, b, a, back)
  }
  return found
})

/** Whether the tunnels from one address to another carry such copies. */
export function isMirror(facts: CheckFacts, source: number, destination: number): boolean {
  return mirrors(facts).has(endsKey(source, destination))
}

/** Networks in which one end sends to one other, which sends nothing back in any network. */
function oneWayNetworks(facts: CheckFacts): ReadonlyMap<number, string> {
  const ends = new Map<number, string>()
  const several = new Set<number>()
  const sent = new Set<string>()
  const records = tunnelRecords(facts)
  for (const { network, a, b, back } of records) {
    sent.add(endsKey(a, b))
    if (back.packets > 0) sent.add(endsKey(b, a))
    if (ends.has(network)) several.add(network)
    ends.set(network, endsKey(a, b))
  }
  for (const { network, a, b } of records) if (sent.has(endsKey(b, a)) || several.has(network)) ends.delete(network)
  return ends
}

function endsKey(source: number, destination: number): string {
  return `${source} ${destination}`
}
