/**
 * The octets of one direction of a TCP connection in their order (RFC 9293 §3.4): each is handed on once, what comes early
 * waits, and what the capture does not have is a gap. Bounded: where more waits than there is room for, the missing octets
 * are given up.
 */
import type { Timestamp } from '../timestamps.js'

/** What takes the octets of a stream. The memory is valid during the call. */
export interface StreamSink {
  /** Octets from `start` to `end` of `bytes`, which came with the packet `source`. */
  data(bytes: Uint8Array, start: number, end: number, source: Timestamp): void
  /** `octets` that the capture does not have stand here. `source` is the packet that showed it. */
  gap(octets: number, source: Timestamp): void
  /** Another connection begins. */
  restart(source: Timestamp): void
}

/** Which octets count where segments overlap that differ: those that came first, or those that came last. */
export type Overlap = 'first' | 'last'

/** Octets that came early, copied. */
interface Waiting {
  /** Octets from the beginning of the stream. */
  at: number
  bytes: Uint8Array
  source: Timestamp
}

const MAX_SEGMENTS = 1024
const MAX_OCTETS = 1 << 20
/** A segment this far from what is expected is of another connection: half of the number space (RFC 9293 §3.4). */
const FAR = 2 ** 30
/** Octets that are kept to compare what comes again, at first and at most. */
const FIRST_PASSED = 1 << 12
const MOST_PASSED = 1 << 18

export class ByteStream {
  /** Octets handed on or given up so far. */
  position = 0
  /** Octets that came again. */
  repeated = 0
  /** Octets in front of the beginning, which was not captured. */
  inFront = 0
  /** Octets of overlaps that differ from those that were there. */
  differing = 0
  /** The last octets that were handed on, each at its place modulo the length. */
  #passed: Uint8Array = new Uint8Array(FIRST_PASSED)
  /** Where the last gap ended: from there on all of them are there. */
  #afterGap = 0
  readonly #sink: StreamSink
  readonly #overlap: Overlap
  /** Sequence number of the octet at `position`; undefined before the first segment. */
  #expected: number | undefined
  /** By their place, without overlaps. */
  #waiting: Waiting[] = []
  #held = 0

  /** Octets that wait for what is missing in front of them. */
  get held(): number {
    return this.#held
  }

  constructor(sink: StreamSink, overlap: Overlap = 'first') {
    this.#sink = sink
    this.#overlap = overlap
  }

  /** A SYN: the stream begins behind its number, which it takes itself. */
  begin(sequence: number, source: Timestamp): void {
    const first = (sequence + 1) | 0
    if (this.#expected !== undefined) {
      // A SYN that was sent again.
      if (((this.#expected - this.position) | 0) === first) return
      this.end(source)
      this.#sink.restart(source)
    }
    this.#expected = first
    this.position = 0
    this.#afterGap = 0
  }

  /**
   * The octets from `start` to `end` of `bytes`, the first of which has this sequence number; `length` of them were sent,
   * which may be more than were captured.
   */
  segment(sequence: number, bytes: Uint8Array, start: number, end: number, length: number, source: Timestamp): void {
    if (length === 0) return
    this.#expected ??= sequence | 0
    const ahead = (sequence - this.#expected) | 0
    if (Math.abs(ahead) > FAR) return
    if (ahead > 0) {
      this.#wait(this.position + ahead, bytes.slice(start, end), source)
      return
    }
    const before = Math.min(length, Math.max(0, -ahead - this.position))
    this.inFront += before
    this.repeated += Math.min(-ahead, length) - before
    this.#compare(this.position + ahead, bytes, start, Math.min(end, start - ahead))
    if (ahead + length <= 0) return
    this.#pass(bytes, Math.min(start - ahead, end), end, source)
    // The snapshot length has cut the rest, and some of it may have been passed over before.
    const missing = length - (end - start) - Math.max(0, -ahead - (end - start))
    if (missing > 0) this.#skip(missing, source)
    this.#release()
  }

  /** The other side has got all in front of this number: what is missing there was not captured. */
  acknowledged(number: number, source: Timestamp): void {
    if (this.#expected === undefined || this.#waiting.length === 0) return
    const confirmed = this.position + ((number - this.#expected) | 0)
    while (this.#waiting.length > 0 && this.#waiting[0]!.at <= confirmed) this.#giveUp(source)
  }

  /** Hands on what waits, with the gaps in front of it. */
  end(source: Timestamp): void {
    while (this.#waiting.length > 0) this.#giveUp(source)
  }

  #pass(bytes: Uint8Array, start: number, end: number, source: Timestamp): void {
    if (end <= start) return
    this.#sink.data(bytes, start, end, source)
    this.#remember(bytes, start, end)
    this.#advance(end - start)
  }

  #remember(bytes: Uint8Array, start: number, end: number): void {
    const all = this.position + end - start
    while (this.#passed.length < all && this.#passed.length < MOST_PASSED) {
      const larger = new Uint8Array(2 * this.#passed.length)
      // Nothing has been written over yet.
      larger.set(this.#passed)
      this.#passed = larger
    }
    const mask = this.#passed.length - 1
    for (let o = Math.max(start, end - this.#passed.length); o < end; o++) {
      this.#passed[(this.position + o - start) & mask] = bytes[o]!
    }
  }

  /** Compares octets that begin at this place of the stream with those that were handed on. */
  #compare(at: number, bytes: Uint8Array, start: number, end: number): void {
    const mask = this.#passed.length - 1
    const oldest = Math.max(this.#afterGap, this.position - this.#passed.length)
    for (let o = Math.max(start, start + oldest - at); o < end; o++) {
      if (this.#passed[(at + o - start) & mask] !== bytes[o]) this.differing++
    }
  }

  #skip(octets: number, source: Timestamp): void {
    this.#sink.gap(octets, source)
    this.#advance(octets)
    this.#afterGap = this.position
  }

  #advance(octets: number): void {
    this.position += octets
    this.#expected = (this.#expected! + octets) | 0
  }

  /** Puts octets among those that wait, without those that are there. */
  #wait(at: number, bytes: Uint8Array, source: Timestamp): void {
    let from = 0
    for (let i = 0; i <= this.#waiting.length && from < bytes.length; i++) {
      const next = this.#waiting[i]
      const until = Math.min(bytes.length, (next?.at ?? Number.POSITIVE_INFINITY) - at)
      if (until > from) {
        const piece = { at: at + from, bytes: bytes.subarray(from, until), source }
        this.#waiting.splice(i, 0, piece)
        this.#held += piece.bytes.length
        from = until
        continue
      }
      if (next === undefined) break
      from = Math.max(from, this.#overlaid(next, at, bytes))
    }
    while (this.#held > MAX_OCTETS || this.#waiting.length > MAX_SEGMENTS) this.#giveUp(source)
  }

  /** Compares octets with those that wait; how many of them are at or in front of its end. */
  #overlaid(next: Waiting, at: number, bytes: Uint8Array): number {
    const start = Math.max(next.at, at)
    const end = Math.min(next.at + next.bytes.length, at + bytes.length)
    for (let o = start; o < end; o++) {
      this.repeated++
      if (next.bytes[o - next.at] === bytes[o - at]) continue
      this.differing++
      if (this.#overlap === 'last') next.bytes[o - next.at] = bytes[o - at]!
    }
    return Math.max(0, next.at + next.bytes.length - at)
  }

  /** Gives up what is missing in front of the first that waits. */
  #giveUp(source: Timestamp): void {
    const [first] = this.#waiting
    const missing = first!.at - this.position
    if (missing > 0) this.#skip(missing, source)
    this.#release()
  }

  /** Hands on what waited for what has come. */
  #release(): void {
    for (let first = this.#waiting[0]; first !== undefined && first.at <= this.position; first = this.#waiting[0]) {
      this.#waiting.shift()
      this.#held -= first.bytes.length
      const known = Math.min(this.position - first.at, first.bytes.length)
      this.repeated += known
      this.#pass(first.bytes, known, first.bytes.length, first.source)
    }
  }
}
