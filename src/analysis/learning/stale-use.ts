/** Frames to the place that a station had left, if they are more than what is always under way. */
import { elapsed } from '../totals/traffic.js'
import type { MacMove } from './mac-table.js'
import type { SilentHosts, Stale, Unheard } from './silent-hosts.js'

interface StaleUse {
  /** Until the station spoke from its new place; undefined when it was no more than usual. */
  readonly before: Unheard | undefined
  /** Afterwards; undefined when it had been under way. */
  readonly after: Stale | undefined
}

/** One frame may have been under way. More than `UNUSUAL` times the usual number cannot have been. */
const MIN_FRAMES = 2
const UNUSUAL = 2
/** Nanoseconds that a station is away while it moves. */
const ABSENCE = 1e9
/** Nanoseconds after a move in which what goes to the old place was under way. */
const UNDER_WAY = 5e8

export function staleUseOf(silentHosts: SilentHosts, move: MacMove): StaleUse {
  const waiting = silentHosts.before(move)
  const isLong = waiting !== undefined && elapsed(waiting.first, move.at) >= ABSENCE
  const before = isLong && isUnusual(waiting) ? waiting : undefined
  const stale = silentHosts.after(move)
  const isStale = stale !== undefined && stale.packets >= MIN_FRAMES && elapsed(move.at, stale.last) > UNDER_WAY
  return { before, after: isStale ? stale : undefined }
}

function isUnusual({ packets, usual }: Unheard): boolean {
  return packets >= MIN_FRAMES && packets >= UNUSUAL * usual
}
