/**
 * Time zones that are written out, as `TZ` may have them: `EST5EDT,M3.2.0,M11.1.0`, `<+0330>-3:30`.
 * POSIX.1-2017 base definitions §8.3, with the times of RFC 8536 §3.3.1, which may be negative and go beyond a day.
 *
 *     std offset [dst [offset] [, start [/time], end [/time]]]
 */
import type { UtcOffset } from './time.js'

export interface PosixZone {
  readonly utcOffset: UtcOffset
  /** Whether the zone has summer time without dates; the dates of the United States are used then. */
  readonly isRuleMissing: boolean
}

/** Three letters at least, or anything between angle brackets that is a letter, a digit or a sign. */
const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)'
const TIME = '(\\d{1,3})(?::(\\d{1,2})(?::(\\d{1,2}))?)?'
const OFFSET = `([+-]?)${TIME}`
const ZONE = new RegExp(`^${NAME}${OFFSET}(${NAME}(?:${OFFSET})?(?:,([^,]+),([^,]+))?)?$`)
const DATE = new RegExp(`^(?:M(\\d{1,2})\\.(\\d)\\.(\\d)|(J?)(\\d{1,3}))(?:/([+-]?)${TIME})?$`)

/** What glibc takes where no rule is given. */
const START = 'M3.2.0'
const END = 'M11.1.0'

const HOUR = 3600
const DAY = 86_400
/** Of an offset and of a rule's time, in hours. */
const MAX_OFFSET = 24
const MAX_TIME = 167
/** 02:00:00, where a rule has no time. */
const USUAL_TIME = 2 * HOUR

/** Seconds from the start of a year, in UTC seconds since 1970, to the clock time of a change. */
type Change = (year: number, start: number) => number

/** Undefined for what is no such zone. */
export function posixZone(text: string): PosixZone | undefined {
  const match = ZONE.exec(text)
  if (match === null) return undefined
  const standard = duration(match, 1, MAX_OFFSET)
  if (standard === undefined) return undefined
  // West of Greenwich is positive.
  if (match[5] === undefined) return { utcOffset: () => 0 - standard, isRuleMissing: false }
  const summer = match[7] === undefined ? standard - HOUR : duration(match, 6, MAX_OFFSET)
  const start = change(match[10] ?? START)
  const end = change(match[11] ?? END)
  if (summer === undefined || start === undefined || end === undefined) return undefined
  return { utcOffset: withSummer(standard, summer, start, end), isRuleMissing: match[10] === undefined }
}

function withSummer(standard: number, summer: number, start: Change, end: Change): UtcOffset {
  let from = 0
  let to = 0
  let begins = 0
  let ends = 0
  return (seconds) => {
    if (seconds < from || seconds >= to) {
      const year = new Date(seconds * 1000).getUTCFullYear()
      // A time that no calendar has gets the standard offset.
      if (Number.isNaN(year)) return 0
      from = startOf(year)
      to = startOf(year + 1)
      begins = from + start(year, from) + standard
      ends = from + end(year, from) + summer
    }
    // South of the equator, summer time lasts over the end of the year.
    const isSummer = begins <= ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends
    return 0 - (isSummer ? summer : standard)
  }
}

/** `M3.2.0/2`: of a month, a week (5 is the last) and a day of it (0 is Sunday); `J60`: without 29 February; `59`: with it. */
function change(text: string): Change | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  const [, m = '', w = '', d = '', julian, n = '', , hours] = match
  const time = hours === undefined ? USUAL_TIME : duration(match, 6, MAX_TIME)
  if (time === undefined) return undefined
  if (m === '') {
    const day = Number(n)
    if (day > 365 || (julian === 'J' && day === 0)) return undefined
    if (julian === '') return () => day * DAY + time
    return (year) => (day - (day < 60 || !isLeap(year) ? 1 : 0)) * DAY + time
  }
  const [month, week, weekday] = [Number(m), Number(w), Number(d)]
  if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) return undefined
  return (year, start) => {
    const first = (Date.UTC(2000 + (year % 400), month - 1) - Date.UTC(2000 + (year % 400), 0)) / 1000
    const length = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
    // 1 January 1970 was a Thursday.
    const firstWeekday = ((((start + first) / DAY + 4) % 7) + 7) % 7
    let day = ((weekday - firstWeekday + 7) % 7) + 7 * (week - 1)
    if (day >= length) day -= 7
    return first + day * DAY + time
  }
}

/** Seconds of a sign, hours, minutes and seconds that stand in a match from `at` on; undefined when there are too many. */
function duration(match: RegExpExecArray, at: number, maxHours: number): number | undefined {
  const [hours, minutes, seconds] = [1, 2, 3].map((i) => Number(match[at + i] ?? 0)) as [number, number, number]
  if (hours > maxHours || minutes > 59 || seconds > 59) return undefined
  const value = hours * HOUR + minutes * 60 + seconds
  return match[at] === '-' ? 0 - value : value
}

/** Seconds since 1970 when a year begins. */
function startOf(year: number): number {
  // `Date.UTC` takes 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, 0, 1) / 1000
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
