/**
 * Why a checksum does not fit: segmentation and checksum offload leave ones that are right in their own way.
 *
 * A sender's stack that leaves a checksum to its network card writes the pseudo-header's sum into the field, and the
 * card adds the rest (Linux, Documentation/networking/checksum-offloads.rst). A capture before the card, or on a path
 * without a card (veth, virtio), has the seed. The checksum of a tunnel's outer header is then made in software, from
 * the headers alone, as if the one inside were finished ("LCO: Local Checksum Offload", same document); tunnels in
 * tunnels do the same one after the other.
 *
 * Both need only headers, so they can be found in packets that the capture has cut.
 */
import { foldedSum, joined } from '../../wire/checksum.js'
import { ipBelow } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as tcp from '../../wire/protocols/tcp.js'
import * as udp from '../../wire/protocols/udp.js'
import { ownDepth } from '../../wire/tunnel.js'
import { ChecksumReason, ChecksumStatus, pseudoSum, type Verdict, verify } from '../../wire/verify.js'

/** Why a checksum is as it is, in the order in which causes are looked for. Later packets may change the answer. */
export const ChecksumCause = {
  None: 0,
  /** UDP's 0 over IPv4. */
  Absent: 1,
  /** UDP's 0 over IPv6: of a tunnel (RFC 6935 §5), and of something else, which receivers discard (RFC 8200 §8.1). */
  AbsentTunnel: 2,
  AbsentForbidden: 3,
  Good: 4,
  /** Left to the network card: the pseudo-header's sum. */
  Seed: 5,
  /** Right once the network card has finished the one inside. */
  Outer: 6,
  /** 0xffff in front of a SYN that nobody answers: a fault of Linux kernels (`kernel-faults.ts`). */
  KernelFault: 7,
  /** Right for other addresses or ports, which were translated on the way (`translations.ts`). */
  Translated: 8,
  /** None of these: the octets were damaged, or the sender miscounts. */
  Corrupt: 9,

  // These cannot be judged.
  Cut: 10,
  Fragment: 11,
  Missing: 12,
  NoAddresses: 13,

  /** `Seed`, though the checksum of the tunnel around it is right already: filled in, it breaks that one. */
  ExposedSeed: 14,
  /** Wrong around a seed: not what `Outer` asks for, by `ChecksumRow.difference` if all are off by the same. */
  OuterOff: 15,
} as const
export type ChecksumCause = (typeof ChecksumCause)[keyof typeof ChecksumCause]

/** Another cause for a checksum of an earlier packet than it was counted as. */
export interface Revision {
  /** The row that it was counted in. */
  readonly row: number
  readonly frame: number
  readonly cause: ChecksumCause
}

/** Octets of the longest IP packet in an Ethernet frame (RFC 894). Longer ones are mostly super-frames. */
const MAX_PACKET = 1500

/** Judges the checksum of layer `index`. If it is not right, tells what offload leaves from damage. */
export function classify(p: Packet, index: number, into: Verdict): void {
  verify(p, index, into)
  tellOffload(p, index, into)
}

/** The second half of `classify`, for a verdict that is known. */
export function tellOffload(p: Packet, index: number, into: Verdict): void {
  const { status, reason } = into
  const isCut = reason === ChecksumReason.Cut || reason === ChecksumReason.Missing
  if (status !== ChecksumStatus.Bad && !isCut) return
  if (isSeed(p, index) || isLeftEmpty(p, index, into)) into.status = ChecksumStatus.OffloadSeed
  else if (into.stored === finishedByOffload(p, index)) into.status = ChecksumStatus.OffloadOuter
}

/** An IPv4 header has no pseudo-header, so a stack that leaves its checksum to the card, as Windows does, writes 0. */
function isLeftEmpty(p: Packet, index: number, { status, stored }: Verdict): boolean {
  return p.layers[index]!.kind === Kind.Ipv4 && status === ChecksumStatus.Bad && stored === 0
}

/** The cause that a verdict means, unless other packets tell more. */
export function causeOf(verdict: Verdict): ChecksumCause {
  switch (verdict.status) {
    case ChecksumStatus.Good:
      return ChecksumCause.Good
    case ChecksumStatus.Bad:
      return ChecksumCause.Corrupt
    case ChecksumStatus.OffloadSeed:
      return ChecksumCause.Seed
    case ChecksumStatus.OffloadOuter:
      return ChecksumCause.Outer
    case ChecksumStatus.Absent:
      return ABSENT[verdict.reason] ?? ChecksumCause.Absent
    case ChecksumStatus.Unverified:
      return UNVERIFIED[verdict.reason] ?? ChecksumCause.Missing
    default:
      return ChecksumCause.None
  }
}

const ABSENT: Readonly<Partial<Record<ChecksumReason, ChecksumCause>>> = {
  [ChecksumReason.Tunnel]: ChecksumCause.AbsentTunnel,
  [ChecksumReason.Forbidden]: ChecksumCause.AbsentForbidden,
}

const UNVERIFIED: Readonly<Partial<Record<ChecksumReason, ChecksumCause>>> = {
  [ChecksumReason.Cut]: ChecksumCause.Cut,
  [ChecksumReason.Fragment]: ChecksumCause.Fragment,
  [ChecksumReason.NoAddresses]: ChecksumCause.NoAddresses,
}

/** The stored checksum of a layer whose checksum offload may finish; -1 for other layers. */
function offloaded(p: Packet, index: number): number {
  const l = p.layers[index]!
  if (l.kind === Kind.Udp) return udp.checksum(p.view, l.start)
  return l.kind === Kind.Tcp ? tcp.checksum(p.view, l.start) : -1
}

/**
 * Whether layer `index` has its pseudo-header's sum as a checksum. The length in that sum is the layer's own by the
 * length fields around it. In a super-frame these may disagree, because some are made for one segment or for none.
 */
function isSeed(p: Packet, index: number): boolean {
  const stored = offloaded(p, index)
  const ip = ipBelow(p, index)
  if (stored <= 0 || ip < 0) return false
  const l = p.layers[index]!
  const claimed = l.claimed - l.start
  if (stored === pseudoSum(p, index, claimed)) return true
  const byIp = lengthByIp(p, ip, l)
  if (byIp !== claimed && stored === pseudoSum(p, index, byIp)) return true
  if (l.kind === Kind.Udp) {
    const byUdp = udp.length(p.view, l.start)
    return byUdp !== claimed && byUdp !== 0 && stored === pseudoSum(p, index, byUdp)
  }
  // Windows leaves the length out where the card is to cut the segment (NDIS, "Offloading the Segmentation of Large TCP
  // Packets").
  return l.claimed - p.layers[ip]!.start > MAX_PACKET && stored === pseudoSum(p, index, 0)
}

/** Octets of layer `l` as IP layer `ip` counts them. */
function lengthByIp(p: Packet, ip: number, l: Layer): number {
  const { kind, start, payload, claimed } = p.layers[ip]!
  const v = p.view
  const length = kind === Kind.Ipv4 ? ipv4.totalLength(v, start) : ipv6.payloadLength(v, start)
  // A length of 0 means more than the field can hold.
  if (length === 0) return claimed - l.start
  return (kind === Kind.Ipv4 ? start : payload) + length - l.start
}

/**
 * The checksum of UDP or GRE layer `index` once the card has finished the inner one, from headers alone: a finished
 * segment and its pseudo-header add up to the complement of the seed. -1 when nothing is unfinished.
 */
export function finishedByOffload(p: Packet, index: number): number {
  const outer = p.layers[index]!
  const v = p.view
  if (outer.kind !== Kind.Udp && outer.kind !== Kind.Gre) return -1
  let inner = index + 1
  const depth = ownDepth(p)
  while (inner < depth && !isSeed(p, inner)) inner++
  // In front of reassembled octets are the headers of a fragment, and fragments have finished checksums.
  if (inner >= depth || outer.start - p.start < p.lastWhole) return -1
  const isUdp = outer.kind === Kind.Udp
  const stored = isUdp ? udp.checksum(v, outer.start) : gre.checksum(v, outer.start)
  const length = (isUdp && udp.length(v, outer.start)) || outer.claimed - outer.start
  const pseudo = isUdp ? pseudoSum(p, index, length) : 0
  if (pseudo < 0) return -1
  const distance = p.layers[inner]!.start - outer.start
  const headers = foldedSum(v, outer.start, distance, pseudo + 0xffff - stored)
  const checksum = 0xffff - joined(headers, 0xffff - offloaded(p, inner), distance)
  return isUdp && checksum === 0 ? 0xffff : checksum
}
