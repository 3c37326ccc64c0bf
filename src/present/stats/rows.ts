/** The rows of `vxsniff stats` before they are text: what a tally and the rest of the analysis know of each. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { groupBy } from '../../analysis/tables/group-by.js'
import { type Timestamp, timestamp } from '../../analysis/timestamps.js'
import type { Extent } from '../../analysis/totals/extent.js'
import { ALL_ROWS, type Interval } from '../../analysis/totals/intervals.js'
import { addTotals, type NetworkTotals, networkTotals, noTotals } from '../../analysis/totals/network-totals.js'
import type { Grouping, StatsOrder } from '../../analysis/totals/order.js'
import { vniOf } from '../../analysis/totals/placing.js'
import type { Tally, TallyRow } from '../../analysis/totals/tally.js'
import type { Way } from '../../analysis/totals/traffic.js'
import type { Networks } from '../../analysis/tunnels/networks.js'

export interface StatsRow {
  readonly row: number
  readonly key: TallyRow['key']
  readonly packets: number
  readonly octets: number
  /** The two directions. Of two ends, `forth` is from the one that sent first; of a single end, what that end sent. */
  readonly forth: Way
  readonly back: Way
  /** Whether `forth` goes from the second end of the key to the first. */
  readonly isTurned: boolean
  readonly first: Timestamp
  readonly last: Timestamp
  /** Of networks. */
  readonly totals: NetworkTotals | undefined
}

/** Numbers over time of a row. */
type Marks = (row: number) => readonly number[]

export interface StatsData {
  readonly by: Grouping
  readonly networks: Networks
  readonly extent: Extent
  readonly rows: readonly StatsRow[]
  /** Packets of a row over time; empty where that was not kept. */
  readonly marks: Marks
  /** Nanoseconds of an interval, where somebody asked for them; by number, and within it by row. */
  readonly span: number | undefined
  readonly intervals: readonly Interval[]
  readonly start: Timestamp
  readonly firstInterval: number
  readonly lastInterval: number
}

/** Numbers of a row over time, at most: as many as a terminal has columns for. */
const MARKS = 120

/** What a network has besides its packets. `isTwin` tells whether another flow has a flow's packets as well. */
export interface NetworkSource {
  readonly facts: CheckFacts
  readonly isTwin: (flow: number) => boolean
}

export function statsData(
  by: Grouping,
  order: StatsOrder,
  tally: Tally,
  networks: Networks,
  extent: Extent,
  source: NetworkSource | undefined,
): StatsData {
  const totals = source === undefined ? undefined : totalsByKey(by, networks, source)
  const { intervals: kept } = tally
  const intervals = [...(kept?.all() ?? [])].sort((x, y) => x.number - y.number || x.row - y.row)
  const rows = [...tally.rows()].map((row) => statsRow(row, by, totals))
  return {
    by,
    networks,
    extent,
    rows: rows.sort((x, y) => sortKey(y, order) - sortKey(x, order) || x.row - y.row),
    marks: kept === undefined ? seriesMarks(tally) : intervalMarks(intervals, kept.first, kept.last),
    span: kept?.span,
    intervals,
    start: { frame: 0, seconds: kept?.seconds ?? 0, nanoseconds: kept?.nanoseconds ?? 0 },
    firstInterval: kept?.first ?? 0,
    lastInterval: kept?.last ?? 0,
  }
}

type Totals = ReadonlyMap<number, NetworkTotals>

function totalsByKey(by: Grouping, networks: Networks, { facts, isTwin }: NetworkSource): Totals {
  const totals = networkTotals(facts, isTwin)
  if (by === 'network') return totals
  const byVni = new Map<number, NetworkTotals>()
  for (const [network, more] of totals) {
    const { type, id } = networks.network(network)
    const vni = vniOf(type, id)
    const sum = byVni.get(vni) ?? noTotals()
    byVni.set(vni, sum)
    addTotals(sum, more)
  }
  return byVni
}

function statsRow({ row, key, forth, back }: TallyRow, by: Grouping, totals: Totals | undefined): StatsRow {
  const ways = [forth, back].filter(({ packets }) => packets > 0)
  const [one, other] = [ways[0]!, ways.at(-1)!]
  const isTurned = by === 'tunnel' && (forth.first === undefined || isEarlier(back.first, forth.first))
  return {
    row,
    key,
    packets: forth.packets + back.packets,
    octets: forth.octets + back.octets,
    forth: isTurned ? back : forth,
    back: isTurned ? forth : back,
    isTurned,
    first: isEarlier(other.first, one.first) ? other.first! : one.first!,
    last: isEarlier(other.last, one.last) ? one.last! : other.last!,
    totals: totals === undefined ? undefined : (totals.get(key[0]) ?? noTotals()),
  }
}

function isEarlier(one: Timestamp | undefined, other: Timestamp | undefined): boolean {
  return one !== undefined && other !== undefined && one.frame < other.frame
}

function seriesMarks(tally: Tally): Marks {
  const series = tally.series()
  return (row) => series.get(row)?.packets ?? []
}

function intervalMarks(intervals: readonly Interval[], first: number, last: number): Marks {
  const byRow = groupBy(intervals, ({ row }) => row)
  const count = last - first + 1
  const marks = Math.min(count, MARKS)
  return (row) => {
    const sums = new Array<number>(marks).fill(0)
    for (const { number, packets } of byRow.get(row) ?? []) {
      sums[Math.floor(((number - first) * marks) / count)]! += packets
    }
    return sums
  }
}

function sortKey(row: StatsRow, order: StatsOrder): number {
  const { totals } = row
  switch (order) {
    case 'packets':
    case 'octets':
      return row[order]
    case 'flows':
    case 'hosts':
    case 'flooded':
    case 'unanswered':
    case 'retransmissions':
      return totals?.[order] ?? 0
    case 'checksums':
      return totals?.badChecksums ?? 0
    case 'sent':
      return row.forth.packets
    case 'received':
      return row.back.packets
    case 'first':
      return -row.first.frame
    case 'last':
      return row.last.frame
    case 'key':
      return -row.key[0]
  }
}

/** Up to this many intervals, all are listed, including those without packets. */
const MOST_INTERVALS = 100_000

/** An interval with what is in it. */
export interface IntervalLine {
  readonly number: number
  readonly start: Timestamp
  readonly packets: number
  readonly octets: number
  readonly rows: ReadonlyMap<number, Interval>
}

/** Whether empty intervals are left out: a capture with a large gap has more of them than anybody reads. */
export function leavesOutEmpty({ span, firstInterval, lastInterval }: StatsData): boolean {
  return span !== undefined && lastInterval - firstInterval >= MOST_INTERVALS
}

/** The intervals one after the other; none if they were not asked for. */
export function* eachInterval(data: StatsData): Generator<IntervalLine> {
  const { span, start, intervals, firstInterval } = data
  if (span === undefined) return
  const skips = leavesOutEmpty(data)
  let next = firstInterval
  for (let from = 0; from < intervals.length; ) {
    const { number } = intervals[from]!
    let to = from
    while (to < intervals.length && intervals[to]!.number === number) to++
    for (; next < number && !skips; next++) yield lineOf(next, start, span, [])
    yield lineOf(number, start, span, intervals.slice(from, to))
    next = number + 1
    from = to
  }
}

function lineOf(number: number, start: Timestamp, span: number, intervals: readonly Interval[]): IntervalLine {
  const all = intervals.find(({ row }) => row === ALL_ROWS)
  return {
    number,
    start: plus(start, number * span),
    packets: all?.packets ?? 0,
    octets: all?.octets ?? 0,
    rows: new Map(intervals.map((interval) => [interval.row, interval])),
  }
}

/** So many nanoseconds later, or earlier. */
function plus({ seconds, nanoseconds }: Timestamp, span: number): Timestamp {
  const whole = Math.floor((nanoseconds + span) / 1e9)
  return timestamp(0, seconds + whole, nanoseconds + span - whole * 1e9)
}
