/**
 * The packets that were seen at one place, a row each: what tells a packet from others as a hash of 64 bits, its time, and
 * by number what it is and what is around it. A row takes 44 octets, in blocks, so that nothing is copied as there come
 * more; what finds no room in the budget is counted.
 */
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import type { Budget } from '../tables/budget.js'
import { type Timestamp, timestamp } from '../timestamps.js'
import type { Forms } from './forms.js'
import { COMPARED, type Invariant, Readable } from './invariant.js'

const BLOCK_BITS = 16
const BLOCK = 1 << BLOCK_BITS
const IN_BLOCK = BLOCK - 1
/** Words of a row, of which two are a time. */
const WORDS = 10
const TIMES = WORDS / 2
const TIME = 0
const LOW = 2
const HIGH = 3
const FRAME = 4
const FLOW = 5
const FORM = 6
const LENGTH = 7
/** The innermost checksum, and above it the segment size that a SYN offers, or of other segments the octets of data. */
const SUMS = 8
const SEQUENCE = 9
/** Octets of a row with its partner, and with what is needed to find that. */
const ROW_OCTETS = 4 * WORDS + 4 + 16

/** Beside the length: the packet is a copy of another one of the same capture; it offers a segment size; its checksum is wrong. */
const IS_COPY = 1 << 30
const IS_SYN = 1 << 29
const IS_WRONG = 1 << 28
const LENGTH_MASK = (1 << 24) - 1

/** No packet of the other place. */
export const ALONE = -1

export class Sightings {
  /** Rows in use. */
  count = 0
  /** Packets that found no room. */
  dropped = 0
  /** Packets that are cut where they begin to differ, and such as have nothing to tell them by. */
  cut = 0
  unreadable = 0
  /** Fragments of packets that were never whole. */
  pieces = 0
  /** Packets without a time. */
  timeless = 0
  /** Octets from the transport header on that are there of all packets. */
  reach: number = COMPARED
  /** How many of them count. */
  readonly compared: number
  /** The whole second that times count from. */
  epoch = 0
  /** Time of the first and the last packet, in nanoseconds since. */
  first: number = Number.POSITIVE_INFINITY
  last: number = Number.NEGATIVE_INFINITY
  /** Rows that are copies. */
  copies = 0

  readonly #forms: Forms
  readonly #inside: Invariant
  readonly #budget: Budget
  #isFull = false
  readonly #words: Int32Array[] = []
  readonly #times: Float64Array[] = []
  readonly #partners: Int32Array[] = []

  constructor(forms: Forms, inside: Invariant, budget: Budget, compared: number = COMPARED) {
    this.#forms = forms
    this.#inside = inside
    this.#budget = budget
    this.compared = compared
  }

  /** Hot path: takes a decoded packet. Returns its row; -1 where it has none. */
  observe(p: Packet, stack: TunnelStack): number {
    if (p.fragment !== -1) {
      this.pieces++
      return -1
    }
    if (p.isReassembled) this.pieces -= p.reassembledFrom.length - 1
    if (!p.hasTime) {
      this.timeless++
      return -1
    }
    const inside = this.#inside
    const readable = inside.take(p, stack, this.compared)
    if (readable !== Readable.Yes) {
      if (readable === Readable.Cut) this.cut++
      else this.unreadable++
      return -1
    }
    if (inside.reach < this.reach) this.reach = inside.reach
    const row = this.#add()
    if (row < 0) return -1
    this.#forms.take(p, stack, inside)
    if (row === 0) this.epoch = p.tsSec
    const time = (p.tsSec - this.epoch) * 1e9 + p.tsNsec
    if (time < this.first) this.first = time
    if (time > this.last) this.last = time
    const block = row >>> BLOCK_BITS
    const words = this.#words[block]!
    const at = (row & IN_BLOCK) * WORDS
    this.#times[block]![(row & IN_BLOCK) * TIMES + TIME] = time
    words[at + LOW] = inside.low
    words[at + HIGH] = inside.high
    words[at + FRAME] = p.number
    words[at + FLOW] = this.#forms.flow
    words[at + FORM] = this.#forms.form
    const offered = inside.maximumSegmentSize
    words[at + LENGTH] = Math.min(p.length, LENGTH_MASK) | (offered > 0 ? IS_SYN : 0)
    words[at + SUMS] = inside.checksum | ((offered || Math.min(inside.dataLength, 0xffff)) << 16)
    words[at + SEQUENCE] = inside.sequence
    this.#partners[block]![row & IN_BLOCK] = ALONE
    return row
  }

  #add(): number {
    const row = this.count
    if ((row & IN_BLOCK) === 0 && !this.#grow()) {
      this.dropped++
      return -1
    }
    this.count++
    return row
  }

  #grow(): boolean {
    if (this.#isFull || !this.#budget.take(BLOCK * ROW_OCTETS)) {
      this.#isFull = true
      return false
    }
    const octets = new ArrayBuffer(BLOCK * WORDS * 4)
    this.#words.push(new Int32Array(octets))
    this.#times.push(new Float64Array(octets))
    this.#partners.push(new Int32Array(BLOCK))
    return true
  }

  low(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + LOW]!
  }

  high(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + HIGH]!
  }

  /** Nanoseconds since `epoch`. */
  time(row: number): number {
    return this.#times[row >>> BLOCK_BITS]![(row & IN_BLOCK) * TIMES + TIME]!
  }

  frame(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + FRAME]! >>> 0
  }

  flow(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + FLOW]!
  }

  form(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + FORM]!
  }

  /** Octets of the frame. */
  length(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + LENGTH]! & LENGTH_MASK
  }

  checksum(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + SUMS]! & 0xffff
  }

  /** What a SYN offers; 0 for other packets. */
  maximumSegmentSize(row: number): number {
    return this.#isSyn(row) ? this.#aboveSum(row) : 0
  }

  /** TCP's octets of data, 65535 at most. */
  dataLength(row: number): number {
    return this.#isSyn(row) ? 0 : this.#aboveSum(row)
  }

  #isSyn(row: number): boolean {
    return (this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + LENGTH]! & IS_SYN) !== 0
  }

  #aboveSum(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + SUMS]! >>> 16
  }

  sequence(row: number): number {
    return this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + SEQUENCE]! >>> 0
  }

  /** Whether somebody has found the innermost checksum wrong. */
  isWrong(row: number): boolean {
    return (this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + LENGTH]! & IS_WRONG) !== 0
  }

  setWrong(row: number): void {
    const at = (row & IN_BLOCK) * WORDS + LENGTH
    const words = this.#words[row >>> BLOCK_BITS]!
    words[at] = words[at]! | IS_WRONG
  }

  /** The row of a frame that has one; frames are in order. */
  rowOf(frame: number): number {
    let [low, high] = [0, this.count - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.frame(middle) < frame) low = middle + 1
      else high = middle
    }
    return low
  }

  isCopy(row: number): boolean {
    return (this.#words[row >>> BLOCK_BITS]![(row & IN_BLOCK) * WORDS + LENGTH]! & IS_COPY) !== 0
  }

  /** Notes that the row is of a packet that another row has too. */
  setCopy(row: number): void {
    const at = (row & IN_BLOCK) * WORDS + LENGTH
    const words = this.#words[row >>> BLOCK_BITS]!
    if ((words[at]! & IS_COPY) === 0) this.copies++
    words[at] = words[at]! | IS_COPY
  }

  /** Takes that back. */
  clearCopy(row: number): void {
    const at = (row & IN_BLOCK) * WORDS + LENGTH
    const words = this.#words[row >>> BLOCK_BITS]!
    if ((words[at]! & IS_COPY) !== 0) this.copies--
    words[at] = words[at]! & ~IS_COPY
  }

  /** The row of the other place that is the same packet; `ALONE` without. */
  partner(row: number): number {
    return this.#partners[row >>> BLOCK_BITS]![row & IN_BLOCK]!
  }

  setPartner(row: number, partner: number): void {
    this.#partners[row >>> BLOCK_BITS]![row & IN_BLOCK] = partner
  }

  /** Gives its room back: its rows are not looked at any more. */
  release(): void {
    this.#budget.use(-this.#words.length * BLOCK * ROW_OCTETS)
    this.#words.length = 0
    this.#times.length = 0
    this.#partners.length = 0
    this.count = 0
  }

  /** Forgets what was found in the other place, before another one is looked at. */
  clear(): void {
    for (const partners of this.#partners) partners.fill(ALONE)
    for (let row = 0; row < this.count; row++) this.clearCopy(row)
  }

  /** When a moment was, in nanoseconds since `epoch`, and in which frame. */
  timestamp(frame: number, time: number): Timestamp {
    const seconds = Math.floor(time / 1e9)
    return timestamp(frame, this.epoch + seconds, time - seconds * 1e9)
  }
}
