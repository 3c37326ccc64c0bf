/**
 * A fault of some Linux kernels (around 5.x, with VXLAN, transmit checksum offload and address translation together): the
 * UDP checksum of the tunnel's packet goes out as 0xffff, whatever is inside. Receivers discard it, so the SYN inside is
 * repeated after 1, 2, 4, 8, 16 and 32 seconds, until one goes out without a checksum: 63 seconds for a connection.
 *
 * A checksum may be 0xffff and right (RFC 768), and one may be damaged into it: only a SYN that had to be repeated tells.
 * Bounded; what found no room is counted.
 */
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { ownDepth } from '../../wire/tunnel.js'
import { ChecksumStatus, type Verdict } from '../../wire/verify.js'
import { FRAMES_OCTETS, objectOctets } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'
import { ChecksumCause, type Revision } from './cause.js'

const LIMIT = 1 << 12
/** Octets of an attempt with its fault. */
const ATTEMPT_OCTETS = objectOctets(6) + 2 * objectOctets(15) + 3 * FRAMES_OCTETS
/** Frames and waits that a fault names at most. */
const MAX_NAMED = 8
/** Nanoseconds. The first retransmission comes after a second (RFC 6298 §2); what comes sooner is a copy in the capture. */
const MIN_WAIT = 0.5e9

/** A connection that could not be opened, for the checksums in front of its SYNs. Endpoints as `Networks` numbers them. */
export interface KernelFault {
  /** The network of the connection. */
  readonly network: number
  /** The two ends of the tunnel: who sent the checksums, and who discards them. */
  readonly sender: number
  readonly receiver: number
  readonly source: number
  readonly destination: number
  readonly sourcePort: number
  readonly destinationPort: number
  /** SYNs with 0xffff in front of them. */
  readonly syns: number
  /** The first few of them. */
  readonly frames: readonly number[]
  /** Nanoseconds from each SYN to the next one, the first few. */
  readonly waits: readonly number[]
  /** The checksum that the first one should have had. */
  readonly computed: number
  /** The SYN that went out without a checksum, and the one that answered; 0 where there is none. */
  readonly withoutChecksum: number
  readonly answer: number
  /** Nanoseconds from the first SYN to the answer, or to the last SYN where there is none. */
  readonly delay: number
}

/** A SYN that had 0xffff in front of it, and what came of it. */
interface Attempt {
  readonly fault: { -readonly [K in keyof KernelFault]: KernelFault[K] } & { frames: number[]; waits: number[] }
  readonly sequence: number
  readonly seconds: number
  readonly nanoseconds: number
  /** Checksums to be counted as the fault's if the SYN has to be repeated. */
  readonly pending: Revision[]
  isFault: boolean
}

export class KernelFaults {
  readonly #faults: KernelFault[] = []
  readonly #revised: Revision[]
  readonly #networks: Networks
  /** Network, source, destination, ports; beside it the last attempt. */
  readonly #index: RowIndex
  readonly #attempts: Attempt[] = []
  #lost = 0

  /** `revised` gets the checksums that turn out to be the fault's. */
  constructor(networks: Networks, revised: Revision[]) {
    this.#networks = networks
    this.#index = new RowIndex(LIMIT, networks.budget, ATTEMPT_OCTETS)
    this.#revised = revised
  }

  /** Whether no SYN is remembered. Then only wrong checksums matter here. */
  get isIdle(): boolean {
    return this.#attempts.length === 0
  }

  /** Connections that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#lost
  }

  /** In the order in which they were repeated first. */
  get faults(): readonly KernelFault[] {
    return this.#faults
  }

  /** Takes UDP layer `i`, whose checksum is absent, or 0xffff and wrong; `row` counts it until it is explained. */
  observe(p: Packet, i: number, verdict: Verdict, row: number): void {
    const isWrong = verdict.status === ChecksumStatus.Bad
    if (!isWrong && this.#attempts.length === 0) return
    const segment = synBehind(p, i)
    if (segment < 0 || isAnswer(p, segment)) return
    const at = this.#find(p, segment, isWrong)
    if (at === NO_ROW) return
    const known = this.#attempts[at]
    const sequence = tcp.sequenceNumber(p.view, p.layers[segment]!.start)
    let attempt = known
    if (known !== undefined && known.sequence === sequence) this.#repeat(known, p, isWrong)
    else if (isWrong) {
      attempt = this.#begin(p, i, segment, verdict.computed)
      this.#attempts[at] = attempt
    }
    if (!isWrong || attempt === undefined) return
    const revision = { row, frame: p.number, cause: ChecksumCause.KernelFault }
    if (attempt.isFault) this.#revised.push(revision)
    else if (attempt.pending.length < MAX_NAMED) attempt.pending.push(revision)
  }

  /** Takes every packet, because few of them answer a remembered SYN. */
  observeAnswer(p: Packet): void {
    if (this.#attempts.length === 0) return
    const segment = synBehind(p, -1)
    if (segment < 0 || !isAnswer(p, segment)) return
    const v = p.view
    const o = p.layers[segment]!.start
    const attempt = this.#attempts[this.#find(p, segment, false)]
    if (attempt === undefined || attempt.fault.answer !== 0) return
    if (tcp.acknowledgmentNumber(v, o) !== (attempt.sequence + 1) >>> 0) return
    attempt.fault.answer = p.number
    attempt.fault.delay = elapsed(attempt, p)
  }

  /** The attempt that a SYN or its answer in layer `segment` belongs to, with room for a new one if `mayBeNew`. */
  #find(p: Packet, segment: number, mayBeNew: boolean): number {
    const ip = ipBelow(p, segment)
    if (ip < 0) return NO_ROW
    const v = p.view
    const o = p.layers[segment]!.start
    const { inner } = this.#networks
    const source = this.#source(p, ip)
    const destination = this.#destination(p, ip)
    if (isAnswer(p, segment)) {
      const ports = (tcp.destinationPort(v, o) << 16) | tcp.sourcePort(v, o)
      return this.#index.find(inner, destination, source, ports)
    }
    const ports = (tcp.sourcePort(v, o) << 16) | tcp.destinationPort(v, o)
    return mayBeNew
      ? this.#index.row(inner, source, destination, ports)
      : this.#index.find(inner, source, destination, ports)
  }

  #begin(p: Packet, i: number, segment: number, computed: number): Attempt {
    const ip = ipBelow(p, segment)
    const outer = ipBelow(p, i)
    const v = p.view
    const o = p.layers[segment]!.start
    const fault = {
      network: this.#networks.inner,
      sender: this.#source(p, outer),
      receiver: this.#destination(p, outer),
      source: this.#source(p, ip),
      destination: this.#destination(p, ip),
      sourcePort: tcp.sourcePort(v, o),
      destinationPort: tcp.destinationPort(v, o),
      syns: 1,
      frames: [p.number],
      waits: [],
      computed,
      withoutChecksum: 0,
      answer: 0,
      delay: 0,
    }
    const sequence = tcp.sequenceNumber(v, o)
    return { fault, sequence, seconds: p.tsSec, nanoseconds: p.tsNsec, pending: [], isFault: false }
  }

  #repeat(attempt: Attempt, p: Packet, isWrong: boolean): void {
    const { fault, pending } = attempt
    const wait = elapsed(attempt, p) - fault.delay
    // A machine that answers has accepted the checksum.
    if (wait < MIN_WAIT || fault.answer !== 0) return
    fault.delay += wait
    if (fault.waits.length < MAX_NAMED) fault.waits.push(wait)
    if (isWrong) {
      fault.syns++
      if (fault.frames.length < MAX_NAMED) fault.frames.push(p.number)
    } else if (fault.withoutChecksum === 0) fault.withoutChecksum = p.number
    if (attempt.isFault) return
    attempt.isFault = true
    if (this.#faults.length < LIMIT) this.#faults.push(fault)
    else this.#lost++
    this.#revised.push(...pending)
    pending.length = 0
  }

  #source(p: Packet, ip: number): number {
    return this.#endpoint(p, ip, sourceAt(p.layers[ip]!))
  }

  #destination(p: Packet, ip: number): number {
    return this.#endpoint(p, ip, destinationAt(p.layers[ip]!))
  }

  #endpoint(p: Packet, ip: number, at: number): number {
    const networks = this.#networks
    return networks.endpoint(networks.addresses.number(p.view, at, p.layers[ip]!.kind))
  }
}

/** Index of the innermost layer, behind layer `i`, when it is a TCP segment with SYN; -1 when it is not. */
function synBehind(p: Packet, i: number): number {
  let segment = ownDepth(p) - 1
  if (segment > 0 && p.layers[segment]!.kind === Kind.Payload) segment--
  if (segment <= i + 1) return -1
  const l = p.layers[segment]!
  return l.kind === Kind.Tcp && (tcp.flags(p.view, l.start) & tcp.FLAG_SYN) !== 0 ? segment : -1
}

function isAnswer(p: Packet, segment: number): boolean {
  return (tcp.flags(p.view, p.layers[segment]!.start) & tcp.FLAG_ACK) !== 0
}

/** Nanoseconds since the first SYN. */
function elapsed({ seconds, nanoseconds }: Attempt, p: Packet): number {
  return (p.tsSec - seconds) * 1e9 + (p.tsNsec - nanoseconds)
}
