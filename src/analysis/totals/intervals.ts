/**
 * Packets and octets in intervals of a length that somebody has asked for, counted from the first packet on, as tshark's
 * `-z io,stat` has them. Only intervals with packets have a place. Bounded; what found no room is counted.
 */
import type { Packet } from '../../wire/packet.js'
import type { Budget } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'

const LIMIT = 1 << 20
const ROW_OCTETS = 16
/** In the place of a row: all packets together. */
export const ALL_ROWS = -1

export interface Interval {
  /** From 0 on; below it where the clock was set back behind the first packet. */
  readonly number: number
  /** Of a tally, or `ALL_ROWS`. */
  readonly row: number
  readonly packets: number
  readonly octets: number
}

export class Intervals {
  /** Nanoseconds. */
  readonly span: number
  /** The first packet's time, and the numbers of the first and the last interval. */
  seconds = 0
  nanoseconds = 0
  first = 0
  last = 0
  readonly #index: RowIndex
  #packets: Float64Array = new Float64Array(64)
  #octets: Float64Array = new Float64Array(64)
  #hasStart = false
  #number = 0

  constructor(span: number, budget: Budget) {
    this.span = span
    this.#index = new RowIndex(LIMIT, budget, ROW_OCTETS)
  }

  get dropped(): number {
    return this.#index.dropped
  }

  /** A packet comes: finds its interval, and counts it with all. One without a time belongs to that of the one before. */
  begin(p: Packet): void {
    if (p.hasTime) this.#number = this.#numberOf(p)
    this.first = Math.min(this.first, this.#number)
    this.last = Math.max(this.last, this.#number)
    this.note(p, ALL_ROWS)
  }

  /** Counts the packet with the others of a row. */
  note(p: Packet, row: number): void {
    const n = this.#number
    const at = this.#index.row(row, n | 0, Math.floor(n / 2 ** 32), 0)
    if (at === NO_ROW) return
    this.#packets = grown(this.#packets, at + 1)
    this.#octets = grown(this.#octets, at + 1)
    this.#packets[at]!++
    this.#octets[at]! += p.length
  }

  /** In the order in which they were first seen. */
  *all(): Generator<Interval> {
    for (let at = 0; at < this.#index.count; at++) {
      yield {
        number: this.#index.word(at, 2) * 2 ** 32 + (this.#index.word(at, 1) >>> 0),
        row: this.#index.word(at, 0),
        packets: this.#packets[at]!,
        octets: this.#octets[at]!,
      }
    }
  }

  #numberOf(p: Packet): number {
    if (!this.#hasStart) {
      this.#hasStart = true
      this.seconds = p.tsSec
      this.nanoseconds = p.tsNsec
    }
    return Math.floor(((p.tsSec - this.seconds) * 1e9 + (p.tsNsec - this.nanoseconds)) / this.span)
  }
}
