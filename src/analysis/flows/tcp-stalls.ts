/**
 * TCP segments that are sent again and again although the other side is there: it acknowledges all before them, or was
 * there until then. A path that takes only small packets does this to connections (RFC 2923 §2.1). In each direction
 * one segment is watched, the first that is not acknowledged. As bounded as `Flows`.
 */
import { ipBelow } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { FRAMES_OCTETS, objectOctets, Places } from '../tables/budget.js'
import { grown, NO_ROW } from '../tables/row-index.js'
import { isUnbroken, overheadOf } from '../tunnels/outer-headers.js'
import type { Flows } from './flows.js'
import { ownTcp } from './own-transport.js'

export interface TcpStall {
  /** The connection: a row of `Flows`; and the direction of the segment, as `traffic.ts` numbers them. */
  readonly flow: number
  readonly direction: number
  /** Octets of the packet with its IP header. */
  readonly size: number
  /** Octets of the largest packet watched before that was acknowledged; 0 when none was. */
  readonly passed: number
  /** How often it was sent. */
  readonly sent: number
  /** Whether the other side has shown since that it is there; and whether it has acknowledged anything before. */
  readonly isAlive: boolean
  readonly isHeard: boolean
  /** Octets in front of it in the tunnel's packet, from the outer IP header on; 0 in no tunnel. */
  readonly overhead: number
  readonly frames: readonly number[]
}

interface Repeated {
  readonly overhead: number
  readonly frames: number[]
}

const MAX_FRAMES = 8
/** Segments that were sent again, at most. */
const LIMIT = 1 << 14
const SEGMENT_OCTETS = objectOctets(2) + objectOctets(7) + 2 * FRAMES_OCTETS
/** Times that a segment has to be sent to count as stuck. */
const ENOUGH = 3
/** Nanoseconds. The same segment sooner is a copy made by the capture, or a fast retransmission (RFC 5681 §3.2). */
const SOON = 1e8

// Columns of a direction, 32 bits each: both directions of a connection are in one line of the processor's cache.
/** Sequence number of the watched segment. */
const SEQUENCE = 0
/** Octets of its packet. */
const SIZE = 1
/** How often it was sent, 0 if none is watched. The upper bit says that the other side was heard since. */
const SENT = 2
const TIMES = 0x7fffffff
const ALIVE = 1 << 31
/** When it was sent last, and the frame that sent it first. */
const SECONDS = 3
const NANOSECONDS = 4
const FRAME = 5
/** Octets of the largest packet watched before that was acknowledged. */
const PASSED = 6
/** What this direction has acknowledged last. */
const ACKNOWLEDGED = 7
const COLUMNS = 8

export class TcpStalls {
  readonly #flows: Flows
  readonly #copies: Copies
  #numbers: Int32Array = new Int32Array(64 * COLUMNS)
  readonly #repeated: Map<number, Repeated> = new Map()
  readonly #places: Places
  /** Segments sent again that found no room. */
  dropped = 0

  /** `flows` and `copies` have observed each packet before it comes here. */
  constructor(flows: Flows, copies: Copies) {
    this.#flows = flows
    this.#places = new Places(flows.budget, LIMIT, SEGMENT_OCTETS)
    this.#copies = copies
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const flow = this.#flows.lastRow
    if (flow === NO_ROW || (this.#copies.active && this.#copies.kind === Copy.Again)) return
    const i = ownTcp(p)
    if (i < 0) return
    const need = (2 * flow + 2) * COLUMNS
    if (need > this.#numbers.length) this.#numbers = grown(this.#numbers, need)
    const way = 2 * flow + this.#flows.lastDirection
    const l = p.layers[i]!
    const octets = l.claimed - l.payload
    if ((tcp.flags(p.view, l.start) & tcp.FLAG_ACK) !== 0) this.#acknowledge(way, p, l.start, octets)
    if (octets > 0) this.#segment(way, p, stack, i)
  }

  /** Hot path: whether a segment on a known path, whose flow is `way >> 1`, is none that was sent before. */
  canPass(way: number, p: Packet): boolean {
    const { segment, data, innerEnd } = p.ordinary
    const n = this.#numbers
    const at = way * COLUMNS
    if (at >= n.length) return false
    const isNone = data === innerEnd || (n[at + SENT]! & TIMES) === 0
    return isNone || (tcp.sequenceNumber(p.view, segment) | 0) !== n[at + SEQUENCE]
  }

  /** Hot path: takes such a segment. */
  pass(way: number, p: Packet): void {
    const { segment, data, innerIp, innerEnd } = p.ordinary
    const octets = innerEnd - data
    if ((tcp.flags(p.view, segment) & tcp.FLAG_ACK) !== 0) this.#acknowledge(way, p, segment, octets)
    if (octets === 0) return
    const sequence = tcp.sequenceNumber(p.view, segment) | 0
    if (this.#isFirst(way, sequence)) this.#watch(way, p, sequence, innerEnd - innerIp)
  }

  /** Segments that are stuck as far as is known by now, the other side alive or not. */
  stalls(): readonly TcpStall[] {
    const n = this.#numbers
    return [...this.#repeated].flatMap(([way, { overhead, frames }]) => {
      const at = way * COLUMNS
      const [size, passed, sent] = [n[at + SIZE]!, n[at + PASSED]!, n[at + SENT]! & TIMES]
      if (sent < ENOUGH || passed >= size) return []
      const isAlive = (n[at + SENT]! & ALIVE) !== 0
      const isHeard = n[(way ^ 1) * COLUMNS + ACKNOWLEDGED] !== 0
      return [
        { flow: way >> 1, direction: way & 1, size, passed, sent, isAlive, isHeard, overhead, frames: [...frames] },
      ]
    })
  }

  /** Takes an acknowledgement in direction `way`; the TCP layer is at `o` and has `octets` of data. */
  #acknowledge(way: number, p: Packet, o: number, octets: number): void {
    const n = this.#numbers
    const number = tcp.acknowledgmentNumber(p.view, o) | 0
    const at = (way ^ 1) * COLUMNS
    const before = n[way * COLUMNS + ACKNOWLEDGED]
    n[way * COLUMNS + ACKNOWLEDGED] = number
    const sent = n[at + SENT]! & TIMES
    if (sent === 0) return
    const ahead = (number - n[at + SEQUENCE]!) | 0
    if (ahead > 0) {
      if (n[at + SIZE]! > n[at + PASSED]!) n[at + PASSED] = n[at + SIZE]!
      this.#forget(way ^ 1)
    } else if (ahead === 0 && (sent > 1 || (octets === 0 && before === number))) {
      // A duplicate acknowledgement: octets behind the missing ones have arrived (RFC 5681 §2).
      n[at + SENT]! |= ALIVE
    }
  }

  #segment(way: number, p: Packet, stack: TunnelStack, i: number): void {
    const n = this.#numbers
    const at = way * COLUMNS
    const sequence = tcp.sequenceNumber(p.view, p.layers[i]!.start) | 0
    if (this.#isFirst(way, sequence)) this.#watch(way, p, sequence, sizeOf(p, i))
    else if (sequence === n[at + SEQUENCE]) this.#repeat(way, p, stack, i)
  }

  /** Whether no segment is watched, or one behind this. */
  #isFirst(way: number, sequence: number): boolean {
    const n = this.#numbers
    const at = way * COLUMNS
    return (n[at + SENT]! & TIMES) === 0 || ((sequence - n[at + SEQUENCE]!) | 0) < 0
  }

  #watch(way: number, p: Packet, sequence: number, size: number): void {
    this.#forget(way)
    const n = this.#numbers
    const at = way * COLUMNS
    n[at + SEQUENCE] = sequence
    n[at + SIZE] = size
    n[at + SENT] = 1
    n[at + SECONDS] = p.tsSec
    n[at + NANOSECONDS] = p.tsNsec
    n[at + FRAME] = p.number
  }

  #repeat(way: number, p: Packet, stack: TunnelStack, i: number): void {
    const n = this.#numbers
    const at = way * COLUMNS
    const size = sizeOf(p, i)
    // The first time it may have been a super-frame, which offload has cut since.
    if (size < n[at + SIZE]!) n[at + SIZE] = size
    const seconds = (p.tsSec - n[at + SECONDS]!) | 0
    if (seconds * 1e9 + (p.tsNsec - n[at + NANOSECONDS]!) < SOON) return
    const ip = ipBelow(p, i)
    if (!isUnbroken(p, stack, ip)) return
    n[at + SENT]!++
    n[at + SECONDS] = p.tsSec
    n[at + NANOSECONDS] = p.tsNsec
    const known = this.#repeated.get(way)
    if (known !== undefined) {
      if (known.frames.length < MAX_FRAMES) known.frames.push(p.number)
    } else if (this.#places.has(this.#repeated.size)) {
      const first = n[at + FRAME]! >>> 0
      this.#repeated.set(way, { overhead: overheadOf(p, stack, ip), frames: [first, p.number] })
    } else {
      this.dropped++
    }
  }

  #forget(way: number): void {
    const at = way * COLUMNS
    if ((this.#numbers[at + SENT]! & TIMES) > 1) this.#repeated.delete(way)
    this.#numbers[at + SENT] = 0
  }
}

function sizeOf(p: Packet, i: number): number {
  const l = p.layers[ipBelow(p, i)]!
  return l.claimed - l.start
}
