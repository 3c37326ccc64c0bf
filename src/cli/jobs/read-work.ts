/**
 * `read` in a worker: the text of packets that depend on none but the one before, and counts for the summary. All other
 * packets are left to the main thread, as holes in the text.
 */
import { Census, type CensusCounts, KINDS_KEPT } from '../../analysis/totals/census.js'
import { TUNNELS_KEPT, Tunnels } from '../../analysis/tunnels/tunnels.js'
import type { Interface } from '../../capture/capture.js'
import { Writer } from '../../present/writer.js'
import { decode } from '../../wire/decode.js'
import { Packet } from '../../wire/packet.js'
import { TunnelStack } from '../../wire/tunnel.js'
import type { ReadOptions } from '../commands/read-options.js'
import { Bond, loadPrinter, type Printer } from '../printers.js'
import { tablesFrom } from '../shared-options.js'
import type { Batch } from './batch.js'
import type { Work } from './worker-side.js'

/** The times of the first and last packets so far that have one. */
export interface Times {
  isKnown: boolean
  firstSec: number
  firstNsec: number
  lastSec: number
  lastNsec: number
}

/** What the main thread tells of the packets before a batch. */
export interface ReadOrder {
  /** As in `Batch`: each thread has its own `Batch` for the same memory. */
  readonly count: number
  readonly first: number
  /** The widths that the columns are assumed to have; the main thread finds out whether that was right. */
  readonly widths: Int32Array
  readonly times: Times
}

/** What a worker tells of a batch besides its text. */
export interface ReadResult {
  /**
   * The packets missing from the text, ascending, each followed by its place in the text. The last one is where the
   * work stopped: at the batch's end, or at a packet on which the program failed.
   */
  readonly holes: Int32Array
  /** Widths of the columns in front of each of the holes, one after the other. */
  readonly widths: Int32Array
  /**
   * What the main thread must know of, in the order of frames: a packet, and the tunnel of its stack that is new to the
   * summary, `NEW_KIND` for a new kind of payload that was not decoded, or `REMEMBERED` where later lines depend on it.
   */
  readonly news: readonly number[]
  /** The counts so far, when the worker's tables are full and it begins anew. */
  readonly counts: ReadCounts | undefined
}

/** Counts for the summary, of all packets without holes. */
export interface ReadCounts {
  readonly census: CensusCounts
  /** In the order in which the tunnels were news. */
  readonly tunnels: Float64Array
}

// In `ReadResult.news`, in the place of a tunnel.
export const NEW_KIND = -1
export const REMEMBERED = -2

/** `read` in this thread, with the user's options. */
export async function readWork(o: ReadOptions): Promise<ReadWork> {
  const interfaces: Interface[] = []
  // There is one file.
  const capture = { name: o.readFile?.[0] ?? '', interfaces }
  return new ReadWork(new Packet(tablesFrom(o)), (await loadPrinter(o))(capture, false), interfaces)
}

export class ReadWork implements Work<readonly Interface[], ReadOrder, ReadResult, ReadCounts> {
  readonly #packet: Packet
  readonly #printer: Printer
  readonly #interfaces: Interface[]
  readonly #stack: TunnelStack = new TunnelStack()
  readonly #out: Writer = new Writer()
  #census: Census = unlimitedCensus()
  #tunnels: Tunnels = unlimitedTunnels()
  // Of the batch being done.
  readonly #holes: number[] = []
  readonly #widths: number[] = []
  #news: number[] = []

  constructor(packet: Packet, printer: Printer, interfaces: Interface[]) {
    this.#packet = packet
    this.#printer = printer
    this.#interfaces = interfaces
  }

  get text(): Uint8Array {
    return this.#out.borrow()
  }

  batch(batch: Batch, order: ReadOrder): ReadResult {
    batch.first = order.first
    batch.count = order.count
    this.#begin(order)
    let i = 0
    while (i < batch.count && this.#take(batch, i)) i++
    this.#hole(i)
    return {
      holes: Int32Array.from(this.#holes),
      widths: Int32Array.from(this.#widths),
      news: this.#news,
      counts: this.#countsIfMany(),
    }
  }

  rest(): ReadCounts {
    return { census: this.#census.counts(), tunnels: this.#tunnels.counts() }
  }

  /** The interfaces of the capture so far. */
  note(interfaces: readonly Interface[]): void {
    this.#interfaces.splice(0, this.#interfaces.length, ...interfaces)
  }

  /** Goes on as if this thread had printed all packets before the batch. */
  #begin({ first, widths, times }: ReadOrder): void {
    this.#out.clear()
    this.#holes.length = 0
    this.#widths.length = 0
    this.#news = []
    const { memory } = this.#printer
    if (memory === undefined) return
    memory.widths = widths
    const p = this.#packet
    p.number = first - 1
    p.hasTime = times.isKnown
    p.tsSec = times.firstSec
    p.tsNsec = times.firstNsec
    memory.pass(p)
    p.tsSec = times.lastSec
    p.tsNsec = times.lastNsec
    memory.pass(p)
  }

  /** False where the program fails on the packet; the main thread will see why. */
  #take(batch: Batch, i: number): boolean {
    const p = this.#packet
    const { length } = this.#out
    try {
      batch.take(i, p)
      decode(p)
      const { memory } = this.#printer
      const bond = memory === undefined ? Bond.None : memory.bondOf(p)
      if (p.fragment !== -1 || bond === Bond.Remembering) {
        this.#hole(i)
        memory?.pass(p)
        return true
      }
      this.#stack.fill(p)
      this.#printer.packet(p, this.#stack, this.#out)
      this.#count(p, i)
      if (bond === Bond.Remembered) this.#news.push(i, REMEMBERED)
      return true
    } catch {
      this.#out.length = length
      return false
    }
  }

  /** Notes a hole. The text in front of it is finished first, including what the printer holds back. */
  #hole(i: number): void {
    this.#printer.batch(this.#out)
    this.#holes.push(i, this.#out.length)
    const { memory } = this.#printer
    if (memory !== undefined) for (const width of memory.widths) this.#widths.push(width)
  }

  /** Counts the packet for the summary. */
  #count(p: Packet, i: number): void {
    const census = this.#census
    const tunnels = this.#tunnels
    const { kinds } = census
    census.observe(p)
    if (census.kinds > kinds) this.#news.push(i, NEW_KIND)
    const { count } = tunnels
    tunnels.observe(p, this.#stack)
    if (tunnels.count > count) this.#newTunnels(p, i, count)
  }

  /** The tunnels of the stack that have got rows from `count` on: those rows come in the order of the stack. */
  #newTunnels(p: Packet, i: number, count: number): void {
    let row = count
    for (let n = 0; n < this.#stack.depth; n++) {
      if (this.#tunnels.row(p, this.#stack, n) !== row) continue
      this.#news.push(i, n)
      row++
    }
  }

  /** Hands over and empties large tables: the main thread's bounded ones may have dropped rows that are still here. */
  #countsIfMany(): ReadCounts | undefined {
    if (this.#census.kinds <= KINDS_KEPT && this.#tunnels.count <= TUNNELS_KEPT) return undefined
    const counts = this.rest()
    this.#census = unlimitedCensus()
    this.#tunnels = unlimitedTunnels()
    return counts
  }
}

function unlimitedCensus(): Census {
  return new Census(Number.POSITIVE_INFINITY)
}

function unlimitedTunnels(): Tunnels {
  return new Tunnels(Number.POSITIVE_INFINITY)
}
