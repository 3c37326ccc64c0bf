/**
 * TCP connections as far as a capture tells: which flags each side has sent, how far the connection has come (RFC 9293
 * §3.3.2), and how often its SYN was sent again. A capture may begin in the middle and may lack a direction.
 */
import type { Packet } from '../../wire/packet.js'
import * as tcp from '../../wire/protocols/tcp.js'
import { type Budget, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { grown } from '../tables/row-index.js'
import { type Timestamp, timestampAt, timestampOf } from '../timestamps.js'

export const TcpState = {
  /** No segment yet. */
  None: 0,
  /** The connection existed when the capture began. */
  Midway: 1,
  /** A SYN, and no answer. */
  SynSent: 2,
  /** SYN and SYN/ACK, not acknowledged yet. */
  SynReceived: 3,
  Established: 4,
  /** One side has ended it with FIN. */
  Closing: 5,
  /** Both sides have ended it with FIN. */
  Closed: 6,
  /** RST. */
  Reset: 7,
} as const
export type TcpState = (typeof TcpState)[keyof typeof TcpState]

/** A flow's connection, the last one where its ports were used again. */
export interface TcpFacts {
  readonly state: TcpState
  /** Connections of the same addresses and ports, one after the other: how often another SYN began one anew. */
  readonly connections: number
  /** Flags that each side has sent, as `protocols/tcp.ts` has them: from `a` to `b`, and back. */
  readonly flags: readonly [number, number]
  /** SYNs that were sent again, of all connections. */
  readonly synRetries: number
  /** The SYNs of the first connection that repeated its SYN, up to `SYNS_KEPT`; none where no SYN was repeated. */
  readonly syns: readonly Timestamp[]
}

const SYNS_KEPT = 8
/** Connections whose repeated SYNs are kept. */
const LISTS_KEPT = 1 << 14
const LIST_OCTETS = objectOctets(2) + SYNS_KEPT * (TIMESTAMP_OCTETS + 8) + 32
/**
 * Nanoseconds. A SYN is repeated after a second or so (RFC 6298 §2.1). The same SYN sooner is the same packet, captured
 * twice.
 */
const SAME_PACKET = 1e8

// What every segment may change is in one word: the state in the lowest bits, then these.
const STATE = 7
/** The directions that have sent FIN, a bit each. */
const FIN_SHIFT = 3
const BOTH_FIN = 3 << FIN_SHIFT
/** The direction of the SYN. */
const OPENER_SHIFT = 5
/** The flags that each direction has sent, 8 bits each. */
const FLAGS_SHIFT = 8
const FLAGS = 0xff

/** Sequence number, frame, seconds and nanoseconds of the last SYN. */
const SYN_COLUMNS = 4
const NO_SYN = -1
const CONTROL = tcp.FLAG_SYN | tcp.FLAG_FIN | tcp.FLAG_RST

interface Repeated {
  readonly sequence: number
  readonly timestamps: Timestamp[]
}

export class TcpConnections {
  count = 0
  #words: Int32Array = new Int32Array(64)
  #syns: Float64Array = new Float64Array(64 * SYN_COLUMNS)
  #retries: Int32Array = new Int32Array(64)
  #begun: Int32Array = new Int32Array(64)
  readonly #repeated: Map<number, Repeated> = new Map()
  readonly #lists: Places

  constructor(budget: Budget) {
    this.#lists = new Places(budget, LISTS_KEPT, LIST_OCTETS)
  }

  /** Adds a connection and returns its number. */
  add(): number {
    const c = this.count++
    this.#words = grown(this.#words, c + 1)
    this.#syns = grown(this.#syns, (c + 1) * SYN_COLUMNS)
    this.#retries = grown(this.#retries, c + 1)
    this.#begun = grown(this.#begun, c + 1)
    this.#syns[c * SYN_COLUMNS] = NO_SYN
    this.#begun[c] = 1
    return c
  }

  /** Hot path: a segment of connection `c`, whose TCP header is at absolute offset `o`. */
  observe(c: number, direction: number, p: Packet, o: number): void {
    const flags = tcp.flags(p.view, o)
    const before = this.#words[c]!
    const state = (before & STATE) as TcpState
    this.#words[c] = before | ((flags & FLAGS) << (FLAGS_SHIFT + 8 * direction))
    if (changesNothing(state, flags)) return
    const next = this.#next(c, state, direction, flags, p, o)
    this.#words[c] = (this.#words[c]! & ~STATE) | next
  }

  /** Hot path: whether a segment of connection `c` with these flags leaves it in its state, as most do. */
  canPass(c: number, flags: number): boolean {
    return changesNothing((this.#words[c]! & STATE) as TcpState, flags)
  }

  facts(c: number): TcpFacts {
    const word = this.#words[c]!
    return {
      state: (word & STATE) as TcpState,
      connections: this.#begun[c]!,
      flags: [(word >> FLAGS_SHIFT) & FLAGS, (word >> (FLAGS_SHIFT + 8)) & FLAGS],
      synRetries: this.#retries[c]!,
      syns: this.#repeated.get(c)?.timestamps ?? [],
    }
  }

  retries(c: number): number {
    return this.#retries[c]!
  }

  #next(c: number, state: TcpState, direction: number, flags: number, p: Packet, o: number): TcpState {
    if ((flags & tcp.FLAG_RST) !== 0) return state === TcpState.Closed ? TcpState.Closed : TcpState.Reset
    if ((flags & tcp.FLAG_SYN) !== 0) {
      return (flags & tcp.FLAG_ACK) === 0 ? this.#syn(c, state, direction, p, o) : this.#synAck(c, state, direction)
    }
    if ((flags & tcp.FLAG_FIN) !== 0) {
      this.#words[c]! |= 1 << (FIN_SHIFT + direction)
      return (this.#words[c]! & BOTH_FIN) === BOTH_FIN ? TcpState.Closed : TcpState.Closing
    }
    const isOpening = state === TcpState.SynSent || state === TcpState.SynReceived
    if (isOpening && this.#opener(c) === direction) return TcpState.Established
    return state === TcpState.None ? TcpState.Midway : state
  }

  #syn(c: number, state: TcpState, direction: number, p: Packet, o: number): TcpState {
    const at = c * SYN_COLUMNS
    const sequence = tcp.sequenceNumber(p.view, o)
    const isOpener = this.#opener(c) === direction
    if (this.#syns[at] === sequence && isOpener) {
      this.#repeat(c, sequence, p)
      return state === TcpState.Reset ? TcpState.SynSent : state
    }
    // Both sides open the connection at once, RFC 9293 §3.5.
    if (state === TcpState.SynSent && !isOpener) return TcpState.SynReceived
    this.#begin(c, state, direction)
    this.#noteSyn(at, sequence, p)
    return TcpState.SynSent
  }

  #synAck(c: number, state: TcpState, direction: number): TcpState {
    if (state === TcpState.SynSent || state === TcpState.SynReceived) return TcpState.SynReceived
    if (state === TcpState.Established) return TcpState.Established
    // The SYN that this SYN/ACK answers is not in the capture.
    this.#begin(c, state, direction ^ 1)
    this.#syns[c * SYN_COLUMNS] = NO_SYN
    return TcpState.SynReceived
  }

  #begin(c: number, state: TcpState, opener: number): void {
    if (state !== TcpState.None) this.#begun[c]!++
    this.#words[c] = (this.#words[c]! & ~(BOTH_FIN | (1 << OPENER_SHIFT))) | (opener << OPENER_SHIFT)
  }

  #opener(c: number): number {
    return (this.#words[c]! >> OPENER_SHIFT) & 1
  }

  #repeat(c: number, sequence: number, p: Packet): void {
    const at = c * SYN_COLUMNS
    const s = this.#syns
    if ((p.tsSec - s[at + 2]!) * 1e9 + (p.tsNsec - s[at + 3]!) < SAME_PACKET) return
    this.#retries[c]!++
    let list = this.#repeated.get(c)
    if (list === undefined && this.#lists.has(this.#repeated.size)) {
      list = { sequence, timestamps: [timestampAt(s, at + 1)] }
      this.#repeated.set(c, list)
    }
    if (list?.sequence === sequence && list.timestamps.length < SYNS_KEPT) {
      list.timestamps.push(timestampOf(p))
    }
    this.#noteSyn(at, sequence, p)
  }

  #noteSyn(at: number, sequence: number, p: Packet): void {
    this.#syns[at] = sequence
    this.#syns[at + 1] = p.number
    this.#syns[at + 2] = p.tsSec
    this.#syns[at + 3] = p.tsNsec
  }
}

function changesNothing(state: TcpState, flags: number): boolean {
  return (flags & CONTROL) === 0 && (state === TcpState.Established || state === TcpState.Midway)
}
