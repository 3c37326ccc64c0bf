/** The moments of packets. */
import type { Packet } from '../wire/packet.js'
import type { Moment } from './networks.js'

/** A moment that is written over as packets come, where making one for each of them would be too much. */
export type LastMoment = { -readonly [K in keyof Moment]: Moment[K] }

export function momentOf(p: Packet): LastMoment {
  return { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
}

export function stamp(m: LastMoment, p: Packet): void {
  m.frame = p.number
  m.seconds = p.tsSec
  m.nanoseconds = p.tsNsec
}
