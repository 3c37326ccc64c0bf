/**
 * `read` on several threads, with the results of one, to the octet.
 *
 * This thread reads the file and finds its records; whole batches of them go to workers, whose text is taken over in the
 * order of the batches. What needs the packets before it is done here, in the order of frames: fragments, echo replies,
 * and what is new to the summary. A worker prints on the belief that the columns are as wide as they were when it was
 * given the batch. Where that turns out wrong, or the program fails on a packet, the batch is printed again here.
 */
import type { Census } from '../../analysis/totals/census.js'
import type { TunnelPlace, Tunnels } from '../../analysis/tunnels/tunnels.js'
import type { FileOnDisk, Interface } from '../../capture/capture.js'
import { CHUNK_LEN } from '../../capture/chunk.js'
import { decode } from '../../wire/decode.js'
import { Packet } from '../../wire/packet.js'
import type { Tables } from '../../wire/tables.js'
import { TunnelStack } from '../../wire/tunnel.js'
import type { ReadOptions } from '../commands/read-options.js'
import type { PacketHandler, PacketLoop } from '../packet-loop.js'
import type { Printer } from '../printers.js'
import { Batch, sharedMemory } from './batch.js'
import { Pool, type Thread } from './pool.js'
import {
  NEW_KIND,
  REMEMBERED,
  type ReadCounts,
  type ReadOrder,
  type ReadResult,
  type ReadWork,
  readWork,
  type Times,
} from './read-work.js'
import { startThreads, threadCount } from './threads.js'

/** Batches for each thread: one that it does, and two that wait, are filled or are printed. JSON of one takes 8 MB. */
const BATCHES_EACH = 3

const NO_COLUMNS = new Int32Array()

/** What all threads contribute to. */
export interface Shared {
  readonly capture: FileOnDisk
  readonly loop: PacketLoop
  readonly printer: Printer
  readonly census: Census
  readonly tunnels: Tunnels
  readonly tables: Tables
}

/** Reads to the end, or to where it is told to stop. Throws a `CaptureError` where the capture is damaged. */
export async function readOnThreads(
  shared: Shared,
  o: ReadOptions,
  start: (count: number) => readonly Thread[] = startThreads,
): Promise<void> {
  const count = threadCount(o)
  if (count > 1) await new ParallelRead(shared, start(count - 1), await readWork(o), o).run()
  else await shared.loop.run()
}

class ParallelRead {
  readonly #capture: FileOnDisk
  readonly #loop: PacketLoop
  readonly #printer: Printer
  readonly #printOnly: Pick<PacketHandler, 'packet'>
  readonly #census: Census
  readonly #tunnels: Tunnels
  readonly #pool: Pool<ReadOptions, readonly Interface[], ReadOrder, ReadResult, ReadCounts>

  readonly #batches: readonly Batch[]
  /** By batch: the columns as its worker believes them to be. */
  readonly #assumed: Int32Array[]
  /** Numbers of the batches that nobody has. */
  readonly #free: number[]
  /** By worker: where to count the tunnels that it has found, in its order. */
  readonly #places: TunnelPlace[][]

  /** The packet that the capture has handed out last. */
  readonly #head: Packet
  /** A packet of a batch that somebody has done. */
  readonly #packet: Packet
  readonly #stack: TunnelStack = new TunnelStack()
  // These count packets found in the file, which may not have been printed yet.
  #left = 0
  readonly #times: Times = { isKnown: false, firstSec: 0, firstNsec: 0, lastSec: 0, lastNsec: 0 }
  /** Whether this thread's printer knows the first time. */
  #isTimed = false
  /** Interfaces of the capture that the workers know. */
  #interfaces = 0
  /** Processes of the last section that they know. */
  #processes = 0
  /** The program has failed on a packet. What printers remember is uncertain since then, so this one goes on alone. */
  #isAlone = false

  constructor(shared: Shared, threads: readonly Thread[], work: ReadWork, o: ReadOptions) {
    const { capture, loop, printer, census, tunnels, tables } = shared
    this.#capture = capture
    this.#loop = loop
    this.#printer = printer
    this.#printOnly = { packet: (p, stack, w) => printer.packet(p, stack, w) }
    this.#census = census
    this.#tunnels = tunnels
    this.#head = new Packet(tables)
    this.#packet = new Packet(tables)
    const memory = Array.from({ length: BATCHES_EACH * (threads.length + 1) }, () => sharedMemory(o.batch ?? CHUNK_LEN))
    this.#batches = memory.map((m) => new Batch(m))
    this.#assumed = memory.map(() => new Int32Array())
    this.#free = [...memory.keys()]
    this.#places = [...threads, work].map(() => [])
    this.#pool = new Pool(threads, o, work, this.#batches, memory)
  }

  /** Reads to the end, or to where it is told to stop. Throws a `CaptureError` where the capture is damaged. */
  async run(): Promise<void> {
    this.#loop.begin()
    try {
      if (await this.#start()) await this.#share()
    } finally {
      this.#pool.close()
    }
  }

  /** Takes the packets here until the threads have started and the columns stand; false when there are no more. */
  async #start(): Promise<boolean> {
    while (!this.#pool.isReady || this.#printer.memory?.isSettled === false) {
      if (!(await this.#capture.fill())) return false
      if (this.#capture.next(this.#head)) this.#takeHere()
      this.#loop.pause()
      if (this.#loop.left === 0) return false
      await messages()
    }
    return true
  }

  async #share(): Promise<void> {
    const capture = this.#capture
    const p = this.#head
    this.#left = this.#loop.left
    try {
      let free = await this.#claim()
      while (this.#left > 0 && (await capture.fill())) {
        if (!capture.next(p)) continue
        if (this.#isAlone || p.recordBytes !== this.#batches[free]!.octets) {
          // This thread also takes a record that has found no room in a batch.
          await this.#drain()
          this.#takeHere()
          this.#left = this.#loop.left
          this.#free.push(free)
        } else {
          this.#give(free)
        }
        await messages()
        free = await this.#claim()
      }
    } finally {
      // All packets before the damage of a damaged file are printed, too.
      await this.#drain()
      for (const [worker, counts] of (await this.#pool.rest()).entries()) this.#add(worker, counts)
    }
  }

  /** Takes a free batch, into which the file is read next. */
  async #claim(): Promise<number> {
    while (this.#free.length === 0) await this.#next()
    const free = this.#free.shift()!
    this.#capture.continueIn(this.#batches[free]!.octets)
    return free
  }

  /** Takes the packets that the capture has at hand, the first of which has been taken up, as one thread would. */
  #takeHere(): void {
    const p = this.#head
    do {
      this.#noteTime(p)
      if (!this.#loop.take(p)) this.#isAlone = true
    } while (this.#loop.left > 0 && this.#capture.next(p))
    this.#printer.batch(this.#loop.out)
  }

  /** Gives the packets that the capture has at hand, the first of which has been taken up, to a worker. */
  #give(free: number): void {
    const p = this.#head
    const batch = this.#batches[free]!
    const times = { ...this.#times }
    batch.count = 0
    do {
      batch.note(p)
      this.#noteTime(p)
      this.#left--
    } while (this.#left > 0 && this.#capture.next(p))
    this.#tellInterfaces()
    const widths = this.#printer.memory?.widths.slice() ?? NO_COLUMNS
    this.#assumed[free] = widths
    const { count, first } = batch
    this.#pool.give(free, { count, first, widths, times })
  }

  #noteTime(p: Packet): void {
    if (!p.hasTime) return
    const t = this.#times
    if (!t.isKnown) {
      t.isKnown = true
      t.firstSec = p.tsSec
      t.firstNsec = p.tsNsec
    }
    t.lastSec = p.tsSec
    t.lastNsec = p.tsNsec
  }

  #tellInterfaces(): void {
    const { interfaces } = this.#capture
    const processes = interfaces.at(-1)?.section?.processes?.length ?? 0
    if (interfaces.length === this.#interfaces && processes === this.#processes) return
    this.#pool.tellAll(interfaces.map((i) => ({ ...i })))
    this.#interfaces = interfaces.length
    this.#processes = processes
  }

  /** Takes over all batches that were given away. */
  async #drain(): Promise<void> {
    while (this.#pool.pending > 0) await this.#next()
  }

  /** Takes over the oldest batch that was given away. */
  async #next(): Promise<void> {
    const { number, worker, result } = await this.#pool.next()
    this.#takeOver(number, worker, result)
    this.#free.push(number)
  }

  #takeOver(number: number, worker: number, { holes, widths, news, counts }: ReadResult): void {
    const batch = this.#batches[number]!
    const columns = this.#assumed[number]!.length
    let assumed = this.#assumed[number]!
    let from = 0
    let textFrom = 0
    let entered = 0
    for (let h = 0; h < holes.length; h += 2) {
      const hole = holes[h]!
      const textTo = holes[h + 1]!
      const after = widths.subarray((h / 2) * columns, (h / 2 + 1) * columns)
      const isTrue = !this.#isAlone && this.#isTrue(assumed)
      for (; entered < news.length && news[entered]! < hole; entered += 2) {
        // The printer of this thread remembers what it prints itself.
        if (isTrue || news[entered + 1] !== REMEMBERED) this.#enter(batch, worker, news[entered]!, news[entered + 1]!)
      }
      if (isTrue) {
        this.#loop.write(batch.text.subarray(textFrom, textTo))
        this.#remember(batch, from, hole, after)
      } else {
        this.#print(batch, from, hole)
      }
      this.#loop.passed(hole - from)
      if (hole < batch.count) this.#takeAt(batch, hole)
      assumed = after
      from = hole + 1
      textFrom = textTo
    }
    // Packets are left only when the worker has stopped at one on which the program fails.
    for (let i = from; i < batch.count; i++) this.#takeAt(batch, i)
    if (counts !== undefined) this.#add(worker, counts)
  }

  /** Takes a packet as one thread would, and notices when the program fails on it. */
  #takeAt(batch: Batch, i: number): void {
    batch.take(i, this.#packet)
    if (!this.#loop.take(this.#packet)) this.#isAlone = true
    this.#printer.batch(this.#loop.out)
  }

  /** Prints packets [`from`, `to`) of a batch, which the worker has counted already. */
  #print(batch: Batch, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      batch.take(i, this.#packet)
      if (!this.#loop.handle(this.#packet, this.#printOnly)) this.#isAlone = true
    }
    this.#printer.batch(this.#loop.out)
  }

  /** Whether the columns are as wide as a worker believed. */
  #isTrue(assumed: Int32Array): boolean {
    const { memory } = this.#printer
    if (memory === undefined) return true
    const { widths } = memory
    for (let i = 0; i < assumed.length; i++) if (widths[i] !== assumed[i]) return false
    return true
  }

  /** A worker has printed packets [`from`, `to`); the columns have these widths since then. */
  #remember(batch: Batch, from: number, to: number, widths: Int32Array): void {
    const { memory } = this.#printer
    if (memory === undefined || from === to) return
    if (!this.#isTimed) this.#passFirst(batch, from, to)
    memory.widths = widths
    let last = to - 1
    while (last > from && !batch.hasTime(last)) last--
    this.#pass(batch, last)
    if (last < to - 1) this.#pass(batch, to - 1)
  }

  /** Passes the capture's first packet with a time, if it is among these. */
  #passFirst(batch: Batch, from: number, to: number): void {
    let first = from
    while (first < to && !batch.hasTime(first)) first++
    if (first === to) return
    this.#isTimed = true
    this.#pass(batch, first)
  }

  /** A worker has printed the packet. */
  #pass(batch: Batch, i: number): void {
    batch.take(i, this.#packet)
    this.#printer.memory?.pass(this.#packet)
  }

  /** Takes note of a packet that is in a worker's news. */
  #enter(batch: Batch, worker: number, i: number, tunnel: number): void {
    const p = this.#packet
    batch.take(i, p)
    decode(p)
    if (tunnel === REMEMBERED) {
      this.#printer.memory?.remember(p)
    } else if (tunnel === NEW_KIND) {
      this.#census.enter(p)
    } else {
      this.#stack.fill(p)
      this.#places[worker]!.push(this.#tunnels.place(p, this.#stack, tunnel))
    }
  }

  /** Adds what a worker has counted, which counts from 0 again. */
  #add(worker: number, { census, tunnels }: ReadCounts): void {
    this.#census.add(census)
    for (const [row, place] of this.#places[worker]!.entries()) {
      this.#tunnels.add(place, tunnels[2 * row]!, tunnels[2 * row + 1]!)
    }
    this.#places[worker] = []
  }
}

/** Resolves once the messages that have arrived are handled. */
function messages(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
