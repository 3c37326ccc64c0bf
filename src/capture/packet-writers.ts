/** Packets as they were captured, octet for octet, in pcap (pcap.ts) or pcapng (pcapng.ts), little-endian. Needs no Node. */
import type { Packet } from '../wire/packet.js'
import { type Capture, type Interface, WriteError } from './capture.js'
import {
  BYTE_ORDER_MAGIC,
  FILE_HEADER_LEN,
  MAGIC_MICROSECONDS,
  MAGIC_NANOSECONDS,
  SECTION_HEADER_BLOCK,
} from './magic.js'
import { MAX_PACKET_LEN, RECORD_HEADER_LEN } from './pcap.js'
import {
  ENHANCED_HEADER_LEN,
  ENHANCED_PACKET_BLOCK,
  IF_DESCRIPTION,
  IF_NAME,
  IF_TSOFFSET,
  IF_TSRESOL,
  INTERFACE_DESCRIPTION_BLOCK,
  type Option,
  options,
  padded,
  SIMPLE_HEADER_LEN,
  SIMPLE_PACKET_BLOCK,
  TRAILER_LEN,
  ticksOf,
} from './pcapng.js'

/**
 * Takes the packets of one capture. Its methods throw a `WriteError` when the file cannot be written, as on a full
 * disk. The file then ends with a whole packet, and later packets are lost.
 */
export interface CaptureWriter {
  /** Octets that the packets so far take in the file. */
  readonly size: number
  /**
   * Writes the packet as it was captured, not as it was reassembled. Throws a `WriteError` for a packet that the format
   * cannot hold, instead of writing one that reads differently.
   */
  write(p: Packet): void
  /** Writes what is still in memory, so that whoever reads the file sees every packet. */
  flush(): void
  /** The same, and lets go of the file and of the memory until the next packet: for whoever writes to many files. */
  rest(): void
  /** Writes what is still in memory and closes the file. A writer without packets leaves a valid, empty file. */
  close(): void
}

/** What a writer has to know of the capture that packets are from. */
export type Described = Pick<Capture, 'interfaces' | 'parts' | 'pathOf'>

export type Format = 'pcap' | 'pcapng'

/** Where records go, in batches. */
export interface Output {
  /** What was not written yet. */
  readonly bytes: Uint8Array
  readonly view: DataView
  /** Octets so far, those in `bytes` included. */
  readonly size: number
  /** Makes room for `length` octets, which may hold anything. Returns their offset in `bytes`. */
  take(length: number): number
  /** Overwrites the 32-bit number at `position` of all that was written. False where that is out of reach. */
  patch(position: number, value: number): boolean
  flush(): void
  rest(): void
  close(): void
}

/** A writer of packets of `capture`; `name` is what errors call the file. */
export function writerTo(out: Output, format: Format, name: string, capture: Described): CaptureWriter {
  return format === 'pcapng' ? new PcapngWriter(name, capture, out) : new PcapWriter(name, capture, out)
}

/** Octets of what begins at `at`, and at `position` of the file: its header, a record, a block. */
export type Measure = (v: DataView, at: number, position: number) => number

export function measureOf(format: Format): Measure {
  return format === 'pcapng' ? blockLength : recordLength
}

/** pcap. */
function recordLength(v: DataView, at: number, position: number): number {
  return position === 0 ? FILE_HEADER_LEN : RECORD_HEADER_LEN + v.getUint32(at + 8, true)
}

/** pcapng. */
function blockLength(v: DataView, at: number): number {
  return v.getUint32(at + 4, true)
}

/** Largest second that pcap's 32 bits hold: in February 2106. */
const MAX_SECONDS = 0xffffffff

/** Writes pcap 2.4. The first packet's interface decides on link type and precision of the time stamps. */
class PcapWriter implements CaptureWriter {
  readonly #path: string
  readonly #capture: Described
  readonly #out: Output
  #linkType = -1
  #nanoseconds = false
  /** The longest packet that the header announces: readers cut what is longer. */
  #snapLength = 0

  constructor(path: string, capture: Described, out: Output) {
    this.#path = path
    this.#capture = capture
    this.#out = out
  }

  write(p: Packet): void {
    if (this.#linkType < 0) this.#header(p.linkType)
    if (p.linkType !== this.#linkType) {
      this.#refuse(p, `has link type ${p.linkType}, those before have ${this.#linkType}; pcap holds one`)
    }
    if (!p.hasTime) this.#refuse(p, 'has no time, which pcap cannot say')
    if (p.tsSec < 0 || p.tsSec > MAX_SECONDS) this.#refuse(p, 'has a time that pcap cannot hold')
    if (!this.#nanoseconds && p.tsNsec % 1000 !== 0) {
      this.#refuse(p, 'has nanoseconds, the file was begun with microseconds')
    }
    const out = this.#out
    if (p.captured > this.#snapLength) this.#promise(p)
    const at = out.take(RECORD_HEADER_LEN + p.captured)
    const v = out.view
    v.setUint32(at, p.tsSec, true)
    v.setUint32(at + 4, this.#nanoseconds ? p.tsNsec : p.tsNsec / 1000, true)
    v.setUint32(at + 8, p.captured, true)
    v.setUint32(at + 12, p.length, true)
    copy(out.bytes, at + RECORD_HEADER_LEN, p.recordBytes, p.recordStart, p.captured)
  }

  get size(): number {
    return this.#out.size
  }

  flush(): void {
    if (this.#linkType >= 0) this.#out.flush()
  }

  rest(): void {
    if (this.#linkType >= 0) this.#out.rest()
  }

  close(): void {
    if (this.#linkType < 0) this.#header(this.#capture.interfaces[0]?.linkType ?? LINKTYPE_ETHERNET)
    this.#out.close()
  }

  #header(linkType: number): void {
    const { interfaces } = this.#capture
    this.#linkType = linkType
    this.#nanoseconds = interfaces.some(({ nanoseconds }) => nanoseconds)
    const out = this.#out
    const at = out.take(FILE_HEADER_LEN)
    const v = out.view
    v.setUint32(at, this.#nanoseconds ? MAGIC_NANOSECONDS : MAGIC_MICROSECONDS, true)
    v.setUint16(at + 4, 2, true)
    v.setUint16(at + 6, 4, true)
    v.setUint32(at + 8, 0, true)
    v.setUint32(at + 12, 0, true)
    this.#snapLength = snapLength(interfaces)
    v.setUint32(at + SNAP_LENGTH, this.#snapLength, true)
    v.setUint32(at + 20, linkType, true)
  }

  /** Raises the snapshot length in the header for a packet that is longer than the capture has announced. */
  #promise(p: Packet): void {
    if (!this.#out.patch(SNAP_LENGTH, p.captured)) {
      this.#refuse(p, `has ${p.captured} octets, the file was begun with ${this.#snapLength} at most`)
    }
    this.#snapLength = p.captured
  }

  #refuse(p: Packet, what: string): never {
    throw new WriteError(this.#path, `packet ${p.number} ${what}; write to a .pcapng file`)
  }
}

const LINKTYPE_ETHERNET = 1
/** Where the file header has the snapshot length. */
const SNAP_LENGTH = 16

/** The longest of the interfaces' snapshot lengths; libpcap's own where one has no limit. */
function snapLength(interfaces: readonly Interface[]): number {
  const longest = interfaces.reduce((most, i) => Math.max(most, i.snapLength), 0)
  return longest === 0 || interfaces.some((i) => i.snapLength === 0) ? Math.max(longest, MAX_PACKET_LEN) : longest
}

/** Octets of a Section Header Block without options. */
const SECTION_BLOCK_LEN = 28
/** Octets of an Interface Description Block without options. */
const INTERFACE_BLOCK_LEN = 20

/** How an interface of the capture is written. */
interface Written {
  /** Its number in the section. */
  readonly id: number
  /** Ticks a second of its time stamps. */
  readonly ticks: bigint
  readonly offset: bigint
  /** Where a tick is so many nanoseconds; otherwise 0. */
  readonly nanoseconds: number
}

/**
 * Writes pcapng 1.0: the capture's interfaces under their own index, an Enhanced Packet Block a packet, with times in the
 * units of the source. A packet without time is a Simple Packet Block, which is of its section's first interface: a section
 * begins where that is another one.
 */
class PcapngWriter implements CaptureWriter {
  readonly #path: string
  readonly #capture: Described
  readonly #out: Output
  /** Interfaces described so far, in whatever section. */
  #interfaces = 0
  /** Those of this section, by the capture's index. */
  #written: (Written | undefined)[] = []
  /** Interfaces of this section. */
  #ids = 0
  /** The options of this section; undefined before the first one. */
  #options: Uint8Array | undefined

  constructor(path: string, capture: Described, out: Output) {
    this.#path = path
    this.#capture = capture
    this.#out = out
  }

  write(p: Packet): void {
    this.#describeInterfaces()
    if (!p.hasTime) {
      this.#simple(p)
      return
    }
    const i = this.#capture.interfaces[p.interfaceId]!
    const written = this.#written[p.interfaceId] ?? this.#describe(p.interfaceId)
    const stamp = this.#stamp(p, written)
    const optionsLen = p.optionsStart < p.optionsEnd ? copiedLength(p, i.littleEndian) : 0
    const dataLen = padded(p.captured)
    const out = this.#out
    const at = this.#begin(ENHANCED_PACKET_BLOCK, ENHANCED_HEADER_LEN + dataLen + optionsLen + TRAILER_LEN)
    const v = out.view
    v.setUint32(at + 8, written.id, true)
    v.setUint32(at + 12, Number(stamp >> 32n), true)
    v.setUint32(at + 16, Number(BigInt.asUintN(32, stamp)), true)
    v.setUint32(at + 20, p.captured, true)
    v.setUint32(at + 24, p.length, true)
    const data = at + ENHANCED_HEADER_LEN
    this.#copyData(p, data)
    if (optionsLen > 0) copyOptions(out, data + dataLen, p, i.littleEndian)
  }

  /** The packet's time in ticks, 64 bits. */
  #stamp(p: Packet, { ticks, offset, nanoseconds }: Written): bigint {
    // The reader knows seconds beyond 2^53 only roughly. That concerns the time, the interface's offset, and their sum.
    const isExact =
      Number.isSafeInteger(p.tsSec) &&
      Number.isSafeInteger(Number(offset)) &&
      Number.isSafeInteger(p.tsSec - Number(offset))
    if (!isExact) this.#refuse(p, `has a time that is not known exactly, ${p.tsSec} s from 1970`)
    const fraction =
      nanoseconds > 0 ? BigInt(p.tsNsec / nanoseconds) : (BigInt(p.tsNsec) * ticks + SECOND - 1n) / SECOND
    const stamp = (BigInt(p.tsSec) - offset) * ticks + fraction
    if (stamp < 0n || stamp > MAX_STAMP)
      this.#refuse(p, `has a time that its interface cannot hold, ${p.tsSec} s from 1970`)
    return stamp
  }

  #simple(p: Packet): void {
    const { snapLength } = this.#capture.interfaces[p.interfaceId]!
    const captured = snapLength === 0 ? p.length : Math.min(p.length, snapLength)
    if (p.captured !== captured) this.#refuse(p, 'has no time and is cut at another length than its interface says')
    if (this.#written[p.interfaceId]?.id !== 0) {
      this.#section(this.#optionsOf(p.interfaceId), this.#capture.interfaces[p.interfaceId]!.littleEndian)
      this.#describe(p.interfaceId)
    }
    const at = this.#begin(SIMPLE_PACKET_BLOCK, SIMPLE_HEADER_LEN + padded(captured) + TRAILER_LEN)
    this.#out.view.setUint32(at + 8, p.length, true)
    this.#copyData(p, at + SIMPLE_HEADER_LEN)
  }

  /** The packet's octets and what pads them. */
  #copyData(p: Packet, at: number): void {
    const { bytes } = this.#out
    copy(bytes, at, p.recordBytes, p.recordStart, p.captured)
    bytes.fill(0, at + p.captured, at + padded(p.captured))
  }

  #refuse(p: Packet, what: string): never {
    throw new WriteError(this.#path, `packet ${p.number} ${what}; those before it are written`)
  }

  get size(): number {
    return this.#out.size
  }

  flush(): void {
    this.#describeInterfaces()
    this.#out.flush()
  }

  rest(): void {
    this.flush()
    this.#out.rest()
  }

  close(): void {
    this.#describeInterfaces()
    if (this.#options === undefined) this.#section(NOTHING, true)
    this.#out.close()
  }

  /** Takes room for a block, and writes its type and its length at both ends. */
  #begin(type: number, length: number): number {
    const at = this.#out.take(length)
    const v = this.#out.view
    v.setUint32(at, type, true)
    v.setUint32(at + 4, length, true)
    v.setUint32(at + length - TRAILER_LEN, length, true)
    return at
  }

  /** Begins a section without any interfaces yet. It has the options of the source's section. */
  #section(source: Uint8Array, littleEndian: boolean): void {
    const values = copied(source, littleEndian, SECTION_OPTIONS)
    const at = this.#begin(SECTION_HEADER_BLOCK, SECTION_BLOCK_LEN + valuesLength(values))
    const v = this.#out.view
    v.setUint32(at + 8, BYTE_ORDER_MAGIC, true)
    v.setUint16(at + 12, 1, true)
    v.setUint16(at + 14, 0, true)
    // Section length: not specified.
    v.setBigInt64(at + 16, -1n, true)
    writeValues(this.#out, at + SECTION_BLOCK_LEN - TRAILER_LEN, values)
    this.#written = []
    this.#ids = 0
    this.#options = source
  }

  /** The options of an interface's section; none where the capture is merged from several. */
  #optionsOf(index: number): Uint8Array {
    return (this.#capture.parts ?? 1) > 1 ? NOTHING : (this.#capture.interfaces[index]?.section?.options ?? NOTHING)
  }

  /** A file may declare interfaces anywhere: describes those that the capture has got to know since the last packet. */
  #describeInterfaces(): void {
    while (this.#interfaces < this.#capture.interfaces.length) this.#describe(this.#interfaces)
  }

  #describe(index: number): Written {
    const i = this.#capture.interfaces[index]!
    const source = this.#optionsOf(index)
    if (this.#options === undefined || !isEqual(source, this.#options)) this.#section(source, i.littleEndian)
    const resolution = resolutionOf(i)
    const values: Value[] = [[IF_TSRESOL, Uint8Array.of(resolution)]]
    if (i.timeOffset) values.push([IF_TSOFFSET, int64(i.timeOffset)])
    if (i.options === undefined) {
      const { name, description } = i
      if (name !== undefined) values.push([IF_NAME, optionText(name)])
      if (description !== undefined) values.push([IF_DESCRIPTION, optionText(description)])
    } else {
      values.push(...copied(i.options, i.littleEndian, INTERFACE_OPTIONS).filter(([code]) => !OURS.includes(code)))
    }
    const path = this.#capture.pathOf?.(index)
    if (path !== undefined && path !== '-') values.push([OPT_COMMENT, optionText(`from ${nameIn(path)}`)])
    const at = this.#begin(INTERFACE_DESCRIPTION_BLOCK, INTERFACE_BLOCK_LEN + valuesLength(values))
    const v = this.#out.view
    v.setUint16(at + 8, i.linkType, true)
    v.setUint16(at + 10, 0, true)
    v.setUint32(at + 12, i.snapLength, true)
    writeValues(this.#out, at + INTERFACE_BLOCK_LEN - TRAILER_LEN, values)
    const written = {
      id: this.#ids++,
      ticks: ticksOf(resolution),
      offset: i.timeOffset ?? 0n,
      nanoseconds: resolution <= NANOSECONDS ? 10 ** (NANOSECONDS - resolution) : 0,
    }
    this.#written[index] = written
    this.#interfaces = Math.max(this.#interfaces, index + 1)
    return written
  }
}

/** `if_tsresol` of nanoseconds and of microseconds. */
const NANOSECONDS = 9
const MICROSECONDS = 6
/** The finest power of 2 that is not finer than a nanosecond. */
const BINARY = 0x80
const FINEST_BINARY = BINARY | 29
const SECOND = 1_000_000_000n
const MAX_STAMP = 2n ** 64n - 1n

/**
 * The unit for an interface's times. It is the source's own unit, so that every 64-bit time fits again; where that is
 * finer than nanoseconds, which is all that was read, it is nanoseconds.
 */
function resolutionOf({ resolution, nanoseconds }: Interface): number {
  if (resolution === undefined) return nanoseconds ? NANOSECONDS : MICROSECONDS
  const finest = resolution < BINARY ? NANOSECONDS : FINEST_BINARY
  return resolution <= finest ? resolution : NANOSECONDS
}

function int64(value: bigint): Uint8Array {
  const octets = new Uint8Array(8)
  viewOf(octets).setBigInt64(0, value, true)
  return octets
}

/** An option, with the octets of its value. */
type Value = readonly [code: number, value: Uint8Array]

/** Options that the writer makes itself. */
const OURS: readonly number[] = [IF_TSRESOL, IF_TSOFFSET]
export const NOTHING: Uint8Array = new Uint8Array(0)

/** Octets that they take, with `opt_endofopt`; 0 where there are none. */
function valuesLength(values: readonly Value[]): number {
  if (values.length === 0) return 0
  return values.reduce((sum, [, { length }]) => sum + OPTION_HEADER_LEN + padded(length), OPTION_HEADER_LEN)
}

function writeValues({ bytes, view: v }: Output, at: number, values: readonly Value[]): void {
  if (values.length === 0) return
  let o = at
  for (const [code, value] of values) {
    v.setUint16(o, code, true)
    v.setUint16(o + 2, value.length, true)
    o += OPTION_HEADER_LEN
    bytes.set(value, o)
    bytes.fill(0, o + value.length, o + padded(value.length))
    o += padded(value.length)
  }
  v.setUint32(o, 0, true)
}

/** The options of a section or an interface, with the numbers in them turned to little-endian. */
function copied(source: Uint8Array, littleEndian: boolean, numbers: Readonly<Record<number, number>>): Value[] {
  return [...options(viewOf(source), 0, source.length, littleEndian)].map(({ code, start, end }) => {
    const value = source.slice(start, end)
    const length = CUSTOM.includes(code) ? 4 : (numbers[code] ?? 0)
    if (!littleEndian && value.length >= length) value.subarray(0, length).reverse()
    return [code, value]
  })
}

function isEqual(some: Uint8Array, others: Uint8Array): boolean {
  return some === others || Buffer.compare(some, others) === 0
}

/** Octets of an option at most. */
const MAX_OPTION_LEN = 0xffff

/** As UTF-8, cut between characters where it is too long for an option. */
function optionText(text: string): Uint8Array {
  const octets = utf8.encode(text)
  if (octets.length <= MAX_OPTION_LEN) return octets
  let end = MAX_OPTION_LEN
  while ((octets[end]! & 0xc0) === 0x80) end--
  return octets.subarray(0, end)
}

const utf8 = new TextEncoder()

/** Octets of an option's code and length, and of `opt_endofopt` as a whole. */
const OPTION_HEADER_LEN = 4

const OPT_COMMENT = 1
// Options of a packet with numbers in them, draft-ietf-opsawg-pcapng §3.5 and §4.3.
const EPB_FLAGS = 2
const EPB_DROPCOUNT = 4
const EPB_PACKETID = 5
const EPB_QUEUE = 6
const EPB_VERDICT = 7
/** Custom options start with a Private Enterprise Number of 32 bits. */
const CUSTOM: readonly number[] = [2988, 2989, 19372, 19373]

/** Octets of the numbers that the options of a section have: none but those of custom ones. */
const SECTION_OPTIONS: Readonly<Record<number, number>> = {}
/** Of an interface, §4.2: if_speed, if_tzone, if_txspeed, if_rxspeed. */
const INTERFACE_OPTIONS: Readonly<Record<number, number>> = { 8: 8, 10: 4, 16: 8, 17: 8 }

/** Where in the option's value a number of the section's byte order starts. */
const numberStart = ({ code, start }: Option): number => (code === EPB_VERDICT ? start + 1 : start)

/** Octets of that number, 0 when the value is octets or text. */
function numberLength({ code, start, end }: Option): number {
  const length = end - start
  if (code === EPB_FLAGS || code === EPB_QUEUE) return length === 4 ? 4 : 0
  if (code === EPB_DROPCOUNT || code === EPB_PACKETID) return length === 8 ? 8 : 0
  // A verdict of hardware is octets, one of eBPF is 64 bits behind an octet for the type.
  if (code === EPB_VERDICT) return length === 9 ? 8 : 0
  return CUSTOM.includes(code) && length >= 4 ? 4 : 0
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** Octets that the packet's options take, with `opt_endofopt`. */
function copiedLength(p: Packet, littleEndian: boolean): number {
  if (littleEndian) return wholeOptionsEnd(p) - p.optionsStart + OPTION_HEADER_LEN
  let length = OPTION_HEADER_LEN
  for (const option of options(viewOf(p.recordBytes), p.optionsStart, p.optionsEnd, littleEndian)) {
    length += OPTION_HEADER_LEN + padded(option.end - option.start)
  }
  return length
}

/** Where the packet's options end that are whole, those of a section in little-endian. */
function wholeOptionsEnd({ recordBytes: b, optionsStart, optionsEnd }: Packet): number {
  let at = optionsStart
  while (at + OPTION_HEADER_LEN <= optionsEnd && (b[at]! | b[at + 1]!) !== 0) {
    const next = at + OPTION_HEADER_LEN + padded(b[at + 2]! | (b[at + 3]! << 8))
    if (next > optionsEnd) break
    at = next
  }
  return at
}

/** Copies the packet's options, with the numbers in them turned to little-endian. */
function copyOptions(out: Output, at: number, p: Packet, littleEndian: boolean): void {
  const { bytes, view: v } = out
  if (littleEndian) {
    const length = wholeOptionsEnd(p) - p.optionsStart
    copy(bytes, at, p.recordBytes, p.optionsStart, length)
    v.setUint32(at + length, 0, true)
    return
  }
  let o = at
  for (const option of options(viewOf(p.recordBytes), p.optionsStart, p.optionsEnd, littleEndian)) {
    const length = option.end - option.start
    v.setUint16(o, option.code, true)
    v.setUint16(o + 2, length, true)
    o += OPTION_HEADER_LEN
    copy(bytes, o, p.recordBytes, option.start, length)
    bytes.fill(0, o + length, o + padded(length))
    if (!littleEndian) {
      const number = o + numberStart(option) - option.start
      bytes.subarray(number, number + numberLength(option)).reverse()
    }
    o += padded(length)
  }
  v.setUint32(o, 0, true)
}

/** Octets up to which a loop is faster than `set`, for which a view has to be made first. */
const SHORT_LEN = 64

function copy(to: Uint8Array, at: number, from: Uint8Array, start: number, length: number): void {
  if (length > SHORT_LEN) to.set(from.subarray(start, start + length), at)
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i]!
}

/** A path's last part: `basename` is Node's. */
function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
