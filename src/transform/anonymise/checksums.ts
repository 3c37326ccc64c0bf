/**
 * Checksums keep their state. What was right is made right for the new octets. What was wrong, or cannot be judged, is off
 * by as much as before (RFC 1624), as are checksums over octets that are not there. What a sender has left to its network
 * card is that for the new addresses: the pseudo-header's sum, or the checksum of a tunnel that counts on it.
 */
import { finishedByOffload, tellOffload } from '../../analysis/checksums/cause.js'
import { fold, foldedSum, wordSum } from '../../wire/checksum.js'
import { Kind } from '../../wire/kind.js'
import { type Layer, MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as gre from '../../wire/protocols/gre.js'
import { ChecksumReason, ChecksumStatus, Checksums, pseudoSum, Verdict } from '../../wire/verify.js'

const State = {
  /** There is no checksum, or one of 0, which means that there is none. */
  None: 0,
  Good: 1,
  /** As far off as before. */
  Off: 2,
  Seed: 3,
  /** Counts on a seed inside. */
  Outer: 4,
  /** UDP's 0xffff, which some kernels put there whatever the octets are (`analysis/checksums/kernel-faults.ts`). */
  Constant: 5,
} as const
type State = (typeof State)[keyof typeof State]

const ALL_ONES = 0xffff

export class ChecksumKeeper {
  readonly #checksums: Checksums = new Checksums()
  readonly #verdict: Verdict = new Verdict()
  readonly #states: Uint8Array = new Uint8Array(MAX_LAYERS)
  /** Of a checksum that is off, the sum over what it covers; of a seed, the sum of the pseudo-header. */
  readonly #sums: Int32Array = new Int32Array(MAX_LAYERS)

  /** Notes the states of a packet's checksums. */
  observe(p: Packet): void {
    const checksums = this.#checksums
    checksums.verify(p)
    const isPlain = checksums.anomalies === 0 && p.quoted >= p.depth
    for (let i = 0; i < p.depth; i++) {
      const { kind } = p.layers[i]!
      if (checksumAt(p, i) < 0) this.#states[i] = State.None
      else if (isPlain && kind !== Kind.Nhrp)
        this.#states[i] = checksums.statuses[i] === ChecksumStatus.Good ? State.Good : State.None
      else this.#judge(p, i)
    }
  }

  #judge(p: Packet, i: number): void {
    const l = p.layers[i]!
    const stored = p.view.getUint16(checksumAt(p, i))
    const verdict = this.#verdict
    this.#checksums.get(p, i, verdict)
    // What a fragment has in front tells offload, as it does in a packet that was cut.
    const isFragment = verdict.reason === ChecksumReason.Fragment
    if (isFragment) verdict.reason = ChecksumReason.Cut
    tellOffload(p, i, verdict)
    this.#states[i] = stateOf(verdict.status, stored, l.kind)
    // Of a super-frame that was cut into fragments, the length may be left out (`analysis/checksums/cause.ts`).
    if (isFragment && l.kind === Kind.Tcp && stored === pseudoSum(p, i, 0)) this.#states[i] = State.Seed
    if (this.#states[i] === State.Off) this.#sums[i] = coveredSum(p, i)
    if (this.#states[i] === State.Seed) this.#sums[i] = l.kind === Kind.Ipv4 ? 0 : pseudo(p, i)
  }

  /** Writes the checksums of the packet, whose octets are others now. The inner ones come first: the outer ones cover them. */
  restore(p: Packet): void {
    const v = p.view
    for (let i = p.depth - 1; i >= 0; i--) {
      const state = this.#states[i] as State
      if (state === State.None || state === State.Constant) continue
      const at = checksumAt(p, i)
      const isUdp = p.layers[i]!.kind === Kind.Udp
      if (state === State.Outer) {
        v.setUint16(at, finishedByOffload(p, i))
      } else if (state === State.Seed) {
        if (p.layers[i]!.kind === Kind.Ipv4) continue
        const seed = fold(v.getUint16(at) + ALL_ONES - this.#sums[i]! + pseudo(p, i))
        v.setUint16(at, seed === 0 ? ALL_ONES : seed)
      } else {
        v.setUint16(at, 0)
        const goal = state === State.Good ? ALL_ONES : this.#sums[i]!
        const sum = coveredSum(p, i)
        // Octets that are all 0 add nothing to it: only then it is the sum itself, all ones included.
        const checksum = sum === 0 ? goal : (goal + ALL_ONES - sum) % ALL_ONES
        // RFC 768: 0 says that there is none.
        v.setUint16(at, checksum === 0 && isUdp ? ALL_ONES : checksum)
      }
    }
  }
}

function stateOf(status: ChecksumStatus, stored: number, kind: Kind): State {
  switch (status) {
    case ChecksumStatus.Good:
      return State.Good
    case ChecksumStatus.OffloadSeed:
      return State.Seed
    case ChecksumStatus.OffloadOuter:
      return State.Outer
    case ChecksumStatus.Bad:
      return stored === ALL_ONES && kind === Kind.Udp ? State.Constant : State.Off
    default:
      return stored === 0 && kind === Kind.Udp ? State.None : State.Off
  }
}

/** Absolute offset of the checksum of layer `i`; -1 if it has none. */
function checksumAt(p: Packet, i: number): number {
  const { kind, start } = p.layers[i]!
  switch (kind) {
    case Kind.Ipv4:
      return start + 10
    case Kind.Tcp:
      return start + 16
    case Kind.Udp:
      return start + 6
    case Kind.Icmp:
    case Kind.Icmpv6:
    case Kind.Igmp:
      return start + 2
    case Kind.Nhrp:
      return start + 12
    case Kind.Gre:
      return (gre.flagsAndVersion(p.view, start) & gre.FLAG_C) === 0 ? -1 : start + 4
    default:
      return -1
  }
}

/** Folded sum over what is there of what the checksum of layer `i` covers. */
function coveredSum(p: Packet, i: number): number {
  const l = p.layers[i]!
  const { start } = l
  if (l.kind === Kind.Ipv4) return wordSum(p.view, start, l.payload - start)
  return foldedSum(p.view, start, l.end - start, hasPseudoHeader(l) ? pseudo(p, i) : 0)
}

function hasPseudoHeader({ kind }: Layer): boolean {
  return kind === Kind.Tcp || kind === Kind.Udp || kind === Kind.Icmpv6
}

/** The pseudo-header's sum; 0 where the addresses are not known. */
function pseudo(p: Packet, i: number): number {
  const l = p.layers[i]!
  return Math.max(0, pseudoSum(p, i, l.end - l.start))
}
