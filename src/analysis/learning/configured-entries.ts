/**
 * Entries that no packet has taught, found in what a VTEP that does not learn sends to single stations. An entry exists
 * as long as its packets go to one place, changes with the first packet to another place, and ends when packets are
 * flooded or the station sits behind the VTEP itself. A packet to a place where its station is not proves no entry: it
 * may be one copy of a flooded frame.
 */
import type { Timestamp } from '../timestamps.js'
import { NO_ENDPOINT } from '../tunnels/networks.js'
import type { FormerUse, UseRow } from './fdb.js'
import type { MacMove, MacTable } from './mac-table.js'

/** Where a station is from a packet on. */
export interface Place {
  readonly vtep: number
  readonly from: Timestamp
}

interface Change {
  /** `NO_ENDPOINT` when the entry goes. */
  readonly destination: number
  readonly at: Timestamp
  /** Whether it was there before any packet. */
  readonly isBefore: boolean
}

/** The entry for a station from its first change on; `last` is the last packet that it was used for. */
interface PutIn {
  readonly station: number
  readonly changes: readonly Change[]
  readonly last: Timestamp
}

type Period = Pick<FormerUse, 'destination' | 'first' | 'until' | 'flooded'>

/** Stands for the end of a use that goes on. */
const STILL: Timestamp = { frame: Number.POSITIVE_INFINITY, seconds: 0, nanoseconds: 0 }

/** Where a station has been, in the order of frames; none when it was never heard. */
export function placesOf(stations: MacTable, station: number, moves: readonly MacMove[]): readonly Place[] {
  const now = stations.vtepOf(station)
  if (now === NO_ENDPOINT) return []
  const first = { vtep: moves[0]?.from ?? now, from: stations.first(station) }
  return [first, ...moves.map(({ to, at }) => ({ vtep: to, from: at }))]
}

/** The entries of the VTEP `own`. What it sends to `byDefault` needs no entry. */
export function* putIn(
  uses: readonly UseRow[],
  former: readonly FormerUse[],
  byDefault: number,
  own: number,
  placesOf: (station: number) => readonly Place[],
): Generator<PutIn> {
  const periods = new Map<number, Period[]>()
  for (const use of former) {
    const of = periods.get(use.station)
    if (of === undefined) periods.set(use.station, [use])
    else of.push(use)
  }
  for (const { station, destination, first, last, flooded } of uses) {
    const of = periods.get(station) ?? []
    if (destination !== NO_ENDPOINT) of.push({ destination, first, until: STILL, flooded: false })
    const changes = changesOf(
      of.filter((period) => period.destination !== byDefault),
      placesOf(station),
      own,
      flooded,
    )
    if (changes.length > 0) yield { station, changes, last }
  }
}

function changesOf(
  periods: readonly Period[],
  places: readonly Place[],
  own: number,
  flooded: number,
): readonly Change[] {
  const said = [
    ...periods.flatMap((period) => [
      ...(isProven(period, places) ? [{ destination: period.destination, at: period.first }] : []),
      ...(period.flooded ? [{ destination: NO_ENDPOINT, at: period.until }] : []),
    ]),
    ...places.filter(({ vtep }) => vtep === own).map(({ from }) => ({ destination: NO_ENDPOINT, at: from })),
  ].sort((x, y) => x.at.frame - y.at.frame)
  const changes: Change[] = []
  let now: number = NO_ENDPOINT
  let last = flooded > 0 ? flooded : Number.POSITIVE_INFINITY
  for (const { destination, at } of said) {
    // A station that was away before has come: its later entry was not there before any packet.
    if (destination === NO_ENDPOINT) last = Math.min(last, at.frame)
    if (destination !== now) changes.push({ destination, at, isBefore: now === NO_ENDPOINT && at.frame < last })
    now = destination
  }
  return changes
}

/** Whether the station was at the place while packets went there, or its place is unknown. */
function isProven({ destination, first, until }: Period, places: readonly Place[]): boolean {
  const known = places.filter(
    ({ from }, i) => from.frame < until.frame && (places[i + 1]?.from ?? STILL).frame > first.frame,
  )
  return known.length === 0 || known.some(({ vtep }) => vtep === destination)
}
