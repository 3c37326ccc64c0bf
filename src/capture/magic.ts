/** What captures begin with, at the start of a file or behind another capture. */
import type { Chunk } from './chunk.js'

export const MAGIC_MICROSECONDS = 0xa1b2c3d4
export const MAGIC_NANOSECONDS = 0xa1b23c4d
/** Alexey Kuznetzov's "modified pcap", which Red Hat and SuSE shipped around 2000. */
export const MAGIC_KUZNETZOV = 0xa1b2cd34

/** The block type that begins pcapng. It reads the same in both byte orders. */
export const SECTION_HEADER_BLOCK = 0x0a0d0d0a
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d

/** Octets of pcap's file header, and what `beginsCapture` looks at. */
export const FILE_HEADER_LEN = 24

/** Octets of a Section Header Block at least; its options may have any length, and no writer uses more than this. */
const MIN_SECTION_LEN = 28
const MAX_SECTION_LEN = 1 << 16

/** The byte order of a pcap magic number: `true` little-endian, `false` big-endian, `undefined` if it is none. */
export function pcapByteOrder(v: DataView, o: number): boolean | undefined {
  for (const littleEndian of [true, false]) {
    const magic = v.getUint32(o, littleEndian)
    if (magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS || magic === MAGIC_KUZNETZOV) return littleEndian
  }
  return undefined
}

/**
 * Whether another capture begins at `chunk.at` instead of a record; undefined where more octets are needed to tell. A
 * header has more than a hundred fixed bits that records do not have, so no packet is mistaken for one.
 */
export function beginsCapture({ view: v, at, end }: Chunk): boolean | undefined {
  if (end - at < 4) return undefined
  const le = pcapByteOrder(v, at)
  if (le === undefined && v.getUint32(at) !== SECTION_HEADER_BLOCK) return false
  return end - at < FILE_HEADER_LEN ? undefined : headerBegins(v, at)
}

/** Whether a file header or a section header begins at `o`; `FILE_HEADER_LEN` octets must be there. */
export function headerBegins(v: DataView, o: number): boolean {
  const le = pcapByteOrder(v, o)
  if (le !== undefined) return isFileHeader(v, o, le)
  return v.getUint32(o) === SECTION_HEADER_BLOCK && isSectionHeader(v, o)
}

/** Version 2.0 to 2.4, two words that are zero, a snapshot length, and a link type of 16 bits behind four that may be set. */
function isFileHeader(v: DataView, o: number, le: boolean): boolean {
  const isVersion = v.getUint16(o + 4, le) === 2 && v.getUint16(o + 6, le) <= 4
  const isZero = v.getUint32(o + 8, le) === 0 && v.getUint32(o + 12, le) === 0
  return isVersion && isZero && (v.getUint32(o + 20, le) & 0x03ff_0000) === 0
}

/** draft-ietf-opsawg-pcapng §4.1: a length in whole words, the byte-order magic, version 1.0 or what stands for it. */
function isSectionHeader(v: DataView, o: number): boolean {
  const le = v.getUint32(o + 8, true) === BYTE_ORDER_MAGIC
  if (!le && v.getUint32(o + 8) !== BYTE_ORDER_MAGIC) return false
  const length = v.getUint32(o + 4, le)
  const minor = v.getUint16(o + 14, le)
  const isLength = length % 4 === 0 && length >= MIN_SECTION_LEN && length <= MAX_SECTION_LEN
  return isLength && v.getUint16(o + 12, le) === 1 && (minor === 0 || minor === 2)
}
