/** The forwarding and neighbour tables, at the end or as the changes up to a moment make them; as text, fit to compare. */

import type { Told } from '../../analysis/control/told-tables.js'
import { Doubt, type FdbEntry, Learns, Mode, type NeighbourSource, Origin } from '../../analysis/learning/facts.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import { macText } from '../address-text.js'
import type { Names } from './names.js'
import type { FdbLine, NeighbourLine, Snapshot, ToldLine, When } from './table-lines.js'

type FdbRow = Omit<FdbEntry, 'last'> & { readonly last?: Timestamp }

interface NeighbourRow {
  readonly network: number
  readonly host: number
  readonly ip: number
  readonly mac: number
  readonly learned: Timestamp
  readonly last?: Timestamp
  readonly isCut?: boolean
  readonly how: NeighbourSource
  readonly failed: boolean
  readonly stale: boolean
}

/** The tables at the capture's end. */
export function finalSnapshot(names: Names): Snapshot {
  return { fdb: fdbLines(names.facts.fdb, names), neighbours: neighbourLines(names.facts.neighbours, names) }
}

/** The tables at a moment. */
export function snapshotAt(when: When, names: Names): Snapshot {
  return { fdb: fdbAt(when, names), neighbours: neighboursAt(when, names) }
}

/** The forwarding tables at a moment, of all networks or of one. Configured entries were there from the start. */
export function fdbAt(when: When, names: Names, network?: number): readonly FdbLine[] {
  const { configured, fdb, fdbEvents } = names.facts
  const isIn = (item: { readonly network: number }): boolean => network === undefined || item.network === network
  const rows = new Map<string, FdbRow>()
  for (const entry of configured) {
    if (isIn(entry)) rows.set(rowKey(entry), seenBy(entry, when))
  }
  for (const event of fdbEvents) {
    if (!isIn(event) || !isUpTo(event.at, when) || (event.aged && when.seconds === undefined)) continue
    if (event.dst === NO_ADDRESS) rows.delete(rowKey({ ...event, dst: event.before }))
    else rows.set(rowKey(event), { ...event, shown: event.at, wouldTeach: 0 })
  }
  for (const entry of fdb) {
    if (!isIn(entry) || entry.origin === Origin.Configured) continue
    if (entry.doubt === Doubt.SilentVtep && isUpTo(entry.shown, when)) {
      const { last: _, isCut: __, ...row } = entry
      rows.set(rowKey(entry), row)
    }
    if (entry.told === undefined && isTooOld(entry, when, names)) rows.delete(rowKey(entry))
  }
  return fdbLines([...rows.values()], names)
}

/** Whether an entry of the end's table is forgotten at a moment after the end. */
function isTooOld({ last }: FdbEntry, { frame, seconds }: When, { facts }: Names): boolean {
  if (frame !== undefined && frame <= facts.end.frame) return false
  return seconds !== undefined && seconds > facts.end.seconds && seconds - last.seconds > facts.ageing
}

/** A configured entry with what is known of its use by a moment. */
function seenBy({ last: _, ...entry }: FdbEntry, when: When): FdbRow {
  const isSeen = entry.shown.frame > 0 && isUpTo(entry.shown, when)
  const wouldTeach = when.frame !== undefined && entry.wouldTeach > when.frame ? 0 : entry.wouldTeach
  return { ...entry, shown: isSeen ? entry.shown : { ...entry.shown, frame: 0 }, wouldTeach }
}

/** Names an entry of a table: of the default destination there may be several. */
function rowKey({ network, vtep, mac, dst }: Pick<FdbEntry, 'network' | 'vtep' | 'mac' | 'dst'>): string {
  return `${network} ${vtep} ${mac}${mac === 0 ? ` ${dst}` : ''}`
}

/** Whether a line is not certain to be in the table, or is only what a device that learns would have. */
export function isHollow({ origin, doubt }: Pick<FdbLine, 'origin' | 'doubt'>): boolean {
  const doubts: readonly Doubt[] = [Doubt.SilentVtep, Doubt.MayBeStatic, Doubt.OtherTarget]
  return origin === Origin.NotLearned || doubts.includes(doubt)
}

/** The neighbours at a moment, of all networks or of one. */
export function neighboursAt(when: When, names: Names, network?: number): readonly NeighbourLine[] {
  const rows = new Map<string, NeighbourRow>()
  for (const event of names.facts.neighbourEvents) {
    if ((network !== undefined && event.network !== network) || !isUpTo(event.at, when)) continue
    const key = `${event.network} ${event.host} ${event.ip}`
    if (event.mac === 0) rows.delete(key)
    else rows.set(key, { ...event, learned: event.at, failed: false, stale: false })
  }
  return neighbourLines([...rows.values()], names)
}

/** Whether something had happened by a moment. */
export function isUpTo({ frame, seconds, nanoseconds }: Timestamp, when: When): boolean {
  if (when.frame !== undefined) return frame <= when.frame && !(when.seconds !== undefined && seconds > when.seconds)
  const limit = when.seconds ?? Number.POSITIVE_INFINITY
  return seconds < limit || (seconds === limit && nanoseconds <= (when.nanoseconds ?? 0))
}

function fdbLines(rows: readonly FdbRow[], names: Names): readonly FdbLine[] {
  return [...rows]
    .sort((x, y) => x.network - y.network || x.vtep - y.vtep || x.mac - y.mac || x.dst - y.dst)
    .map(
      ({
        network,
        vtep,
        mac,
        dst,
        origin,
        shown,
        last,
        isCut,
        doubt,
        wouldTeach,
        told,
        toldOthers,
        overtaken = 0,
      }) => ({
        network: names.network(network),
        mode: names.facts.networks[network]?.mode ?? Mode.Unknown,
        learns: names.facts.networks[network]?.learns ?? Learns.Unsure,
        vtep: names.address(vtep),
        mac: macText(mac),
        dst: names.address(dst),
        origin,
        shown: shown.frame,
        ...lastOf(last, isCut),
        doubt,
        wouldTeach,
        ...(told === undefined
          ? {}
          : { told: { ...toldLine(told, names), overtaken, isForeign: doubt === Doubt.OtherTarget } }),
        ...(toldOthers === undefined ? {} : { toldOthers: toldLine(toldOthers, names) }),
      }),
    )
}

function toldLine({ type, at, from, sequence }: Told, names: Names): Omit<ToldLine, 'overtaken' | 'isForeign'> {
  return { type, frame: at.frame, from: names.address(from), sequence }
}

/** A line's last packet, or the first one after it. */
function lastOf(last: Timestamp | undefined, isCut = false): Pick<FdbLine, 'last' | 'cut'> {
  const frame = last?.frame ?? 0
  return isCut ? { last: 0, cut: frame } : { last: frame, cut: 0 }
}

function neighbourLines(rows: readonly NeighbourRow[], names: Names): readonly NeighbourLine[] {
  return [...rows]
    .sort((x, y) => x.network - y.network || x.host - y.host || x.ip - y.ip)
    .map(({ network, host, ip, mac, learned, last, isCut, how, failed, stale }) => ({
      network: names.network(network),
      host: names.address(host),
      ip: names.address(ip),
      mac: macText(mac),
      learned: learned.frame,
      ...lastOf(last, isCut),
      how,
      failed,
      stale,
    }))
}
