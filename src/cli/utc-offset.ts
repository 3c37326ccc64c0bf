/** The time zone that `TZ` or the system names. */
import { realpathSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { posixZone } from '../present/posix-zone.js'
import type { UtcOffset } from '../present/time.js'
import { writeStderr } from './output.js'

/**
 * The local time zone. A `TZ` that names no zone is reported once. The main thread has to ask before it starts others:
 * they inherit the `TZ` that asking has set.
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
  // A colon says that a file's name follows; without a colon the value may be a file's name, too: tzset(3).
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

/** Whether `Date` knows the zone, which it uses from then on. `Date` silently takes an unknown zone for UTC. */
function isKnown(name: string): boolean {
  Object.assign(process.env, { TZ: name })
  if (new Date(Date.UTC(2024, 0)).getTimezoneOffset() !== 0) return true
  if (new Date(Date.UTC(2024, 6)).getTimezoneOffset() !== 0) return true
  // `Intl` is asked last: it takes as long as reading a thousand packets.
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    Object.assign(process.env, { TZ: timeZone })
    return true
  } catch {
    return false
  }
}

/** The offset is kept for a quarter of an hour: zones change on quarters only. */
function offsetOfDate(seconds: number): number {
  const quarter = Math.floor(seconds / 900)
  if (quarter !== cachedQuarter) {
    cachedQuarter = quarter
    // A time that is in no calendar has no offset either.
    cachedOffset = -60 * new Date(seconds * 1000).getTimezoneOffset() || 0
  }
  return cachedOffset
}
let cachedQuarter = Number.NaN
let cachedOffset = 0
