/** Whether something that only its receiver can read comes from one end to another: what a tunnel lacks may be in it. */
import { Kind } from '../../../wire/kind.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

/** By `from to`, their addresses: what it is. */
const opaque: (facts: CheckFacts) => ReadonlyMap<string, Kind> = once(({ anomalies, networks }) => {
  const found = new Map<string, Kind>()
  for (const { oddity, network, source, destination, value } of anomalies.rows) {
    if (oddity !== Anomaly.Opaque || network !== PLAIN) continue
    found.set(`${networks.addressOf(source)} ${networks.addressOf(destination)}`, value as Kind)
  }
  return found
})

/** What any of `from` sends to `to` that nobody else can read, such as ESP; `Kind.None` where there is nothing. */
export function opaqueFrom(facts: CheckFacts, from: readonly number[], to: number): Kind {
  for (const end of from) {
    const kind = opaque(facts).get(`${end} ${to}`)
    if (kind !== undefined) return kind
  }
  return Kind.None
}
