/** The forwarding and neighbour tables, at the end or as the changes up to a moment make them; as text, fit to compare. */
import { Inferred, type NeighbourSource } from '../../analysis/learning/facts.js'
import type { Moment } from '../../analysis/moments.js'
import { macText } from '../address-text.js'
import type { Names } from './names.js'

/** The end of a frame, or a time in seconds since 1970-01-01 UTC. */
export type When = { readonly frame: number } | { readonly seconds: number; readonly nanoseconds: number }

export interface FdbLine {
  /** The network's name, by which networks of two captures can be compared. */
  readonly network: string
  readonly vtep: string
  readonly mac: string
  readonly dst: string
  /** The frame. */
  readonly learned: number
  /** The frame that refreshed it last; 0 where that is not known, before the end. */
  readonly last: number
  readonly inferred: Inferred
}

export interface NeighbourLine {
  readonly network: string
  readonly host: string
  readonly ip: string
  readonly mac: string
  readonly learned: number
  readonly last: number
  readonly how: NeighbourSource
  readonly failed: boolean
}

export interface Snapshot {
  readonly fdb: readonly FdbLine[]
  readonly neighbours: readonly NeighbourLine[]
}

interface FdbRow {
  readonly network: number
  readonly vtep: number
  readonly mac: number
  readonly dst: number
  readonly learned: Moment
  readonly last?: Moment
  readonly inferred: Inferred
}

interface NeighbourRow {
  readonly network: number
  readonly host: number
  readonly ip: number
  readonly mac: number
  readonly learned: Moment
  readonly last?: Moment
  readonly how: NeighbourSource
  readonly failed: boolean
}

/** The tables at the capture's end. */
export function finalSnapshot(names: Names): Snapshot {
  return { fdb: fdbLines(names.facts.fdb, names), neighbours: neighbourLines(names.facts.neighbours, names) }
}

/** The tables at a moment. */
export function snapshotAt(when: When, names: Names): Snapshot {
  return { fdb: fdbAt(when, names), neighbours: neighboursAt(when, names) }
}

/**
 * The forwarding tables at a moment, of all networks or of one. Entries that would have expired by then are there: nothing
 * tells of what did not happen. What is no change in a table but only inferred may count up to another moment.
 */
export function fdbAt(when: When, names: Names, network?: number, inferredUpTo: When = when): readonly FdbLine[] {
  const { fdb, fdbEvents } = names.facts
  const rows = new Map<string, FdbRow>()
  for (const event of fdbEvents) {
    if ((network !== undefined && event.network !== network) || !isUpTo(event.at, when)) continue
    rows.set(`${event.network} ${event.vtep} ${event.mac}`, { ...event, learned: event.at })
  }
  const standing = fdb.filter(
    (entry) =>
      isStanding(entry) && (network === undefined || entry.network === network) && isUpTo(entry.learned, inferredUpTo),
  )
  return fdbLines([...rows.values(), ...standing.map(({ last: _, ...row }) => row)], names)
}

/** Whether an entry is inferred from the capture as a whole: no frame put it in, but one shows it. */
export function isStanding({ inferred }: { readonly inferred: Inferred }): boolean {
  return inferred === Inferred.DefaultDestination || inferred === Inferred.SilentVtep
}

/** The neighbours at a moment, of all networks or of one. */
export function neighboursAt(when: When, names: Names, network?: number): readonly NeighbourLine[] {
  const rows = new Map<string, NeighbourRow>()
  for (const event of names.facts.neighbourEvents) {
    if ((network !== undefined && event.network !== network) || !isUpTo(event.at, when)) continue
    rows.set(`${event.network} ${event.host} ${event.ip}`, { ...event, learned: event.at, failed: false })
  }
  return neighbourLines([...rows.values()], names)
}

function isUpTo({ frame, seconds, nanoseconds }: Moment, when: When): boolean {
  if ('frame' in when) return frame <= when.frame
  return seconds < when.seconds || (seconds === when.seconds && nanoseconds <= when.nanoseconds)
}

function fdbLines(rows: readonly FdbRow[], names: Names): readonly FdbLine[] {
  return [...rows]
    .sort((x, y) => x.network - y.network || x.vtep - y.vtep || x.mac - y.mac || x.dst - y.dst)
    .map(({ network, vtep, mac, dst, learned, last, inferred }) => ({
      network: names.network(network),
      vtep: names.address(vtep),
      mac: macText(mac),
      dst: names.address(dst),
      learned: learned.frame,
      last: last?.frame ?? 0,
      inferred,
    }))
}

function neighbourLines(rows: readonly NeighbourRow[], names: Names): readonly NeighbourLine[] {
  return [...rows]
    .sort((x, y) => x.network - y.network || x.host - y.host || x.ip - y.ip)
    .map(({ network, host, ip, mac, learned, last, how, failed }) => ({
      network: names.network(network),
      host: names.address(host),
      ip: names.address(ip),
      mac: macText(mac),
      learned: learned.frame,
      last: last?.frame ?? 0,
      how,
      failed,
    }))
}
