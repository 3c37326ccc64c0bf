/** Packets and octets of a table's rows in both directions, with the first and the last moment of each. */
import type { Packet } from '../wire/packet.js'
import type { Moment } from './networks.js'
import { grown } from './row-index.js'

/** The two directions of a row: from its end `a` to `b`, and the way back. */
export const FORTH = 0
export const BACK = 1

/** What went in one direction. */
export interface Way {
  readonly packets: number
  readonly octets: number
  /** Undefined where nothing went this way. */
  readonly first: Moment | undefined
  readonly last: Moment | undefined
}

// Columns of a direction, 64 octets, so that a packet touches one or two lines of the cache.
const PACKETS = 0
const OCTETS = 1
const FIRST = 2
const LAST = 5
const COLUMNS = 8

export class Traffic {
  #numbers: Float64Array = new Float64Array(64 * 2 * COLUMNS)

  /** Hot path: counts a packet of a row; whether it is the first in its direction. */
  note(row: number, direction: number, octets: number, p: Packet): boolean {
    const at = (2 * row + direction) * COLUMNS
    if (at + COLUMNS > this.#numbers.length) this.#numbers = grown(this.#numbers, 2 * (row + 1) * COLUMNS)
    const n = this.#numbers
    const before = n[at]!
    n[at] = before + 1
    n[at + OCTETS]! += octets
    n[at + LAST] = p.number
    n[at + LAST + 1] = p.tsSec
    n[at + LAST + 2] = p.tsNsec
    if (before > 0) return false
    n[at + FIRST] = p.number
    n[at + FIRST + 1] = p.tsSec
    n[at + FIRST + 2] = p.tsNsec
    return true
  }

  /** Octets that belong to a packet that was counted already. */
  addOctets(row: number, direction: number, octets: number): void {
    this.#numbers[(2 * row + direction) * COLUMNS + OCTETS]! += octets
  }

  /** Undoes one `note`, but for the moments. */
  takeBack(row: number, direction: number, octets: number): void {
    const at = (2 * row + direction) * COLUMNS
    this.#numbers[at]!--
    this.#numbers[at + OCTETS]! -= octets
  }

  /** In both directions. */
  packets(row: number): number {
    return this.packetsOf(row, FORTH) + this.packetsOf(row, BACK)
  }

  packetsOf(row: number, direction: number): number {
    return this.#numbers[(2 * row + direction) * COLUMNS + PACKETS]!
  }

  /** In both directions. */
  octets(row: number): number {
    const at = 2 * row * COLUMNS + OCTETS
    return this.#numbers[at]! + this.#numbers[at + COLUMNS]!
  }

  way(row: number, direction: number): Way {
    const at = (2 * row + direction) * COLUMNS
    const packets = this.#numbers[at]!
    return {
      packets,
      octets: this.#numbers[at + OCTETS]!,
      first: packets > 0 ? this.#moment(at + FIRST) : undefined,
      last: packets > 0 ? this.#moment(at + LAST) : undefined,
    }
  }

  /** The first packet of a row that has any, whichever way it went. */
  first(row: number): Moment {
    const at = 2 * row * COLUMNS
    const n = this.#numbers
    const isBack = n[at] === 0 || (n[at + COLUMNS]! > 0 && n[at + COLUMNS + FIRST]! < n[at + FIRST]!)
    return this.#moment((isBack ? at + COLUMNS : at) + FIRST)
  }

  /** The last packet of a row that has any, whichever way it went. */
  last(row: number): Moment {
    const at = 2 * row * COLUMNS
    const n = this.#numbers
    const isBack = n[at] === 0 || (n[at + COLUMNS]! > 0 && n[at + COLUMNS + LAST]! > n[at + LAST]!)
    return this.#moment((isBack ? at + COLUMNS : at) + LAST)
  }

  #moment(at: number): Moment {
    const n = this.#numbers
    return { frame: n[at]!, seconds: n[at + 1]!, nanoseconds: n[at + 2]! }
  }
}

/** Nanoseconds from one moment to another; exact for 104 days. */
export function elapsed(from: Moment, to: Moment): number {
  return (to.seconds - from.seconds) * 1e9 + (to.nanoseconds - from.nanoseconds)
}
