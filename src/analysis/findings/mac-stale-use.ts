/**
 * Frames for a station that moved still went to the VTEP that it had left: nobody there delivers them. It ends when the
 * sender hears the station from its new place, or forgets the entry, which takes Linux five minutes.
 *
 * Counted are what was sent to the old place until the station spoke at the new one, if that is more than it usually
 * got without a word from it, and what was sent there for longer than a packet takes afterwards. What went there while
 * the station was away, before it announced itself, could not have gone anywhere else.
 */
import type { CheckFacts } from '../check/check-facts.js'
import { type Finder, type Finding, someFrames } from '../check/finding.js'
import type { Unheard } from '../check/silence.js'
import { elapsed } from '../traffic.js'
import { limited } from './shared-limited.js'
import { isAnnounced, isMoving, isTold, type Moved, movers } from './shared-moves.js'

export interface StaleUse {
  readonly network: number
  readonly mac: number
  /** Addresses of the VTEPs: the one that it left, and where it is. */
  readonly from: number
  readonly to: number
  /** Frames until it spoke, and nanoseconds from the first of them until then. */
  readonly before: number
  readonly beforeFor: number
  /** Frames afterwards, and nanoseconds until the last of them. */
  readonly after: number
  readonly afterFor: number
}

/** A single frame may have been under way; and more than this many times what is usual are on no way at all. */
const MIN_FRAMES = 2
const UNUSUAL = 2
/** Nanoseconds that a station is away while it moves. */
const ABSENCE = 1e9
/** Nanoseconds after a move in which what goes to the old place was under way. */
const UNDER_WAY = 5e8

export const macStaleUse: Finder<StaleUse> = {
  id: 'mac.stale-use',
  find(facts) {
    const calm = movers(facts).filter((mover) => isMoving(mover) && !isTold(facts, mover.network))
    const moves = calm.flatMap((mover) => mover.moves)
    return limited(moves.flatMap((moved) => finding(facts, moved) ?? []))
  },
}

function finding(facts: CheckFacts, { move, noted }: Moved): Finding<StaleUse> | undefined {
  const { network, mac, from, to, at } = move
  const waiting = facts.silence.before(noted)
  const isLong = waiting !== undefined && elapsed(waiting.first, at) >= ABSENCE
  const before = isLong && isUnusual(waiting) ? waiting : undefined
  const stale = facts.silence.after(noted)
  const isStale = stale !== undefined && stale.packets >= MIN_FRAMES && elapsed(at, stale.last) > UNDER_WAY
  const after = isStale ? stale : undefined
  if (before === undefined && after === undefined) return undefined
  return {
    id: 'mac.stale-use',
    // Who announces itself was away, and tables were right as soon as it was there.
    severity: after === undefined && isAnnounced(facts, move) ? 'info' : 'warning',
    confidence: after === undefined ? 'medium' : 'high',
    frames: someFrames([...(before?.frames ?? []), ...(after?.frames ?? [])]),
    count: (before?.packets ?? 0) + (after?.packets ?? 0),
    about: {
      ...{ network, mac, from, to },
      before: before?.packets ?? 0,
      beforeFor: before === undefined ? 0 : elapsed(before.first, at),
      after: after?.packets ?? 0,
      afterFor: after === undefined ? 0 : elapsed(at, after.last),
    },
  }
}

function isUnusual({ packets, usual }: Unheard): boolean {
  return packets >= MIN_FRAMES && packets >= UNUSUAL * usual
}
