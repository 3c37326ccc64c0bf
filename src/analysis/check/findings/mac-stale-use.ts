/**
 * Frames for a station that moved still went to the VTEP that it had left: nobody there delivers them. It ends when the
 * sender hears the station from its new place, or forgets the entry, which takes Linux five minutes.
 *
 * Counted are frames to the old place until the station spoke at the new one, if they are more than it usually gets
 * without answering, and later frames that came too late to have been under way. Frames while the station was away,
 * before it announced itself, had nowhere else to go.
 *
 * A station that left silently shows by its old VTEP, which sends its frames away.
 */

import type { Gone } from '../../learning/silent-hosts.js'
import { staleUseOf } from '../../learning/stale-use.js'
import { NO_ADDRESS } from '../../tables/address-table.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { gone } from '../evidence/departed-hosts.js'
import { isAnnounced, isMoving, isTold, type Moved, movers } from '../evidence/host-moves.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface StaleUse {
  readonly network: number
  readonly mac: number
  /** Addresses of the VTEPs: the one that it left, and where it is; `NO_ADDRESS` where nothing was heard of it since. */
  readonly from: number
  readonly to: number
  /** Frames until the station spoke, and the nanoseconds from the first of them until then. */
  readonly before: number
  readonly beforeFor: number
  /** Frames afterwards, and nanoseconds until the last of them. */
  readonly after: number
  readonly afterFor: number
  /** For a station that is silent since: where its old VTEP sends its frames, and the first of these frames. */
  readonly sentTo?: number
  readonly sentFirst: number
}

export const macStaleUse: Finder<StaleUse> = {
  id: 'mac.stale-use',
  find(facts) {
    const calm = movers(facts).filter((mover) => isMoving(mover) && !isTold(facts, mover.network))
    const moves = calm.flatMap((mover) => mover.moves)
    const left = gone(facts).map((station) => leaving(facts, station))
    return limited([...moves.flatMap((moved) => finding(facts, moved) ?? []), ...left])
  },
}

function finding(facts: CheckFacts, { move, noted }: Moved): Finding<StaleUse> | undefined {
  const { network, mac, from, to, at } = move
  const { before, after } = staleUseOf(facts.silentHosts, noted)
  if (before === undefined && after === undefined) return undefined
  return {
    id: 'mac.stale-use',
    // A station that announces itself was away, and tables were right as soon as it was back.
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
      sentFirst: 0,
    },
  }
}

/** Nobody knows where the station is now, so all frames for it since it spoke last count as `before`. */
function leaving({ networks }: CheckFacts, station: Gone): Finding<StaleUse> {
  const { network, mac, from, to, packets, frames, first, last, waiting } = station
  const before = packets + (waiting?.packets ?? 0)
  const isLater = waiting === undefined || first.frame < waiting.first.frame
  return {
    id: 'mac.stale-use',
    severity: 'warning',
    confidence: 'high',
    frames: someFrames([...(waiting?.frames ?? []), ...frames]),
    count: before,
    about: {
      ...{ network, mac, before, from: networks.addressOf(from), to: NO_ADDRESS },
      beforeFor: elapsed(isLater ? first : waiting.first, last),
      ...{ after: 0, afterFor: 0, sentTo: networks.addressOf(to), sentFirst: first.frame },
    },
  }
}
