/**
 * BGP messages out of the octets of one direction of a connection: those that are there one behind the other, whatever
 * segments they came in. Where octets are missing, or the capture began later, reading goes on at the next marker that has a
 * header behind it. Holds a message that is not whole, which has 65,535 octets at most (RFC 8654 §4).
 */
import { HEADER_LEN, isHeader, MARKER_LEN, messageLength } from '../../wire/protocols/bgp-message.js'
import type { StreamSink } from '../streams/byte-stream.js'
import { grown } from '../tables/row-index.js'
import { NEVER, type Timestamp } from '../timestamps.js'

/** A message and the packet with its last octet. The memory is valid during the call. */
export interface MessageSink {
  message(v: DataView, o: number, end: number, source: Timestamp, frames: readonly number[]): void
}

const FIRST_ROOM = 4096
/** Frames that are kept of those that a message spans. */
const MAX_FRAMES = 64

export class BgpReader implements StreamSink {
  /** Octets that were passed over to find a message. */
  skipped = 0
  readonly #sink: MessageSink
  #hasBegun = false
  #hasLost = false
  #octets: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(this.#octets.buffer)
  #length = 0
  /** The frames that what is held came with. */
  #frames: number[] = []
  /** The latest of the packets that it came with: octets that waited for others came with an earlier one. */
  #latest: Timestamp = NEVER
  /** Whether octets are missing in front of what is held: nobody knows where a message begins. */
  #isLost = true

  constructor(sink: MessageSink) {
    this.#sink = sink
  }

  /** Whether messages have come, and no octet was missing. */
  get isComplete(): boolean {
    return this.#hasBegun && !this.#hasLost
  }

  /** Octets of a message that is not whole yet. */
  get held(): number {
    return this.#length
  }

  data(bytes: Uint8Array, start: number, end: number, source: Timestamp): void {
    this.#append(bytes, start, end)
    if (this.#frames.at(-1) !== source.frame && this.#frames.length < MAX_FRAMES) this.#frames.push(source.frame)
    if (source.frame >= this.#latest.frame) this.#latest = source
    let at = 0
    while (this.#length - at >= HEADER_LEN) {
      if (!isHeader(this.#view, at, this.#length)) {
        const next = this.#nextMarker(at + (this.#isLost ? 0 : 1))
        if (next > at) this.#hasLost = true
        this.skipped += next - at
        at = next
        this.#isLost = true
        if (this.#length - at < HEADER_LEN || !isHeader(this.#view, at, this.#length)) break
      }
      this.#isLost = false
      const length = messageLength(this.#view, at)
      if (at + length > this.#length) break
      this.#hasBegun = true
      this.#sink.message(this.#view, at, at + length, this.#latest, this.#frames)
      at += length
      // What follows came with this packet alone.
      this.#frames = [source.frame]
    }
    this.#drop(at)
  }

  gap(octets: number): void {
    if (octets > 0) this.#hasLost = true
    this.forget()
  }

  restart(): void {
    this.forget()
  }

  /** Gives up the message that is not whole. */
  forget(): void {
    if (this.#length > 0) this.#hasLost = true
    this.skipped += this.#length
    this.#length = 0
    this.#frames = []
    this.#isLost = true
  }

  /** Where the next message may begin at or behind `from`: as much of a marker as there is. */
  #nextMarker(from: number): number {
    let ones = 0
    for (let at = from; at < this.#length; at++) {
      ones = this.#octets[at] === 0xff ? ones + 1 : 0
      if (ones >= MARKER_LEN && isHeader(this.#view, at + 1 - MARKER_LEN, this.#length)) return at + 1 - MARKER_LEN
    }
    // A header may go on with what comes next.
    return Math.max(from, this.#length - HEADER_LEN + 1)
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start
    if (length > this.#octets.length) {
      this.#octets = grown(this.#octets, Math.max(length, FIRST_ROOM))
      this.#view = new DataView(this.#octets.buffer)
    }
    this.#octets.set(bytes.subarray(start, end), this.#length)
    this.#length = length
  }

  #drop(octets: number): void {
    this.#octets.copyWithin(0, octets, this.#length)
    this.#length -= octets
    if (this.#length === 0) this.#frames = []
  }
}
