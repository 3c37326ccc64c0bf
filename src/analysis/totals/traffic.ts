/** Packets and octets of a table's rows in both directions, with the first and the last timestamp of each. */
import type { Packet } from '../../wire/packet.js'
import { Sum } from '../tables/path-cache.js'
import { grown } from '../tables/row-index.js'
import { type Timestamp, timestamp, timestampAt } from '../timestamps.js'

/** The two directions of a row: from its end `a` to `b`, and the way back. */
export const FORTH = 0
export const BACK = 1

/** What went in one direction. */
export interface Way {
  readonly packets: number
  readonly octets: number
  /** Undefined where nothing went this way. */
  readonly first: Timestamp | undefined
  readonly last: Timestamp | undefined
}

// What every packet changes: 32 octets a direction, so that both are in one line of the cache. Two doubles, then four
// 32-bit words; a frame's number has two of them.
const PACKETS = 0
const OCTETS = 1
const DOUBLES = 4
const FRAME = 4
const FRAME_UPPER = 5
const SECONDS = 6
const NANOSECONDS = 7
const WORDS = 8
/** Makes the upper 32 bits of a number the whole part. */
const UPPER = 2 ** -32
/** What the first packet sets: frame, seconds and nanoseconds. */
const FIRST_COLUMNS = 3

export class Traffic {
  #doubles: Float64Array = new Float64Array(64 * 2 * DOUBLES)
  /** The same octets. */
  #words: Uint32Array = new Uint32Array(this.#doubles.buffer)
  #firsts: Float64Array = new Float64Array(64 * 2 * FIRST_COLUMNS)

  /** Hot path: counts a packet of a row; whether it is the first in its direction. */
  note(row: number, direction: number, octets: number, p: Packet): boolean {
    const way = 2 * row + direction
    const at = way * DOUBLES
    if (at + DOUBLES > this.#doubles.length) this.#grow(row)
    const before = this.#doubles[at]!
    this.#doubles[at] = before + 1
    this.#doubles[at + OCTETS]! += octets
    const words = this.#words
    const last = way * WORDS
    words[last + FRAME] = p.number
    words[last + FRAME_UPPER] = p.number * UPPER
    words[last + SECONDS] = p.tsSec
    words[last + NANOSECONDS] = p.tsNsec
    if (before > 0) return false
    const first = way * FIRST_COLUMNS
    this.#firsts[first] = p.number
    this.#firsts[first + 1] = p.tsSec
    this.#firsts[first + 2] = p.tsNsec
    return true
  }

  /** Adds packets that a path has counted, from `at` on, to the direction of a row: `way` is both, as `wayOf` makes it. */
  add(way: number, sums: Float64Array, at: number, octets: number): void {
    this.#doubles[way * DOUBLES]! += sums[at + Sum.Packets]!
    this.#doubles[way * DOUBLES + OCTETS]! += octets
    const words = this.#words
    const last = way * WORDS
    const frame = sums[at + Sum.Frame]!
    if (frame <= words[last + FRAME_UPPER]! / UPPER + words[last + FRAME]!) return
    words[last + FRAME] = frame
    words[last + FRAME_UPPER] = frame * UPPER
    words[last + SECONDS] = sums[at + Sum.Seconds]!
    words[last + NANOSECONDS] = sums[at + Sum.Nanoseconds]!
  }

  /** Octets that belong to a packet that was counted already. */
  addOctets(row: number, direction: number, octets: number): void {
    this.#doubles[(2 * row + direction) * DOUBLES + OCTETS]! += octets
  }

  /** Undoes one `note`, but for the timestamps. */
  takeBack(row: number, direction: number, octets: number): void {
    const at = (2 * row + direction) * DOUBLES
    this.#doubles[at]!--
    this.#doubles[at + OCTETS]! -= octets
  }

  /** In both directions. */
  packets(row: number): number {
    return this.packetsOf(row, FORTH) + this.packetsOf(row, BACK)
  }

  packetsOf(row: number, direction: number): number {
    return this.#doubles[(2 * row + direction) * DOUBLES + PACKETS]!
  }

  /** In both directions. */
  octets(row: number): number {
    const at = 2 * row * DOUBLES + OCTETS
    return this.#doubles[at]! + this.#doubles[at + DOUBLES]!
  }

  way(row: number, direction: number): Way {
    const packets = this.packetsOf(row, direction)
    return {
      packets,
      octets: this.#doubles[(2 * row + direction) * DOUBLES + OCTETS]!,
      first: packets > 0 ? this.#first(row, direction) : undefined,
      last: packets > 0 ? this.#last(row, direction) : undefined,
    }
  }

  /** The first packet of a row that has any, whichever way it went. */
  first(row: number): Timestamp {
    const [forth, back] = [this.#first(row, FORTH), this.#first(row, BACK)]
    if (this.packetsOf(row, FORTH) === 0) return back
    return this.packetsOf(row, BACK) > 0 && back.frame < forth.frame ? back : forth
  }

  /** The last packet of a row that has any, whichever way it went. */
  last(row: number): Timestamp {
    const [forth, back] = [this.#last(row, FORTH), this.#last(row, BACK)]
    if (this.packetsOf(row, FORTH) === 0) return back
    return this.packetsOf(row, BACK) > 0 && back.frame > forth.frame ? back : forth
  }

  #first(row: number, direction: number): Timestamp {
    const at = (2 * row + direction) * FIRST_COLUMNS
    return timestampAt(this.#firsts, at)
  }

  #last(row: number, direction: number): Timestamp {
    const at = (2 * row + direction) * WORDS
    const w = this.#words
    const frame = w[at + FRAME_UPPER]! / UPPER + w[at + FRAME]!
    return timestamp(frame, w[at + SECONDS]!, w[at + NANOSECONDS]!)
  }

  #grow(row: number): void {
    this.#doubles = grown(this.#doubles, 2 * (row + 1) * DOUBLES)
    this.#words = new Uint32Array(this.#doubles.buffer)
    this.#firsts = grown(this.#firsts, 2 * (row + 1) * FIRST_COLUMNS)
  }
}

/** A row and a direction in one number. */
export function wayOf(row: number, direction: number): number {
  return 2 * row + direction
}

/** Nanoseconds from one timestamp to another; exact for 104 days. */
export function elapsed(from: Timestamp, to: Timestamp): number {
  return (to.seconds - from.seconds) * 1e9 + (to.nanoseconds - from.nanoseconds)
}
