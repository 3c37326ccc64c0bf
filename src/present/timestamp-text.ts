/** Moments as `read --json` writes times: `1684735894.560469000`. */
import type { Timestamp } from '../analysis/timestamps.js'

export function epochText({ seconds, nanoseconds }: Timestamp): string {
  return `${seconds}.${String(nanoseconds).padStart(9, '0')}`
}

/** The frames and times of the first packet and of the last, as members of a JSON object; null where there is none. */
export function spanJson(first: Timestamp | undefined, last: Timestamp | undefined): Readonly<Record<string, unknown>> {
  return {
    firstFrame: first?.frame ?? null,
    firstTime: first === undefined ? null : epochText(first),
    lastFrame: last?.frame ?? null,
    lastTime: last === undefined ? null : epochText(last),
  }
}
