/**
 * ERF, Endace's Extensible Record Format: records alone, no file header. Times are little-endian, everything else is not.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Timestamp (2^-32 seconds, little-endian)           |  0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                Timestamp (seconds, little-endian)             |  4
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |E|     Type    |     Flags |IF |          Record Length        |  8
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Loss Counter / Color     |          Wire Length          | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /   extension headers of 8 octets, as long as E is set in each  / 16
 * /   Ethernet: Offset and Pad, an octet each                     /
 */
import type { Packet } from '../wire/packet.js'
import { type Chunk, type FileFacts, packetsRead, type Reader } from './chunk.js'

const HEADER_LEN = 16
/** E, of a type or an extension header. */
const EXTENDED = 0x80
const EXTENSION_LEN = 8
const ETHERNET_PAD_LEN = 2
const INTERFACE_MASK = 0x03

// Types that a link type of their own describes. Ethernet has several: a record may have a color or a hash besides.
const ETHERNET: readonly number[] = [2, 11, 16, 20]
const IPV4 = 22
const IPV6 = 23
/** Records without a packet: facts about the capture, and padding. Wireshark lists the former as frames. */
const META = 27
const PAD = 48
const LAST_TYPE = PAD
/** Octets of the frame check sequence. The wire length counts them in Ethernet records, but not in others. */
const FCS_LEN = 4
/** The only Ethernet that counts losses instead of a color. */
const COUNTS_LOSSES = 2

const LINKTYPE_ETHERNET = 1
const LINKTYPE_RAW = 101
/** The link type of all other records: the packet is the whole record. */
const LINKTYPE_ERF = 197

/** Seconds since 1970. A record from before 1995 or after 2100 is not taken for ERF. */
const EARLIEST = 788_918_400
const LATEST = 4_102_444_800
/** Seconds between two records that follow each other. */
const MAX_GAP = 366 * 86_400
/** Records that must make sense before a file counts as ERF; all of them if there are fewer. */
const RECORDS = 20

const recordLength = (v: DataView, o: number): number => v.getUint16(o + 10)
const isPacket = (type: number): boolean => type !== META && type !== PAD
const typeOf = (v: DataView, o: number): number => v.getUint8(o + 8) & ~EXTENDED

/** Octets in front of what was captured. */
function headersLength(v: DataView, o: number, end: number): number {
  let at = HEADER_LEN
  for (let i = o + 8; (v.getUint8(i) & EXTENDED) !== 0 && o + at + EXTENSION_LEN <= end; at += EXTENSION_LEN) i = o + at
  return ETHERNET.includes(typeOf(v, o)) ? at + ETHERNET_PAD_LEN : at
}

/** Whether this is ERF. It has no magic number: the first records must make sense, the first one must be whole. */
export function isErf({ view: v, at, end }: Chunk): boolean {
  let before = 0
  let records = 0
  for (let o = at; records < RECORDS && o + HEADER_LEN <= end; records++) {
    if (!makesSense(v, o)) return false
    const seconds = v.getUint32(o + 4, true)
    const next = o + recordLength(v, o)
    if (isPacket(typeOf(v, o))) {
      if (before > 0 && Math.abs(seconds - before) > MAX_GAP) return false
      before = seconds
    }
    if (next > end) return records > 0
    if (headersLength(v, o, next) > next - o) return false
    o = next
  }
  return records > 0
}

function makesSense(v: DataView, o: number): boolean {
  const type = typeOf(v, o)
  if (type === 0 || type > LAST_TYPE || recordLength(v, o) < HEADER_LEN) return false
  // A record about the capture may have no time, but it has an extension header.
  if (!isPacket(type)) return type === PAD || v.getUint8(o + 8) !== type
  const seconds = v.getUint32(o + 4, true)
  return seconds >= EARLIEST && seconds <= LATEST && v.getUint16(o + 14) > 0
}

export class ErfReader implements Reader {
  count = 0
  readonly #facts: FileFacts
  /** Index in the capture's interfaces and losses so far, by the record's interface and link type. */
  readonly #known = new Map<number, { readonly index: number; drops: number }>()

  constructor(facts: FileFacts) {
    this.#facts = facts
  }

  get place(): string {
    return `record ${this.count + 1}`
  }

  next(p: Packet, chunk: Chunk): boolean {
    for (;;) {
      const o = chunk.at
      if (o + HEADER_LEN > chunk.end) return chunk.wants(HEADER_LEN)
      const v = chunk.view
      const length = recordLength(v, o)
      const type = typeOf(v, o)
      if (length < HEADER_LEN || type > LAST_TYPE) {
        return chunk.damaged(o, `${this.place} has type ${type} and ${length} octets; ${packetsRead(this.count)}`)
      }
      if (o + length > chunk.end) return chunk.wants(length)
      chunk.at = o + length
      if (!isPacket(type)) continue
      this.#record(p, chunk, o, length, type)
      return true
    }
  }

  #record(p: Packet, chunk: Chunk, o: number, length: number, type: number): void {
    const v = chunk.view
    const linkType = linkTypeOf(type)
    const headers = linkType === LINKTYPE_ERF ? 0 : Math.min(headersLength(v, o, o + length), length)
    const wire = linkType === LINKTYPE_ERF ? length : v.getUint16(o + 14)
    const captured = Math.min(length - headers, wire)
    const isWhole = linkType === LINKTYPE_ETHERNET && captured === wire - FCS_LEN
    p.record(v, chunk.bytes, o + headers, captured, isWhole ? captured : wire)
    p.number = ++this.count
    setTime(p, v.getUint32(o + 4, true), v.getUint32(o, true))
    p.interfaceId = this.#interfaceOf(v.getUint8(o + 9) & INTERFACE_MASK, linkType, losses(v, o, type))
    p.linkType = linkType
    p.optionsStart = 0
    p.optionsEnd = 0
  }

  /** The interface with this number and link type. `lost` is added to its losses. */
  #interfaceOf(number: number, linkType: number, lost: number): number {
    const { interfaces } = this.#facts
    const key = linkType * (INTERFACE_MASK + 1) + number
    let known = this.#known.get(key)
    if (known === undefined) {
      const described = { id: number, linkType, snapLength: 0, nanoseconds: true, littleEndian: false }
      known = { index: interfaces.push(described) - 1, drops: 0 }
      this.#known.set(key, known)
    }
    if (lost > 0) {
      known.drops += lost
      interfaces[known.index] = { ...interfaces[known.index]!, drops: known.drops }
    }
    return known.index
  }
}

function linkTypeOf(type: number): number {
  if (ETHERNET.includes(type)) return LINKTYPE_ETHERNET
  return type === IPV4 || type === IPV6 ? LINKTYPE_RAW : LINKTYPE_ERF
}

const losses = (v: DataView, o: number, type: number): number => (type === COUNTS_LOSSES ? v.getUint16(o + 12) : 0)

/** Rounds to the nearest nanosecond as Wireshark does. Multiplies 32 by 30 bits in two halves, each exact. */
function setTime(p: Packet, seconds: number, fraction: number): void {
  const low = Math.floor(((fraction & 0xffff) * 1e9 + 2 ** 31) / 65536)
  const nanoseconds = Math.floor(((fraction >>> 16) * 1e9 + low) / 65536)
  const carry = nanoseconds >= 1e9 ? 1 : 0
  p.tsSec = seconds + carry
  p.tsNsec = nanoseconds - carry * 1e9
}
