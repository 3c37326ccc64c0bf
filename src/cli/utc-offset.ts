/** The time zone that `TZ` or the system names. */

/** Seconds east of UTC at a moment; found anew with each quarter of an hour, since zones change at no other time. */
export function utcOffset(seconds: number): number {
  const quarter = Math.floor(seconds / 900)
  if (quarter !== cachedQuarter) {
    cachedQuarter = quarter
    // What no calendar has, no zone has an offset for.
    cachedOffset = -60 * new Date(seconds * 1000).getTimezoneOffset() || 0
  }
  return cachedOffset
}
let cachedQuarter = -1
let cachedOffset = 0
