/** The time zone that `TZ` or the system names. */
import { realpathSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { posixZone } from '../present/posix-zone.js'
import type { UtcOffset } from '../present/time.js'
import { writeStderr } from './output.js'

/**
 * The clock that people here go by. What is no zone is said, once. Threads inherit what `TZ` has become, so the main one
 * has to ask first.
 */
export function localTime(): UtcOffset {
  const { TZ } = process.env
  zone ??= zoneOf(TZ)
  return zone
}
let zone: UtcOffset | undefined

/** Where zones are kept as files: tzfile(5). */
const ZONE_FILES = /^.*\/zoneinfo\/(?:(?:posix|right)\/)?/
const UTC_NAMES: readonly string[] = ['', 'UTC', 'GMT', 'Etc/UTC']

function zoneOf(value: string | undefined): UtcOffset {
  if (value === undefined) return offsetOfDate
  // A colon says that what follows is the name of a file, as it may be without one: tzset(3).
  const name = value.replace(/^:/, '')
  if (UTC_NAMES.includes(name)) return () => 0
  const written = posixZone(name)
  if (written?.isRuleMissing === false) return written.utcOffset
  const file = name.startsWith('/') ? nameOfFile(name) : name
  if (file !== undefined && isKnown(file)) return offsetOfDate
  if (written !== undefined) return written.utcOffset
  if (isMainThread) writeStderr(`vxsniff: TZ=${value} is no time zone that is known here; times are in UTC\n`)
  return () => 0
}

/** `Europe/Berlin` of `/usr/share/zoneinfo/Europe/Berlin`, and of a link to it. */
function nameOfFile(path: string): string | undefined {
  try {
    return realpathSync(path).replace(ZONE_FILES, '')
  } catch {
    return undefined
  }
}

/** Whether `Date` knows the zone; it does from then on. What it does not know it takes for UTC, and does not say so. */
function isKnown(name: string): boolean {
  Object.assign(process.env, { TZ: name })
  if (new Date(Date.UTC(2024, 0)).getTimezoneOffset() !== 0) return true
  if (new Date(Date.UTC(2024, 6)).getTimezoneOffset() !== 0) return true
  // To ask takes as long as reading a thousand packets.
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    Object.assign(process.env, { TZ: timeZone })
    return true
  } catch {
    return false
  }
}

/** Found anew with each quarter of an hour, since zones change at no other time. */
function offsetOfDate(seconds: number): number {
  const quarter = Math.floor(seconds / 900)
  if (quarter !== cachedQuarter) {
    cachedQuarter = quarter
    // What no calendar has, no zone has an offset for.
    cachedOffset = -60 * new Date(seconds * 1000).getTimezoneOffset() || 0
  }
  return cachedOffset
}
let cachedQuarter = Number.NaN
let cachedOffset = 0
