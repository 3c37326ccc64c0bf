/** How much later than the first packet, and than the one before, each packet of a capture came. */
import type { Packet } from '../wire/packet.js'
import { since } from './time.js'

/** How many packets' times are kept. A packet that an expression picks may wait for others, seldom for this many. */
const KEPT = 1 << 18

export class FrameTimes {
  /** The number of the last packet that was noted. */
  #last = 0
  #first: readonly [number, number] | undefined
  #lastSec = 0
  #lastNsec = 0
  /** By number: nanoseconds since the packet before that has a time. */
  readonly #deltas: Float64Array = new Float64Array(KEPT)

  /** Takes each packet of the capture in order. A packet that was taken before changes nothing. */
  note(p: Packet): void {
    if (p.number <= this.#last) return
    this.#last = p.number
    if (!p.hasTime) return
    const isFirst = this.#first === undefined
    this.#first ??= [p.tsSec, p.tsNsec]
    this.#deltas[p.number % KEPT] = isFirst ? 0 : since(p, this.#lastSec, this.#lastNsec)
    this.#lastSec = p.tsSec
    this.#lastNsec = p.tsNsec
  }

  /** Nanoseconds since the first packet. */
  sinceFirst(p: Packet): number {
    return this.#first === undefined ? 0 : since(p, this.#first[0], this.#first[1])
  }

  /** Nanoseconds since the packet before. Undefined for a packet so long ago that its time is not kept. */
  sincePrevious(p: Packet): number | undefined {
    if (p.number + KEPT <= this.#last) return undefined
    return this.#deltas[p.number % KEPT]!
  }
}
