/**
 * Outer UDP checksums around unfinished inner ones that are all off by the same number from what they should be once the
 * inner one is filled in: the tunnel’s packets were translated (NAT), and who did it takes the outer one for unfinished as
 * well. Damage has no such constant. It explains what looks wrong; behind the card, or the virtual path, it is right.
 */

import { ChecksumCause } from '../../checksums/cause.js'
import { type ChecksumPlace, isOuterTranslated } from '../evidence/checksum-places.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface OuterTranslated extends ChecksumPlace {
  readonly sender: number
  /** By how much, in one's complement. */
  readonly difference: number
}

export const checksumOuterTranslated: Finder<OuterTranslated> = {
  id: 'checksum.outer-translated',
  find({ checksums }) {
    const rows = [...checksums.rows([ChecksumCause.OuterOff])].filter(isOuterTranslated)
    return limited(
      rows.map(({ kind, tunnels, carries, sender, difference, packets, frames }) => ({
        id: 'checksum.outer-translated',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(frames),
        count: packets,
        about: { kind, tunnels, carries, sender, difference },
      })),
    )
  },
}
