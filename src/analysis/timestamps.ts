/** Timestamps of packets: whole seconds and nanoseconds, and the frame. */
import type { Packet } from '../wire/packet.js'

/** When and in which frame something was seen. */
export interface Timestamp {
  /** 1-based frame number, as tshark counts. */
  readonly frame: number
  /** Seconds since 1970-01-01 UTC. */
  readonly seconds: number
  readonly nanoseconds: number
}

/** A timestamp that is written over as packets come, where making one for each of them would be too much. */
export type LastTimestamp = { -readonly [K in keyof Timestamp]: Timestamp[K] }

/** In place of a timestamp that there is none of. */
export const NEVER: Timestamp = { frame: 0, seconds: 0, nanoseconds: 0 }

export function timestampOf(p: Packet): LastTimestamp {
  return { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
}

/** From numbers that stand in tables. */
export function timestamp(frame: number, seconds: number, nanoseconds: number): Timestamp {
  return { frame: small(frame), seconds: small(seconds), nanoseconds: small(nanoseconds) }
}

/** A timestamp that stands in a table as three numbers from `at` on. */
export function timestampAt(numbers: Float64Array, at: number): Timestamp {
  return timestamp(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!)
}

/** So many milliseconds later, with no packet in between. */
export function later({ frame, seconds, nanoseconds }: Timestamp, milliseconds: number): Timestamp {
  const ns = nanoseconds + Math.round(milliseconds * 1e6)
  return timestamp(frame, seconds + Math.floor(ns / 1e9), ns % 1e9)
}

export function stamp(m: LastTimestamp, p: Packet): void {
  m.frame = p.number
  m.seconds = p.tsSec
  m.nanoseconds = p.tsNsec
}

/**
 * The same number. One from a table of doubles takes 16 octets more, and so do those of all other timestamps from then on,
 * unless V8 sees that 32 bits hold it.
 */
function small(n: number): number {
  const bits = n | 0
  return bits === n ? bits : n
}
