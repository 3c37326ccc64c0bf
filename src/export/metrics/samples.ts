/** What a check knows so far, as numbers with labels; of each family the largest first, since places are few. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { corruptChecksums } from '../../analysis/check/evidence/checksum-places.js'
import { numberedWays } from '../../analysis/check/evidence/gre-sequences.js'
import type { Networks } from '../../analysis/tunnels/networks.js'
import { NO_VLAN, PLAIN } from '../../analysis/tunnels/networks.js'
import type { TunnelRecord, TunnelWay } from '../../analysis/tunnels/tunnel-traffic.js'
import { addressText } from '../../present/address-text.js'
import { tunnelKind } from '../../present/network-name.js'
import { protocolOf } from '../../wire/protocols/index.js'
import { NO_ID } from '../../wire/tunnel.js'
import { isInOrder } from '../ends.js'
import type { FamilyName, Sample } from './families.js'

/** In place of a tunnel's kind, for what is in none. */
const NO_TUNNEL = 'none'

/** The counters; `own` are the addresses of this machine. */
export function* countedSamples(facts: CheckFacts, own: ReadonlySet<string>): Generator<Sample> {
  const { networks, learned, fdb } = facts
  const label = (network: number): readonly string[] => networkLabels(networks, network)
  yield* networkSamples(networks)
  yield* tunnelSamples(facts, own)
  for (const { network, frames, questions } of fdb.floods()) {
    yield { family: 'floodPackets', labels: label(network), value: frames }
    yield { family: 'arpRequests', labels: label(network), value: questions }
  }
  for (const { network, requests } of learned.unanswered) {
    yield { family: 'arpUnanswered', labels: label(network), value: requests }
  }
  for (const { network, kind, packets } of corruptChecksums(facts)) {
    yield { family: 'checksumErrors', labels: [...label(network), protocolOf(kind).name], value: packets }
  }
  for (const { network } of learned.moves) yield { family: 'macMoves', labels: label(network), value: 1 }
  const missing = numberedWays(facts).reduce((sum, { sequence }) => sum + (sequence.counts ? sequence.missing : 0), 0)
  yield { family: 'sequenceMissing', labels: [], value: missing }
  for (const [table, value] of Object.entries(facts.dropped)) yield { family: 'leftOut', labels: [table], value }
}

/** VNI, key or whatever its number is called; of keys that differ each way, the one that was seen first. */
function networkLabels(networks: Networks, network: number): readonly string[] {
  const { type, id } = networks.network(networks.overlayOf(network))
  return [network === PLAIN ? NO_TUNNEL : tunnelKind(type), id === NO_ID ? '' : `${id}`]
}

/** A VLAN's packets are its overlay's too. */
function* networkSamples(networks: Networks): Generator<Sample> {
  const all = Array.from({ length: networks.count }, (_, i) => networks.network(i))
  const counted = all.filter(({ vlan }) => vlan === NO_VLAN).sort((x, y) => y.packets - x.packets)
  for (const { network, packets, octets } of counted) {
    const labels = networkLabels(networks, network)
    yield { family: 'networkPackets', labels, value: packets }
    yield { family: 'networkOctets', labels, value: octets }
  }
}

function* tunnelSamples({ networks, tunnels }: CheckFacts, own: ReadonlySet<string>): Generator<Sample> {
  const records = [...tunnels.records()].sort((x, y) => packetsOf(y) - packetsOf(x))
  let fragments = 0
  for (const record of records) {
    const { network, a, b, toGroup, forth, back } = record
    const [first, second] = [a, b].map((end) => addressText(networks.addresses, end)) as [string, string]
    const isForth = own.has(first) || (!own.has(second) && (toGroup || isInOrder(networks.addresses, a, b)))
    const ends = [...networkLabels(networks, network), ...(isForth ? [first, second] : [second, first])]
    yield* waySamples([...ends, 'sent'], isForth ? forth : back)
    yield* waySamples([...ends, 'received'], isForth ? back : forth)
    fragments += forth.fragmented + back.fragmented
  }
  yield { family: 'outerFragments', labels: [], value: fragments }
}

function packetsOf({ forth, back }: TunnelRecord): number {
  return forth.packets + back.packets
}

function* waySamples(labels: readonly string[], { packets, octets }: TunnelWay): Generator<Sample> {
  const counts: readonly [FamilyName, number][] = [
    ['tunnelPackets', packets],
    ['tunnelOctets', octets],
  ]
  for (const [family, value] of counts) yield { family, labels, value }
}
