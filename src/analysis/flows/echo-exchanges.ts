/**
 * ICMP echo exchanges (RFC 792, RFC 4443 §4) in numbers: requests asked and answered, and how long the answers took. A
 * request or reply that is seen again, because it was captured twice or went two ways, is told by its sequence number.
 */
import { grown } from '../tables/row-index.js'
import { SequenceWindows, WINDOW } from '../tables/sequence-windows.js'

/** Round trips of an exchange, in nanoseconds. */
export interface RoundTrips {
  /** Answers whose request was still known; the others have no time. */
  readonly count: number
  readonly min: number
  readonly average: number
  readonly max: number
}

/** A flow's exchange: requests of one identifier from `a` to `b`, and their replies. */
export interface EchoFacts {
  /** Requests, each sequence number once. */
  readonly requests: number
  /** Those of them that a reply followed. */
  readonly answered: number
  /** Replies more than one to a request. */
  readonly moreReplies: number
  /** Undefined where no round trip is known. */
  readonly roundTrips: RoundTrips | undefined
}

const REQUESTS = 0
const ANSWERED = 1
const MORE_REPLIES = 2
const TIMES = 3
const SUM = 4
const LEAST = 5
const MOST = 6
/** The first reply in another tunnel: its sequence number plus one, and its time; -1 after the second reply. */
const ACROSS = 7
const ACROSS_TIME = ACROSS + 1
const COLUMNS = 9

const NONE = -1

export class EchoExchanges {
  count = 0
  /** Sequence number of the newest request, `NONE` before the first. */
  #newest: Int32Array = new Int32Array(64)
  readonly #asked: SequenceWindows = new SequenceWindows()
  readonly #answered: SequenceWindows = new SequenceWindows()
  /** Requests, answered, further replies; then round trips: count, sum, least and most. */
  #numbers: Float64Array = new Float64Array(64 * COLUMNS)

  /** Adds an exchange and returns its number. */
  add(): number {
    const e = this.count++
    this.#newest = grown(this.#newest, e + 1)
    this.#asked.add(e)
    this.#answered.add(e)
    this.#numbers = grown(this.#numbers, (e + 1) * COLUMNS)
    this.#newest[e] = NONE
    this.#numbers[e * COLUMNS + LEAST] = Number.POSITIVE_INFINITY
    return e
  }

  request(e: number, sequence: number): void {
    const newest = this.#newest[e]!
    const ahead = aheadOf(newest, sequence)
    if (newest === NONE || ahead > 0 || ahead <= -WINDOW) {
      // A number that is too old to be a late request begins a new sequence.
      const isNext = newest !== NONE && ahead > 0
      this.#advance(e, isNext ? newest + 1 : sequence, isNext ? ahead : WINDOW)
      this.#newest[e] = sequence
    } else if (this.#asked.has(e, sequence)) {
      return
    }
    this.#asked.set(e, sequence)
    this.#numbers[e * COLUMNS + REQUESTS]!++
  }

  /** `elapsed` is the time since the request in nanoseconds, -1 where it is not known. */
  reply(e: number, sequence: number, elapsed: number): void {
    const newest = this.#newest[e]!
    const ahead = aheadOf(newest, sequence)
    if (newest === NONE || ahead > 0 || ahead <= -WINDOW || !this.#asked.has(e, sequence)) return
    const n = this.#numbers
    const at = e * COLUMNS
    if (this.#answered.has(e, sequence)) {
      n[at + MORE_REPLIES]!++
      return
    }
    this.#answered.set(e, sequence)
    n[at + ANSWERED]!++
    if (elapsed < 0) return
    n[at + TIMES]!++
    n[at + SUM]! += elapsed
    if (elapsed < n[at + LEAST]!) n[at + LEAST] = elapsed
    if (elapsed > n[at + MOST]!) n[at + MOST] = elapsed
  }

  /**
   * A reply in another tunnel between the same two ends. If it was routed, `isSure`, it counts; else it may belong to
   * another tenant, and the first one waits for a second.
   */
  replyAcross(e: number, sequence: number, elapsed: number, isSure: boolean): void {
    const n = this.#numbers
    const at = e * COLUMNS + ACROSS
    const before = n[at]!
    if (before === 0 && !isSure) {
      n[at] = sequence + 1
      n[e * COLUMNS + ACROSS_TIME] = elapsed
      return
    }
    if (before === sequence + 1) return
    if (before > 0) this.reply(e, before - 1, n[e * COLUMNS + ACROSS_TIME]!)
    n[at] = -1
    this.reply(e, sequence, elapsed)
  }

  /** Whether a request of the exchange has been answered. */
  isAnswered(e: number): boolean {
    return this.#numbers[e * COLUMNS + ANSWERED]! > 0
  }

  #advance(e: number, first: number, count: number): void {
    this.#asked.advance(e, first, count)
    this.#answered.advance(e, first, count)
  }

  facts(e: number): EchoFacts {
    const n = this.#numbers.subarray(e * COLUMNS, (e + 1) * COLUMNS)
    const count = n[TIMES]!
    return {
      requests: n[REQUESTS]!,
      answered: n[ANSWERED]!,
      moreReplies: n[MORE_REPLIES]!,
      roundTrips: count === 0 ? undefined : { count, min: n[LEAST]!, average: n[SUM]! / count, max: n[MOST]! },
    }
  }
}

/** How much later a sequence number of 16 bits is than another; negative when it is earlier. */
function aheadOf(newest: number, sequence: number): number {
  return ((sequence - newest) << 16) >> 16
}
