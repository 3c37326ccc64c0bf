/** `vxsniff stats` for machines: JSON objects a line each, or comma-separated values. */
import type { Way } from '../../analysis/totals/traffic.js'
import { type Cell, csvLine } from '../csv.js'
import { epochText, spanJson } from '../timestamp-text.js'
import { KEY_TITLES, keyCsv, keyJson } from './keys.js'
import { eachInterval, type StatsData, type StatsRow } from './rows.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 1

/** The first line: the capture as a whole. */
export function captureLine(capture: Readonly<Record<string, unknown>>): string {
  return line({ capture: { ...capture, schema: SCHEMA } })
}

/** An object a row, then one an interval and row; `row` says which. */
export function* statsJson(data: StatsData, limit: number): Generator<string> {
  const { by, networks, extent } = data
  const shown = data.rows.slice(0, limit)
  const isShown = new Set(shown.map(({ row }) => row))
  for (const row of shown) {
    yield line({
      row: row.row,
      by,
      ...keyJson(by, row.key, row.isTurned, networks),
      packets: row.packets,
      octets: row.octets,
      share: row.packets / extent.packets,
      ...(hasWays(by) ? { [FORTH[by]]: wayJson(row.forth), [BACK[by]]: wayJson(row.back) } : {}),
      ...row.totals,
      ...spanJson(row.first, row.last),
    })
  }
  for (const { number, start, packets, octets, rows } of eachInterval(data)) {
    const at = { interval: number, startTime: epochText(start) }
    yield line({ ...at, row: null, packets, octets })
    for (const { row, packets: own, octets: ownOctets } of rows.values()) {
      if (isShown.has(row)) yield line({ ...at, row, packets: own, octets: ownOctets })
    }
  }
}

/** The rows under a line of titles; with intervals those of each row in place of the sums. */
export function* statsCsv(data: StatsData, limit: number): Generator<string> {
  if (data.span === undefined) yield* sums(data, limit)
  else yield* overTime(data, limit)
}

function* sums(data: StatsData, limit: number): Generator<string> {
  const { by, networks, extent } = data
  const totals = Object.keys(data.rows[0]?.totals ?? {}) as (keyof NonNullable<StatsRow['totals']>)[]
  const ways = hasWays(by) ? [FORTH[by], BACK[by]].flatMap((way) => [`${way}Packets`, `${way}Octets`]) : []
  const times = ['firstFrame', 'firstTime', 'lastFrame', 'lastTime']
  yield csvLine([...KEY_TITLES[by], 'packets', 'octets', 'share', ...ways, ...totals, ...times])
  for (const row of data.rows.slice(0, limit)) {
    const { forth, back, first, last } = row
    const cells: readonly Cell[] = [
      ...keyCsv(by, row.key, row.isTurned, networks),
      row.packets,
      row.octets,
      row.packets / extent.packets,
      ...(hasWays(by) ? [forth.packets, forth.octets, back.packets, back.octets] : []),
      ...totals.map((name) => row.totals?.[name]),
      first.frame,
      epochText(first),
      last.frame,
      epochText(last),
    ]
    yield csvLine(cells)
  }
}

/** A line of all packets, whose key is empty, in front of those of each row. */
function* overTime(data: StatsData, limit: number): Generator<string> {
  const { by, networks } = data
  const shown = new Map(data.rows.slice(0, limit).map((row) => [row.row, row]))
  yield csvLine(['interval', 'startTime', ...KEY_TITLES[by], 'packets', 'octets'])
  for (const { number, start, packets, octets, rows } of eachInterval(data)) {
    const at = [number, epochText(start)]
    yield csvLine([...at, ...KEY_TITLES[by].map(() => ''), packets, octets])
    for (const { row, packets: own, octets: ownOctets } of rows.values()) {
      const of = shown.get(row)
      if (of !== undefined) yield csvLine([...at, ...keyCsv(by, of.key, of.isTurned, networks), own, ownOctets])
    }
  }
}

const FORTH = { tunnel: 'forth', vtep: 'sent', host: 'sent' } as const
const BACK = { tunnel: 'back', vtep: 'received', host: 'received' } as const

function hasWays(by: StatsData['by']): by is keyof typeof FORTH {
  return by in FORTH
}

function wayJson({ packets, octets }: Way): Readonly<Record<string, number>> {
  return { packets, octets }
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
