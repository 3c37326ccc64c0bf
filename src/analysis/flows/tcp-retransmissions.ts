/**
 * TCP segments out of order (RFC 9293 §3.4): segments that were sent again, by what the capture has seen of them
 * before, and segments that came behind later ones. Sequence numbers that are left out make a hole. What fills it came
 * late, or was lost in front of the capture and sent again. IPv4's identification tells which, if the sender counts it
 * up with each packet (RFC 6864 §4.1 does not require that): a repeated segment has a newer one than all before.
 * Otherwise the hole's age decides, and whether the receiver has asked by duplicate acknowledgements (RFC 5681 §3.2).
 *
 * A segment that comes again with its own identification is a copy made by the capture. Keep-alives (RFC 9293 §3.8.4)
 * and probes of a closed window (§3.8.6.1), with at most one octet in front of the next number, are ignored. As bounded
 * as `Flows`: only directions with something to tell have a record, and those without room for one are counted.
 */

import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { FRAMES_OCTETS, objectOctets, Places } from '../tables/budget.js'
import { grown, NO_ROW } from '../tables/row-index.js'
import type { Flows } from './flows.js'
import { ownTcp } from './own-transport.js'
import { TcpHistory } from './tcp-history.js'

/** Frame `frame` has once more what frame `of` had. */
export interface Repetition {
  readonly frame: number
  readonly of: number
}

/** Segments of one direction of a connection: what is out of order in it. SYN and FIN count as segments. */
export interface SegmentRow {
  /** The connection: a row of `Flows`; and the direction, as `traffic.ts` numbers them. */
  readonly flow: number
  readonly direction: number
  /** Segments in all, those sent again among them. */
  readonly segments: number
  /** Sent again though they had passed the capture: the segment or its acknowledgement was lost behind the capture. */
  readonly seen: number
  /** Sent again without having passed: they were lost in front of the capture. */
  readonly unseen: number
  /** Sent again after the acknowledgement had passed: that was lost behind the capture, or the timer is too short. */
  readonly needless: number
  /** Sent again so late that it is not known whether they had passed. */
  readonly unplaced: number
  /** Sent again though only late: the first ones came after them. */
  readonly overtaken: number
  /** Sent again, and the receiver has reported that it has got them twice (RFC 2883): the first ones were not lost. */
  readonly twice: number
  /** How often the sender had to recover: segments that were lost together count once, as in RFC 6582 §3.2. */
  readonly recoveries: number
  /** Came behind later segments; behind how many at most (RFC 4737 §4.2.2), and how late at most in nanoseconds. */
  readonly late: number
  readonly depth: number
  readonly lateness: number
  /** The first few that were sent again, and the first few that came late. */
  readonly frames: readonly number[]
  readonly lateFrames: readonly number[]
  /** Those of `frames` that had passed before, as far as that is known, with the last one before. */
  readonly repeats: readonly Repetition[]
}

/** What a packet is to the segments before it, as far as that is known when it comes. */
export const Order = {
  /** No segment, or the next one. */
  Next: 0,
  /** Sent again. */
  Again: 1,
  /** Overtaken by later ones. */
  Late: 2,
} as const
export type Order = (typeof Order)[keyof typeof Order]

const LIMIT = 1 << 14
const MAX_FRAMES = 8
/** Holes that a direction may have at once, and filled holes that are remembered. */
const HOLES = 4
/** Nanoseconds after which what fills a hole counts as sent again, if only the time tells. As in tshark. */
const LATE = 3e6
/** Duplicate acknowledgements that ask for a segment: RFC 5681 §3.2. */
const ASKED = 3
/** Nanoseconds in which no sender repeats its last segment: a probe waits two round trips (RFC 8985 §7.2). */
const SAME_PACKET = 2e6
/**
 * The same for one with the identification of the last: a sender may give its repetition the same one (RFC 1122 §3.2.1.5),
 * but only after the timer (RFC 6298 §2.4).
 */
const SAME_NUMBER = 1e8
/** What a counted identification grows by at most between two packets. Offload may cut many packets from one. */
const MAX_STEP = 256
/** Steps of that size in a row that prove that identifications are counted. */
const STEADY = 2

// Columns of a direction, 32 bits each: both directions of a connection are in one line of the processor's cache.
/** The sequence number behind the last one seen. */
const NEXT = 0
const SEGMENTS = 1
/** The newest identification in the lower half, then these. */
const IDENT = 2
const STARTED = 1 << 16
const STEP_SHIFT = 17
const STEPS = 7
/** When the last new segment came. */
const SECONDS = 3
const NANOSECONDS = 4
/** What this direction has acknowledged, and its repetitions in a row plus one; 0 for nothing acknowledged. */
const ACKNOWLEDGED = 5
const REPEATED = 6
/** Its record plus one. */
const RECORD = 7
const COLUMNS = 8

// Columns of a record.
const SEEN = 0
const UNSEEN = 1
const NEEDLESS = 2
const UNPLACED = 3
const OVERTAKEN = 4
const RECOVERIES = 5
/** Segments below this sequence number belong to the same recovery. */
const RECOVER = 6
const CAME_LATE = 7
const DEPTH = 8
const LATENESS = 9
/** Below this number holes were forgotten, so it is not known whether a segment was seen. */
const FLOOR = 10
const HAS_FLOOR = 11
const OPEN = 12
const FILLED = 13
const TWICE = 14
/** Holes from the newest on, then as many that a repetition has filled. */
const LIST = 15
// Of each: first number, the number behind it, segments until then, and when.
const START = 0
const END = 1
const BEFORE = 2
const SINCE = 3
const SINCE_NANOSECONDS = 4
const HOLE_COLUMNS = 5
const FILLED_LIST = LIST + HOLES * HOLE_COLUMNS
const RECORD_COLUMNS = FILLED_LIST + HOLES * HOLE_COLUMNS
const NO_HOLE = -1
const REPEATS_OCTETS = FRAMES_OCTETS + MAX_FRAMES * objectOctets(2)
const RECORD_OCTETS = 8 * RECORD_COLUMNS + 2 * FRAMES_OCTETS + REPEATS_OCTETS + 16

/** When a packet was sent compared with the newest one before it, by its identification. */
const Sent = { Unknown: 0, Before: 1, Same: 2, After: 3 } as const
type Sent = (typeof Sent)[keyof typeof Sent]

/** Octets of a header with a SACK option at least, and what it is called (RFC 2018 §3). */
const SACK_FROM = tcp.MIN_HEADER_LEN + 10
const OPTION_END = 0
const OPTION_NOTHING = 1
const OPTION_SACK = 5
const LENGTHENS = tcp.FLAG_SYN | tcp.FLAG_FIN

export class TcpRetransmissions {
  readonly #flows: Flows
  readonly #copies: Copies
  #numbers: Int32Array = new Int32Array(64 * COLUMNS)
  #records: Float64Array = new Float64Array(16 * RECORD_COLUMNS)
  readonly #ways: number[] = []
  readonly #frames: number[][] = []
  readonly #lateFrames: number[][] = []
  readonly #repeats: Repetition[][] = []
  readonly #before: TcpHistory = new TcpHistory()
  readonly #places: Places
  /** Segments out of order whose direction found no room. */
  dropped = 0
  /** Of the packet observed last. */
  order: Order = Order.Next

  /** `flows` and `copies` have observed each packet before it comes here. */
  constructor(flows: Flows, copies: Copies) {
    this.#flows = flows
    this.#copies = copies
    this.#places = new Places(flows.budget, LIMIT, RECORD_OCTETS)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    this.order = Order.Next
    const flow = this.#flows.lastRow
    if (flow === NO_ROW || (this.#copies.active && this.#copies.kind === Copy.Again)) return
    const i = ownTcp(p)
    if (i < 0) return
    const { start, payload, claimed } = p.layers[i]!
    const flags = tcp.flags(p.view, start)
    if ((flags & tcp.FLAG_RST) !== 0) return
    const need = (2 * flow + 2) * COLUMNS
    if (need > this.#numbers.length) this.#numbers = grown(this.#numbers, need)
    const way = 2 * flow + this.#flows.lastDirection
    const octets = claimed - payload
    const length = octets + ((flags & LENGTHENS) === 0 ? 0 : 1)
    const sequence = tcp.sequenceNumber(p.view, start) | 0
    const n = this.#numbers
    const at = way * COLUMNS
    const ahead = (sequence - n[at + NEXT]!) | 0
    if ((n[at + IDENT]! & STARTED) === 0 || ((flags & tcp.FLAG_SYN) !== 0 && ahead !== -length)) {
      this.#start(way, sequence, identification(p, i))
      this.#forward(at, sequence + length, length, p)
    } else if (length === 0 || ahead === 0) {
      if (length > 0) this.#forward(at, sequence + length, length, p)
      this.#identify(at, identification(p, i), length)
    } else if (ahead > 0) {
      this.#openHole(way, sequence, p)
      this.#forward(at, sequence + length, length, p)
      this.#identify(at, identification(p, i))
    } else if (ahead < -1 || octets !== length) {
      this.#behindNewest(way, sequence, length, p, i)
    } else if (length > 1) {
      // A window probe's octet is sent again, with more behind it.
      this.#forward(at, sequence + length, length, p)
      this.#identify(at, identification(p, i))
    }
    if (length > 0) this.#before.add(way, sequence, length, p.number)
    if ((flags & tcp.FLAG_ACK) === 0) return
    const number = tcp.acknowledgmentNumber(p.view, start) | 0
    this.#acknowledge(at, number, length)
    const record = n[(way ^ 1) * COLUMNS + RECORD]! - 1
    if (record < 0 || payload - start < SACK_FROM) return
    const options = start + tcp.MIN_HEADER_LEN
    if (reportsDuplicate(p.view, options, payload, number)) this.#records[record * RECORD_COLUMNS + TWICE]!++
  }

  /** Hot path: whether a segment on a known path, without SYN, FIN and RST, is the next one of its direction. */
  canPass(way: number, p: Packet): boolean {
    const { segment, data, innerEnd } = p.ordinary
    const n = this.#numbers
    const at = way * COLUMNS
    if (at >= n.length || (n[at + IDENT]! & STARTED) === 0) return false
    if (data < innerEnd && (tcp.sequenceNumber(p.view, segment) | 0) !== n[at + NEXT]) return false
    // Of an acknowledgement with SACK, where the other side has sent anything again, the blocks are looked at.
    return data - segment < SACK_FROM || n[(way ^ 1) * COLUMNS + RECORD] === 0
  }

  /** Hot path: takes such a segment. */
  pass(way: number, p: Packet): void {
    this.order = Order.Next
    const { innerIp, segment, data, innerEnd } = p.ordinary
    const length = innerEnd - data
    const at = way * COLUMNS
    if (length > 0) {
      const sequence = tcp.sequenceNumber(p.view, segment) | 0
      this.#forward(at, sequence + length, length, p)
      this.#before.add(way, sequence, length, p.number)
    }
    this.#identify(at, ipv4.identification(p.view, innerIp), length)
    if ((tcp.flags(p.view, segment) & tcp.FLAG_ACK) === 0) return
    this.#acknowledge(at, tcp.acknowledgmentNumber(p.view, segment) | 0, length)
  }

  /** Directions with anything out of order, in the order in which that showed first. */
  *rows(): Generator<SegmentRow> {
    for (let record = 0; record < this.#ways.length; record++) yield this.#row(record)
  }

  #row(record: number): SegmentRow {
    const way = this.#ways[record]!
    const r = this.#records.subarray(record * RECORD_COLUMNS, (record + 1) * RECORD_COLUMNS)
    return {
      flow: way >> 1,
      direction: way & 1,
      segments: this.#numbers[way * COLUMNS + SEGMENTS]!,
      seen: r[SEEN]!,
      unseen: r[UNSEEN]!,
      needless: r[NEEDLESS]!,
      unplaced: r[UNPLACED]!,
      overtaken: r[OVERTAKEN]!,
      twice: Math.min(r[TWICE]!, r[SEEN]! + r[UNSEEN]! + r[NEEDLESS]! + r[UNPLACED]! + r[OVERTAKEN]!),
      recoveries: r[RECOVERIES]!,
      late: r[CAME_LATE]!,
      depth: r[DEPTH]!,
      lateness: r[LATENESS]!,
      frames: [...this.#frames[record]!],
      lateFrames: [...this.#lateFrames[record]!],
      repeats: [...this.#repeats[record]!],
    }
  }

  /** Starts a direction: the connection or the capture begins, or the ports are used again. */
  #start(way: number, sequence: number, id: number): void {
    const n = this.#numbers
    const at = way * COLUMNS
    n[at + NEXT] = sequence
    n[at + IDENT] = STARTED | Math.max(0, id)
    // The other side's acknowledgements belong to the connection before.
    n[(way ^ 1) * COLUMNS + REPEATED] = 0
    const record = n[at + RECORD]! - 1
    if (record < 0) return
    const r = record * RECORD_COLUMNS
    this.#records[r + OPEN] = 0
    this.#records[r + FILLED] = 0
    this.#records[r + HAS_FLOOR] = 0
    this.#records[r + RECOVER] = sequence
  }

  /** New octets came, up to `next`. */
  #forward(at: number, next: number, length: number, p: Packet): void {
    const n = this.#numbers
    n[at + NEXT] = next
    n[at + SECONDS] = p.tsSec
    n[at + NANOSECONDS] = p.tsNsec
    if (length > 0) n[at + SEGMENTS]!++
  }

  /** Notes the identification of a packet that is not behind others. */
  #identify(at: number, id: number, length = 1): void {
    if (id < 0) return
    const n = this.#numbers
    const before = n[at + IDENT]!
    const known = before >> STEP_SHIFT
    const step = ((id - before) << 16) >> 16
    // An acknowledgement that came late tells nothing.
    if (length === 0 && known >= STEADY && step <= 0 && step >= -MAX_STEP) return
    const steps = step > 0 && step <= MAX_STEP ? Math.min(STEPS, known + 1) : 0
    n[at + IDENT] = STARTED | id | (steps << STEP_SHIFT)
  }

  #sent(at: number, p: Packet, i: number): Sent {
    const id = identification(p, i)
    const before = this.#numbers[at + IDENT]!
    if (id < 0) return Sent.Unknown
    const ahead = ((id - before) << 16) >> 16
    if (ahead === 0 && id > 0) return Sent.Same
    if (before >> STEP_SHIFT < STEADY) return Sent.Unknown
    return ahead > 0 ? Sent.After : Sent.Before
  }

  #acknowledge(at: number, number: number, length: number): void {
    const n = this.#numbers
    const repeated = n[at + REPEATED]!
    const ahead = (number - n[at + ACKNOWLEDGED]!) | 0
    if (repeated === 0 || ahead > 0) {
      n[at + ACKNOWLEDGED] = number
      n[at + REPEATED] = 1
    } else if (ahead === 0 && length === 0) n[at + REPEATED]!++
  }

  /** Numbers were left out in front of `sequence`. */
  #openHole(way: number, sequence: number, p: Packet): void {
    const record = this.#record(way)
    if (record === NO_ROW) return
    const r = this.#records
    const n = this.#numbers
    const at = record * RECORD_COLUMNS
    if (r[at + OPEN] === HOLES) {
      const oldest = at + LIST + (HOLES - 1) * HOLE_COLUMNS
      this.#forgetHoles(at, r[oldest + END]!)
      this.#close(at, oldest)
    }
    const hole = at + LIST
    r.copyWithin(hole + HOLE_COLUMNS, hole, hole + r[at + OPEN]! * HOLE_COLUMNS)
    r[at + OPEN]!++
    r[hole + START] = n[way * COLUMNS + NEXT]!
    r[hole + END] = sequence
    r[hole + BEFORE] = n[way * COLUMNS + SEGMENTS]!
    r[hole + SINCE] = p.tsSec
    r[hole + SINCE_NANOSECONDS] = p.tsNsec
  }

  /** Forgets what is missing in front of `end`. */
  #forgetHoles(at: number, end: number): void {
    const r = this.#records
    if (r[at + HAS_FLOOR] === 0 || ((end - r[at + FLOOR]!) | 0) > 0) r[at + FLOOR] = end
    r[at + HAS_FLOOR] = 1
  }

  #close(at: number, hole: number): void {
    const behind = at + LIST + this.#records[at + OPEN]! * HOLE_COLUMNS
    this.#records.copyWithin(hole, hole + HOLE_COLUMNS, behind)
    this.#records[at + OPEN]!--
  }

  /** Takes a segment that begins in front of what was seen. */
  #behindNewest(way: number, sequence: number, length: number, p: Packet, i: number): void {
    const n = this.#numbers
    const at = way * COLUMNS
    const end = (sequence + length) | 0
    const sent = this.#sent(at, p, i)
    const isLast = sent === Sent.Unknown && end === n[at + NEXT]
    if ((sent === Sent.Same && this.#isWithin(SAME_NUMBER, at, p)) || (isLast && this.#isWithin(SAME_PACKET, at, p)))
      return
    const known = n[at + RECORD]! - 1
    const hole = known < 0 ? NO_HOLE : this.#hole(known, LIST, OPEN, sequence, end)
    if (hole !== NO_HOLE && this.#isLate(way ^ 1, sent, hole, sequence, p)) {
      this.#noteLate(known, hole, n[at + SEGMENTS]!++, p)
      this.#fill(known, hole, sequence, end)
    } else if (hole === NO_HOLE && sent === Sent.Before) {
      if (known >= 0) this.#lateOriginal(known, sequence, end, n[at + SEGMENTS]!, p)
    } else {
      n[at + SEGMENTS]!++
      this.order = Order.Again
      const record = this.#record(way)
      if (record !== NO_ROW) this.#resend(record, way, hole, sequence, end, p)
      if (((end - n[at + NEXT]!) | 0) > 0) this.#forward(at, end, 0, p)
      this.#identify(at, identification(p, i))
    }
  }

  /** Counts a segment that was sent again. `hole` is the hole that it fills. */
  #resend(record: number, way: number, hole: number, sequence: number, end: number, p: Packet): void {
    const r = this.#records
    const at = record * RECORD_COLUMNS
    this.#recover(record, sequence, this.#numbers[way * COLUMNS + NEXT]!)
    if (this.#frames[record]!.length < MAX_FRAMES) this.#nameRepetition(record, way, sequence, p.number)
    if (this.#isAcknowledged(way ^ 1, end)) r[at + NEEDLESS]!++
    else if (hole !== NO_HOLE) {
      r[at + UNSEEN]!++
      this.#remember(at, hole, sequence, end)
    } else if (r[at + HAS_FLOOR] === 1 && ((sequence - r[at + FLOOR]!) | 0) < 0) r[at + UNPLACED]!++
    else r[at + SEEN]!++
    if (hole !== NO_HOLE) this.#fill(record, hole, sequence, end)
  }

  /** Names the repeated segment, and the earlier one that had its first octet. */
  #nameRepetition(record: number, way: number, sequence: number, frame: number): void {
    this.#frames[record]!.push(frame)
    const of = this.#before.find(way, sequence)
    if (of > 0) this.#repeats[record]!.push({ frame, of })
  }

  /** The hole that the segment reaches into. Holes are in the list at `list`; column `count` has their number. */
  #hole(record: number, list: number, count: number, sequence: number, end: number): number {
    const r = this.#records
    const from = record * RECORD_COLUMNS
    const stop = from + list + r[from + count]! * HOLE_COLUMNS
    for (let hole = from + list; hole < stop; hole += HOLE_COLUMNS) {
      if (((end - r[hole + START]!) | 0) > 0 && ((r[hole + END]! - sequence) | 0) > 0) return hole
    }
    return NO_HOLE
  }

  /** Whether the packet came within `time` nanoseconds after the last new segment. */
  #isWithin(time: number, at: number, p: Packet): boolean {
    const n = this.#numbers
    return (p.tsSec - n[at + SECONDS]!) * 1e9 + (p.tsNsec - n[at + NANOSECONDS]!) <= time
  }

  /** Whether the direction `way` has acknowledged everything until `end`. */
  #isAcknowledged(way: number, end: number): boolean {
    const n = this.#numbers
    const at = way * COLUMNS
    return n[at + REPEATED]! > 0 && ((n[at + ACKNOWLEDGED]! - end) | 0) >= 0
  }

  /** Whether the segment that fills a hole was sent before what has come. `way` is the receiver's direction. */
  #isLate(way: number, sent: Sent, hole: number, sequence: number, p: Packet): boolean {
    if (sent !== Sent.Unknown) return sent === Sent.Before
    const n = this.#numbers
    const at = way * COLUMNS
    const isAskedFor = n[at + REPEATED]! > ASKED && n[at + ACKNOWLEDGED] === sequence
    return !isAskedFor && this.#since(hole, p) <= LATE
  }

  #since(hole: number, p: Packet): number {
    const r = this.#records
    return (p.tsSec - r[hole + SINCE]!) * 1e9 + (p.tsNsec - r[hole + SINCE_NANOSECONDS]!)
  }

  #noteLate(record: number, hole: number, segments: number, p: Packet): void {
    this.order = Order.Late
    const r = this.#records
    const at = record * RECORD_COLUMNS
    r[at + CAME_LATE]!++
    r[at + DEPTH] = Math.max(r[at + DEPTH]!, segments - r[hole + BEFORE]!)
    r[at + LATENESS] = Math.max(r[at + LATENESS]!, this.#since(hole, p))
    const frames = this.#lateFrames[record]!
    if (frames.length < MAX_FRAMES) frames.push(p.number)
  }

  /** A segment that was sent early and comes last: the late original of a repeated one, or a copy of a known one. */
  #lateOriginal(record: number, sequence: number, end: number, segments: number, p: Packet): void {
    const r = this.#records
    const at = record * RECORD_COLUMNS
    const filled = this.#hole(record, FILLED_LIST, FILLED, sequence, end)
    if (filled === NO_HOLE) return
    this.#noteLate(record, filled, segments, p)
    r[at + UNSEEN]!--
    r[at + OVERTAKEN]!++
    r[filled + END] = r[filled + START]!
  }

  /** A segment is sent again: what was sent before `next` belongs to the same recovery. */
  #recover(record: number, sequence: number, next: number): void {
    const r = this.#records
    const at = record * RECORD_COLUMNS
    if (r[at + RECOVERIES] !== 0 && ((sequence - r[at + RECOVER]!) | 0) < 0) return
    r[at + RECOVERIES]!++
    r[at + RECOVER] = next
  }

  /** Remembers a hole that a repeated segment fills, because the original may still come. */
  #remember(at: number, hole: number, sequence: number, end: number): void {
    const r = this.#records
    const list = at + FILLED_LIST
    const kept = Math.min(HOLES - 1, r[at + FILLED]!)
    r.copyWithin(list + HOLE_COLUMNS, list, list + kept * HOLE_COLUMNS)
    r.copyWithin(list, hole, hole + HOLE_COLUMNS)
    r[list + START] = sequence
    r[list + END] = end
    r[at + FILLED] = kept + 1
  }

  /** Removes the segment's octets from a hole. What is left is in front of it and behind it. */
  #fill(record: number, hole: number, sequence: number, end: number): void {
    const r = this.#records
    const at = record * RECORD_COLUMNS
    const hasFront = ((sequence - r[hole + START]!) | 0) > 0
    const hasBack = ((r[hole + END]! - end) | 0) > 0
    if (!hasFront && !hasBack) this.#close(at, hole)
    else if (!hasBack) r[hole + END] = sequence
    else {
      if (hasFront && r[at + OPEN]! < HOLES) {
        r.copyWithin(hole + HOLE_COLUMNS, hole, at + LIST + r[at + OPEN]! * HOLE_COLUMNS)
        r[at + OPEN]!++
        r[hole + HOLE_COLUMNS + END] = sequence
      } else if (hasFront) this.#forgetHoles(at, sequence)
      r[hole + START] = end
    }
  }

  #record(way: number): number {
    const n = this.#numbers
    const known = n[way * COLUMNS + RECORD]! - 1
    if (known >= 0) return known
    const record = this.#ways.length
    if (!this.#places.has(record)) {
      this.dropped++
      return NO_ROW
    }
    this.#ways.push(way)
    this.#frames.push([])
    this.#lateFrames.push([])
    this.#repeats.push([])
    this.#records = grown(this.#records, (record + 1) * RECORD_COLUMNS)
    n[way * COLUMNS + RECORD] = record + 1
    return record
  }
}

/** IPv4's identification of the packet whose TCP layer is `i`, -1 without. */
function identification(p: Packet, i: number): number {
  const ip = p.layers[i - 1]
  return ip !== undefined && ip.kind === Kind.Ipv4 ? ipv4.identification(p.view, ip.start) : -1
}

/** Whether SACK's first block reports a duplicate segment (RFC 2883 §4). The options are in [`at`, `end`). */
function reportsDuplicate(v: DataView, at: number, end: number, acknowledged: number): boolean {
  let o = at
  while (o + 1 < end) {
    const kind = tcp.optionKind(v, o)
    if (kind === OPTION_END) return false
    const length = kind === OPTION_NOTHING ? 1 : tcp.optionLength(v, o)
    if (length === 0 || o + length > end) return false
    if (kind === OPTION_SACK) return length >= 10 && isTwice(v, o, length, acknowledged)
    o += length
  }
  return false
}

/** Whether the first block ends in front of what is acknowledged, or lies inside the second block. */
function isTwice(v: DataView, o: number, length: number, acknowledged: number): boolean {
  const left = tcp.optionData32(v, o, 0)
  const right = tcp.optionData32(v, o, 1)
  if (((right - acknowledged) | 0) <= 0) return true
  if (length < 18) return false
  return ((left - tcp.optionData32(v, o, 2)) | 0) >= 0 && ((right - tcp.optionData32(v, o, 3)) | 0) <= 0
}
