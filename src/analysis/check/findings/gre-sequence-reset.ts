/**
 * A tunnel's sender has begun to count anew: it was restarted, or set up again. A receiver that checks the order drops all
 * that it sends from then on, until the numbers have caught up.
 */

import { isMirrored, type Numbered, numbered, numberedWays } from '../evidence/gre-sequences.js'
import { limited } from '../evidence/limit.js'
import type { Finder } from '../finding.js'

export const greSequenceReset: Finder<Numbered> = {
  id: 'gre.sequence-reset',
  find(facts) {
    return limited(
      numberedWays(facts)
        .filter(({ sequence }) => sequence.resets > 0)
        .map((way) =>
          numbered('gre.sequence-reset', way, 'reset', way.sequence.resets, {
            severity: isMirrored(way) ? 'info' : 'warning',
            confidence: 'high',
          }),
        ),
    )
  },
}
