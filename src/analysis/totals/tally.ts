/**
 * Packets and octets on the wire by what packets have in common: their network, the ends of their tunnels, who sends them,
 * their protocol. Bounded; what found no room is counted. A packet that was captured again on another interface is counted
 * once.
 */
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'
import { Intervals } from './intervals.js'
import type { Grouping } from './order.js'
import { type Place, type PlaceOf, placing } from './placing.js'
import { type Series, Timeline } from './timeline.js'
import { Traffic, type Way } from './traffic.js'

const LIMIT = 1 << 16
/** Octets of a row: its traffic, and its place in the timeline. */
const ROW_OCTETS = 112 + 4

export interface TallyRow {
  readonly row: number
  /** What its packets have in common: numbers that `placing.ts` explains, by the grouping. */
  readonly key: readonly [number, number, number, number]
  /** From the first of two ends to the second, or sent; everything where a row has no ends. */
  readonly forth: Way
  readonly back: Way
}

/** Rows with a series of their own in the timeline, at most; the busiest. */
const SERIES = 255

export class Tally {
  readonly intervals: Intervals | undefined
  readonly #networks: Networks
  readonly #place: PlaceOf
  readonly #index: RowIndex
  readonly #traffic: Traffic = new Traffic()
  readonly #timeline: Timeline
  /** Packets that are in no row by their nature: in no tunnel, of no host. */
  others = 0
  /** Packets that found no room in a row or an interval. */
  dropped = 0

  /** `networks` has observed each packet before it comes here; `span` are the nanoseconds of an interval. */
  constructor(networks: Networks, by: Grouping, span: number | undefined) {
    this.#networks = networks
    this.#place = placing(by, networks)
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
    this.#timeline = new Timeline(networks)
    this.intervals = span === undefined ? undefined : new Intervals(span, networks.budget)
  }

  get count(): number {
    return this.#index.count
  }

  /** Rows and intervals that were looked for in vain. */
  get #refused(): number {
    return this.#index.dropped + (this.intervals?.dropped ?? 0)
  }

  /** Takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    if (this.#networks.copies.kind === Copy.Again) return
    const before = this.#refused
    this.intervals?.begin(p)
    const places = this.#place(p, stack)
    if (places.count === 0) this.others++
    for (let n = 0; n < places.count; n++) this.#count(p, places.at[n]!)
    if (this.#refused > before) this.dropped++
  }

  *rows(): Generator<TallyRow> {
    for (let row = 0; row < this.#index.count; row++) {
      const word = (n: number): number => this.#index.word(row, n)
      yield {
        row,
        key: [word(0), word(1), word(2), word(3)],
        forth: this.#traffic.way(row, 0),
        back: this.#traffic.way(row, 1),
      }
    }
  }

  /** Traffic over time, by row, of the busiest. */
  series(): ReadonlyMap<number, Series> {
    return new Map(this.#timeline.facts(SERIES).series.map((series) => [series.network, series]))
  }

  #count(p: Packet, { a, b, c, d, way }: Place): void {
    const row = this.#index.row(a, b, c, d)
    if (row === NO_ROW) return
    this.#traffic.note(row, way, p.length, p)
    this.#timeline.observe(p, row)
    this.intervals?.note(p, row)
  }
}
