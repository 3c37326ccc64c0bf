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
import { type Chunk, MAX_RECORD_LEN, packetsRead, type Reader } from './chunk.js'

/** Octets of the file header. */
export const FILE_HEADER_LEN = 24
/** Octets before the packet data of a record. */
export const RECORD_HEADER_LEN = 16
/** The same in Kuznetzov's format: interface index, protocol and packet type follow. */
const KUZNETZOV_RECORD_HEADER_LEN = 24

export const MAGIC_MICROSECONDS = 0xa1b2c3d4
export const MAGIC_NANOSECONDS = 0xa1b23c4d
/** Alexey Kuznetzov's "modified pcap", which Red Hat and SuSE shipped around 2000. */
const MAGIC_KUZNETZOV = 0xa1b2cd34

/** Octets of the longest packet that libpcap and Wireshark believe when the file promises no longer ones. */
export const MAX_PACKET_LEN = 262_144

// How the two lengths of a record stand, which depends on the version: libpcap's sf-pcap.c.
const IN_ORDER = 0
/** Swapped wherever the captured length would exceed the original one. */
const MAYBE_SWAPPED = 1
const SWAPPED = 2

/** Whether the four octets are a pcap magic number: `true` little-endian, `false` big-endian, `undefined` no pcap. */
export function pcapByteOrder(v: DataView, o: number): boolean | undefined {
  for (const littleEndian of [true, false]) {
    const magic = v.getUint32(o, littleEndian)
    if (magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS || magic === MAGIC_KUZNETZOV) return littleEndian
  }
  return undefined
}

/** Walks pcap records. Live captures hand it records that C has written, behind a header of their own making. */
export class PcapReader implements Reader {
  readonly interfaces: readonly Interface[]
  count = 0

  readonly #littleEndian: boolean
  readonly #linkType: number
  readonly #headerLen: number
  /** Nanoseconds of one unit of the time stamp's fraction. */
  readonly #unit: number
  readonly #lengths: number
  readonly #maxCaptured: number

  /** Reads the file header at `o`; `FILE_HEADER_LEN` octets that start with a magic number must be there. */
  constructor(path: string, v: DataView, o: number) {
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
    this.interfaces = [
      {
        id: 0,
        linkType: this.#linkType,
        snapLength,
        nanoseconds: magic === MAGIC_NANOSECONDS,
        littleEndian: le,
      },
    ]
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
    if (captured > this.#maxCaptured) return this.#refuse(chunk, captured)
    const end = data + captured
    if (end > chunk.end) return chunk.wants(end - o)

    let seconds = v.getUint32(o, le)
    let nanoseconds = v.getUint32(o + 4, le) * this.#unit
    if (nanoseconds >= 1e9) {
      // A broken writer; the instant is still the sum of both.
      const carry = Math.floor(nanoseconds / 1e9)
      seconds += carry
      nanoseconds -= carry * 1e9
    }
    p.record(v, chunk.bytes, data, captured, length)
    p.number = ++this.count
    p.tsSec = seconds
    p.tsNsec = nanoseconds
    p.interfaceId = 0
    p.linkType = this.#linkType
    p.optionsStart = 0
    p.optionsEnd = 0
    chunk.at = end
    return true
  }

  #refuse(chunk: Chunk, captured: number): false {
    const what = `${this.place} claims ${captured} octets, at most ${this.#maxCaptured} are possible`
    return chunk.damaged(chunk.at, `${what}; ${packetsRead(this.count)}`)
  }
}
