/**
 * Fragments of datagrams came whose first fragment never did: none of them can be put together. The first one is the
 * longest, and the only one with ports: a path that is too narrow loses it, and so does a filter.
 *
 * Not counted: fragments from the first moments of a capture, whose first one may have come before it began; those so
 * close to its end that it may come after; and what packets that are too large explain.
 */

import { PLAIN } from '../../tunnels/networks.js'
import { limited } from '../evidence/limit.js'
import { isTooLarge } from '../evidence/path-mtu.js'
import { type Finder, type Severity, someFrames } from '../finding.js'

export interface FirstMissing {
  readonly network: number
  readonly source: number
  readonly destination: number
  /** Datagrams between the two that were put together. */
  readonly whole: number
  /** Octets of the longest fragment that came, with its IP header. */
  readonly longest: number
  /** Packets that the capture itself has lost: then it may be its fault. */
  readonly drops: number
}

export const fragmentFirstMissing: Finder<FirstMissing> = {
  id: 'fragment.first-missing',
  find(facts) {
    const drops = facts.capture.interfaces.reduce((sum, { drops: n = 0 }) => sum + n, 0)
    const lost = facts.fragmentation
      .headless(facts.capture.end)
      .filter(({ network, source, destination }) => !isTooLarge(facts, network, source, destination))
    return limited(
      lost.map(({ network, source, destination, datagrams, whole, longest, frames }) => ({
        id: 'fragment.first-missing',
        severity: severityOf(network, datagrams, drops),
        confidence: drops > 0 ? 'low' : datagrams > 1 ? 'high' : 'medium',
        frames: someFrames(frames),
        count: datagrams,
        about: { network, source, destination, whole, longest, drops },
      })),
    )
  },
}

/** Several are no accident; a single one outside of any tunnel is a loss as it happens. */
function severityOf(network: number, datagrams: number, drops: number): Severity {
  if (drops > 0) return 'info'
  if (datagrams > 1) return 'error'
  return network === PLAIN ? 'info' : 'warning'
}
