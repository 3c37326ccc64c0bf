/**
 * Sequence numbers that never came: packets of a tunnel that were lost on the way, or that the capture has not seen. The
 * numbers cannot tell which. What came late is no gap, nor what the capture itself says it has dropped.
 */

import { isMirrored, type Numbered, type NumberedWay, numbered, numberedWays } from '../evidence/gre-sequences.js'
import { limited } from '../evidence/limit.js'
import type { Finder, Finding } from '../finding.js'

export const greSequenceGap: Finder<Numbered> = {
  id: 'gre.sequence-gap',
  find(facts) {
    const hasDrops = facts.capture.interfaces.some((each) => (each.drops ?? 0) > 0)
    return limited(
      numberedWays(facts)
        .filter(({ sequence }) => sequence.missing > 0)
        .map((way) => numbered('gre.sequence-gap', way, 'gap', way.sequence.missing, verdict(way, hasDrops))),
    )
  },
}

function verdict(way: NumberedWay, hasDrops: boolean): Pick<Finding, 'severity' | 'confidence'> {
  const { missing, numbered } = way.sequence
  if (hasDrops || isMirrored(way)) return { severity: 'info', confidence: 'medium' }
  // Where more are missing than not, the capture has seen one of several ways.
  return { severity: 'warning', confidence: missing > numbered ? 'low' : 'medium' }
}
