/** A layer's checksum, as JSON, `--fields` and the tree tell it. */
import { classify, tellOffload } from '../analysis/checksums/cause.js'
import type { Packet } from '../wire/packet.js'
import { ChecksumReason, ChecksumStatus, Checksums, Verdict } from '../wire/verify.js'
import type { ChecksumReasonName, ChecksumStatusName } from '../words/screens/explain.js'
import type { Palette } from './palette.js'

/** What `read --json` calls a status; none for `ChecksumStatus.None`. */
export const STATUS_NAMES: Readonly<Record<ChecksumStatus, ChecksumStatusName>> = {
  [ChecksumStatus.None]: '',
  [ChecksumStatus.Good]: 'good',
  [ChecksumStatus.Bad]: 'bad',
  [ChecksumStatus.Absent]: 'absent',
  [ChecksumStatus.OffloadSeed]: 'offload-seed',
  [ChecksumStatus.OffloadOuter]: 'offload-outer',
  [ChecksumStatus.Unverified]: 'unverified',
}

/** What `read --json` calls a reason; none for `ChecksumReason.None`. */
export const CHECKSUM_REASON_NAMES: Readonly<Record<ChecksumReason, ChecksumReasonName>> = {
  [ChecksumReason.None]: '',
  [ChecksumReason.Cut]: 'cut',
  [ChecksumReason.Fragment]: 'fragment',
  [ChecksumReason.Missing]: 'missing',
  [ChecksumReason.NoAddresses]: 'no-addresses',
  [ChecksumReason.Tunnel]: 'tunnel',
  [ChecksumReason.Forbidden]: 'forbidden',
}

const verdict = new Verdict()

/** The verdict on layer `index` with its cause, valid until the next call; undefined where there is nothing to judge. */
export function checksumVerdict(p: Packet, index: number): Verdict | undefined {
  if (!p.tables.verify) return undefined
  classify(p, index, verdict)
  return verdict.status === ChecksumStatus.None ? undefined : verdict
}

const checksums = new Checksums()

/** Judges all checksums of a packet, for `judgedChecksum`: its octets are read once, however many layers they are in. */
export function judgeChecksums(p: Packet): void {
  if (p.tables.verify) checksums.verify(p)
}

/** The same as `checksumVerdict`, of the packet that was judged. */
export function judgedChecksum(p: Packet, index: number): Verdict | undefined {
  if (!p.tables.verify) return undefined
  checksums.get(p, index, verdict)
  if (verdict.status === ChecksumStatus.None) return undefined
  tellOffload(p, index, verdict)
  return verdict
}

/** Why a checksum was not verified. */
const WHY_UNVERIFIED: Readonly<Partial<Record<ChecksumReason, string>>> = {
  [ChecksumReason.Cut]: 'the capture cut octets that it covers',
  [ChecksumReason.Fragment]: 'other fragments have octets that it covers',
  [ChecksumReason.Missing]: 'a length field claims octets that are not there',
  [ChecksumReason.NoAddresses]: 'the addresses that it covers are not known',
}

/** What a checksum is worth, and why; in colour where it deserves a look. */
export function checksumSentence(verdict: Verdict, { warn, bad, reset }: Palette): string {
  const { status, reason, stored, computed } = verdict
  const should = verdict.isComputed ? ` (correct would be ${hex16(computed)})` : ''
  switch (status) {
    case ChecksumStatus.Good:
      return `checksum ${hex16(stored)} good`
    case ChecksumStatus.Absent:
      if (reason === ChecksumReason.Tunnel) return 'no checksum, as a tunnel over IPv6 may (RFC 6935)'
      if (reason !== ChecksumReason.Forbidden) return 'no checksum'
      return `${warn}no checksum: over IPv6 receivers discard it unless it is a tunnel's (RFC 8200 §8.1)${reset}`
    case ChecksumStatus.OffloadSeed:
      return `checksum ${hex16(stored)} seed: filled in by the NIC after this capture point${should}`
    case ChecksumStatus.OffloadOuter:
      return `checksum ${hex16(stored)} for the inner checksum that the NIC fills in after this capture point${should}`
    case ChecksumStatus.Unverified:
      return `checksum ${hex16(stored)} not verified: ${WHY_UNVERIFIED[reason]}`
    default:
      return `${bad}checksum ${hex16(stored)} bad${should}${reset}`
  }
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
