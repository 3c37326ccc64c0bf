/** The last packets of a capture, with the flow of each: their first octets, of which the memory is fixed. */
import type { Packet } from '../../wire/packet.js'

const PLACES = 1 << 12
/** Octets kept of a packet: its headers, and the beginning of its data. */
const OCTETS = 512
/** Frame, seconds, nanoseconds, octets on the wire, octets kept, link type, row of the flow and of its part in a tunnel, TCP's numbers. */
const COLUMNS = 10

/** Of a TCP segment, counted from where its stream began. */
interface Segment {
  readonly sequence: number
  readonly acknowledgment: number
}

export class RecentPackets {
  readonly #octets: Uint8Array = new Uint8Array(PLACES * OCTETS)
  readonly #view: DataView = new DataView(this.#octets.buffer)
  readonly #numbers: Float64Array = new Float64Array(PLACES * COLUMNS)
  #count = 0
  /** TCP's relative numbers of the packet that was taken up last; not numbers where it has none. */
  sequence: number = Number.NaN
  acknowledgment: number = Number.NaN

  /** Hot path: keeps the record as it was read. */
  note(p: Packet, flow: number, part: number, segment: Segment | undefined): void {
    const place = this.#count++ % PLACES
    const kept = Math.min(p.captured, OCTETS)
    this.#octets.set(p.recordBytes.subarray(p.recordStart, p.recordStart + kept), place * OCTETS)
    const n = this.#numbers
    const at = place * COLUMNS
    n[at] = p.number
    n[at + 1] = p.tsSec
    n[at + 2] = p.tsNsec
    n[at + 3] = p.length
    n[at + 4] = kept
    n[at + 5] = p.linkType
    n[at + 6] = flow
    n[at + 7] = part
    n[at + 8] = segment === undefined ? Number.NaN : segment.sequence
    n[at + 9] = segment === undefined ? Number.NaN : segment.acknowledgment
  }

  /** Takes up those of a flow or of a part of it, the last one first, as records that are not decoded yet. */
  *of(flow: number, part: number | undefined, into: Packet): Generator<Packet> {
    const first = Math.max(0, this.#count - PLACES)
    for (let i = this.#count - 1; i >= first; i--) {
      const at = (i % PLACES) * COLUMNS
      if (this.#numbers[at + 6] !== flow) continue
      if (part === undefined || this.#numbers[at + 7] === part) yield this.#take(i % PLACES, at, into)
    }
  }

  #take(place: number, at: number, p: Packet): Packet {
    const n = this.#numbers
    p.linkType = n[at + 5]!
    p.record(this.#view, this.#octets, place * OCTETS, n[at + 4]!, n[at + 3]!)
    p.number = n[at]!
    p.tsSec = n[at + 1]!
    p.tsNsec = n[at + 2]!
    this.sequence = n[at + 8]!
    this.acknowledgment = n[at + 9]!
    return p
  }
}
