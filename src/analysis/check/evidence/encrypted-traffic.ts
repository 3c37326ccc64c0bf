/** Whether one end sends another something that only the receiver can read. What a tunnel lacks may be inside it. */
import { Kind } from '../../../wire/kind.js'
import { Anomaly } from '../../tunnels/header-anomalies.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { once } from './memo.js'

/** The kind of encryption, by `from to`, the two addresses. */
const opaque: (facts: CheckFacts) => ReadonlyMap<string, Kind> = once(({ anomalies, networks }) => {
  const found = new Map<string, Kind>()
  for (const { oddity, network, source, destination, value } of anomalies.rows) {
    if (oddity !== Anomaly.Opaque || network !== PLAIN) continue
    found.set(`${networks.addressOf(source)} ${networks.addressOf(destination)}`, value as Kind)
  }
  return found
})

/** The encryption (such as ESP) in which any of `from` sends to `to`; `Kind.None` if there is none. */
export function opaqueFrom(facts: CheckFacts, from: readonly number[], to: number): Kind {
  for (const end of from) {
    const kind = opaque(facts).get(`${end} ${to}`)
    if (kind !== undefined) return kind
  }
  return Kind.None
}
