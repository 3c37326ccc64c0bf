/**
 * Why a checksum does not fit: segmentation and checksum offload leave ones that are right in their own way.
 *
 * A sender's stack that leaves a checksum to its network card writes the pseudo-header's sum into the field, and the
 * card adds the rest (Linux, Documentation/networking/checksum-offloads.rst). A capture before the card, or on a path
 * without a card (veth, virtio), has the seed. The checksum of a tunnel's outer header is then made in software, from
 * the headers alone, as if the one inside were finished ("LCO: Local Checksum Offload", same document).
 */
import { fold, foldedSum } from '../wire/checksum.js'
import * as gre from '../wire/gre.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import * as tcp from '../wire/tcp.js'
import { ownDepth } from '../wire/tunnel.js'
import * as udp from '../wire/udp.js'
import { ChecksumStatus, pseudoSum, type Verdict, verify } from '../wire/verify.js'

/** Judges the checksum of layer `index` and, when it is bad, tells the artefacts of offload from damage. */
export function classify(p: Packet, index: number, into: Verdict): void {
  verify(p, index, into)
  if (into.status !== ChecksumStatus.Bad) return
  if (isSeed(p, index)) into.status = ChecksumStatus.OffloadSeed
  else if (into.stored === finishedByOffload(p, index)) into.status = ChecksumStatus.OffloadOuter
}

/** The stored checksum of a layer whose checksum offload may finish; -1 for other layers. */
function offloaded(p: Packet, index: number): number {
  const l = p.layers[index]!
  if (l.kind === Kind.Udp) return udp.checksum(p.view, l.start)
  return l.kind === Kind.Tcp ? tcp.checksum(p.view, l.start) : -1
}

function isSeed(p: Packet, index: number): boolean {
  const stored = offloaded(p, index)
  return stored > 0 && stored === pseudoSum(p, index)
}

/**
 * The checksum of UDP or GRE layer `index` once the unfinished one inside is filled in, from headers alone: what the
 * finished segment and its pseudo-header add up to is known, the complement of the seed. -1 when nothing is unfinished.
 */
function finishedByOffload(p: Packet, index: number): number {
  const outer = p.layers[index]!
  const v = p.view
  if (outer.kind !== Kind.Udp && outer.kind !== Kind.Gre) return -1
  let inner = index + 1
  const depth = ownDepth(p)
  while (inner < depth && !isSeed(p, inner)) inner++
  if (inner >= depth) return -1
  const isUdp = outer.kind === Kind.Udp
  const stored = isUdp ? udp.checksum(v, outer.start) : gre.checksum(v, outer.start)
  const initial = (isUdp ? pseudoSum(p, index) : 0) + 0xffff - stored + 0xffff - offloaded(p, inner)
  const checksum = 0xffff - foldedSum(v, outer.start, p.layers[inner]!.start - outer.start, fold(initial))
  return isUdp && checksum === 0 ? 0xffff : checksum
}
