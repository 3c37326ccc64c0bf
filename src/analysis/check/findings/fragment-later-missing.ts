/**
 * First fragments of datagrams came, and a later one never did: none of them can be put together, which is as bad as a
 * first one that is missing. A filter without a rule for fragments drops the later ones, which have no ports; and so does
 * a capture's own filter for ports.
 *
 * Not counted: datagrams so close to the end of a capture that the rest may come after, and those that it has cut. Where
 * both hosts send first fragments alone, it is the capture that takes no others.
 */

import type { Incomplete } from '../../fragments/losses.js'
import { PLAIN } from '../../tunnels/networks.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Severity, someFrames } from '../finding.js'

export interface LaterMissing {
  readonly network: number
  readonly source: number
  readonly destination: number
  /** Datagrams between the two that were put together. */
  readonly whole: number
  /** Whether the capture has any fragment that is no first one. */
  readonly hasLater: boolean
  /** Whether the other host’s datagrams are no better off. */
  readonly isMutual: boolean
  /** Packets that the capture itself has lost: then it may be its fault. */
  readonly drops: number
}

export const fragmentLaterMissing: Finder<LaterMissing> = {
  id: 'fragment.later-missing',
  find(facts) {
    const lost = facts.fragmentation.tailless(facts.capture.end)
    const ways = new Set(lost.map(({ network, source, destination }) => `${network} ${source} ${destination}`))
    return limited(
      lost.map((row) => {
        const about = aboutOf(facts, row, ways)
        return {
          id: 'fragment.later-missing',
          severity: severityOf(about, row.datagrams),
          confidence: about.hasLater && about.drops === 0 && row.datagrams > 1 ? 'high' : 'medium',
          frames: someFrames(row.frames),
          count: row.datagrams,
          about,
        }
      }),
    )
  },
}

function aboutOf({ capture, fragmentation }: CheckFacts, row: Incomplete, ways: ReadonlySet<string>): LaterMissing {
  const { network, source, destination, whole } = row
  return {
    ...{ network, source, destination, whole },
    hasLater: fragmentation.hasLater,
    isMutual: ways.has(`${network} ${destination} ${source}`),
    drops: capture.interfaces.reduce((sum, { drops = 0 }) => sum + drops, 0),
  }
}

/** Several are no accident; a single one outside of any tunnel is a loss as it happens. */
function severityOf({ network, hasLater, isMutual, drops }: LaterMissing, datagrams: number): Severity {
  if (drops > 0 || (!hasLater && isMutual)) return 'info'
  if (datagrams > 1) return 'error'
  return network === PLAIN ? 'info' : 'warning'
}
