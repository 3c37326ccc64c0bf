/** A layer's checksum, as JSON and `--fields` tell it. */
import { classify } from '../analysis/checksum.js'
import { ipBelow } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { ChecksumStatus, Verdict, verifyAny } from '../wire/verify.js'
import { type Literal, literal } from './writer.js'

/** What `read --json` calls a status; none for `ChecksumStatus.None`. */
export const STATUS_NAMES: Readonly<Record<ChecksumStatus, Literal>> = {
  [ChecksumStatus.None]: literal(''),
  [ChecksumStatus.Good]: literal('good'),
  [ChecksumStatus.Bad]: literal('bad'),
  [ChecksumStatus.Absent]: literal('absent'),
  [ChecksumStatus.OffloadSeed]: literal('offload-seed'),
  [ChecksumStatus.OffloadOuter]: literal('offload-outer'),
  [ChecksumStatus.Unverified]: literal('unverified'),
}

// Wireshark's PROTO_CHECKSUM_E_ values, which the fields `….checksum.status` have.
const BAD = 0
const GOOD = 1
const UNVERIFIED = 2
const NOT_PRESENT = 3
const ILLEGAL = 4

const WIRESHARK_STATUS: Readonly<Record<ChecksumStatus, number>> = {
  [ChecksumStatus.None]: -1,
  [ChecksumStatus.Good]: GOOD,
  [ChecksumStatus.Bad]: BAD,
  [ChecksumStatus.Absent]: NOT_PRESENT,
  [ChecksumStatus.OffloadSeed]: BAD,
  [ChecksumStatus.OffloadOuter]: BAD,
  [ChecksumStatus.Unverified]: UNVERIFIED,
}

const verdict = new Verdict()

/** The verdict on layer `index` with its cause, valid until the next call; undefined where there is nothing to judge. */
export function checksumVerdict(p: Packet, index: number): Verdict | undefined {
  classify(p, index, verdict)
  return verdict.status === ChecksumStatus.None ? undefined : verdict
}

/** tshark's `….checksum.status` of layer `index`, which judges quoted packets as well; -1 where there is none. */
export function checksumStatus(p: Packet, index: number): number {
  if (index >= p.quoted && p.layers[index]!.kind === Kind.Icmp) return UNVERIFIED
  verifyAny(p, index, verdict)
  if (verdict.status === ChecksumStatus.Absent && isOverIpv6(p, index)) return ILLEGAL
  return WIRESHARK_STATUS[verdict.status]
}

function isOverIpv6(p: Packet, index: number): boolean {
  const ip = ipBelow(p, index)
  return ip >= 0 && p.layers[ip]!.kind === Kind.Ipv6
}
