/** Where a checksum stands, for findings about checksums. */
import { Kind } from '../../../wire/kind.js'
import { TunnelType } from '../../../wire/tunnel.js'
import { ChecksumCause } from '../../checksums/cause.js'
import type { ChecksumRow } from '../../checksums/census.js'
import type { CheckFacts } from '../check-facts.js'
import { type Finding, someFrames } from '../finding.js'
import { groupsOf } from './grouping.js'

/** Packets with the same difference that are more than copies of a single one in the capture. */
const MANY = 4
/** The same where the cause itself implies an exact sum, so that fewer are enough. */
const SEVERAL = 3
/** Packets of a burst on average. */
const BURST = 4

export interface ChecksumPlace {
  readonly kind: Kind
  /** Tunnels around the layer: 0 for the outermost headers. */
  readonly tunnels: number
  /** The tunnel that the layer carries, or is; `TunnelType.None` for most. */
  readonly carries: TunnelType
}

export type ChecksumOutcome = Pick<ChecksumRow, 'taken' | 'repeated' | 'takenFrame' | 'answerFrame'>

/** Rows of damage or of a sender that miscounts, without what offload, translation or the kernel's fault explains. */
export function corruptChecksums({ checksums }: CheckFacts): readonly ChecksumRow[] {
  const rows = [...checksums.rows([ChecksumCause.Corrupt, ChecksumCause.OuterOff])].filter(
    (row) => !isOuterTranslated(row),
  )
  const groups = groupsOf(rows, (row) => [row.kind, row.tunnels, row.carries, row.network, row.sender].join(' '))
  return groups.map(([first, ...others]) => others.reduce(together, first))
}

/** Joins two rows, around unfinished and around finished checksums: the outer ones are wrong either way. */
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

/** Outer checksums around unfinished ones, all off by the same number: the addresses were translated afterwards. */
export function isOuterTranslated({ cause, difference, packets }: ChecksumRow): boolean {
  return cause === ChecksumCause.OuterOff && difference > 0 && packets >= SEVERAL
}

/** Whether wrong checksums are off by one number per burst around intact data: the sender has cut it wrongly. */
export function isCutWrongly({ carries, tunnels, packets, runs, intactInside }: ChecksumRow): boolean {
  const isOuter = tunnels === 0 && carries !== TunnelType.None
  return isOuter && packets >= MANY && runs > 1 && runs * BURST <= packets && intactInside === packets
}

/** IPv4 checksums of 0 from a sender whose other checksums are all finished: a card may or may not finish them. */
export function uncertainZeros({ checksums }: CheckFacts): readonly ChecksumRow[] {
  const left = [...checksums.rows([ChecksumCause.Seed, ChecksumCause.Outer, ChecksumCause.ExposedSeed])]
  const leaving = new Set(left.filter(({ kind }) => kind !== Kind.Ipv4).map(({ sender }) => sender))
  return left.filter(
    ({ kind, sender, tunnels, packets, intactInside }) =>
      kind === Kind.Ipv4 && tunnels === 0 && intactInside === packets && !leaving.has(sender),
  )
}

/** A key for where a checksum stands: `tunnels` is 0 for the outermost headers and 1 for all inside tunnels. */
export function placeKey({ kind, tunnels, carries }: ChecksumPlace): string {
  return `${kind} ${Math.min(tunnels, 1)} ${carries}`
}

/** Whether wrong checksums are all off by the same number, as damage never is. */
export function isMiscount(difference: number, packets: number): boolean {
  return difference >= 0 && packets >= MANY
}

/** Whether receivers are seen to accept such packets, and none was sent again. */
export function isTaken({ taken, repeated }: ChecksumOutcome): boolean {
  return taken > 0 && repeated === 0
}

/** Damage costs packets. Rewritten addresses may be no fault: some people hide them after the capture. */
export function weightOf(difference: number, packets: number): Pick<Finding, 'severity' | 'confidence'> {
  return isMiscount(difference, packets)
    ? { severity: 'warning', confidence: 'medium' }
    : { severity: 'error', confidence: 'high' }
}
