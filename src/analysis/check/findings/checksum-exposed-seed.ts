/**
 * Inner checksums that are left to the network card, in tunnels whose outer UDP checksum is right already, over the
 * unfinished one: when the card fills in the inner one it breaks the outer one, and a receiver that verifies discards the
 * packet; when nobody fills it in, the inner one is wrong. Linux makes the outer one as if the inner one were finished
 * (LCO), or sends none.
 */

import { ChecksumCause } from '../../checksums/cause.js'
import type { ChecksumPlace } from '../evidence/checksum-places.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface ExposedSeeds extends ChecksumPlace {
  readonly network: number
  /** The endpoint that made the first of the inner checksums. */
  readonly sender: number
}

export const checksumExposedSeed: Finder<ExposedSeeds> = {
  id: 'checksum.exposed-seed',
  find({ checksums }) {
    const groups = groupsOf(
      [...checksums.rows([ChecksumCause.ExposedSeed])],
      ({ kind, network }) => `${kind} ${network}`,
    )
    return limited(
      groups.map((group) => {
        const { kind, tunnels, carries, network, sender } = group[0]
        const count = group.reduce((sum, { packets }) => sum + packets, 0)
        return {
          id: 'checksum.exposed-seed',
          // One checksum in 65536 fits by chance.
          severity: count > 1 ? 'warning' : 'info',
          confidence: count > 1 ? 'high' : 'low',
          frames: someFrames(group.flatMap(({ frames }) => frames)),
          count,
          about: { kind, tunnels, carries, network, sender },
        }
      }),
    )
  },
}
