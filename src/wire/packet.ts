/**
 * The one reusable packet: a window into a chunk of octets and the stack of layers found in it.
 *
 * A reader fills it by `record`, `decode` fills the layers, and the next record overwrites both. Nothing is sliced or
 * copied: every offset is absolute in `view`. A `Packet` does not outlive the callback; keep numbers, not packets.
 */
import { Kind, Reason } from './kind.js'
import { DEFAULT_TABLES, type Tables } from './tables.js'

/** Layers decoded at most: 32 nested VXLAN tunnels. Beyond it the packet is `Reason.TooDeep`. */
export const MAX_LAYERS = 128

/** One decoded header. All offsets are octets, absolute in the packet's `view`. */
export class Layer {
  kind: Kind = Kind.None
  /** First octet of the header. */
  start = 0
  /** First octet after the header: where the next layer starts. */
  payload = 0
  /** First octet after what this layer carries, as far as it was captured. */
  end = 0
  /** Where the layer ends by the length fields around it; beyond `end` when the capture cut the packet. */
  claimed = 0
}

/** What stopped the decoder, or was wrong without stopping it. `reason` is `Reason.None` for a packet decoded to its end. */
export class Malformed {
  reason: Reason = Reason.None
  /** The protocol that could not be decoded. */
  kind: Kind = Kind.None
  /** Absolute offset in `view` of the header that could not be decoded. */
  offset = 0
  /** Octets needed from `offset` on; of `Reason.Overlong` what the header claims to carry. */
  need = 0
  /** Octets needed from `offset` on. For `Reason.Overlong`, what the header claims to carry. */
  have = 0

  /** Whether there is a header that could not be decoded. */
  get isStop(): boolean {
    return this.reason !== Reason.None && this.reason !== Reason.Overlong
  }
}

/** Where the headers of an ordinary packet are, as `ordinary.ts` finds them: offsets, absolute in the packet's `view`. */
export class Ordinary {
  /** The outer IP header, and where its packet ends. */
  ip = 0
  stop = 0
  /** The outer UDP or GRE header, which it is, and where what it carries ends. */
  outer = 0
  outerKind: Kind = Kind.None
  outerEnd = 0
  /** The first octet that the tunnel carries, and whether that is a frame or an IP packet. */
  inner = 0
  hasFrame = false
  /** The inner IP header, and where its packet ends. */
  innerIp = 0
  innerEnd = 0
  /** The inner TCP, UDP or ICMP header, which it is, its first octet of data, and where the segment ends. */
  segment = 0
  segmentKind: Kind = Kind.None
  data = 0
  segmentEnd = 0
}

export class Packet {
  /** Which number leads to which decoder: user data (`--vxlan-port`, `-d`). */
  readonly tables: Tables

  // The record, as the reader found it:
  /** 1-based frame number, as tshark counts. */
  number = 0
  /** Seconds since 1970-01-01 UTC; fractions are in `tsNsec`. */
  tsSec = 0
  /** Nanoseconds within the second, 0 to 999,999,999. */
  tsNsec = 0
  /** Whether the record has a time at all: pcapng's Simple Packet Block has none, and both parts are 0. */
  hasTime = true
  /** Octets on the wire. */
  length = 0
  /** Octets captured, at most `length` in an honest file. */
  captured = 0
  /** Index into the capture's interfaces. */
  interfaceId = 0
  /** LINKTYPE_ value of the interface. */
  linkType = 0
  /** The chunk that holds the record; `recordStart` is its first octet. Unlike `view`, never the reassembled octets. */
  recordBytes: Uint8Array = EMPTY
  recordStart = 0
  /** pcapng options of the record, absolute in `recordBytes`; both 0 when there are none. */
  optionsStart = 0
  optionsEnd = 0

  // The window that is decoded: the record, or the octets that were reassembled from fragments.
  view: DataView = EMPTY_VIEW
  /** The same octets as `view`, with the same offsets. */
  bytes: Uint8Array = EMPTY
  /** First octet of the frame in `view`. */
  start = 0
  /** First octet after the frame in `view`. */
  end = 0

  // What `decode` found.
  readonly layers: readonly Layer[] = Array.from({ length: MAX_LAYERS }, () => new Layer())
  /** Layers in use. */
  depth = 0
  /** Index of the first layer that an ICMP error quotes; `MAX_LAYERS` when none is. */
  quoted: number = MAX_LAYERS
  readonly malformed: Malformed = new Malformed()
  /** Index of the IP layer (or IPv6 fragment header) that is a fragment whose payload waits for reassembly, or -1. */
  fragment = -1
  /** The layer that makes the tunnel of an ordinary packet; 0 for all other packets. */
  tunnel = 0
  /** Where the headers of an ordinary packet are; has no meaning for others. */
  readonly ordinary: Ordinary = new Ordinary()

  /** Frame numbers of the fragments that the window was put together from, this packet's last; else empty. */
  reassembledFrom: readonly number[] = NO_FRAMES

  // From one decoder to the next:
  /** Where the next decoder starts. */
  nextStart = 0
  /** Where the next decoder must stop. */
  nextEnd = 0
  /** Where the innermost length field says the octets end; beyond `nextEnd` when the capture cut the packet. */
  claimed = 0

  /** Headers whose fragments have been put together behind them in `view`, as offsets from `start`. */
  readonly #whole: Int32Array = new Int32Array(MAX_LAYERS)
  #wholeCount = 0
  /** The last entry of `#whole`, or -1. In front of it the octets are the record's own. */
  lastWhole = -1

  constructor(tables: Tables = DEFAULT_TABLES) {
    this.tables = tables
  }

  /**
   * Takes up a record that lies in a chunk. `view` and `bytes` cover the same octets from the same first one.
   * The reader sets the fields that seldom change (`interfaceId`, `linkType`, options) itself.
   */
  record(view: DataView, bytes: Uint8Array, start: number, captured: number, length: number): void {
    this.hasTime = true
    this.recordBytes = bytes
    this.recordStart = start
    this.captured = captured
    this.length = length
    this.view = view
    this.bytes = bytes
    this.start = start
    this.end = start + captured
    this.#wholeCount = 0
    this.lastWhole = -1
    this.reassembledFrom = NO_FRAMES
  }

  /** Takes up another packet's record without copying it. It is valid only as long as the other packet. */
  borrow(other: Packet): void {
    this.record(other.view, other.bytes, other.start, other.captured, other.length)
    this.identifyAs(other)
    this.optionsStart = other.optionsStart
    this.optionsEnd = other.optionsEnd
  }

  /** Takes over what another packet's record is besides its octets: number, time, interface and link type. */
  identifyAs(other: Packet): void {
    this.number = other.number
    this.tsSec = other.tsSec
    this.tsNsec = other.tsNsec
    this.hasTime = other.hasTime
    this.interfaceId = other.interfaceId
    this.linkType = other.linkType
  }

  /**
   * Replaces the window by reassembled octets: the same headers as far as the one at `header` (octets from the
   * frame's first), then the whole payload, gathered from `frames`. Decode again afterwards.
   */
  reassembled(view: DataView, bytes: Uint8Array, end: number, header: number, frames: readonly number[]): void {
    this.view = view
    this.bytes = bytes
    this.start = 0
    this.end = end
    this.reassembledFrom = frames
    this.lastWhole = header
    if (this.#wholeCount < MAX_LAYERS) this.#whole[this.#wholeCount++] = header
  }

  /** Whether any of the packet's octets come from reassembly. */
  get isReassembled(): boolean {
    return this.#wholeCount > 0
  }

  /** Whether a header in front of absolute offset `o` has had its fragments put together. */
  isReassembledBefore(o: number): boolean {
    return this.#wholeCount > 0 && this.#whole[0]! < o - this.start
  }

  /** Whether the fragments of the header at absolute offset `o` have been put together behind it. */
  isWhole(o: number): boolean {
    for (let i = 0; i < this.#wholeCount; i++) if (this.#whole[i] === o - this.start) return true
    return false
  }

  /** Forgets the layers; `decode` calls it first. */
  reset(): void {
    this.depth = 0
    this.quoted = MAX_LAYERS
    this.malformed.reason = Reason.None
    this.fragment = -1
    this.tunnel = 0
    this.nextStart = this.start
    this.nextEnd = this.end
    this.claimed = this.isReassembled ? this.end : this.start + Math.max(this.length, this.captured)
  }

  /**
   * Takes a length field that says that the octets end at `end`. Returns where to stop, and keeps the claim. A claim
   * beyond an enclosing length is ignored, as receivers do. In front of reassembled octets a header has the length of
   * one fragment, which does not count here.
   */
  narrow(end: number): number {
    if (this.nextStart - this.start <= this.lastWhole) return this.nextEnd
    if (end < this.claimed) this.claimed = end
    return Math.min(end, this.nextEnd)
  }

  /** Notes the layer of a complete header that makes sense. Returns what comes next. */
  push(kind: Kind, start: number, payload: number, end: number, next: Kind): Kind {
    if (this.depth === MAX_LAYERS) return this.reject(Reason.TooDeep, kind, start, 0, end - start)
    const l = this.layers[this.depth++]!
    l.kind = kind
    l.start = start
    l.payload = payload
    l.end = end
    l.claimed = this.claimed
    this.nextStart = payload
    this.nextEnd = end
    return next
  }

  /**
   * Notes that the header at `offset` cannot be decoded. `Truncated` becomes `Cut` if the missing octets were on the
   * wire, and `Quoted` inside a packet that an ICMP error quotes.
   */
  reject(reason: Reason, kind: Kind, offset: number, need: number, have: number): Kind {
    const m = this.malformed
    m.reason = reason
    if (reason === Reason.Truncated) {
      if (this.depth >= this.quoted) m.reason = Reason.Quoted
      else if (offset + need <= this.claimed) m.reason = Reason.Cut
    }
    m.kind = kind
    m.offset = offset
    m.need = need
    m.have = have
    return Kind.None
  }

  /**
   * Notes that the header at `offset` claims to carry `need` octets, of which there are `have`. A quote of an ICMP
   * error is short by nature, and headers in front of reassembled octets have the length of one fragment: neither
   * counts.
   */
  overlong(kind: Kind, offset: number, need: number, have: number): void {
    const m = this.malformed
    if (this.depth >= this.quoted || this.nextStart - this.start <= this.lastWhole || m.reason !== Reason.None) return
    m.reason = Reason.Overlong
    m.kind = kind
    m.offset = offset
    m.need = need
    m.have = have
  }

  /** Notes that the start of a packet follows that an ICMP error quotes (RFC 792, RFC 4443 §2.4). */
  quote(): void {
    if (this.quoted > this.depth) this.quoted = this.depth
  }
}

const NO_FRAMES: readonly number[] = []
const EMPTY: Uint8Array = new Uint8Array(0)
const EMPTY_VIEW: DataView = new DataView(EMPTY.buffer)
