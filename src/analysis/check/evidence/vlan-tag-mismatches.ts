/**
 * Tunnels whose packets have another VLAN tag in front than the other packets from the same sender to the same end: a
 * tag where the others have none, none where they have one, or another tag. A switch may forward one and drop the other
 * (IEEE 802.1Q §6.9.1). Captures of several interfaces are left out, because each may be in its own VLAN.
 */

import { NO_VLAN, PLAIN } from '../../tunnels/networks.js'
import type { TagRow } from '../../tunnels/outer-vlan-tags.js'
import type { CheckFacts } from '../check-facts.js'
import { sentPackets } from './header-anomalies-by-tunnel.js'
import { once } from './memo.js'

export interface VlanTagMismatch {
  /** The tag of the tunnel's packets and of the others, as in `Network.vlan`; `NO_VLAN` without a tag. */
  readonly tunnel: number
  readonly others: number
}

/** Packets from one address to another, and those that have the tag `tags`. */
interface Tagged {
  packets: number
  tagged: number
  tags: number
}

const MIXED = -1

/** Packets in no tunnel, by `from to`, and by `from` alone for any destination. */
const plain: (facts: CheckFacts) => ReadonlyMap<string, Tagged> = once(({ flows, outerVlanTags }) => {
  const found = new Map<string, Tagged>()
  const at = (key: string): Tagged => {
    const known = found.get(key) ?? { packets: 0, tagged: 0, tags: NO_VLAN }
    found.set(key, known)
    return known
  }
  const sent = (from: number, to: number, packets: number): void => {
    if (packets === 0) return
    for (const key of keysOf(from, to)) at(key).packets += packets
  }
  for (const { network, a, b, forth, back } of flows.rows()) {
    if (network !== PLAIN) continue
    sent(a, b, forth.packets)
    sent(b, a, back.packets)
  }
  for (const { network, from, to, tags, packets } of outerVlanTags.rows) {
    if (network !== PLAIN) continue
    for (const key of keysOf(from, to)) {
      const known = at(key)
      if (known.tags === NO_VLAN) known.tags = tags
      if (known.tags === tags) known.tagged += packets
    }
  }
  return found
})

const tunnels: (facts: CheckFacts) => ReadonlyMap<string, TagRow> = once(
  ({ outerVlanTags }) => new Map(outerVlanTags.rows.map((row) => [`${row.network} ${row.from} ${row.to}`, row])),
)

/**
 * How a tunnel's packets are tagged otherwise than the rest; undefined if they are not. Only tunnels send to a group,
 * so there the rest is everything else from the same sender.
 */
export function vlanTagMismatches(
  facts: CheckFacts,
  network: number,
  from: number,
  to: number,
): VlanTagMismatch | undefined {
  if (facts.outerVlanTags.dropped > 0 || facts.capture.interfaces.length > 1) return undefined
  const overlay = facts.networks.overlayOf(network)
  const [pair, all] = keysOf(from, to)
  const others = plain(facts).get(facts.networks.addresses.isMulticast(to) ? all : pair)
  if (facts.networks.parentOf(overlay) !== PLAIN || others === undefined) return undefined
  const row = tunnels(facts).get(`${overlay} ${from} ${to}`)
  const packets = sentPackets(facts).get(`${overlay} ${from} ${to}`) ?? 0
  const tunnel = tagsOf({ packets, tagged: row?.packets ?? 0, tags: row?.tags ?? NO_VLAN })
  const rest = tagsOf(others)
  return tunnel === MIXED || rest === MIXED || tunnel === rest ? undefined : { tunnel, others: rest }
}

function tagsOf({ packets, tagged, tags }: Tagged): number {
  if (tagged === 0) return NO_VLAN
  return tagged < packets ? MIXED : tags
}

function keysOf(from: number, to: number): readonly [pair: string, all: string] {
  return [`${from} ${to}`, `${from}`]
}
