/**
 * Follows packets of tunnels in a capture of several places: from which place to which they went, by the copies that
 * `Copies` finds, and which did not arrive although earlier and later ones did. A packet's last place is known when no
 * further copy can come.
 *
 * Where offload cuts or merges segments between two places, the pieces have no copies; such ways are marked. Bounded:
 * nothing is said of packets that come too fast to be remembered.
 */
import { ipBelow } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { FRAMES_OCTETS } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'
import { COPY_WINDOW, type Copies, Copy, PLACES, placeOf } from './copies.js'

/** What goes from one VTEP to another, in one of the places of a capture. */
export interface PassageRow {
  /** Endpoints as `Networks` numbers them. */
  readonly source: number
  readonly destination: number
  /** Interfaces of the capture: this place, and the next one that packets were seen in. */
  readonly from: number
  readonly to: number
  /** Packets that were seen in the next place too, and those between them that were not. */
  readonly passed: number
  readonly lost: number
  /** The first few of those. */
  readonly frames: readonly number[]
}

const LIMIT = 1 << 12
const MAX_FRAMES = 8

// Columns of a row.
const PASSED = 0
const LOST = 1
/** Packets that ended after the last one that has passed. They count as lost when another one passes. */
const PENDING = 2
/** The first and the last frame that have passed, numbered as in this place, and the number of the next place. */
const FIRST = 3
const LAST = 4
const TO = 5
/** Whether lengths differ between the two places. */
const IS_CUT = 6
const COLUMNS = 7
const ROW_OCTETS = 8 * COLUMNS + 2 * FRAMES_OCTETS

export class Passages {
  readonly #networks: Networks
  readonly #copies: Copies
  /** Two endpoints, and the interface. */
  readonly #index: RowIndex
  #numbers: Float64Array = new Float64Array(16 * COLUMNS)
  readonly #frames: number[][] = []
  readonly #pending: number[][] = []
  // Of the packets that `Copies` remembers, by its slots: the row plus one of the place where each was seen last, its first
  // frame, and its length. They are made when there are copies.
  #rows: Int32Array = new Int32Array(0)
  #firsts: Float64Array = new Float64Array(0)
  #lengths: Int32Array = new Int32Array(0)
  // Packets that may yet be seen again, in order: slot, frame and time.
  #slots: Int32Array = new Int32Array(0)
  #waiting: Float64Array = new Float64Array(0)
  #seconds: Float64Array = new Float64Array(0)
  #nanoseconds: Int32Array = new Int32Array(0)
  #begin = 0
  #count = 0

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.#networks = networks
    this.#copies = copies
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  /** Packets that found no room in the table. */
  get dropped(): number {
    return this.#index.dropped
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const { active, kind, ticket, slot, original } = this.#copies
    if (!active || stack.depth === 0 || slot < 0 || p.fragment !== -1 || p.isReassembled) return
    if (this.#rows.length === 0) this.#start()
    this.#judge(p.tsSec, p.tsNsec)
    if (kind === Copy.Again && this.#firsts[slot] === original) this.#pass(p, stack, slot)
    else if (ticket > 0) this.#wait(p, stack, slot)
  }

  /** After the last packet, which came at this time. */
  finish(seconds: number, nanoseconds: number): void {
    this.#judge(seconds, nanoseconds)
  }

  /** Ways on which packets were lost, in the order in which the ways were first seen. */
  *rows(): Generator<PassageRow> {
    for (let row = 0; row < this.#index.count; row++) {
      const n = this.#numbers.subarray(row * COLUMNS, (row + 1) * COLUMNS)
      if (n[LOST] === 0 || n[IS_CUT] === 1) continue
      yield {
        source: this.#index.word(row, 0),
        destination: this.#index.word(row, 1),
        from: this.#index.word(row, 2),
        to: n[TO]!,
        passed: n[PASSED]!,
        lost: n[LOST]!,
        frames: [...this.#frames[row]!],
      }
    }
  }

  /** Packets from one end to the other that were seen in two places, if none was lost between the two; else 0. */
  passedWhole(source: number, destination: number): number {
    let passed = 0
    for (let row = 0; row < this.#index.count; row++) {
      if (this.#index.word(row, 0) !== source || this.#index.word(row, 1) !== destination) continue
      const n = this.#numbers.subarray(row * COLUMNS, (row + 1) * COLUMNS)
      if (n[LOST]! > 0 || n[IS_CUT] === 1) return 0
      passed += n[PASSED]!
    }
    return passed
  }

  #start(): void {
    this.#rows = new Int32Array(PLACES)
    this.#firsts = new Float64Array(PLACES)
    this.#lengths = new Int32Array(PLACES)
    this.#slots = new Int32Array(PLACES)
    this.#waiting = new Float64Array(PLACES)
    this.#seconds = new Float64Array(PLACES)
    this.#nanoseconds = new Int32Array(PLACES)
  }

  /** Notes a packet that was not seen before. */
  #wait(p: Packet, stack: TunnelStack, slot: number): void {
    const row = placeOf(p) < 0 ? NO_ROW : this.#row(this.#networks.sources[0]!, this.#networks.destinations[0]!, p)
    this.#rows[slot] = row + 1
    this.#firsts[slot] = p.number
    this.#lengths[slot] = lengthOf(p, stack)
    if (row === NO_ROW) return
    // There are more packets than can be remembered: the oldest is given up.
    if (this.#count === PLACES) this.#next()
    const at = (this.#begin + this.#count++) % PLACES
    this.#slots[at] = slot
    this.#waiting[at] = p.number
    this.#seconds[at] = p.tsSec
    this.#nanoseconds[at] = p.tsNsec
  }

  /** The packet in this slot has reached another place. */
  #pass(p: Packet, stack: TunnelStack, slot: number): void {
    const row = this.#rows[slot]! - 1
    if (row === NO_ROW) return
    const n = this.#numbers
    const at = row * COLUMNS
    const first = this.#firsts[slot]!
    if (n[at + PASSED]!++ === 0) n[at + FIRST] = first
    n[at + LAST] = Math.max(n[at + LAST]!, first)
    n[at + TO] = p.interfaceId
    if (lengthOf(p, stack) !== this.#lengths[slot]) n[at + IS_CUT] = 1
    if (n[at + PENDING]! > 0) this.#settle(row)
    this.#rows[slot] = this.#row(this.#index.word(row, 0), this.#index.word(row, 1), p) + 1
  }

  /** A later packet has passed, so the pending ones were lost. */
  #settle(row: number): void {
    const at = row * COLUMNS
    this.#numbers[at + LOST]! += this.#numbers[at + PENDING]!
    this.#numbers[at + PENDING] = 0
    const frames = this.#frames[row]!
    for (const frame of this.#pending[row]!) if (frames.length < MAX_FRAMES) frames.push(frame)
    this.#pending[row]!.length = 0
  }

  /** Ends the packets that were seen so long before this time that no copy can come any more. */
  #judge(seconds: number, nanoseconds: number): void {
    while (this.#count > 0) {
      const at = this.#begin
      const elapsed = (seconds - this.#seconds[at]!) * 1e9 + (nanoseconds - this.#nanoseconds[at]!)
      if (elapsed <= COPY_WINDOW) return
      const slot = this.#slots[at]!
      const frame = this.#waiting[at]!
      if (this.#firsts[slot] === frame) this.#end(this.#rows[slot]! - 1, frame)
      this.#next()
    }
  }

  #next(): void {
    this.#begin = (this.#begin + 1) % PLACES
    this.#count--
  }

  /** This place was the packet's last. */
  #end(row: number, frame: number): void {
    if (row === NO_ROW) return
    const n = this.#numbers
    const at = row * COLUMNS
    // Before the first packet has passed, the capture in the next place may not have begun.
    if (n[at + PASSED] === 0 || n[at + FIRST]! > frame) return
    const pending = this.#pending[row]!
    n[at + PENDING]!++
    if (pending.length < MAX_FRAMES) pending.push(frame)
    if (n[at + LAST]! > frame) this.#settle(row)
  }

  #row(source: number, destination: number, p: Packet): number {
    const known = this.#index.count
    const row = this.#index.row(source, destination, p.interfaceId, placeOf(p) % 2 ** 32)
    if (row !== known) return row
    this.#numbers = grown(this.#numbers, (row + 1) * COLUMNS)
    this.#frames.push([])
    this.#pending.push([])
    return row
  }
}

/** Octets of the packet that carries the outermost tunnel, as its IP header claims them. */
function lengthOf(p: Packet, stack: TunnelStack): number {
  const ip = ipBelow(p, stack.layers[0]!)
  return ip < 0 ? 0 : p.layers[ip]!.claimed - p.layers[ip]!.start
}
