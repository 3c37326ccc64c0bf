/** The tables of everybody whom a frame concerns, before and after it: what it changed, and what was known already. */

import type { NetworkFacts } from '../../analysis/learning/facts.js'
import { NO_VLAN } from '../../analysis/tunnels/networks.js'
import { type Changes, changesBetween, fdbKey, neighbourKey, type Sign } from '../learn/diff.js'
import type { Names } from '../learn/names.js'
import { fdbAt, neighboursAt } from '../learn/snapshot.js'
import type { FdbLine, NeighbourLine, Snapshot } from '../learn/table-lines.js'

/** An entry as it is after the frame; an entry that has gone, as it was. */
export interface Entry<T> {
  /** Empty for one that the frame did not change. */
  readonly sign: Sign | ''
  readonly line: T
  /** For a changed entry: where the MAC address was before, or which MAC address the IP address had. */
  readonly before: string
}

/** The table of one who keeps it: a VTEP, or a host. */
export interface TableAround<T> {
  readonly of: string
  readonly network: string
  readonly entries: readonly Entry<T>[]
  readonly isChanged: boolean
}

export interface TablesAround {
  readonly fdb: readonly TableAround<FdbLine>[]
  readonly neighbours: readonly TableAround<NeighbourLine>[]
  readonly isChanged: boolean
}

/**
 * In the networks that the frame is in, and those that it tells of by BGP: the tables that it changed, and the tables of VTEPs and hosts that have one of
 * its addresses. For a packet to a group that means all members.
 */
export function tablesAround(
  frame: number,
  networks: readonly number[],
  addresses: ReadonlySet<string>,
  names: Names,
): TablesAround {
  const { fdbEvents, neighbourEvents } = names.facts
  const told = [...fdbEvents, ...neighbourEvents].filter(({ at }) => at.frame === frame).map(({ network }) => network)
  const facts = [...new Set([...networks, ...told])].flatMap((network) => names.facts.networks[network] ?? [])
  const fdb: TableAround<FdbLine>[] = []
  const neighbours: TableAround<NeighbourLine>[] = []
  for (const network of facts) {
    const after = snapshot(frame, network.network, names)
    const changes = changesBetween(snapshot(frame - 1, network.network, names), after)
    fdb.push(...fdbAround(network, after.fdb, changes.fdb, addresses, names))
    neighbours.push(...neighboursAround(network, after.neighbours, changes.neighbours, addresses, names))
  }
  return { fdb, neighbours, isChanged: [...fdb, ...neighbours].some(({ isChanged }) => isChanged) }
}

function snapshot(frame: number, network: number, names: Names): Snapshot {
  return { fdb: fdbAt({ frame }, names, network), neighbours: neighboursAt({ frame }, names, network) }
}

function fdbAround(
  network: NetworkFacts,
  lines: readonly FdbLine[],
  changes: Changes['fdb'],
  addresses: ReadonlySet<string>,
  names: Names,
): TableAround<FdbLine>[] {
  if (network.vlan !== NO_VLAN || (!names.hasVteps(network.network) && lines.length === 0)) return []
  const concerned = new Set(changes.map(({ line }) => line.vtep))
  for (const { address } of network.vteps) {
    const vtep = names.address(address)
    if (addresses.has(vtep)) concerned.add(vtep)
  }
  for (const { address, members } of network.groups) {
    if (addresses.has(names.address(address))) for (const m of members) concerned.add(names.address(m.address))
  }
  return around([...concerned], names.network(network.network), lines, changes, (line) => line.vtep, fdbKey)
}

function neighboursAround(
  network: NetworkFacts,
  lines: readonly NeighbourLine[],
  changes: Changes['neighbours'],
  addresses: ReadonlySet<string>,
  names: Names,
): TableAround<NeighbourLine>[] {
  const concerned = new Set(changes.map(({ line }) => line.host))
  for (const host of network.hosts) {
    for (const address of host.addresses.map((a) => names.address(a))) {
      if (addresses.has(address)) concerned.add(address)
    }
  }
  return around([...concerned], names.network(network.network), lines, changes, (line) => line.host, neighbourKey)
}

function around<T>(
  keepers: readonly string[],
  network: string,
  lines: readonly T[],
  changes: readonly { readonly sign: Sign; readonly line: T; readonly before: string }[],
  keeperOf: (line: T) => string,
  keyOf: (line: T) => string,
): TableAround<T>[] {
  const tables = new Map(keepers.map((of): [string, Entry<T>[]] => [of, []]))
  const changed = new Map(changes.map((change) => [keyOf(change.line), change]))
  for (const line of lines) tables.get(keeperOf(line))?.push(changed.get(keyOf(line)) ?? { sign: '', line, before: '' })
  for (const change of changes) if (change.sign === '-') tables.get(keeperOf(change.line))?.push(change)
  return [...tables].map(([of, entries]) => {
    return { of, network, entries, isChanged: entries.some(({ sign }) => sign !== '') }
  })
}
