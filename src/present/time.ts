/** Time stamps as text: the clock of a zone, the epoch, or what has passed. */
import type { Packet } from '../wire/packet.js'
import type { Writer } from './writer.js'

/** Seconds east of UTC at a time given in seconds since 1970-01-01 UTC. */
export type UtcOffset = (seconds: number) => number

/** tcpdump's `-t` letters: what stands in the time column. */
export const TimeStyle = {
  /** The clock when the minute changes, otherwise the time since the packet before. */
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

/** Writes the clock time of packets, `10:31:34.560469`. The text of each second is made once. */
export class Clock {
  readonly #utcOffset: UtcOffset
  #second = -1
  #hours = 0
  #minutes = 0
  #seconds = 0
  #days = 0
  #minute = 0

  constructor(utcOffset: UtcOffset) {
    this.#utcOffset = utcOffset
  }

  /** Minutes since the epoch on this clock, to notice when the minute changes. */
  minute(p: Packet): number {
    if (p.tsSec === this.#second) return this.#minute
    if (!isDate(p.tsSec)) return Math.floor(p.tsSec / 60)
    this.#turn(p.tsSec)
    return this.#minute
  }

  /** `10:31:34.560469`, or with nine decimals. A time that no calendar has is shown as epoch time. */
  time(p: Packet, w: Writer, decimals = 6): void {
    if (!isDate(p.tsSec)) return writeEpoch(w, p.tsSec, p.tsNsec, decimals)
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

  /** `2023-05-22`, in the proleptic Gregorian calendar. Nothing for a time that no calendar has. */
  date(p: Packet, w: Writer): void {
    if (!isDate(p.tsSec)) return
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
    writeYear(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), w)
    w.char(DASH)
    w.digits(month, 2)
    w.char(DASH)
    w.digits(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1, 2)
  }

  dateTime(p: Packet, w: Writer, decimals = 6): void {
    this.date(p, w)
    if (isDate(p.tsSec)) w.char(SPACE)
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
    this.#minute = (this.#days * 24 + this.#hours) * 60 + this.#minutes
  }
}

/** Seconds from 1970 to the last date, and to the first, for which `Date` knows an offset (ECMA-262 §21.4.1.1). */
const LAST_DATE = 8.64e12

function isDate(seconds: number): boolean {
  return Math.abs(seconds) <= LAST_DATE
}

/** Four digits, and more where they are needed (ISO 8601 §4.3.2 in spirit); years before the year 0 have a sign. */
function writeYear(year: number, w: Writer): void {
  if (year >= 0 && year <= 9999) return w.digits(year, 4)
  if (year < 0) w.char(DASH)
  w.dec(Math.abs(year))
}

/** `1684735894.560469`, the epoch time. */
export function epoch(p: Packet, w: Writer, decimals = 6): void {
  writeEpoch(w, p.tsSec, p.tsNsec, decimals)
}

/** Seconds since 1970 with so many decimals; a time before it is negative as a whole. */
export function writeEpoch(w: Writer, seconds: number, nanoseconds: number, decimals = 9): void {
  let s = seconds
  let n = nanoseconds
  if (s < 0) {
    w.char(DASH)
    s = n > 0 ? -s - 1 : -s
    n = n > 0 ? 1_000_000_000 - n : 0
  }
  w.dec(s)
  if (decimals === 0) return
  w.char(DOT)
  fraction(n, w, decimals)
}

/** The first `decimals` decimals of a second, cut as tcpdump does, not rounded. */
export function fraction(nanoseconds: number, w: Writer, decimals: number): void {
  w.digits((nanoseconds / UNITS[decimals]!) | 0, decimals)
}

/** How much later `p` is than a time; exact nanoseconds for 104 days. */
export function since(p: Packet, sec: number, nsec: number): number {
  return (p.tsSec - sec) * 1e9 + (p.tsNsec - nsec)
}
