/**
 * A live screen: its place in the levels, what a key does, and the lines to show. Levels are nested: the networks, the
 * tunnels of one, the flows of a tunnel, the packets of a flow. Drawing and reading keys are left to the caller.
 */
import type { FlowRow } from '../../analysis/flows/flows.js'
import type { NetworkTotals } from '../../analysis/totals/network-totals.js'
import { PLAIN as NO_TUNNEL } from '../../analysis/tunnels/networks.js'
import type { TunnelRecord } from '../../analysis/tunnels/tunnel-traffic.js'
import type { Tables } from '../../wire/tables.js'
import { countText, octetsText } from '../../words/amounts.js'
import { STATS } from '../../words/screens/stats.js'
import { TOP, type TopWords } from '../../words/screens/top.js'
import { addressText } from '../address-text.js'
import { fittedTable, painted, type TableView } from '../fitted-table.js'
import { layoutsOf, type Ranked } from '../fitting.js'
import { endA, endB, flowState, protocolText } from '../flow-table.js'
import { ASCII, UNICODE } from '../glyphs.js'
import { Names } from '../learn/names.js'
import { sequenceText } from '../learn/story.js'
import { clipped, clockText, durationText, width, wrap } from '../learn/text.js'
import { shortNetworkPath } from '../network-name.js'
import { bitRate, thousands, threeDigits } from '../rate-text.js'
import { sparkLine } from '../spark.js'
import type { UtcOffset } from '../time.js'
import { escapeText } from '../value.js'
import type { TopData } from './data.js'
import { Key, type Press } from './keys.js'
import {
  flowOf,
  flowRows,
  type LiveRow,
  type NetworkAbout,
  networkRows,
  type PacketRow,
  packetRows,
  SORTS,
  type Sort,
  tunnelRows,
} from './rows.js'

export interface TopView extends TableView {
  readonly utcOffset: UtcOffset
}

/** What the caller tells the screen. */
export interface Circumstances {
  /** The interface, or the file. */
  readonly name: string
  readonly dropped: number | undefined
  readonly isPaused: boolean
  readonly hasEnded: boolean
  /** How many times as fast as it was taken a file is played; 1 for live captures, or if all comes at once. */
  readonly speed: number
  readonly tables: Tables
  /** The time in milliseconds, on the clock that findings use. */
  readonly now: number
}

/** What a key asks of whoever shows the screen. */
export type Wish =
  | { readonly wish: 'quit' | 'pause' | 'redraw' }
  | { readonly wish: 'filter'; readonly expression: string }
  | undefined

type LevelName = keyof TopWords['levels']

interface Level {
  readonly name: LevelName
  readonly network: number
  /** The tunnel between two addresses. */
  readonly ends: readonly [number, number] | undefined
  readonly flow: number
  /** Of a ladder. */
  readonly text: readonly string[]
  /** The row with the mark, by its number, and the first one that is shown. */
  cursor: number | undefined
  offset: number
}

const NONE = -1
const FIRST: Level = {
  name: 'networks',
  network: NONE,
  ends: undefined,
  flow: NONE,
  text: [],
  cursor: undefined,
  offset: 0,
}

// Lines besides the rows.
const HEAD = 2
const FRAME = 4
const FINDINGS = 2
const KEYS = 1
/** Marks of a minute. */
const SPARK = 12
const LEAST_ROWS = 1

export class TopScreen {
  data: TopData
  /** The filter in force; empty for none. */
  filter = ''
  readonly #words: TopWords
  readonly #levels: Level[] = [{ ...FIRST }]
  #sort: Sort = 'rate'
  /** The rows shown last, by their numbers, and how many fit. */
  #ids: readonly number[] = []
  #room = LEAST_ROWS
  /** The filter while it is being written, and what is wrong with it. */
  #draft: string | undefined
  #problem = ''

  constructor(data: TopData, language: TableView['language']) {
    this.data = data
    this.#words = TOP[language]
  }

  /** The filter is invalid: it is shown again to be corrected. */
  refuse(expression: string, problem: string): void {
    this.#draft = expression
    this.#problem = problem
  }

  /** Begins anew with other packets. */
  restart(data: TopData, filter: string): void {
    this.data = data
    this.filter = filter
    this.#levels.splice(0, this.#levels.length, { ...FIRST })
  }

  press(press: Press, view: TopView): Wish {
    if ('key' in press && press.key === Key.Interrupt) return { wish: 'quit' }
    if (this.#draft !== undefined) return this.#edit(press, this.#draft)
    if ('typed' in press) return this.#command(press.typed, view)
    switch (press.key) {
      case Key.Enter:
        this.#enter()
        return undefined
      case Key.Back:
        if (this.#levels.length > 1) this.#levels.pop()
        return undefined
      case Key.Redraw:
        return { wish: 'redraw' }
      default:
        this.#move(press.key)
        return undefined
    }
  }

  /** As many lines as the screen has rows. None is wider than the screen, as far as its words can be shortened. */
  lines(rows: number, around: Circumstances, view: TopView): readonly string[] {
    const level = this.#level
    this.#room = Math.max(LEAST_ROWS, rows - HEAD - (level.name === 'ladder' ? 0 : FRAME) - FINDINGS - KEYS)
    const body = level.name === 'ladder' ? this.#text(level) : this.#table(level, around, view)
    const above = [this.#head(around, view), this.#path(level, view)]
    const below = [...this.#findings(around, view), this.#foot(view)]
    const middle = body.slice(0, Math.max(0, rows - above.length - below.length))
    const gap = Math.max(0, rows - above.length - middle.length - below.length)
    return [...above, ...middle, ...new Array<string>(gap).fill(''), ...below]
      .slice(0, rows)
      .map((line) => clipped(line, view.columns, view))
  }

  get #level(): Level {
    return this.#levels.at(-1)!
  }

  #command(typed: string, view: TopView): Wish {
    switch (typed) {
      case 'q':
        return { wish: 'quit' }
      case 'p':
      case ' ':
        return { wish: 'pause' }
      case '/':
        this.#draft = this.filter
        this.#problem = ''
        return undefined
      case 's':
        this.#sort = SORTS[(SORTS.indexOf(this.#sort) + 1) % SORTS.length]!
        return undefined
      case 'l':
        this.#showLadder(view)
        return undefined
      case 'j':
        this.#move(Key.Down)
        return undefined
      case 'k':
        this.#move(Key.Up)
        return undefined
      default:
        return undefined
    }
  }

  #edit(press: Press, draft: string): Wish {
    if ('typed' in press) this.#draft = draft + press.typed
    else if (press.key === Key.Erase) this.#draft = [...draft].slice(0, -1).join('')
    else if (press.key === Key.EraseAll) this.#draft = ''
    else if (press.key === Key.Back) this.#draft = undefined
    else if (press.key === Key.Enter) {
      this.#draft = undefined
      return { wish: 'filter', expression: draft.trim() }
    }
    this.#problem = ''
    return undefined
  }

  #move(key: Key): void {
    const level = this.#level
    const last = level.name === 'ladder' ? Math.max(0, level.text.length - this.#room) : this.#ids.length - 1
    const at = level.name === 'ladder' ? level.offset : Math.max(0, this.#ids.indexOf(level.cursor ?? NONE))
    const to = Math.min(Math.max(0, moved(key, at, last, this.#room)), Math.max(0, last))
    if (level.name === 'ladder') level.offset = to
    else level.cursor = this.#ids[to]
  }

  /** The row with the mark; undefined where there are no rows. */
  get #chosen(): number | undefined {
    const { cursor } = this.#level
    return cursor !== undefined && this.#ids.includes(cursor) ? cursor : this.#ids[0]
  }

  #enter(): void {
    const level = this.#level
    const id = this.#chosen
    if (id === undefined) return
    const next = { ...level, cursor: undefined, offset: 0 }
    if (level.name === 'networks') {
      this.#levels.push({ ...next, name: id === NO_TUNNEL ? 'flows' : 'tunnels', network: id })
    } else if (level.name === 'tunnels') {
      const tunnel = tunnelRows(this.data, level.network, this.#sort).find((row) => row.id === id)
      if (tunnel !== undefined) this.#levels.push({ ...next, name: 'flows', ends: [tunnel.about.a, tunnel.about.b] })
    } else if (level.name === 'flows') {
      this.#levels.push({ ...next, name: 'packets', flow: id })
    }
  }

  /** How the two hosts of a flow found each other; on the other levels, the first two hosts of a network. */
  #showLadder(view: TopView): void {
    const level = this.#level
    if (level.name === 'ladder') return
    const id = this.#chosen
    const network = level.name === 'networks' ? (id ?? NONE) : level.network
    const flow = level.name === 'flows' && id !== undefined ? id : level.flow
    const facts = this.data.check.learning.facts()
    const { networks } = this.data.check.learning
    const pair = flow === NONE ? undefined : flowOf(this.data, flow)
    const index = facts.sequences.findIndex(
      (sequence) => networks.overlayOf(sequence.network) === networks.overlayOf(network) && isOf(sequence, pair),
    )
    const names = new Names(facts, { ...view, all: false })
    const text = index < 0 ? [this.#words.nothing.ladder] : sequenceText(facts.sequences[index]!, index + 1, names)
    this.#levels.push({ ...level, name: 'ladder', text, cursor: undefined, offset: 0 })
  }

  #head(around: Circumstances, view: TopView): string {
    const words = this.#words
    const { all, last, extent } = this.data
    const { inner, warn, dim, reset } = view.palette
    const rate = `${words.packetRate(threeDigits(all.packets(0)))}  ${bitRate(8 * all.octets(0))}`
    const { dropped } = around
    const parts = [
      `${inner}vxsniff top  ${escapeText(around.name)}${reset}`,
      ...(extent.packets === 0 ? [] : [clockText(last, view, 0)]),
      rate,
      ...(dropped === undefined
        ? []
        : [`${dropped > 0 ? warn : ''}${words.dropped(`${dropped}`)}${dropped > 0 ? reset : ''}`]),
      ...(around.speed === 1 ? [] : [words.speed(around.speed)]),
      ...(around.hasEnded
        ? [`${dim}${words.ended}${reset}`]
        : around.isPaused
          ? [`${warn}${words.paused}${reset}`]
          : []),
    ]
    return parts.join('  ')
  }

  /** `networks › vxlan 42 › 10.0.0.1 ⇄ 10.0.0.2 › flows   1 of 24, by rate`. */
  #path(level: Level, view: TopView): string {
    const words = this.#words
    const { inside } = view.unicode ? UNICODE : ASCII
    const { dim, reset } = view.palette
    const steps = this.#levels.slice(1).map((step) => this.#stepName(step, view))
    const path = [words.levels.networks, ...steps].join(inside.text)
    const filter = this.filter === '' ? [] : [words.filter(escapeText(this.filter))]
    return `${dim}${[path, ...this.#about(level), ...filter].join('  ')}${reset}`
  }

  #about({ name }: Level): readonly string[] {
    if (name === 'ladder' || name === 'packets') return []
    const words = this.#words
    const id = this.#chosen
    const row = id === undefined ? 0 : this.#ids.indexOf(id) + 1
    return [words.position(row, this.#ids.length), words.sortedBy(words.sorts[this.#sort])]
  }

  #stepName({ name, network, ends, flow }: Level, view: TopView): string {
    const { addresses } = this.data.check.learning.networks
    const { bothWays } = view.unicode ? UNICODE : ASCII
    switch (name) {
      case 'tunnels':
        return this.#networkName(network, view)
      case 'flows':
        if (ends === undefined) return this.#networkName(network, view)
        return ends.map((end) => addressText(addresses, end)).join(bothWays.text)
      case 'packets': {
        const row = flowOf(this.data, flow)
        return `${protocolText(row)} ${endA(row, addresses)}${bothWays.text}${endB(row, addresses)}`
      }
      default:
        return this.#words.levels[name]
    }
  }

  #networkName(network: number, { language, unicode }: TopView): string {
    const { networks } = this.data.check.learning
    if (network !== NO_TUNNEL) return shortNetworkPath(networks, network, unicode)
    return STATS[language].underlay
  }

  #text(level: Level): readonly string[] {
    level.offset = Math.min(level.offset, Math.max(0, level.text.length - this.#room))
    return level.text.slice(level.offset, level.offset + this.#room)
  }

  #table(level: Level, around: Circumstances, view: TopView): readonly string[] {
    const text = this.#tableText(level, around, view)
    return text === '' ? [`  ${this.#words.nothing[level.name]}`] : text.trimEnd().split('\n')
  }

  #tableText(level: Level, { tables }: Circumstances, view: TopView): string {
    const { data } = this
    switch (level.name) {
      case 'tunnels':
        return this.#shown(tunnelRows(data, level.network, this.#sort), this.#tunnelColumns(view), view)
      case 'flows':
        return this.#shown(flowRows(data, level.network, level.ends, this.#sort), this.#flowColumns(view), view)
      case 'packets': {
        this.#ids = []
        const rows = packetRows(data, level.flow, level.ends, tables, this.#room, view.unicode)
        return fittedTable(rows, layoutsOf(this.#packetColumns(view)), view)
      }
      default:
        return this.#shown(networkRows(data, this.#sort), this.#networkColumns(view), view)
    }
  }

  /** The part of the rows that fits, with the one that has the mark in it. */
  #shown<About>(rows: readonly LiveRow<About>[], columns: readonly Ranked<LiveRow<About>>[], view: TopView): string {
    const level = this.#level
    this.#ids = rows.map(({ id }) => id)
    const chosen = this.#chosen
    const at = chosen === undefined ? 0 : this.#ids.indexOf(chosen)
    level.offset = Math.max(0, Math.min(level.offset, at, rows.length - this.#room))
    if (at >= level.offset + this.#room) level.offset = at - this.#room + 1
    const mark: Ranked<LiveRow<About>> = {
      title: ' ',
      rank: 0,
      cell: ({ id }) => (id === chosen ? (view.unicode ? '▸' : '>') : ' '),
    }
    const [name, ...others] = columns
    const { palette } = view
    const bold = (row: LiveRow<About>): string =>
      row.id === chosen ? painted(name!.cell(row), palette.inner, palette) : name!.cell(row)
    const all = [mark, { ...name!, cell: bold }, ...others]
    return fittedTable(rows.slice(level.offset, level.offset + this.#room), layoutsOf(all), view)
  }

  #networkColumns(view: TopView): readonly Ranked<LiveRow<NetworkAbout>>[] {
    const { columns } = this.#words
    type Row = LiveRow<NetworkAbout>
    const total = (title: keyof TopWords['columns'], rank: number, of: keyof NetworkTotals): Ranked<Row> =>
      right(columns[title], rank, ({ about }) =>
        about.totals === undefined ? '' : countText(about.totals[of], view.unicode),
      )
    return [
      { title: columns.network, rank: 0, cell: ({ id }) => this.#networkName(id, view) },
      ...this.#amounts<NetworkAbout>(view),
      total('flows', 4, 'flows'),
      total('hosts', 5, 'hosts'),
      total('flooded', 7, 'flooded'),
      total('unanswered', 6, 'unanswered'),
      spark(view),
    ]
  }

  #tunnelColumns(view: TopView): readonly Ranked<LiveRow<TunnelRecord>>[] {
    const { columns } = this.#words
    const { addresses } = this.data.check.learning.networks
    const { unicast, back, bothWays, multicast } = view.unicode ? UNICODE : ASCII
    const n = (count: number): string => countText(count, view.unicode)
    return [
      {
        title: columns.ends,
        rank: 0,
        cell: ({ about: { a, b, toGroup } }) =>
          [a, b].map((end) => addressText(addresses, end)).join((toGroup ? multicast : bothWays).text),
      },
      ...this.#amounts<TunnelRecord>(view),
      right(`${columns.packets}${unicast.text.trimEnd()}`, 4, ({ about }) => n(about.forth.packets)),
      right(`${columns.packets}${back.text.trimEnd()}`, 4, ({ about }) => n(about.back.packets)),
      spark(view),
    ]
  }

  #flowColumns(view: TopView): readonly Ranked<LiveRow<number>>[] {
    const { columns } = this.#words
    const { addresses } = this.data.check.learning.networks
    const { unicast } = view.unicode ? UNICODE : ASCII
    const of = ({ id }: LiveRow<number>): FlowRow => flowOf(this.data, id)
    return [
      {
        title: columns.ends,
        rank: 0,
        cell: (row) => [endA(of(row), addresses), endB(of(row), addresses)].join(unicast.text),
      },
      { title: columns.protocol, rank: 0, cell: (row) => protocolText(of(row)) },
      ...this.#amounts<number>(view),
      { title: columns.state, rank: 4, cell: (row) => flowState(of(row), view) },
      spark(view),
    ]
  }

  #packetColumns(view: TopView): readonly Ranked<PacketRow>[] {
    const { columns } = this.#words
    return [
      right(columns.frame, 0, ({ id }) => `#${id}`),
      {
        title: columns.time,
        rank: 1,
        cell: ({ id, seconds, nanoseconds }) => clockText({ frame: id, seconds, nanoseconds }, view),
      },
      right(columns.octets, 2, ({ length }) => `${length}`),
      { title: columns.packet, rank: 0, cell: ({ text }) => text },
    ]
  }

  /** Columns that every level has. The column that rows are sorted by is never left out. */
  #amounts<About>(view: TopView): readonly Ranked<LiveRow<About>>[] {
    const { columns } = this.#words
    return [
      right(columns.packetRate, 0, ({ packetRate }) => threeDigits(packetRate)),
      right('bit/s', 1, ({ octetRate }) => thousands(8 * octetRate).trimEnd()),
      right(columns.packets, this.#sort === 'packets' ? 0 : 2, ({ packets }) => countText(packets, view.unicode)),
      right(columns.octets, this.#sort === 'octets' ? 0 : 8, ({ octets }) => octetsText(octets)),
    ]
  }

  #findings({ now, hasEnded }: Circumstances, view: TopView): readonly string[] {
    const { bad, warn, dim, reset } = view.palette
    if (this.#problem !== '') {
      const lines = wrap(escapeText(this.#problem), Math.max(1, view.columns)).map((line) => `${bad}${line}${reset}`)
      return [...lines, ''].slice(0, FINDINGS)
    }
    const colors = { error: bad, warning: warn, info: dim }
    const shown = this.data.arisen.slice(0, FINDINGS)
    if (shown.length === 0) return [`${dim}${this.#words.noFindings}${reset}`, '']
    const lines = shown.map(({ id, severity, says, frame, at }) => {
      // A file's packets have come to an end, so nothing is long ago.
      const ago = hasEnded ? '' : `, ${this.#words.ago(secondsText(Math.round((now - at) / 1000), view.unicode))}`
      const sign = severity === 'info' ? '·' : '!'
      return `${colors[severity]}${view.unicode ? sign : '!'} ${id}${reset}  ${dim}#${frame}${ago}${reset}  ${says}`
    })
    return [...lines, ''].slice(0, FINDINGS)
  }

  #foot(view: TopView): string {
    const { prompt, promptKeys, keys } = this.#words
    const { dim, reset } = view.palette
    if (this.#draft !== undefined) {
      const about = `${dim}${promptKeys}${reset}`
      return `${prompt}${escapeText(this.#draft)}${view.unicode ? '▏' : '_'}  ${about}`
    }
    const fitting = keys.filter(
      (_, i) => width(keys.slice(0, i + 1).join(GAP)) <= (view.columns || Number.POSITIVE_INFINITY),
    )
    return `${dim}${fitting.join(GAP)}${reset}`
  }
}

const GAP = '   '

/** `12 s`, `3 min 5 s`. */
function secondsText(seconds: number, unicode: boolean): string {
  return seconds < 60 ? `${seconds} s` : durationText(seconds * 1e9, unicode)
}

function right<Row>(title: string, rank: number, cell: (row: Row) => string): Ranked<Row> {
  return { title, align: 'right', rank, cell }
}

function spark<About>(view: TopView): Ranked<LiveRow<About>> {
  return { title: '', rank: 3, cell: ({ history }) => sparkLine(history(), SPARK, view.unicode) }
}

function moved(key: Key, at: number, last: number, page: number): number {
  switch (key) {
    case Key.Up:
      return at - 1
    case Key.Down:
      return at + 1
    case Key.PageUp:
      return at - page
    case Key.PageDown:
      return at + page
    case Key.First:
      return 0
    case Key.Last:
      return last
    default:
      return at
  }
}

/** Whether a sequence is between these two hosts, whichever of them asked. */
function isOf(
  { initiator, target }: { readonly initiator: number; readonly target: number },
  pair: FlowRow | undefined,
): boolean {
  if (pair === undefined) return true
  const { a, b } = pair
  return (initiator === a && target === b) || (initiator === b && target === a)
}
