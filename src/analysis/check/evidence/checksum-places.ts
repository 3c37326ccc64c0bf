/** Where a checksum stands, for findings about checksums. */
import { Kind } from '../../../wire/kind.js'
import { TunnelType } from '../../../wire/tunnel.js'
import { ChecksumCause } from '../../checksums/cause.js'
import type { ChecksumRow } from '../../checksums/census.js'
import type { CheckFacts } from '../check-facts.js'
import { type Finding, someFrames } from '../finding.js'
import { groupsOf } from './grouping.js'

/** Packets with one difference that are more than copies of one in the capture. */
const MANY = 4
/** The same of those that an exact sum tells already. */
const SEVERAL = 3
/** Packets of a burst, on average. */
const BURST = 4

export interface ChecksumPlace {
  readonly kind: Kind
  /** Tunnels around the layer: 0 for the outermost headers. */
  readonly tunnels: number
  /** The tunnel that the layer carries, or is; `TunnelType.None` for most. */
  readonly carries: TunnelType
}

export type ChecksumOutcome = Pick<ChecksumRow, 'taken' | 'repeated' | 'takenFrame' | 'answerFrame'>

/** Octets that were damaged, or a sender that miscounts; what offload, translation or the kernel's fault explains is not. */
export function corruptChecksums({ checksums }: CheckFacts): readonly ChecksumRow[] {
  const rows = [...checksums.rows([ChecksumCause.Corrupt, ChecksumCause.OuterOff])].filter(
    (row) => !isOuterTranslated(row),
  )
  const groups = groupsOf(rows, (row) => [row.kind, row.tunnels, row.carries, row.network, row.sender].join(' '))
  return groups.map(([first, ...others]) => others.reduce(together, first))
}

/** Around unfinished checksums and around finished ones: wrong all the same. */
function together(one: ChecksumRow, other: ChecksumRow): ChecksumRow {
  return {
    ...one,
    packets: one.packets + other.packets,
    frames: someFrames([...one.frames, ...other.frames]),
    difference: -1,
    runs: one.runs + other.runs,
    intactInside: one.intactInside + other.intactInside,
    taken: one.taken + other.taken,
    repeated: one.repeated + other.repeated,
    ...(one.takenFrame > 0 ? {} : { takenFrame: other.takenFrame, answerFrame: other.answerFrame }),
  }
}

/** Checksums around unfinished ones that are all off by the same number: the addresses were translated since. */
export function isOuterTranslated({ cause, difference, packets }: ChecksumRow): boolean {
  return cause === ChecksumCause.OuterOff && difference > 0 && packets >= SEVERAL
}

/** Whether wrong checksums are off by one number a burst, around data that is intact: its sender cut it so. */
export function isCutWrongly({ carries, tunnels, packets, runs, intactInside }: ChecksumRow): boolean {
  const isOuter = tunnels === 0 && carries !== TunnelType.None
  return isOuter && packets >= MANY && runs > 1 && runs * BURST <= packets && intactInside === packets
}

/** IPv4 checksums of 0 whose sender has finished all of its others: nobody knows whether a card finishes them. */
export function uncertainZeros({ checksums }: CheckFacts): readonly ChecksumRow[] {
  const left = [...checksums.rows([ChecksumCause.Seed, ChecksumCause.Outer, ChecksumCause.ExposedSeed])]
  const leaving = new Set(left.filter(({ kind }) => kind !== Kind.Ipv4).map(({ sender }) => sender))
  return left.filter(
    ({ kind, sender, tunnels, packets, intactInside }) =>
      kind === Kind.Ipv4 && tunnels === 0 && intactInside === packets && !leaving.has(sender),
  )
}

/** Checksums that are of one place: 0 for the outermost headers, 1 for all that are in tunnels. */
export function placeKey({ kind, tunnels, carries }: ChecksumPlace): string {
  return `${kind} ${Math.min(tunnels, 1)} ${carries}`
}

/** Whether wrong checksums are off by the same number, which damage does not do. */
export function isMiscount(difference: number, packets: number): boolean {
  return difference >= 0 && packets >= MANY
}

/** Whether receivers are seen to take such packets, and none to be sent again. */
export function isTaken({ taken, repeated }: ChecksumOutcome): boolean {
  return taken > 0 && repeated === 0
}

/** Damage costs packets; what was rewritten may have been so after the capture, to hide addresses. */
export function weightOf(difference: number, packets: number): Pick<Finding, 'severity' | 'confidence'> {
  return isMiscount(difference, packets)
    ? { severity: 'warning', confidence: 'medium' }
    : { severity: 'error', confidence: 'high' }
}
