/**
 * snoop, the format of Solaris: RFC 1761. All numbers are big-endian; behind a file header of 16 octets ("snoop" and zeros,
 * version, data link type) stand records.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Original Length                        |  0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Included Length                        |  4
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Packet Record Length                     |  8
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        Cumulative Drops                       | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Timestamp Seconds                       | 16
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Timestamp Microseconds                    | 20
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                          Packet Data                          / 24
 */
import type { Packet } from '../wire/packet.js'
import { CaptureError, type Interface } from './capture.js'
import { type Chunk, type FileFacts, MAX_RECORD_LEN, packetsRead, type Reader } from './chunk.js'

/** Octets of the file header. */
export const SNOOP_HEADER_LEN = 16
const RECORD_HEADER_LEN = 24

/** "snoop" and three zeros. */
const MAGIC = [0x736e6f6f, 0x70000000] as const
const VERSION = 2

/** LINKTYPE_ values of data link types, §3: IEEE 802.3 and Ethernet are the same, Token Ring, FDDI. */
const LINK_TYPES: Readonly<Record<number, number>> = { 0: 1, 2: 6, 4: 1, 8: 10 }

export function isSnoop({ view: v, at, end }: Chunk): boolean {
  return end - at >= 8 && v.getUint32(at) === MAGIC[0] && v.getUint32(at + 4) === MAGIC[1]
}

export class SnoopReader implements Reader {
  count = 0
  readonly #interface: { -readonly [K in keyof Interface]: Interface[K] }

  /** Reads the file header, which must be at hand. */
  constructor(chunk: Chunk, { path, interfaces }: FileFacts) {
    const { view: v, at } = chunk
    const version = v.getUint32(at + 8)
    if (version !== VERSION) throw new CaptureError(path, 8, `snoop version ${version}; only ${VERSION} is known`)
    const type = v.getUint32(at + 12)
    const linkType = LINK_TYPES[type]
    if (linkType === undefined) throw new CaptureError(path, 12, `snoop data link type ${type}, which is not known`)
    this.#interface = { id: 0, linkType, snapLength: 0, nanoseconds: false, littleEndian: false }
    interfaces.push(this.#interface)
    chunk.at += SNOOP_HEADER_LEN
  }

  get place(): string {
    return `record ${this.count + 1}`
  }

  next(p: Packet, chunk: Chunk): boolean {
    const o = chunk.at
    const data = o + RECORD_HEADER_LEN
    if (data > chunk.end) return chunk.wants(RECORD_HEADER_LEN)
    const v = chunk.view
    const captured = v.getUint32(o + 4)
    const length = v.getUint32(o + 8)
    if (length > MAX_RECORD_LEN || captured > length - RECORD_HEADER_LEN) {
      const what = `${this.place} claims ${captured} octets in a record of ${length}`
      return chunk.damaged(o, `${what}; ${packetsRead(this.count)}`)
    }
    if (o + length > chunk.end) return chunk.wants(length)
    p.record(v, chunk.bytes, data, captured, v.getUint32(o))
    p.number = ++this.count
    p.tsSec = v.getUint32(o + 16)
    p.tsNsec = v.getUint32(o + 20) * 1000
    p.interfaceId = 0
    p.linkType = this.#interface.linkType
    p.optionsStart = 0
    p.optionsEnd = 0
    this.#interface.drops = v.getUint32(o + 12)
    chunk.at = o + length
    return true
  }
}
