/**
 * Traffic over time: packets and octets on the wire of each network, in equal spans. The spans begin as short as
 * `FIRST_SPAN` and become twice as long whenever the capture turns out to last longer than there are spans for. Each packet
 * counts once, in the innermost network that it is in. Bounded: of many networks the busiest keep a row of their own.
 */
import type { Packet } from '../../wire/packet.js'
import { Copy } from '../capture-points/copies.js'
import { grown } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'

/** Spans at most. */
export const SPANS = 120
/** Nanoseconds. */
export const FIRST_SPAN = 1e6
/** What stands for the networks that have no series of their own. */
export const OTHER_NETWORKS = -1

const BILLION = 1e9
/** Rows, row 0 among them: 1 MiB of numbers. */
const ROWS = 512
/** The row of all networks that have none of their own. */
const OTHERS = 0

export interface TimelineFacts {
  /** Nanoseconds of a span. */
  readonly span: number
  /** When the first span begins, in seconds since 1970-01-01 UTC. */
  readonly start: number
  /** The busiest first, `OTHER_NETWORKS` last; all of the same length. */
  readonly series: readonly Series[]
}

export interface Series {
  /** Its number, or `OTHER_NETWORKS`. */
  readonly network: number
  /** By span. */
  readonly packets: readonly number[]
  readonly octets: readonly number[]
}

export class Timeline {
  readonly #networks: Networks
  #packets: Float64Array = new Float64Array(ROWS * SPANS)
  #octets: Float64Array = new Float64Array(ROWS * SPANS)
  /** The row of a network; `OTHERS` for those that have none. */
  #rows: Int32Array = new Int32Array(64)
  /** The network of a row. */
  readonly #ids: Int32Array = new Int32Array(ROWS).fill(OTHER_NETWORKS)
  #rowCount = 1

  #span: number = FIRST_SPAN
  #hasStart = false
  #startSeconds = 0
  #startNanoseconds = 0
  /** Spans from the first to the last that has a packet. */
  #used = 0
  /** The span of the packet before. */
  #last = 0

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
  }

  /**
   * Hot path: takes a decoded packet, for the network that it is in or whatever number stands for a series. One without a
   * time belongs to the span of the packet before it.
   */
  observe(p: Packet, of: number = this.#networks.inner): void {
    if (this.#networks.copies.kind === Copy.Again) return
    if (p.hasTime) this.#last = this.#spanOf(p)
    const span = this.#last
    if (span >= this.#used) this.#used = span + 1
    const at = this.#rowOf(of) * SPANS + span
    this.#packets[at]!++
    this.#octets[at]! += p.length
  }

  /** At most `limit` networks, of those that are wanted; the others together. */
  facts(limit: number, isWanted: (network: number) => boolean = () => true): TimelineFacts {
    const own = this.#busiest().filter((row) => isWanted(this.#ids[row]!))
    const series = own.slice(0, limit).map((row) => this.#series(this.#ids[row]!, [row]))
    const shown = new Set(own.slice(0, limit))
    const rest = Array.from({ length: this.#rowCount }, (_, row) => row).filter((row) => !shown.has(row))
    const others = this.#series(OTHER_NETWORKS, rest)
    return {
      span: this.#span,
      start: this.#startSeconds + this.#startNanoseconds / BILLION,
      series: others.packets.some((n) => n > 0) ? [...series, others] : series,
    }
  }

  /** Rows of networks by their octets. */
  #busiest(): number[] {
    const rows: number[] = []
    const octets = new Float64Array(ROWS)
    for (let row = 1; row < this.#rowCount; row++) {
      rows.push(row)
      for (let i = 0; i < this.#used; i++) octets[row]! += this.#octets[row * SPANS + i]!
    }
    return rows.sort((x, y) => octets[y]! - octets[x]! || this.#ids[x]! - this.#ids[y]!)
  }

  #series(network: number, rows: readonly number[]): Series {
    const sums = (of: Float64Array): readonly number[] =>
      Array.from({ length: this.#used }, (_, i) => rows.reduce((sum, row) => sum + of[row * SPANS + i]!, 0))
    return { network, packets: sums(this.#packets), octets: sums(this.#octets) }
  }

  #spanOf(p: Packet): number {
    if (!this.#hasStart) {
      this.#hasStart = true
      this.#startSeconds = p.tsSec
      this.#startNanoseconds = p.tsNsec
    }
    let since = this.#since(p)
    if (since < 0) {
      this.#beginEarlier(-since)
      // A double cannot tell times that are very far apart.
      since = Math.max(0, this.#since(p))
    }
    while (since >= SPANS * this.#span) this.#double()
    return Math.floor(since / this.#span)
  }

  /** Nanoseconds since the first span begins. */
  #since(p: Packet): number {
    return (p.tsSec - this.#startSeconds) * BILLION + (p.tsNsec - this.#startNanoseconds)
  }

  /** Two spans become one. */
  #double(): void {
    for (let row = 0; row < this.#rowCount; row++) {
      halve(this.#packets, row * SPANS)
      halve(this.#octets, row * SPANS)
    }
    this.#span *= 2
    this.#used = (this.#used + 1) >> 1
    this.#last >>= 1
  }

  /** Puts spans in front of the first one, at least so many nanoseconds: the clock was set back. */
  #beginEarlier(nanoseconds: number): void {
    while (this.#used + Math.ceil(nanoseconds / this.#span) > SPANS) this.#double()
    const spans = Math.ceil(nanoseconds / this.#span)
    for (let row = 0; row < this.#rowCount; row++) {
      shift(this.#packets, row * SPANS, spans)
      shift(this.#octets, row * SPANS, spans)
    }
    if (this.#used > 0) this.#used += spans
    const start = this.#startNanoseconds - spans * this.#span
    const seconds = Math.floor(start / BILLION)
    this.#startSeconds += seconds
    this.#startNanoseconds = start - seconds * BILLION
  }

  #rowOf(network: number): number {
    if (network < 0) return OTHERS
    if (network >= this.#rows.length) this.#rows = grown(this.#rows, network + 1)
    const row = this.#rows[network]!
    return row === OTHERS ? this.#add(network) : row
  }

  #add(network: number): number {
    if (this.#rowCount === ROWS) this.#fold()
    const row = this.#rowCount++
    this.#rows[network] = row
    this.#ids[row] = network
    return row
  }

  /** Takes the rows from the half of the networks with less traffic, because a late network may be the busiest. */
  #fold(): void {
    const packets = new Float64Array(ROWS * SPANS)
    const octets = new Float64Array(ROWS * SPANS)
    const busiest = this.#busiest()
    const ids = busiest.map((row) => this.#ids[row]!)
    for (const [i, row] of busiest.entries()) {
      const to = i < ROWS / 2 ? i + 1 : OTHERS
      add(packets, to * SPANS, this.#packets, row * SPANS)
      add(octets, to * SPANS, this.#octets, row * SPANS)
      this.#rows[ids[i]!] = to
    }
    add(packets, OTHERS, this.#packets, OTHERS)
    add(octets, OTHERS, this.#octets, OTHERS)
    this.#packets = packets
    this.#octets = octets
    this.#rowCount = ROWS / 2 + 1
    this.#ids.fill(OTHER_NETWORKS)
    this.#ids.set(ids.slice(0, ROWS / 2), 1)
  }
}

function add(to: Float64Array, at: number, from: Float64Array, fromAt: number): void {
  for (let i = 0; i < SPANS; i++) to[at + i]! += from[fromAt + i]!
}

function halve(numbers: Float64Array, at: number): void {
  for (let i = 0; i < SPANS / 2; i++) numbers[at + i] = numbers[at + 2 * i]! + numbers[at + 2 * i + 1]!
  numbers.fill(0, at + SPANS / 2, at + SPANS)
}

/** The last of them are empty. */
function shift(numbers: Float64Array, at: number, spans: number): void {
  numbers.copyWithin(at + spans, at, at + SPANS - spans)
  numbers.fill(0, at, at + spans)
}
