/** The packets of a capture, wherever it is: opened, decoded, put together, closed. */
import { type Copies, mayHoldCopies } from '../analysis/capture-points/copies.js'
import { limitsWithin, Reassembler, type ReassemblyCounts } from '../analysis/fragments/reassembly.js'
import { Budget, DEFAULT_BUDGET } from '../analysis/tables/budget.js'
import { type Capture, CaptureError } from '../capture/capture.js'
import { openFiles } from '../capture/files.js'
import { captureOf } from '../capture/octets.js'
import { decode } from '../wire/decode.js'
import { Packet } from '../wire/packet.js'
import { defaultTables } from '../wire/protocols/index.js'
import type { Tables } from '../wire/tables.js'
import { TunnelStack } from '../wire/tunnel.js'

/**
 * Where packets come from: the path of a capture file (`-` for standard input), several paths, which are read in the order
 * of time, the octets of a capture file, or a capture that is open, which stays open.
 */
export type CaptureInput = string | readonly string[] | Uint8Array | Capture

export interface ReadingOptions {
  /** Which UDP port, EtherType and so on leads to which protocol; `defaultTables()` with changes. */
  readonly tables?: Tables
  /** Megabytes (10^6 octets) that all tables together may take; 300 without. What finds no room is counted. */
  readonly memory?: number
}

/** Takes the decoded packets of a pass. */
export interface PacketTaker {
  /** The search for copies of packets; it is started where a capture may hold some. */
  readonly copies: Copies
  packet(p: Packet, stack: TunnelStack): void
}

/** How a pass has ended. */
export interface Passed {
  readonly capture: Capture
  readonly fragments: ReassemblyCounts
  /** Why the capture could not be read to its end; all whole packets before that were taken. */
  readonly damage: CaptureError | undefined
}

const MEGABYTE = 1e6

export function budgetOf({ memory }: ReadingOptions): Budget {
  return new Budget(memory === undefined ? DEFAULT_BUDGET : memory * MEGABYTE)
}

/**
 * Opens a capture: a path, several paths, or octets in memory. Rejects with an `OpenError` when there is no such file, with a
 * `CaptureError` when it is no capture. Packets come one by one from `for await`, decoded, their fragments put together; each
 * is the same object, which the next one overwrites.
 *
 * ```ts
 * const capture = await openCapture('capture.pcap')
 * for await (const packet of capture) console.log(packet.number, layersOf(packet))
 * ```
 */
export async function openCapture(
  input: Exclude<CaptureInput, Capture>,
  options: ReadingOptions = {},
): Promise<Capture & AsyncIterable<Packet>> {
  const capture = await opened(input)
  const iterable: AsyncIterable<Packet> = { [Symbol.asyncIterator]: () => packetsOf(capture, options) }
  return Object.assign(capture, iterable)
}

/**
 * Decoded packets, one by one: the same object each time. A capture that was opened for it is closed behind the last one and
 * when the loop is left. Rejects as `openCapture` does, and with a `CaptureError` where the capture is damaged, behind the
 * last whole packet.
 */
export async function* packetsOf(
  input: CaptureInput,
  options: ReadingOptions = {},
): AsyncGenerator<Packet, void, undefined> {
  const capture = await opened(input)
  try {
    const packet = new Packet(options.tables ?? defaultTables())
    const reassembler = new Reassembler(limitsWithin(budgetOf(options)))
    while (await capture.fill()) {
      while (capture.next(packet)) {
        decode(packet)
        if (packet.fragment !== -1) reassembler.offer(packet)
        yield packet
      }
    }
  } finally {
    if (capture !== input) capture.close()
  }
}

/** All packets of a capture, without waiting between two of them. Rejects as `openCapture` does. */
export async function pass(input: CaptureInput, options: ReadingOptions, taker: PacketTaker): Promise<Passed> {
  const capture = await opened(input)
  const packet = new Packet(options.tables ?? defaultTables())
  const stack = new TunnelStack()
  const reassembler = new Reassembler(limitsWithin(budgetOf(options)))
  let damage: CaptureError | undefined
  let isFirst = true
  try {
    while (await capture.fill()) {
      while (capture.next(packet)) {
        if (isFirst && mayHoldCopies(capture)) taker.copies.start()
        isFirst = false
        decode(packet)
        if (packet.fragment !== -1) reassembler.offer(packet)
        stack.fill(packet)
        taker.packet(packet, stack)
      }
    }
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error
    damage = error
  } finally {
    if (capture !== input) capture.close()
  }
  return { capture, fragments: reassembler.counts, damage }
}

async function opened(input: CaptureInput): Promise<Capture> {
  if (typeof input === 'string') return openFiles([input])
  if (input instanceof Uint8Array) return captureOf(input)
  return isPaths(input) ? openFiles(input) : input
}

function isPaths(input: readonly string[] | Capture): input is readonly string[] {
  return Array.isArray(input)
}
