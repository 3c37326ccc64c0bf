/**
 * Checksums that are right for other addresses or ports: the packet was translated (NAT), and seen before its checksum was
 * adapted, which the translator, or the network card, may still do. Another packet, or an ICMP error that quotes this one,
 * shows what the addresses were. It explains what looks wrong, and is no damage.
 */

import { ChecksumCause } from '../../checksums/cause.js'
import type { Translation } from '../../checksums/translations.js'
import { type ChecksumPlace, placeKey } from '../evidence/checksum-places.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface TranslatedChecksums extends ChecksumPlace {
  readonly sender: number
  /** The translation that showed itself first; undefined where it found no room. */
  readonly first: Translation | undefined
}

export const checksumTranslated: Finder<TranslatedChecksums> = {
  id: 'checksum.translated',
  find({ checksums }) {
    const byFrame = new Map<number, Translation>(checksums.translations.map((t) => [t.frame, t]))
    const rows = [...checksums.rows([ChecksumCause.Translated])]
    const groups = groupsOf(rows, (row) => `${placeKey(row)} ${row.sender}`)
    return limited(
      groups.map((group) => {
        const { kind, tunnels, carries, sender } = group[0]!
        const frames = group.flatMap((row) => row.frames)
        const first = frames.map((frame) => byFrame.get(frame)).find((t) => t?.kind === kind)
        return {
          id: 'checksum.translated',
          severity: 'info',
          confidence: 'high',
          frames: someFrames([...frames, ...(first === undefined ? [] : [first.evidence])]),
          count: group.reduce((sum, { packets }) => sum + packets, 0),
          about: { kind, tunnels, carries, sender, first },
        }
      }),
    )
  },
}
