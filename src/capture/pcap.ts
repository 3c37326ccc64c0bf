/**
 * pcap, the format of libpcap's savefiles. draft-ietf-opsawg-pcap §4 and §5; pcap-savefile(5).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Number                          |  0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          Major Version        |         Minor Version         |  4
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           Reserved1                           |  8
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           Reserved2                           | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                            SnapLen                            | 16
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | FCS |f|0 0 0 0 0 0 0 0 0 0 0 0|         LinkType              | 20
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Timestamp (Seconds)                      |  0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            Timestamp (Microseconds or nanoseconds)            |  4
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Captured Packet Length                     |  8
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Original Packet Length                     | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                          Packet Data                          /
 */
import type { Packet } from '../wire/packet.js'
import { CaptureError, type Interface } from './capture.js'
import { type Chunk, FileFacts, MAX_RECORD_LEN, packetsRead, type Reader } from './chunk.js'
import { beginsCapture, FILE_HEADER_LEN, MAGIC_KUZNETZOV, MAGIC_NANOSECONDS, pcapByteOrder } from './magic.js'

/** Octets before the packet data of a record. */
export const RECORD_HEADER_LEN = 16
/** The same in Kuznetzov's format: interface index, protocol and packet type follow. */
const KUZNETZOV_RECORD_HEADER_LEN = 24

/** Octets of the longest packet that libpcap and Wireshark accept unless the file announces longer ones. */
export const MAX_PACKET_LEN = 262_144

// The order of a record's two lengths, which depends on the version: libpcap's sf-pcap.c.
const IN_ORDER = 0
/** Swapped wherever the captured length would exceed the original one. */
const MAYBE_SWAPPED = 1
const SWAPPED = 2

/** Walks pcap records, also those that C writes in a live capture, behind a header that libpcap has made. */
export class PcapReader implements Reader {
  readonly interface: Interface
  count: number

  readonly #littleEndian: boolean
  readonly #facts: FileFacts
  readonly #interfaceId: number
  readonly #linkType: number
  readonly #headerLen: number
  /** Nanoseconds of one unit of the time stamp's fraction. */
  #unit: number
  readonly #lengths: number
  readonly #maxCaptured: number

  /**
   * Reads the file header at `o`; `FILE_HEADER_LEN` octets that start with a magic number must be there. `count` packets of
   * the file are in captures before this one.
   */
  constructor(path: string, v: DataView, o: number, facts: FileFacts = new FileFacts(path), count = 0) {
    const le = pcapByteOrder(v, o) === true
    const magic = v.getUint32(o, le)
    const major = v.getUint16(o + 4, le)
    const minor = v.getUint16(o + 6, le)
    // 543.0 was DG/UX's tcpdump. Minor versions above 4 do not exist; Wireshark reads them as 4.
    if (major !== 2 && !(major === 543 && minor === 0)) {
      throw new CaptureError(path, 4, `pcap version ${major}.${minor}; only 2.x is known`)
    }
    const snapLength = v.getUint32(o + 16, le)
    this.#littleEndian = le
    this.#linkType = v.getUint32(o + 20, le) & 0xffff
    this.#headerLen = magic === MAGIC_KUZNETZOV ? KUZNETZOV_RECORD_HEADER_LEN : RECORD_HEADER_LEN
    this.#unit = magic === MAGIC_NANOSECONDS ? 1 : 1000
    this.#lengths = major === 543 || minor < 3 ? SWAPPED : minor === 3 ? MAYBE_SWAPPED : IN_ORDER
    this.#maxCaptured = Math.min(Math.max(snapLength, MAX_PACKET_LEN), MAX_RECORD_LEN)
    this.count = count
    this.#facts = facts
    this.interface = {
      id: 0,
      linkType: this.#linkType,
      snapLength,
      nanoseconds: magic === MAGIC_NANOSECONDS,
      littleEndian: le,
    }
    this.#interfaceId = facts.interfaces.push(this.interface) - 1
  }

  get place(): string {
    return `record ${this.count + 1}`
  }

  next(p: Packet, chunk: Chunk): boolean {
    const o = chunk.at
    const data = o + this.#headerLen
    if (data > chunk.end) return chunk.wants(this.#headerLen)
    const v = chunk.view
    const le = this.#littleEndian
    let captured = v.getUint32(o + 8, le)
    let length = v.getUint32(o + 12, le)
    if (this.#lengths !== IN_ORDER && (this.#lengths === SWAPPED || captured > length)) {
      const swapped = captured
      captured = length
      length = swapped
    }
    // Only lengths that cannot be a record's are looked at: a file header has zeros there, a section header its magic.
    const max = this.#maxCaptured
    if (captured === 0 || captured > max || (this.#lengths !== IN_ORDER && length > max)) {
      const begins = beginsCapture(chunk)
      if (begins === undefined) return chunk.wants(FILE_HEADER_LEN)
      if (begins) return chunk.another()
      if (captured > max) return this.#refuse(chunk, captured)
    }
    const end = data + captured
    if (end > chunk.end) return chunk.wants(end - o)

    let seconds = v.getUint32(o, le)
    let nanoseconds = v.getUint32(o + 4, le) * this.#unit
    if (nanoseconds >= 1e9) {
      // A broken writer: both parts together are still the right time.
      const carry = Math.floor(nanoseconds / 1e9)
      seconds += carry
      nanoseconds -= carry * 1e9
    }
    p.record(v, chunk.bytes, data, captured, length)
    p.number = ++this.count
    p.tsSec = seconds
    p.tsNsec = nanoseconds
    p.interfaceId = this.#interfaceId
    p.linkType = this.#linkType
    p.optionsStart = 0
    p.optionsEnd = 0
    chunk.at = end
    return true
  }

  /**
   * Some programs write nanoseconds but the magic number of microseconds. Then most fractions exceed a second, which in
   * real microseconds happens only by mistake.
   */
  look(chunk: Chunk): void {
    if (this.#unit === 1) return
    const v = chunk.view
    const le = this.#littleEndian
    let records = 0
    let beyond = 0
    for (let o = chunk.at; o + this.#headerLen <= chunk.end; records++) {
      const captured = v.getUint32(o + (this.#lengths === IN_ORDER ? 8 : 12), le)
      if (captured > this.#maxCaptured) break
      const fraction = v.getUint32(o + 4, le)
      if (fraction >= 1e9) return
      if (fraction >= 1e6) beyond++
      o += this.#headerLen + captured
    }
    if (beyond < 2 || beyond <= records / 2) return
    this.#unit = 1
    this.#facts.interfaces[this.#interfaceId] = { ...this.interface, nanoseconds: true }
    this.#facts.notes.push({ id: 'nanoseconds', path: this.#facts.path })
  }

  #refuse(chunk: Chunk, captured: number): false {
    const what = `${this.place} claims ${captured} octets, at most ${this.#maxCaptured} are possible`
    return chunk.damaged(chunk.at, `${what}; ${packetsRead(this.count)}`)
  }
}
