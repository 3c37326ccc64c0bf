/**
 * GRE's checksum, which covers its header and all that it carries, does not fit: the receiver drops the packet. A checksum
 * that the network card was to finish is none of these, nor one that waits for the one inside.
 */
import { Kind } from '../../../wire/kind.js'
import { corruptChecksums, isMiscount, weightOf } from '../evidence/checksum-places.js'
import { limited } from '../evidence/limit.js'
import type { Finder } from '../finding.js'

export interface GreChecksumBad {
  /** Tunnels around the GRE header. */
  readonly tunnels: number
  /** The endpoint that made the checksums. */
  readonly sender: number
  /** What all of several differ by from the right ones, in one's complement; -1 where that is not the same, or of few. */
  readonly difference: number
}

export const greChecksumBad: Finder<GreChecksumBad> = {
  id: 'gre.checksum-bad',
  find(facts) {
    const rows = corruptChecksums(facts).filter(({ kind }) => kind === Kind.Gre)
    return limited(
      rows.map(({ tunnels, sender, packets, frames, difference }) => ({
        id: 'gre.checksum-bad',
        ...weightOf(difference, packets),
        frames,
        count: packets,
        about: { tunnels, sender, difference: isMiscount(difference, packets) ? difference : -1 },
      })),
    )
  },
}
