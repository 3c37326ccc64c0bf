/** A moment as one writes it on the command line: `#12`, `10:31:34.56`, `2023-05-22 10:31`, `1684735894.56`, `+5.2`. */
import type { Facts } from '../../analysis/learning/facts.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import type { UtcOffset } from '../time.js'
import type { Names } from './names.js'
import type { When } from './table-lines.js'

const DAY = 86_400
/** Digits of a second; beyond nanoseconds they mean nothing. */
const FRACTION = 9
/** A number without a fraction is a frame below this, and a time since 1970 from here on (1973). */
const LEAST_EPOCH = 100_000_000

const FRAME = /^#?(\d{1,15})$/
const EPOCH = /^(\d{1,12})(?:\.(\d+))?$/
const SINCE = /^\+(\d{1,9})(?:\.(\d+))?\s?s?$/
const CLOCK = /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$/

/** The first packet and the last. */
export interface Span {
  readonly begin: Timestamp
  readonly end: Timestamp
}

/** What a text means in a capture; undefined where it is none of these. A time of day is one of the capture's first day. */
export function parseWhen(text: string, { begin, end }: Span, utcOffset: UtcOffset): When | undefined {
  const frame = frameNamed(text)
  if (frame !== undefined) return { frame }
  const epoch = EPOCH.exec(text)
  if (epoch !== null) return { seconds: Number(epoch[1]), nanoseconds: nanosecondsOf(epoch[2]) }
  const since = SINCE.exec(text)
  if (since !== null) return later(begin, Number(since[1]), nanosecondsOf(since[2]))
  const clock = CLOCK.exec(text)
  return clock === null ? undefined : clockTime(clock, begin, end, utcOffset)
}

/** `#12`, or the time of day. */
export function whenText(when: When, names: Names): string {
  if (when.frame !== undefined) return `#${when.frame}`
  return names.clock({ frame: 0, seconds: when.seconds ?? 0, nanoseconds: when.nanoseconds ?? 0 })
}

/** The frame that a text names, if it names one. */
export function frameNamed(text: string): number | undefined {
  const frame = FRAME.exec(text)?.[1]
  return frame !== undefined && (text.startsWith('#') || Number(frame) < LEAST_EPOCH) ? Number(frame) : undefined
}

/** A remark about a moment outside of the capture; empty for one within. */
export function outsideText(when: When, { facts, words }: Names): string {
  const { end } = facts
  const begin = beginOf(facts)
  if (when.frame !== undefined) {
    if (when.frame > end.frame) return words.afterCapture
    return when.frame < begin.frame ? words.beforeCapture : ''
  }
  if (isLater(when, end)) return words.afterCapture
  return isLater(begin, when) ? words.beforeCapture : ''
}

function isLater(x: When, y: When): boolean {
  const seconds = (x.seconds ?? 0) - (y.seconds ?? 0)
  return seconds > 0 || (seconds === 0 && (x.nanoseconds ?? 0) > (y.nanoseconds ?? 0))
}

/** `10:31:34.56` on the first day, or on the next one if the capture goes on past midnight and had not begun then. */
function clockTime(match: RegExpExecArray, begin: Timestamp, end: Timestamp, utcOffset: UtcOffset): When | undefined {
  const [year, month, day, hours, minutes, seconds = 0] = match.slice(1, 7).map((part) => part && Number(part))
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const ofDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  const nanoseconds = nanosecondsOf(match[7])
  if (year !== undefined) {
    const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000
    return { seconds: midnight + ofDay - utcOffset(midnight), nanoseconds }
  }
  const local = begin.seconds + utcOffset(begin.seconds)
  const first = local - (((local % DAY) + DAY) % DAY) + ofDay - utcOffset(begin.seconds)
  const isBefore = first < begin.seconds && first + DAY <= end.seconds
  return { seconds: isBefore ? first + DAY : first, nanoseconds }
}

/** What a capture spans. */
export function spanOf(facts: Facts): Span {
  return { begin: beginOf(facts), end: facts.end }
}

/** The first packet. */
function beginOf({ networks, end }: Facts): Timestamp {
  const first = networks.map((network) => network.first).filter((timestamp) => timestamp.frame > 0)
  return first.reduce((x, y) => (y.frame < x.frame ? y : x), end)
}

function later({ seconds, nanoseconds }: Timestamp, bySeconds: number, byNanoseconds: number): When {
  const sum = nanoseconds + byNanoseconds
  return { seconds: seconds + bySeconds + Math.floor(sum / 1e9), nanoseconds: sum % 1e9 }
}

function nanosecondsOf(fraction = ''): number {
  return Number(fraction.slice(0, FRACTION).padEnd(FRACTION, '0'))
}
