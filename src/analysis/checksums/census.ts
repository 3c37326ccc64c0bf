/**
 * What the checksums of a capture are worth: counted by protocol, network, cause, and who sent them. Bounded; what found no
 * room is counted.
 */

import { innerIp, OUTER } from '../../wire/fast-path.js'
import { ipBelow, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import { type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { ChecksumStatus, Checksums, Verdict } from '../../wire/verify.js'
import { Copy } from '../capture-points/copies.js'
import { CountedOnce } from '../capture-points/counted-once.js'
import { FRAMES_OCTETS, objectOctets } from '../tables/budget.js'
import { CHECKSUM_ROWS, Column, Sum } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Networks, NO_ENDPOINT, PLAIN } from '../tunnels/networks.js'
import { ChecksumCause, causeOf, finishedByOffload, type Revision, tellOffload } from './cause.js'
import { type KernelFault, KernelFaults } from './kernel-faults.js'
import { ChecksumOutcomes, type FateCounter } from './outcomes.js'
import { type Translation, Translations } from './translations.js'

const LIMIT = 1 << 15
/** Octets of a row: its columns and frames, and what is told of it, which one thread may tell another. */
const ROW_OCTETS = 28 + FRAMES_OCTETS + 3 * objectOctets(13)
const ALL_ONES = 0xffff
/** Frames that a row names at most. */
const MAX_FRAMES = 8

/** Checksums of one protocol, at one depth, of one sender, that have the same to be said of them. */
export interface ChecksumRow {
  readonly kind: Kind
  /** Tunnels around the layer: 0 for the outermost headers. */
  readonly tunnels: number
  /** The tunnel that the layer carries, or is; `TunnelType.None` for most. */
  readonly carries: TunnelType
  /** The innermost network that the layer is in: `PLAIN` for the outermost headers. */
  readonly network: number
  readonly cause: ChecksumCause
  /** Who made the checksum: the endpoint, as `Networks` numbers them, that the IP header names as its source. */
  readonly sender: number
  readonly packets: number
  /** The first few. */
  readonly frames: readonly number[]
  /**
   * By how much the stored checksums exceed the right ones, in one's complement, where that is the same for all: a sender
   * that miscounts, or a rewriter that does not count at all, and no damage. -1 where it is not, or nothing is wrong.
   */
  readonly difference: number
  /** Runs of wrong checksums that are off by the same number. */
  readonly runs: number
  /** Packets in which all checksums behind this one are right. Only for wrong checksums and for IPv4's 0. */
  readonly intactInside: number
  /** For wrong ones: packets that a receiver acknowledged or answered, and packets sent again with a right one. */
  readonly taken: number
  readonly repeated: number
  /** The first frame that was taken, and the one that shows it; 0 without. */
  readonly takenFrame: number
  readonly answerFrame: number
}

/** What the checksums are worth. */
export interface ChecksumFacts {
  /** Those of these causes, or all; in the order of their first packet. */
  rows(causes?: readonly ChecksumCause[]): Iterable<ChecksumRow>
  readonly kernelFaults: readonly KernelFault[]
  readonly translations: readonly Translation[]
  /** Checksums, connections and translations that found no room. */
  readonly dropped: number
}

// Of the first word of a key: the kind in front, then
const CAUSE_SHIFT = 8
const TUNNELS_SHIFT = 16
const CARRIES_SHIFT = 24

// In the column of differences, besides those from 0 to 0xffff.
const NOT_YET = -2
const LAST = 0
const RUNS = 1
const INTACT = 2
const TAKEN = 3
const REPEATED = 4
const TAKEN_FRAME = 5
const ANSWER_FRAME = 6
const WRONG_COLUMNS = 7
const NONE_IN_COMMON = -1

export class ChecksumCensus implements ChecksumFacts, FateCounter {
  /** The verdicts on the packet observed last. */
  readonly checksums: Checksums = new Checksums()
  readonly #networks: Networks
  readonly #once: CountedOnce
  // Causes that take several packets, and the changes that they make to rows.
  readonly #faults: KernelFaults
  readonly #translations: Translations
  readonly #fates: ChecksumOutcomes
  readonly #revised: Revision[] = []
  readonly #verdict: Verdict = new Verdict()
  /** Kind, cause, tunnels around and tunnel carried; network; sender. */
  readonly #index: RowIndex
  #packets: Float64Array = new Float64Array(64)
  #differences: Int32Array = new Int32Array(64)
  /** The last difference, runs of equal differences, packets that are otherwise intact, and what became of them. */
  #wrong: Int32Array = new Int32Array(64 * WRONG_COLUMNS)
  readonly #frames: number[][] = []
  /** Of the packet observed last: the rows that its checksums were counted in, and how many. */
  readonly #counted: Int32Array = new Int32Array(MAX_LAYERS)
  #count = 0
  /** Whether the packet is a copy of what a tunnel has carried: what is in order was counted there. */
  #isInner = false
  /** The row of its outermost wrong checksum. */
  #wrongRow: number = NO_ROW

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
    this.#once = new CountedOnce(networks.copies)
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
    this.#faults = new KernelFaults(networks, this.#revised)
    this.#translations = new Translations(networks, this.#revised)
    this.#fates = new ChecksumOutcomes(networks, this)
    networks.paths.onSettle((row, sum) => this.#settle(row, sum))
  }

  get dropped(): number {
    return this.#index.dropped + this.#faults.dropped + this.#translations.dropped
  }

  get kernelFaults(): readonly KernelFault[] {
    return this.#faults.faults
  }

  get translations(): readonly Translation[] {
    return this.#translations.translations
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const { checksums } = this
    const networks = this.#networks
    checksums.verify(p)
    const { paths, copies } = networks
    if (paths.isKnown && this.#again(p)) return
    this.#isInner = copies.active && copies.kind === Copy.Inner
    this.#count = 0
    this.#wrongRow = NO_ROW
    let tunnels = 0
    let network: number = PLAIN
    let sender: number = NO_ENDPOINT
    for (let i = 0; i < checksums.depth; i++) {
      const l = p.layers[i]!
      // An IP header that makes a tunnel (IP in IP) belongs to that tunnel; other headers stand in front of theirs.
      const inside = isIp(l.kind) ? i : i - 1
      while (tunnels < stack.depth && stack.layers[tunnels]! <= inside) network = networks.ids[tunnels++]!
      if (inside === i) sender = this.#senderOf(p, i, stack, tunnels)
      if (checksums.statuses[i] === ChecksumStatus.None) continue
      const isCarrier = (l.kind === Kind.Udp || l.kind === Kind.Gre) && stack.layers[tunnels]! <= i + 1
      const carries = isCarrier && tunnels < stack.depth ? stack.types[tunnels]! : TunnelType.None
      this.#judge(p, i, l.kind | (tunnels << TUNNELS_SHIFT) | (carries << CARRIES_SHIFT), network, sender)
    }
    this.#faults.observeAnswer(p)
    this.#translations.observeQuote(p)
    this.#fates.observe(p, this.#wrongRow)
    if (this.#revised.length > 0) this.#revise()
    if (paths.isThere && checksums.anomalies === 0) this.#remember(paths.rows, paths.row + Column.Checksums)
  }

  /** Hot path: whether a packet on a known path, in a capture without copies, has to be counted and no more. */
  canPass(p: Packet): boolean {
    const { rows, row } = this.#networks.paths
    if (rows[row + Column.Checksums] === NO_ROW || !this.#faults.isIdle) return false
    return this.checksums.isIntact(p) && this.#fates.canPass(p) && this.#translations.canPass(p)
  }

  /** Hot path: counts such a packet. */
  pass(p: Packet): void {
    const { sums, sum } = this.#networks.paths
    sums[sum + Sum.Intact]!++
    this.#translations.pass(p)
  }

  /** Counts a packet on a known path, if all its checksums are in order. False if they have to be looked at. */
  #again(p: Packet): boolean {
    const { rows, row, sums, sum } = this.#networks.paths
    // While SYNs are remembered, this packet may be the answer to one.
    if (this.checksums.anomalies > 0 || rows[row + Column.Checksums] === NO_ROW || !this.#faults.isIdle) return false
    sums[sum + Sum.Intact]!++
    if (this.#networks.copies.active) this.#noteRows(p, rows, row + Column.Checksums)
    this.#segment(p, OUTER)
    this.#segment(p, innerIp(p) + 1)
    if (!this.#fates.isIdle) this.#fates.observe(p, NO_ROW)
    return true
  }

  /** Notes what the path counts of this packet, so that copies of it are not counted. */
  #noteRows(p: Packet, columns: Int32Array, at: number): void {
    for (let n = 0; n < CHECKSUM_ROWS; n++) if (columns[at + n] !== NO_ROW) this.#once.isNew(p, columns[at + n]!)
  }

  #segment(p: Packet, i: number): void {
    const { kind } = p.layers[i]!
    const isSegment = kind === Kind.Tcp || kind === Kind.Udp
    if (isSegment && this.checksums.statuses[i] === ChecksumStatus.Good) this.#translations.observeFastPath(p, i)
  }

  /** Lets the path count from now on, in its columns from `at` on, once the rows have all frames that they name. */
  #remember(columns: Int32Array, at: number): void {
    if (this.#count > CHECKSUM_ROWS) return
    for (let n = 0; n < this.#count; n++) if (!this.#hasFrames(this.#counted[n]!)) return
    for (let n = 0; n < this.#count; n++) columns[at + n] = this.#counted[n]!
  }

  #hasFrames(row: number): boolean {
    return row !== NO_ROW && this.#packets[row]! >= MAX_FRAMES
  }

  #settle(row: number, sum: number): void {
    const { rows, sums } = this.#networks.paths
    for (let n = 0; n < CHECKSUM_ROWS; n++) {
      const counted = rows[row + Column.Checksums + n]!
      if (counted !== NO_ROW) this.#packets[counted]! += sums[sum + Sum.Intact]!
    }
  }

  /** Those of these causes, or all; in the order of their first packet. */
  *rows(causes?: readonly ChecksumCause[]): Generator<ChecksumRow> {
    this.#networks.paths.settle()
    const index = this.#index
    for (let row = 0; row < index.count; row++) {
      const packets = this.#packets[row]!
      // All checksums of this row have been moved to other causes.
      if (packets === 0) continue
      const what = index.word(row, 0)
      const cause = ((what >>> CAUSE_SHIFT) & 0xff) as ChecksumCause
      if (causes !== undefined && !causes.includes(cause)) continue
      yield {
        kind: (what & 0xff) as Kind,
        cause,
        tunnels: (what >>> TUNNELS_SHIFT) & 0xff,
        carries: (what >>> CARRIES_SHIFT) as TunnelType,
        network: index.word(row, 1),
        sender: index.word(row, 2),
        packets,
        frames: this.#frames[row]!,
        difference: Math.max(this.#differences[row]!, NONE_IN_COMMON),
        runs: this.#wrong[row * WRONG_COLUMNS + RUNS]!,
        intactInside: this.#wrong[row * WRONG_COLUMNS + INTACT]!,
        taken: Math.min(packets, this.#wrong[row * WRONG_COLUMNS + TAKEN]!),
        repeated: Math.min(packets, this.#wrong[row * WRONG_COLUMNS + REPEATED]!),
        takenFrame: this.#wrong[row * WRONG_COLUMNS + TAKEN_FRAME]! >>> 0,
        answerFrame: this.#wrong[row * WRONG_COLUMNS + ANSWER_FRAME]! >>> 0,
      }
    }
  }

  taken(row: number, frame: number, answer: number): void {
    const at = row * WRONG_COLUMNS
    if (this.#wrong[at + TAKEN]!++ > 0) return
    this.#wrong[at + TAKEN_FRAME] = frame
    this.#wrong[at + ANSWER_FRAME] = answer
  }

  repeated(row: number): void {
    this.#wrong[row * WRONG_COLUMNS + REPEATED]!++
  }

  wasRight(source: number, destination: number, ports: number, sequence: number, frame: number): boolean {
    return this.#translations.hasSeenSegment(source, destination, ports, sequence, frame)
  }

  /** The endpoint that IP layer `i`, with so many tunnels around it, names as its source. */
  #senderOf(p: Packet, i: number, stack: TunnelStack, tunnels: number): number {
    const networks = this.#networks
    const carriesTunnel = tunnels < stack.depth && ipBelow(p, stack.layers[tunnels]!) === i
    if (carriesTunnel) return networks.sources[tunnels]!
    const l = p.layers[i]!
    return networks.endpoint(networks.addresses.number(p.view, sourceAt(l), l.kind))
  }

  #judge(p: Packet, i: number, where: number, network: number, sender: number): void {
    const { checksums } = this
    const { kind } = p.layers[i]!
    const isSegment = kind === Kind.Tcp || kind === Kind.Udp
    if (checksums.statuses[i] === ChecksumStatus.Good) {
      if (!this.#isInner) this.#add(this.#row(where, ChecksumCause.Good, network, sender), p)
      if (isSegment) this.#translations.observe(p, i)
      return
    }
    const verdict = this.#verdict
    checksums.get(p, i, verdict)
    tellOffload(p, i, verdict)
    const cause = this.#causeOf(p, i, verdict)
    if (this.#isInner && cause === ChecksumCause.Seed) return
    const row = this.#row(where, cause, network, sender)
    if (!this.#add(row, p)) return
    const isWrong = cause === ChecksumCause.Corrupt || cause === ChecksumCause.OuterOff
    if (isWrong && this.#wrongRow === NO_ROW) this.#wrongRow = row
    if (cause === ChecksumCause.Seed && kind === Kind.Ipv4) this.#noteIntact(row, p, i)
    if (cause === ChecksumCause.Corrupt) this.#noteDifference(row, p, i, verdict.stored - verdict.computed)
    else if (cause === ChecksumCause.OuterOff) this.#noteDifference(row, p, i, verdict.stored - finishedByOffload(p, i))
    if (isFaultSuspect(kind, cause, verdict)) this.#faults.observe(p, i, verdict, row)
    else if (isSegment && isWrong) this.#translations.observeWrong(p, i, verdict, row)
    else if (isSegment) this.#translations.observe(p, i)
  }

  #row(where: number, cause: ChecksumCause, network: number, sender: number): number {
    const known = this.#index.count
    const row = this.#index.row(where | (cause << CAUSE_SHIFT), network, sender, 0)
    if (row === known) {
      this.#packets = grown(this.#packets, row + 1)
      this.#differences = grown(this.#differences, row + 1)
      this.#wrong = grown(this.#wrong, (row + 1) * WRONG_COLUMNS)
      this.#packets[row] = 0
      this.#differences[row] = NOT_YET
      this.#frames.push([])
    }
    return row
  }

  /** Counts the packet in this row. False if a copy of it was counted already. */
  #add(row: number, p: Packet): boolean {
    this.#counted[this.#count++] = row
    if (row === NO_ROW || !this.#once.isNew(p, row)) return false
    this.#note(row, p.number)
    return true
  }

  #note(row: number, frame: number): void {
    if (this.#packets[row]!++ >= MAX_FRAMES) return
    const frames = this.#frames[row]!
    if (frames.at(-1) !== frame) frames.push(frame)
  }

  /** The cause, with what the packet's other checksums tell. */
  #causeOf(p: Packet, i: number, verdict: Verdict): ChecksumCause {
    const cause = causeOf(verdict)
    const { kind } = p.layers[i]!
    const isSegment = kind === Kind.Udp || kind === Kind.Tcp
    if (cause === ChecksumCause.Seed && isSegment && this.#isInRight(p, i)) return ChecksumCause.ExposedSeed
    const isOuter = cause === ChecksumCause.Corrupt && kind === Kind.Udp && verdict.stored !== ALL_ONES
    return isOuter && finishedByOffload(p, i) >= 0 ? ChecksumCause.OuterOff : cause
  }

  /** Whether the UDP header of the tunnel around layer `i` has a right checksum. */
  #isInRight(p: Packet, i: number): boolean {
    for (let k = i - 1; k >= 0; k--) {
      if (p.layers[k]!.kind === Kind.Udp) return this.checksums.statuses[k] === ChecksumStatus.Good
    }
    return false
  }

  #noteDifference(row: number, p: Packet, i: number, excess: number): void {
    const difference = (excess + 2 * 0xffff) % 0xffff
    const known = this.#differences[row]!
    if (known === NOT_YET) this.#differences[row] = difference
    else if (known !== difference) this.#differences[row] = NONE_IN_COMMON
    const at = row * WRONG_COLUMNS
    if (known === NOT_YET || this.#wrong[at + LAST] !== difference) this.#wrong[at + RUNS]!++
    this.#wrong[at + LAST] = difference
    this.#noteIntact(row, p, i)
  }

  #noteIntact(row: number, p: Packet, i: number): void {
    if (this.#isIntactInside(p, i)) this.#wrong[row * WRONG_COLUMNS + INTACT]!++
  }

  /** Whether there are checksums behind layer `i` and all of them are right. */
  #isIntactInside(p: Packet, i: number): boolean {
    const { statuses, depth } = this.checksums
    let count = 0
    for (let k = i + 1; k < depth; k++) {
      if (statuses[k] === ChecksumStatus.Good && p.layers[k]!.kind !== Kind.Ipv4) count++
      else if (statuses[k] === ChecksumStatus.Bad) return false
    }
    return count > 0
  }

  /** Moves checksums of earlier packets to the causes that later packets have shown. */
  #revise(): void {
    for (const { row, frame, cause } of this.#revised) {
      const index = this.#index
      const where = index.word(row, 0) & ~(0xff << CAUSE_SHIFT)
      this.#packets[row]!--
      const frames = this.#frames[row]!
      if (frames.includes(frame)) frames.splice(frames.indexOf(frame), 1)
      const to = this.#row(where, cause, index.word(row, 1), index.word(row, 2))
      if (to !== NO_ROW) this.#note(to, frame)
    }
    this.#revised.length = 0
  }
}

/** Whether the checksum may be the kernel's fault, or the missing checksum with which the fault ends. */
function isFaultSuspect(kind: Kind, cause: ChecksumCause, { stored }: Verdict): boolean {
  if (kind !== Kind.Udp) return false
  return stored === 0 || (cause === ChecksumCause.Corrupt && stored === ALL_ONES)
}
