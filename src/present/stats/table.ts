/** `vxsniff stats` on a terminal: a row of a network, a host or whatever is counted, and with intervals a row of each. */
import type { NetworkTotals } from '../../analysis/totals/network-totals.js'
import type { StatsOrder } from '../../analysis/totals/order.js'
import type { Way } from '../../analysis/totals/traffic.js'
import { countText, octetsText } from '../../words/amounts.js'
import { STATS, type StatsWords } from '../../words/screens/stats.js'
import { fittedTable, painted, type TableView } from '../fitted-table.js'
import { layoutsOf, type Ranked } from '../fitting.js'
import { ASCII, UNICODE } from '../glyphs.js'
import { clockText } from '../learn/text.js'
import { thousands } from '../rate-text.js'
import { sparkLine } from '../spark.js'
import type { UtcOffset } from '../time.js'
import { keyCell } from './keys.js'
import { eachInterval, type IntervalLine, type StatsData, type StatsRow } from './rows.js'

export interface StatsView extends TableView {
  readonly utcOffset: UtcOffset
}

/** Marks of a line that shows a row over time. */
const SPARK = 24
/** Times are shown in whole seconds for captures that last this many nanoseconds and more. */
const LONG = 60e9

/** The columns that the words of `--sort` stand for. */
type Title = keyof StatsWords['columns']
const COLUMN_OF: Readonly<Partial<Record<StatsOrder, Title>>> = { sent: 'sent', received: 'received' }

/** With a newline at its end; nothing where there are no rows. */
export function statsTable(data: StatsData, limit: number, order: StatsOrder, view: StatsView): string {
  const { by, networks, extent, marks } = data
  const words = STATS[view.language]
  const sorted = COLUMN_OF[order] ?? order
  const n = (count: number): string => countText(count, view.unicode)
  const decimals = extent.duration < LONG ? 3 : 0
  const when = (at: StatsRow['first']): string => clockText(at, view, decimals)
  const right = (title: Title, rank: number, cell: (row: StatsRow) => string): Ranked<StatsRow> => ({
    title: words.columns[title],
    align: 'right',
    rank: title === sorted ? 0 : rank,
    cell,
  })
  const total = (title: Title, rank: number, of: keyof NetworkTotals): Ranked<StatsRow> =>
    right(title, rank, ({ totals }) => (totals === undefined ? '' : n(totals[of])))
  const key: Ranked<StatsRow> = {
    title: words.columns[by],
    rank: 0,
    cell: (row) => {
      const text = keyCell(by, row.key, row.isTurned, networks, words, view.unicode)
      return by === 'network' ? painted(text, view.palette.tunnel, view.palette) : text
    },
  }
  const spark: Ranked<StatsRow> = {
    title: '',
    rank: 3,
    cell: ({ row }) => sparkLine(marks(row), SPARK, view.unicode),
  }
  const columns: readonly Ranked<StatsRow>[] = [
    key,
    right('packets', 0, ({ packets }) => n(packets)),
    right('share', 2, ({ packets }) => share(packets, extent.packets)),
    right('octets', 1, ({ octets }) => octetsText(octets)),
    ...ways(by, view, words, right),
    total('flows', 8, 'flows'),
    total('hosts', 9, 'hosts'),
    total('flooded', 10, 'flooded'),
    total('unanswered', 4, 'unanswered'),
    right('retransmissions', 5, ({ totals }) => (totals === undefined ? '' : againText(totals, n))),
    total('checksums', 6, 'badChecksums'),
    right('first', 12, ({ first }) => when(first)),
    right('last', 11, ({ last }) => when(last)),
    spark,
  ]
  return fittedTable(data.rows.slice(0, limit), layoutsOf(columns), view)
}

type Right = (title: Title, rank: number, cell: (row: StatsRow) => string) => Ranked<StatsRow>

/** The two directions, where a row has any. */
function ways(by: StatsData['by'], view: StatsView, words: StatsWords, right: Right): readonly Ranked<StatsRow>[] {
  const cell = ({ packets }: Way): string => countText(packets, view.unicode)
  if (by === 'vtep' || by === 'host') {
    return [right('sent', 4, ({ forth }) => cell(forth)), right('received', 4, ({ back }) => cell(back))]
  }
  if (by !== 'tunnel') return []
  const { unicast, back: against } = view.unicode ? UNICODE : ASCII
  const title = words.columns.packets
  return [
    { ...right('sent', 4, ({ forth }) => cell(forth)), title: `${title}${unicast.text.trimEnd()}` },
    { ...right('received', 4, ({ back }) => cell(back)), title: `${title}${against.text.trimEnd()}` },
  ]
}

function share(packets: number, of: number): string {
  return of === 0 ? '' : `${((100 * packets) / of).toFixed(1)} %`
}

/** `12 (0.2 %)`: of all segments. */
function againText({ retransmissions, segments }: NetworkTotals, n: (count: number) => string): string {
  if (retransmissions === 0) return '0'
  return `${n(retransmissions)} (${((100 * retransmissions) / Math.max(1, segments)).toFixed(1)} %)`
}

/** Rows that have a column of their own over time. */
const COLUMNS = 8

/** One row for each interval: all packets, then those of the first rows. Empty without intervals. */
export function intervalTable(data: StatsData, limit: number, view: StatsView): string {
  const { by, networks, rows, span, start } = data
  if (span === undefined) return ''
  const words = STATS[view.language]
  const n = (count: number): string => countText(count, view.unicode)
  const lines: IntervalLine[] = []
  for (const line of eachInterval(data)) {
    if (lines.length === limit) break
    lines.push(line)
  }
  const right = (title: string, rank: number, cell: (line: IntervalLine) => string): Ranked<IntervalLine> => ({
    title,
    align: 'right',
    rank,
    cell,
  })
  // Intervals begin where the first packet came, which is rarely a whole second.
  const decimals = span < 1e9 ? 6 : start.nanoseconds === 0 ? 0 : 3
  const columns = [
    right(words.columns.time, 0, ({ start }) => clockText(start, view, decimals)),
    right(words.columns.packets, 0, ({ packets }) => n(packets)),
    right(words.columns.octets, 0, ({ octets }) => octetsText(octets)),
    right(words.columns.rate, 0, ({ octets }) => thousands((8 * octets) / (span / 1e9)).trimEnd()),
    ...rows
      .slice(0, COLUMNS)
      .map(({ row, key, isTurned }, i) =>
        right(keyCell(by, key, isTurned, networks, words, view.unicode), 1 + i, (line) =>
          n(line.rows.get(row)?.packets ?? 0),
        ),
      ),
  ]
  return fittedTable(lines, layoutsOf(columns), view)
}
