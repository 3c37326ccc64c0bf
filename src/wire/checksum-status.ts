/** A layer's checksum as Wireshark's fields `….checksum.status` tell it. */
import { ipBelow } from './ip.js'
import { Kind } from './kind.js'
import type { Packet } from './packet.js'
import { ChecksumStatus, Verdict, verifyAny } from './verify.js'

// Wireshark's PROTO_CHECKSUM_E_ values, which the fields `….checksum.status` have.
export const STATUS_BAD = 0
const GOOD = 1
const UNVERIFIED = 2
const NOT_PRESENT = 3
const ILLEGAL = 4

const WIRESHARK_STATUS: Readonly<Record<ChecksumStatus, number>> = {
  [ChecksumStatus.None]: -1,
  [ChecksumStatus.Good]: GOOD,
  [ChecksumStatus.Bad]: STATUS_BAD,
  [ChecksumStatus.Absent]: NOT_PRESENT,
  [ChecksumStatus.OffloadSeed]: STATUS_BAD,
  [ChecksumStatus.OffloadOuter]: STATUS_BAD,
  [ChecksumStatus.Unverified]: UNVERIFIED,
}

const verdict = new Verdict()

/** tshark's `….checksum.status` of layer `index`, which judges quoted packets as well; -1 where there is none. */
export function checksumStatus(p: Packet, index: number): number {
  if (index >= p.quoted && p.layers[index]!.kind === Kind.Icmp) return UNVERIFIED
  verifyAny(p, index, verdict)
  if (verdict.status === ChecksumStatus.Absent && isOverIpv6(p, index)) return ILLEGAL
  const status = WIRESHARK_STATUS[verdict.status]
  return p.tables.verify || (status !== GOOD && status !== STATUS_BAD) ? status : UNVERIFIED
}

function isOverIpv6(p: Packet, index: number): boolean {
  const ip = ipBelow(p, index)
  return ip >= 0 && p.layers[ip]!.kind === Kind.Ipv6
}
