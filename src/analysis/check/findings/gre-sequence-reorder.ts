/**
 * Packets of a tunnel came after others with higher numbers. A receiver that checks the order drops them (RFC 2890 §2.2).
 * No fault: packets that the capture has twice, by two interfaces, whose order is the capture's own.
 */

import { isMirrored, type Numbered, numbered, numberedWays } from '../evidence/gre-sequences.js'
import { limited } from '../evidence/limit.js'
import type { Finder } from '../finding.js'

export const greSequenceReorder: Finder<Numbered> = {
  id: 'gre.sequence-reorder',
  find(facts) {
    return limited(
      numberedWays(facts)
        .filter(({ sequence: { reordered, duplicates } }) => reordered > duplicates)
        .map((way) =>
          numbered('gre.sequence-reorder', way, 'reordered', way.sequence.reordered, {
            severity: isMirrored(way) || facts.capture.interfaces.length > 1 ? 'info' : 'warning',
            confidence: 'high',
          }),
        ),
    )
  },
}
