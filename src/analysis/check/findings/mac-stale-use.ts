/**
 * Frames for a station that moved still went to the VTEP that it had left: nobody there delivers them. It ends when the
 * sender hears the station from its new place, or forgets the entry, which takes Linux five minutes.
 *
 * Counted are what was sent to the old place until the station spoke at the new one, if that is more than it usually
 * got without a word from it, and what was sent there for longer than a packet takes afterwards. What went there while
 * the station was away, before it announced itself, could not have gone anywhere else.
 */

import { staleUseOf } from '../../learning/stale-use.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { isAnnounced, isMoving, isTold, type Moved, movers } from '../evidence/host-moves.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

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
  const { before, after } = staleUseOf(facts.silentHosts, noted)
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
