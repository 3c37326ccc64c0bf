/**
 * The packets that `-Y` wants, picked from a capture before a command sees any. A fragment waits until the others have come:
 * what the whole datagram is decides for each of them, and they are handed on in their order.
 */
import { limitsWithin, Reassembler } from '../analysis/fragments/reassembly.js'
import type { Budget } from '../analysis/tables/budget.js'
import { type Filter, Needs } from '../filter/compile.js'
import { lastFrame } from '../filter/tree.js'
import { decode, decodeOuter } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'

/** Seconds that a fragment waits: as long as reassembly does, and where somebody watches as long as he may. */
const PATIENCE = 60
const LIVE_PATIENCE = 1
/** Packets and octets that wait at most: the first gives way. */
const MOST_WAITING = 16_384
const MOST_OCTETS = 16 * 1024 * 1024
/** Octets of the last packets that are kept at most. */
const MOST_KEPT_OCTETS = 128 * 1024 * 1024

/** A packet that waits for one in front of it, or is that one. */
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
}

export class Selection {
  /** Packets that have been looked at, and of those the ones that were wanted. */
  seen = 0
  wanted = 0
  readonly #filter: Filter | undefined
  /** The number of the last packet that can be wanted. */
  readonly #lastFrame: number
  /** So many of the last that are wanted are taken, at the end; all, as they come, without. */
  readonly #tail: number | undefined
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

  constructor(filter: Filter | undefined, tail: number | undefined, tables: Tables, budget: Budget, isLive: boolean) {
    this.#filter = filter
    this.#lastFrame = filter === undefined ? Number.POSITIVE_INFINITY : lastFrame(filter.tree)
    this.#tail = tail
    this.#reassembler = new Reassembler(limitsWithin(budget))
    this.#isLive = isLive
    this.#packet = new Packet(tables)
  }

  /** Whether no packet behind those that it has seen can be wanted. */
  get isDone(): boolean {
    return this.#number >= this.#lastFrame
  }

  /** Whether the record, as it was read, is the next packet to take. It may come later, by `released`. */
  admits(p: Packet): boolean {
    this.seen++
    this.#now = p.tsSec
    this.#number = p.number
    const isWanted = this.#judge(p)
    // A fragment waits already.
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

  /** No packet comes any more: nothing waits for another. */
  end(): void {
    this.#isOver = true
  }

  /** One of the last so far; those before that are too many go. */
  #keep(one: Waiting, tail: number): void {
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
    const { accepts, needs } = this.#filter
    if (needs === Needs.All) decode(p)
    else if (needs === Needs.Outer) decodeOuter(p)
    else return accepts(p)
    const alone = accepts(p)
    return p.fragment === -1 ? alone : this.#judgeFragment(p, alone, accepts)
  }

  #judgeFragment(p: Packet, alone: boolean, accepts: (p: Packet) => boolean): boolean | undefined {
    const { view, bytes, start, captured, length, hasTime } = p
    const isWhole = this.#reassembler.offer(p)
    const isLast = isWhole && p.fragment === -1
    const isWanted = alone || (isLast && accepts(p))
    if (isLast) {
      for (const number of p.reassembledFrom) {
        const waiting = this.#byNumber.get(number)
        if (waiting === undefined) continue
        waiting.isDecided = true
        waiting.isWanted ||= isWanted
      }
    }
    // The record again: whoever takes it puts it together for himself.
    p.record(view, bytes, start, captured, length)
    p.hasTime = hasTime
    if (isLast) return isWanted
    this.#wait(p, alone, false)
    return undefined
  }

  #wait(p: Packet, isWanted: boolean, isDecided: boolean): void {
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
