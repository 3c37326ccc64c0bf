/** Time stamps as text: the clock of a zone, the epoch, or what has passed. */
import type { Packet } from '../wire/packet.js'
import type { Writer } from './writer.js'

/** Seconds east of UTC at a time given in seconds since 1970-01-01 UTC. */
export type UtcOffset = (seconds: number) => number

/** tcpdump's `-t` letters: what stands in the time column. */
export const TimeStyle = {
  /** The clock where the minute changes, the time since the packet before elsewhere. */
  Readable: 0,
  /** `-t` */
  None: 1,
  /** `-tt` */
  Epoch: 2,
  /** `-ttt` */
  SincePrevious: 3,
  /** `-tttt` */
  DateTime: 4,
  /** `-ttttt` */
  SinceFirst: 5,
} as const
export type TimeStyle = (typeof TimeStyle)[keyof typeof TimeStyle]

const DAY = 86_400
/** Nanoseconds in the last of so many decimals of a second. */
const UNITS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1]
const DASH = 45
const COLON = 58
const DOT = 46
const SPACE = 32

/** Writes the clock time of packets, `10:31:34.560469`; the part that packets of a second share is made once. */
export class Clock {
  readonly #utcOffset: UtcOffset
  #second = -1
  #hours = 0
  #minutes = 0
  #seconds = 0
  #days = 0

  constructor(utcOffset: UtcOffset) {
    this.#utcOffset = utcOffset
  }

  /** Minutes since the epoch on this clock, for a change of the minute to be noticed. */
  minute(p: Packet): number {
    this.#turn(p.tsSec)
    return (this.#days * 24 + this.#hours) * 60 + this.#minutes
  }

  /** `10:31:34.560469`, or with nine decimals. */
  time(p: Packet, w: Writer, decimals = 6): void {
    this.#turn(p.tsSec)
    w.digits(this.#hours, 2)
    w.char(COLON)
    w.digits(this.#minutes, 2)
    w.char(COLON)
    w.digits(this.#seconds, 2)
    if (decimals > 0) {
      w.char(DOT)
      fraction(p.tsNsec, w, decimals)
    }
  }

  /** `2023-05-22`: the proleptic Gregorian calendar. */
  date(p: Packet, w: Writer): void {
    this.#turn(p.tsSec)
    // Days since 0000-03-01, so that the leap day is a year's last (Hinnant's civil_from_days).
    const days = this.#days + 719_468
    const era = Math.floor(days / 146_097)
    const dayOfEra = days - era * 146_097
    const yearOfEra = Math.floor(
      (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    )
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
    const shifted = Math.floor((5 * dayOfYear + 2) / 153)
    const month = shifted < 10 ? shifted + 3 : shifted - 9
    w.digits(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4)
    w.char(DASH)
    w.digits(month, 2)
    w.char(DASH)
    w.digits(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1, 2)
  }

  dateTime(p: Packet, w: Writer, decimals = 6): void {
    this.date(p, w)
    w.char(SPACE)
    this.time(p, w, decimals)
  }

  #turn(second: number): void {
    if (second === this.#second) return
    this.#second = second
    const local = second + this.#utcOffset(second)
    this.#days = Math.floor(local / DAY)
    const ofDay = local - this.#days * DAY
    this.#hours = Math.floor(ofDay / 3600)
    this.#minutes = Math.floor(ofDay / 60) % 60
    this.#seconds = ofDay % 60
  }
}

/** `1684735894.560469`, the epoch time. */
export function epoch(p: Packet, w: Writer, decimals = 6): void {
  w.dec(p.tsSec)
  w.char(DOT)
  fraction(p.tsNsec, w, decimals)
}

/** The first `decimals` decimals of a second, cut as tcpdump does, not rounded. */
export function fraction(nanoseconds: number, w: Writer, decimals: number): void {
  w.digits((nanoseconds / UNITS[decimals]!) | 0, decimals)
}

/** How much later `p` is than a time; exact nanoseconds for 104 days. */
export function since(p: Packet, sec: number, nsec: number): number {
  return (p.tsSec - sec) * 1e9 + (p.tsNsec - nsec)
}
