/**
 * Checksums that look wrong and are not: the sender's stack has left them to the network card, and the packets were
 * captured before it, or on a path where no card is. Summed up by place, with the causes and the senders.
 */
import { Kind } from '../../../wire/kind.js'
import { ChecksumCause } from '../../checksums/cause.js'
import type { ChecksumRow } from '../../checksums/census.js'
import { distinct } from '../../tables/number-map.js'
import type { CheckFacts } from '../check-facts.js'
import { type ChecksumPlace, placeKey, uncertainZeros } from '../evidence/checksum-places.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface OffloadedChecksums extends ChecksumPlace {
  /** Checksums that are the pseudo-header's sum, and those that fit once the one inside is finished. */
  readonly seeds: number
  readonly outers: number
  /** The endpoints that made them, the first few, and how many there are. */
  readonly senders: readonly number[]
  readonly senderCount: number
  /** The interface of the capture; empty where there are several, or it has no name. */
  readonly device: string
  /** Its features that explain it, as `ethtool -k` calls them; none where they are off or not known. */
  readonly features: readonly string[]
}

const MAX_SENDERS = 8

export const checksumOffload: Finder<OffloadedChecksums> = {
  id: 'checksum.offload',
  find(facts) {
    const uncertain = new Set(uncertainZeros(facts).map(({ sender }) => sender))
    const rows = [...facts.checksums.rows([ChecksumCause.Seed, ChecksumCause.Outer])].filter(
      ({ kind, tunnels, sender }) => kind !== Kind.Ipv4 || tunnels > 0 || !uncertain.has(sender),
    )
    return limited(groupsOf(rows, placeKey).map((group) => finding(facts, group)))
  },
}

function finding({ capture }: CheckFacts, rows: readonly ChecksumRow[]): Finding<OffloadedChecksums> {
  const { kind, tunnels, carries } = rows[0]!
  const packetsOf = (cause: ChecksumCause): number =>
    rows.reduce((sum, row) => sum + (row.cause === cause ? row.packets : 0), 0)
  const seeds = packetsOf(ChecksumCause.Seed)
  const outers = packetsOf(ChecksumCause.Outer)
  const senders = distinct(rows.map(({ sender }) => sender))
  const [first, ...others] = capture.interfaces
  const device = others.length === 0 ? first : undefined
  return {
    id: 'checksum.offload',
    severity: 'info',
    confidence: 'high',
    frames: someFrames(rows.flatMap(({ frames }) => frames)),
    count: seeds + outers,
    about: {
      ...{ kind, tunnels, carries, seeds, outers },
      senders: senders.slice(0, MAX_SENDERS),
      senderCount: senders.length,
      device: device?.name ?? '',
      features: explaining(device?.features ?? []),
    },
  }
}

/** Those that leave checksums to the card; where none does, what merges received packets leaves them as well. */
function explaining(features: readonly string[]): readonly string[] {
  const sending = features.filter((name) => name.startsWith('tx-checksum'))
  // `tx-checksumming` is what the others are called together.
  const exact = sending.filter((name) => name !== 'tx-checksumming')
  if (sending.length > 0) return exact.length > 0 ? exact : sending
  return features.filter((name) => name === 'generic-receive-offload')
}
