/**
 * Records of a capture as one thread hands them to another: the octets as they were read, and where each record lies.
 *
 * Both are shared memory, so nothing is copied, and a thread can finish what another leaves undone. Messages say which
 * thread has a batch, so no two write to it at the same time. Buffers are shared and not transferred, because V8
 * makes every access to any octets slower once a buffer has been detached.
 */
import type { Packet } from '../../wire/packet.js'

// What is kept of a record. Doubles are avoided: V8 would keep doubles in every `Packet` and `Layer` from then on, and
// that makes decoding and printing slower.
const START = 0
const CAPTURED = 1
const LENGTH = 2
const TIME = 3
const SECONDS = 4
const NANOSECONDS = 5
const INTERFACE = 6
const LINK_TYPE = 7
const OPTIONS_START = 8
const OPTIONS_END = 9
const COLUMNS = 10

// What the `TIME` column says of the record's time.
const NONE = 0
/** Its seconds are in `SECONDS`, 32 bits without a sign. */
const USUAL = 1
/** pcapng knows times that take more; they are in `BatchMemory.seconds`. */
const UNUSUAL = 2

/** Octets of the shortest record that a format has: pcap's header alone, pcapng's block without data. */
const SHORTEST_RECORD = 16

/** The memory of a batch, as it goes from thread to thread. */
export interface BatchMemory {
  readonly octets: Uint8Array
  readonly records: Int32Array
  readonly seconds: Float64Array
  /** Room for the text that is made from the records. */
  readonly text: Uint8Array
}

/** Octets, which all threads see. */
export function shared(octets: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(octets))
}

/** Memory for records of this many octets in all. Pages that are never used cost nothing. */
export function sharedMemory(octets: number): BatchMemory {
  const records = Math.ceil(octets / SHORTEST_RECORD)
  return {
    octets: shared(octets),
    records: new Int32Array(shared(records * COLUMNS * Int32Array.BYTES_PER_ELEMENT).buffer),
    seconds: new Float64Array(shared(records * Float64Array.BYTES_PER_ELEMENT).buffer),
    text: shared(octets),
  }
}

export class Batch {
  readonly octets: Uint8Array
  /** Room for text, which goes with the batch. A worker that needs more room replaces it. */
  text: Uint8Array
  /** Records that it holds. */
  count = 0
  /** Frame number of the first. */
  first = 0
  readonly #view: DataView
  readonly #records: Int32Array
  readonly #seconds: Float64Array

  constructor({ octets, records, seconds, text }: BatchMemory) {
    this.octets = octets
    this.text = text
    this.#view = new DataView(octets.buffer)
    this.#records = records
    this.#seconds = seconds
  }

  /** Adds a record that lies in `octets`. */
  note(p: Packet): void {
    const r = this.#records
    const at = COLUMNS * this.count
    if (this.count === 0) this.first = p.number
    const isUsual = p.tsSec >= 0 && p.tsSec <= 0xffffffff
    if (!isUsual) this.#seconds[this.count] = p.tsSec
    r[at + START] = p.recordStart
    r[at + CAPTURED] = p.captured
    r[at + LENGTH] = p.length
    r[at + TIME] = !p.hasTime ? NONE : isUsual ? USUAL : UNUSUAL
    r[at + SECONDS] = p.tsSec
    r[at + NANOSECONDS] = p.tsNsec
    r[at + INTERFACE] = p.interfaceId
    r[at + LINK_TYPE] = p.linkType
    r[at + OPTIONS_START] = p.optionsStart
    r[at + OPTIONS_END] = p.optionsEnd
    this.count++
  }

  /** Takes up record `i`, as the reader of the capture would. */
  take(i: number, p: Packet): void {
    const r = this.#records
    const at = COLUMNS * i
    const time = r[at + TIME]!
    p.record(this.#view, this.octets, r[at + START]!, r[at + CAPTURED]!, r[at + LENGTH]! >>> 0)
    p.number = this.first + i
    p.tsSec = time === UNUSUAL ? this.#seconds[i]! : r[at + SECONDS]! >>> 0
    p.tsNsec = r[at + NANOSECONDS]!
    p.hasTime = time !== NONE
    p.interfaceId = r[at + INTERFACE]!
    p.linkType = r[at + LINK_TYPE]!
    p.optionsStart = r[at + OPTIONS_START]!
    p.optionsEnd = r[at + OPTIONS_END]!
  }

  hasTime(i: number): boolean {
    return this.#records[COLUMNS * i + TIME] !== NONE
  }
}
