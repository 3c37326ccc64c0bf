/**
 * Echo exchanges (RFC 792, RFC 4443 §4) over time: how many requests have gone unanswered since the last answer, since
 * when, and which ones before it had none. Bounded; what found no room is counted.
 */

import { ipBelow } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { grown, NO_ROW } from '../tables/row-index.js'
import { type Timestamp, timestampAt } from '../timestamps.js'
import { echoLayer, isRequest } from './echo-round-trips.js'
import type { Flows } from './flows.js'

export interface EchoLossRow {
  /** The exchange: a row of `Flows`. */
  readonly flow: number
  readonly requests: number
  readonly answered: number
  /** Requests since the last one that was answered; the first of them, and the first few frames. */
  readonly open: number
  readonly since: Timestamp | undefined
  readonly openFrames: readonly number[]
  /** Octets of the largest of them, and of the largest one that was answered, with their IP headers. */
  readonly openSize: number
  readonly answeredSize: number
  /** Requests before that without an answer, and the first few frames. */
  readonly lost: number
  readonly lostFrames: readonly number[]
  /** How often an answer came behind one or more requests that had none. */
  readonly gaps: number
  readonly lastRequest: Timestamp
  readonly lastAnswer: Timestamp | undefined
}

const LIMIT = 1 << 14
const MAX_FRAMES = 8
/** Requests of an exchange that are remembered. An answer to an older one cannot be matched. */
const KEPT = 16

// Columns of an exchange.
const REQUESTS = 0
const ANSWERED = 1
const OPEN = 2
/** Answers that could not be matched. */
const LATE = 3
/** Frame, seconds and nanoseconds: of the first open request, of the last answer, of the last request. */
const SINCE = 4
const LAST_ANSWER = 7
const LAST_REQUEST = 10
const GAPS = 13
const OPEN_SIZE = 14
const ANSWERED_SIZE = 15
/** Of the last few requests: sequence number, frame (negative once it is answered), seconds, nanoseconds. */
const RING = 16
const RING_COLUMNS = 4
const COLUMNS = RING + KEPT * RING_COLUMNS
const EXCHANGE_OCTETS = 8 * COLUMNS + objectOctets(13) + 3 * TIMESTAMP_OCTETS + 2 * FRAMES_OCTETS

export class EchoLosses {
  readonly #flows: Flows
  readonly #copies: Copies
  readonly #places: Places
  /** Exchanges plus one, by the row of their flow; and the row, by the exchange. */
  #slots: Int32Array = new Int32Array(64)
  readonly #flowOf: number[] = []
  #numbers: Float64Array = new Float64Array(16 * COLUMNS)
  /** The first few requests that have left the ring without an answer, by the exchange. */
  readonly #unanswered: Map<number, number[]> = new Map()
  /** Exchanges that found no room. */
  dropped = 0

  /** `flows` and `copies` have observed each packet before it comes here. */
  constructor(flows: Flows, copies: Copies) {
    this.#flows = flows
    this.#copies = copies
    this.#places = new Places(flows.budget, LIMIT, EXCHANGE_OCTETS)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    const flow = this.#flows.lastRow
    if (flow === NO_ROW || (this.#copies.active && this.#copies.kind === Copy.Again)) return
    const i = echoLayer(p)
    if (i < 0) return
    const sequence = icmp.sequenceNumber(p.view, p.layers[i]!.start)
    const { claimed, start } = p.layers[ipBelow(p, i)]!
    if (isRequest(p, i)) this.#request(p, flow, sequence, claimed - start)
    else this.#reply(p, flow, sequence, claimed - start)
  }

  /** In the order of their first requests. Left out: exchanges with answers that could not be matched. */
  *rows(): Generator<EchoLossRow> {
    for (let e = 0; e < this.#flowOf.length; e++) if (this.#numbers[e * COLUMNS + LATE] === 0) yield this.#row(e)
  }

  #row(e: number): EchoLossRow {
    const n = this.#numbers
    const at = e * COLUMNS
    const [requests, answered, open] = [n[at + REQUESTS]!, n[at + ANSWERED]!, n[at + OPEN]!]
    const since = open > 0 ? timestampAt(n, at + SINCE) : undefined
    const silent = this.#unansweredFrames(e)
    return {
      flow: this.#flowOf[e]!,
      requests,
      answered,
      open,
      since,
      openFrames: since === undefined ? [] : silent.filter((frame) => frame >= since.frame).slice(0, MAX_FRAMES),
      openSize: n[at + OPEN_SIZE]!,
      answeredSize: n[at + ANSWERED_SIZE]!,
      lost: requests - answered - open,
      lostFrames: silent.filter((frame) => since === undefined || frame < since.frame).slice(0, MAX_FRAMES),
      gaps: n[at + GAPS]!,
      lastRequest: timestampAt(n, at + LAST_REQUEST),
      lastAnswer: answered > 0 ? timestampAt(n, at + LAST_ANSWER) : undefined,
    }
  }

  /** Frames of requests without an answer: the first few, and those that are remembered. */
  #unansweredFrames(e: number): readonly number[] {
    const frames = [...(this.#unanswered.get(e) ?? [])]
    const requests = this.#numbers[e * COLUMNS + REQUESTS]!
    for (let k = Math.max(0, requests - KEPT); k < requests; k++) {
      const frame = this.#numbers[ringAt(e, k) + 1]!
      if (frame > 0) frames.push(frame)
    }
    return frames
  }

  #request(p: Packet, flow: number, sequence: number, size: number): void {
    const e = this.#exchange(flow)
    if (e === NO_ROW) return
    const n = this.#numbers
    const at = e * COLUMNS
    const requests = n[at + REQUESTS]!
    // A request that was captured twice.
    if (requests > 0 && n[ringAt(e, requests - 1)] === sequence) return
    const slot = ringAt(e, requests)
    if (requests >= KEPT && n[slot + 1]! > 0) this.#giveUp(e, n[slot + 1]!)
    n[slot] = sequence
    stampIn(n, slot + 1, p)
    n[at + REQUESTS] = requests + 1
    if (n[at + OPEN]!++ === 0) stampIn(n, at + SINCE, p)
    n[at + OPEN_SIZE] = Math.max(n[at + OPEN_SIZE]!, size)
    stampIn(n, at + LAST_REQUEST, p)
  }

  #reply(p: Packet, flow: number, sequence: number, size: number): void {
    const e = (flow < this.#slots.length ? this.#slots[flow]! : 0) - 1
    if (e < 0) return
    const n = this.#numbers
    const at = e * COLUMNS
    const requests = n[at + REQUESTS]!
    for (let age = 0; age < KEPT && age < requests; age++) {
      const slot = ringAt(e, requests - 1 - age)
      if (n[slot] !== sequence) continue
      if (n[slot + 1]! < 0) return
      n[slot + 1] = -n[slot + 1]!
      n[at + ANSWERED]!++
      n[at + ANSWERED_SIZE] = Math.max(n[at + ANSWERED_SIZE]!, size)
      stampIn(n, at + LAST_ANSWER, p)
      const open = n[at + OPEN]!
      if (open <= age) return
      if (open > age + 1) n[at + GAPS]!++
      n[at + OPEN] = age
      if (age === 0) n[at + OPEN_SIZE] = 0
      if (age > 0) {
        const next = ringAt(e, requests - age)
        n[at + SINCE] = Math.abs(n[next + 1]!)
        n[at + SINCE + 1] = n[next + 2]!
        n[at + SINCE + 2] = n[next + 3]!
      }
      return
    }
    n[at + LATE] = 1
  }

  /** A request without an answer leaves the ring. */
  #giveUp(e: number, frame: number): void {
    const frames = this.#unanswered.get(e)
    if (frames === undefined) this.#unanswered.set(e, [frame])
    else if (frames.length < 2 * MAX_FRAMES) frames.push(frame)
  }

  #exchange(flow: number): number {
    this.#slots = grown(this.#slots, flow + 1)
    const known = this.#slots[flow]! - 1
    if (known >= 0) return known
    if (!this.#places.has(this.#flowOf.length)) {
      this.dropped++
      return NO_ROW
    }
    const e = this.#flowOf.push(flow) - 1
    this.#slots[flow] = e + 1
    this.#numbers = grown(this.#numbers, (e + 1) * COLUMNS)
    return e
  }
}

/** The place of an exchange's `k`th request in the ring. */
function ringAt(e: number, k: number): number {
  return e * COLUMNS + RING + (k % KEPT) * RING_COLUMNS
}

function stampIn(n: Float64Array, at: number, p: Packet): void {
  n[at] = p.number
  n[at + 1] = p.tsSec
  n[at + 2] = p.tsNsec
}
