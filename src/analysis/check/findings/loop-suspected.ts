/**
 * The same frame again and again: packets that routers send back to each other until their TTL is used up, or frames
 * that bridges bring back through the tunnel, without end.
 *
 * A frame that passes the same tunnel the same way with a lower TTL each time, and one that comes back unchanged from
 * where it was sent to, go round for sure. One to all that only comes fast and often, from one VTEP, may as well be
 * sent so. No retransmission is counted: it comes later, and IP numbers it anew.
 */

import { elapsed } from '../../totals/traffic.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'
import { LoopKind, type LoopRow } from '../loops.js'

export interface Loop {
  readonly kind: LoopKind
  readonly network: number
  /** Endpoints of the tunnel, the one first that sent the first frame; `NO_ENDPOINT` outside of tunnels. */
  readonly source: number
  readonly destination: number
  /** Addresses of the first frame, those of sender and target in ARP; `NO_ADDRESS` in what is neither that nor IP. */
  readonly isArp: boolean
  readonly innerSource: number
  readonly innerDestination: number
  /** Different frames that go round. */
  readonly different: number
  /** The TTL of the first one at first and at last. */
  readonly ttl: number
  readonly lastTtl: number
  /** Nanoseconds between the first sighting and the last. */
  readonly lasted: number
}

export const loopSuspected: Finder<Loop> = {
  id: 'loop.suspected',
  find({ repeats }) {
    // The rows of both directions, those with most sightings first.
    const rows = [...repeats.rows].sort((x, y) => y.sightings - x.sightings)
    return limited(groupsOf(rows, ({ network, kind }) => `${network} ${kind}`).map(finding))
  },
}

function finding(rows: readonly [LoopRow, ...LoopRow[]]): Finding<Loop> {
  const main = rows[0]
  const { kind, network, source, destination, isArp, innerSource, innerDestination, ttl, lastTtl } = main
  const isSure = kind !== LoopKind.Repeated
  return {
    id: 'loop.suspected',
    severity: isSure ? 'error' : 'warning',
    confidence: isSure ? 'high' : 'medium',
    frames: someFrames(main.frames),
    count: rows.reduce((count, row) => count + row.sightings, 0),
    about: {
      ...{ kind, network, source, destination, isArp, innerSource, innerDestination, ttl, lastTtl },
      different: rows.reduce((count, row) => count + row.different, 0),
      lasted: elapsed(main.first, main.last),
    },
  }
}
