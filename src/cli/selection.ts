/**
 * Picks the packets that `-Y` wants before a command sees any. A fragment waits for the other fragments, since the whole
 * datagram decides each of them. Packets are handed on in their order.
 */
import { limitsWithin, Reassembler } from '../analysis/fragments/reassembly.js'
import type { Budget } from '../analysis/tables/budget.js'
import { type Datagram, type Filter, Needs, type OwnTests } from '../filter/compile.js'
import { lastFrame } from '../filter/tree.js'
import { decode, decodeOuter } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'

/** Seconds that a fragment waits: as long as in reassembly, or live as long as a viewer can be kept waiting. */
const PATIENCE = 60
const LIVE_PATIENCE = 1
/** The most packets and octets that wait; beyond that the first one no longer waits. */
const MOST_WAITING = 16_384
const MOST_OCTETS = 16 * 1024 * 1024
/** Octets of the last packets that are kept at most. */
const MOST_KEPT_OCTETS = 128 * 1024 * 1024

/** A fragment that waits for others, or a packet that waits behind one. */
interface Waiting {
  readonly octets: Uint8Array
  readonly captured: number
  readonly length: number
  readonly number: number
  readonly tsSec: number
  readonly tsNsec: number
  readonly hasTime: boolean
  readonly interfaceId: number
  readonly linkType: number
  isWanted: boolean
  isDecided: boolean
  /** Of a fragment. */
  readonly own: OwnTests | undefined
}

/** How many packets are taken, of those that are wanted: the first ones, and of these the last ones. */
interface Ends {
  readonly head?: number | undefined
  readonly tail?: number | undefined
}

export class Selection {
  /** Packets that have been looked at, and of those the ones that were wanted. */
  seen = 0
  wanted = 0
  readonly #filter: Filter | undefined
  /** The number of the last packet that can be wanted. */
  readonly #lastFrame: number
  /** Takes only this many of the last wanted packets, at the end. Undefined: all are taken as they come. */
  readonly #tail: number | undefined
  /** Of so many wanted packets, the first ones. */
  readonly #most: number
  #passed = 0
  readonly #kept: Waiting[] = []
  #keptHead = 0
  #keptOctets = 0
  readonly #reassembler: Reassembler
  readonly #isLive: boolean
  readonly #queue: Waiting[] = []
  /** The first of the queue that is still in it. */
  #head = 0
  readonly #byNumber: Map<number, Waiting> = new Map()
  #octets = 0
  #now = 0
  #number = 0
  #isOver = false
  readonly #packet: Packet

  constructor(filter: Filter | undefined, { tail, head }: Ends, tables: Tables, budget: Budget, isLive: boolean) {
    this.#filter = filter
    this.#lastFrame = filter === undefined ? Number.POSITIVE_INFINITY : lastFrame(filter.tree)
    this.#tail = tail
    this.#most = tail === undefined || head === undefined ? Number.POSITIVE_INFINITY : head
    this.#reassembler = new Reassembler(limitsWithin(budget))
    this.#isLive = isLive
    this.#packet = new Packet(tables)
  }

  /** Whether no later packet can be wanted. */
  get isDone(): boolean {
    return this.#number >= this.#lastFrame || this.#passed >= this.#most
  }

  /** Whether this record is the next packet to take. If not, `released` may hand it out later. */
  admits(p: Packet): boolean {
    this.seen++
    this.#now = p.tsSec
    this.#number = p.number
    const isWanted = this.#judge(p)
    // An undecided fragment is in the queue already.
    if (isWanted !== true) return false
    if (this.#tail !== undefined || this.#head < this.#queue.length) {
      this.#wait(p, true, true)
      return false
    }
    this.wanted++
    return true
  }

  /** The next packet that has waited for long enough, if it is wanted. */
  released(): Packet | undefined {
    while (this.#head < this.#queue.length) {
      const first = this.#queue[this.#head]!
      if (!first.isDecided && !this.#isOver && !this.#hasWaited(first)) return undefined
      this.#leave(first)
      if (!first.isWanted) continue
      if (this.#tail !== undefined) {
        this.#keep(first, this.#tail)
        continue
      }
      this.wanted++
      return this.#taken(first)
    }
    if (!this.#isOver || this.#keptHead === this.#kept.length) return undefined
    this.wanted++
    return this.#taken(this.#kept[this.#keptHead++]!)
  }

  /** There are no more packets: those that wait are released. */
  end(): void {
    this.#isOver = true
  }

  /** Keeps the packet as one of the last ones; the oldest go when there are too many. */
  #keep(one: Waiting, tail: number): void {
    if (this.#passed++ >= this.#most) return
    this.#kept.push(one)
    this.#keptOctets += one.octets.length
    while (this.#kept.length - this.#keptHead > tail || this.#keptOctets > MOST_KEPT_OCTETS) {
      this.#keptOctets -= this.#kept[this.#keptHead++]!.octets.length
    }
    if (this.#keptHead < MOST_WAITING) return
    this.#kept.splice(0, this.#keptHead)
    this.#keptHead = 0
  }

  /** Undefined for a fragment that waits for others. */
  #judge(p: Packet): boolean | undefined {
    if (this.#filter === undefined) return true
    const { accepts, needs, datagram } = this.#filter
    if (needs === Needs.All) decode(p)
    else if (needs === Needs.Outer) decodeOuter(p)
    else return accepts(p)
    const alone = accepts(p)
    return p.fragment === -1 ? alone : this.#judgeFragment(p, alone, datagram)
  }

  /** The whole datagram decides each of its fragments; one that stays incomplete is decided by itself. */
  #judgeFragment(p: Packet, alone: boolean, datagram: Datagram): boolean | undefined {
    const { view, bytes, start, captured, length, hasTime } = p
    const own = datagram.own(p)
    const isWhole = this.#reassembler.offer(p)
    const isLast = isWhole && p.fragment === -1
    let isWanted = alone
    if (isLast) {
      datagram.begin(p)
      isWanted = datagram.accepts(p, own)
      for (const number of p.reassembledFrom) {
        const waiting = this.#byNumber.get(number)
        if (waiting?.own === undefined) continue
        waiting.isDecided = true
        waiting.isWanted = datagram.accepts(p, waiting.own)
      }
    }
    // Restores the record: whoever takes the packet reassembles it again.
    p.record(view, bytes, start, captured, length)
    p.hasTime = hasTime
    if (isLast) return isWanted
    this.#wait(p, alone, false, own)
    return undefined
  }

  #wait(p: Packet, isWanted: boolean, isDecided: boolean, own?: OwnTests): void {
    const { captured, recordStart, optionsStart, optionsEnd } = p
    const octets = new Uint8Array(captured + optionsEnd - optionsStart)
    octets.set(p.recordBytes.subarray(recordStart, recordStart + captured))
    octets.set(p.recordBytes.subarray(optionsStart, optionsEnd), captured)
    const waiting: Waiting = {
      octets,
      captured,
      length: p.length,
      number: p.number,
      tsSec: p.tsSec,
      tsNsec: p.tsNsec,
      hasTime: p.hasTime,
      interfaceId: p.interfaceId,
      linkType: p.linkType,
      isWanted,
      isDecided,
      own,
    }
    this.#queue.push(waiting)
    this.#byNumber.set(p.number, waiting)
    this.#octets += octets.length
  }

  #hasWaited({ tsSec }: Waiting): boolean {
    if (this.#queue.length - this.#head > MOST_WAITING || this.#octets > MOST_OCTETS) return true
    const now = this.#isLive ? Date.now() / 1000 : this.#now
    return Math.abs(now - tsSec) > (this.#isLive ? LIVE_PATIENCE : PATIENCE)
  }

  #leave(first: Waiting): void {
    this.#byNumber.delete(first.number)
    this.#octets -= first.octets.length
    if (++this.#head === this.#queue.length) {
      this.#queue.length = 0
      this.#head = 0
    } else if (this.#head === MOST_WAITING) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
  }

  #taken(w: Waiting): Packet {
    const p = this.#packet
    p.record(new DataView(w.octets.buffer), w.octets, 0, w.captured, w.length)
    p.hasTime = w.hasTime
    p.number = w.number
    p.tsSec = w.tsSec
    p.tsNsec = w.tsNsec
    p.interfaceId = w.interfaceId
    p.linkType = w.linkType
    const hasOptions = w.octets.length > w.captured
    p.optionsStart = hasOptions ? w.captured : 0
    p.optionsEnd = hasOptions ? w.octets.length : 0
    return p
  }
}
