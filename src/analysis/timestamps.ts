/** The moments of packets. */
import type { Packet } from '../wire/packet.js'

/** When and in which frame something was seen. */
export interface Moment {
  /** 1-based frame number, as tshark counts. */
  readonly frame: number
  /** Seconds since 1970-01-01 UTC. */
  readonly seconds: number
  readonly nanoseconds: number
}

/** A moment that is written over as packets come, where making one for each of them would be too much. */
export type LastMoment = { -readonly [K in keyof Moment]: Moment[K] }

/** In place of a moment that there is none of. */
export const NEVER: Moment = { frame: 0, seconds: 0, nanoseconds: 0 }

export function momentOf(p: Packet): LastMoment {
  return { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
}

/** From numbers that stand in tables. */
export function moment(frame: number, seconds: number, nanoseconds: number): Moment {
  return { frame: small(frame), seconds: small(seconds), nanoseconds: small(nanoseconds) }
}

/** A moment that stands in a table as three numbers from `at` on. */
export function momentAt(numbers: Float64Array, at: number): Moment {
  return moment(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!)
}

/** So many milliseconds later, with no packet in between. */
export function later({ frame, seconds, nanoseconds }: Moment, milliseconds: number): Moment {
  const ns = nanoseconds + Math.round(milliseconds * 1e6)
  return moment(frame, seconds + Math.floor(ns / 1e9), ns % 1e9)
}

export function stamp(m: LastMoment, p: Packet): void {
  m.frame = p.number
  m.seconds = p.tsSec
  m.nanoseconds = p.tsNsec
}

/**
 * The same number. One from a table of doubles takes 16 octets more, and so do those of all other moments from then on,
 * unless V8 sees that 32 bits hold it.
 */
function small(n: number): number {
  const bits = n | 0
  return bits === n ? bits : n
}
