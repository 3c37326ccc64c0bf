/**
 * A checksum does not fit its octets, and nothing harmless explains it: not a network card that was to finish it, not
 * address translation, not the fault of Linux kernels that `checksum.kernel-ffff` tells of. Who receives such a packet
 * discards it. Where all of a sender's are off by the same number they were rewritten, perhaps after the capture to hide
 * addresses, and nobody knows whether a receiver saw them so: a warning. So it is where receivers are seen to take them.
 *
 * GRE's own checksum is `gre.checksum-bad`. What was cut or is in other fragments cannot be judged and is not told.
 */
import { Kind } from '../../../wire/kind.js'
import {
  type ChecksumOutcome,
  type ChecksumPlace,
  corruptChecksums,
  isCutWrongly,
  isMiscount,
  isTaken,
  weightOf,
} from '../evidence/checksum-places.js'
import { limited } from '../evidence/limit.js'
import type { Finder } from '../finding.js'

export interface CorruptChecksums extends ChecksumPlace, ChecksumOutcome {
  /** The innermost network that the layer is in. */
  readonly network: number
  /** The endpoint that made the checksums; `NO_ENDPOINT` where no IP header names one. */
  readonly sender: number
  /** What all the checksums are off by, in one's complement; -1 if that differs, or if they are too few. */
  readonly difference: number
  /** Whether the checksums are off by one number per burst and all inside is right: the sender cut it wrongly. */
  readonly isCutWrongly: boolean
  /** Whether everything else in these packets is right, by its own checksums. */
  readonly isIntactInside: boolean
}

/** Where a receiver has accepted the packets, they did no harm. */
const DOUBTFUL = { severity: 'warning', confidence: 'medium' } as const

export const checksumCorrupt: Finder<CorruptChecksums> = {
  id: 'checksum.corrupt',
  find(facts) {
    const rows = corruptChecksums(facts).filter(({ kind }) => kind !== Kind.Gre)
    return limited(
      rows.map((row) => {
        const { kind, tunnels, carries, network, sender, packets, frames, difference } = row
        const { taken, repeated, takenFrame, answerFrame } = row
        return {
          id: 'checksum.corrupt',
          ...weightOf(difference, packets),
          ...(isTaken(row) ? DOUBTFUL : {}),
          frames,
          count: packets,
          about: {
            kind,
            tunnels,
            carries,
            network,
            sender,
            difference: isMiscount(difference, packets) ? difference : -1,
            isCutWrongly: isCutWrongly(row),
            isIntactInside: row.intactInside === packets,
            ...{ taken, repeated, takenFrame, answerFrame },
          },
        }
      }),
    )
  },
}
