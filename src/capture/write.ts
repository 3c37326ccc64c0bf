/** Writes packets as they were captured, octet for octet: pcap (pcap.ts) or pcapng (pcapng.ts), little-endian. */
import { closeSync, fstatSync, ftruncateSync, openSync, statSync } from 'node:fs'
import type { Packet } from '../wire/packet.js'
import { type Capture, type Interface, WriteError } from './capture.js'
import { FILE_HEADER_LEN, MAGIC_MICROSECONDS, MAGIC_NANOSECONDS, MAX_PACKET_LEN, RECORD_HEADER_LEN } from './pcap.js'
import {
  BYTE_ORDER_MAGIC,
  ENHANCED_HEADER_LEN,
  ENHANCED_PACKET_BLOCK,
  IF_DESCRIPTION,
  IF_NAME,
  IF_TSRESOL,
  INTERFACE_DESCRIPTION_BLOCK,
  type Option,
  options,
  padded,
  SECTION_HEADER_BLOCK,
  TRAILER_LEN,
} from './pcapng.js'
import { opening } from './source.js'
import { writeAll } from './write-all.js'

/**
 * Takes the packets of one capture. Its methods throw a `WriteError` when the file cannot be written, as on a full disk. What
 * had been written then is whole packets, and what came after them is lost.
 */
export interface CaptureWriter {
  /** Octets that the packets so far take in the file. */
  readonly size: number
  /** Writes the packet as the capture holds it, without anything that was reassembled. */
  write(p: Packet): void
  /** Writes what is still in memory: whoever reads the file now sees every packet. */
  flush(): void
  /** Writes what is still in memory and closes the file. A writer without packets leaves a valid, empty file. */
  close(): void
}

export type Format = 'pcap' | 'pcapng'

/** The format that a file's name asks for. */
export function formatOf(path: string): Format {
  return path.endsWith('.pcapng') ? 'pcapng' : 'pcap'
}

/**
 * Opens a file to write packets of `capture` to, `-` for standard output: pcapng when the path ends so, pcap otherwise.
 * Throws an `OpenError`, and a `WriteError` when the file is one of `sources`, the paths that are being read.
 */
export function openWriter(
  path: string,
  capture: Capture,
  sources: readonly string[],
  format: Format = formatOf(path),
): CaptureWriter {
  if (sources.some((source) => isSameFile(path, source))) {
    throw new WriteError(path, 'is the file being read; write to another one')
  }
  const out = new Output(path, format === 'pcapng' ? blockLength : recordLength)
  return format === 'pcapng' ? new PcapngWriter(capture, out) : new PcapWriter(path, capture, out)
}

function isSameFile(path: string, source: string): boolean {
  if (path === '-') return false
  const to = opening(path, () => statSync(path, { throwIfNoEntry: false }))
  const from = source === '-' ? fstatSync(0) : statSync(source, { throwIfNoEntry: false })
  return to !== undefined && from !== undefined && to.isFile() && to.dev === from.dev && to.ino === from.ino
}

/** Octets gathered before they go to the file. */
const BATCH_LEN = 1 << 20

/** Octets of what begins at `at`, and at `position` of the file: its header, a record, a block. */
type Measure = (v: DataView, at: number, position: number) => number

/** A file being written in large batches, each of whole records. */
class Output {
  bytes: Uint8Array = new Uint8Array(BATCH_LEN)
  view: DataView = new DataView(this.bytes.buffer)
  #end = 0
  #written = 0
  readonly #path: string
  readonly #measure: Measure
  readonly #fd: number
  /** Nothing is written behind what could not be written. */
  #failed = false

  constructor(path: string, measure: Measure) {
    this.#path = path
    this.#measure = measure
    this.#fd = path === '-' ? 1 : opening(path, () => openSync(path, 'w'))
  }

  /** Makes room for `length` octets and returns the offset in `bytes` where they go. They may hold anything. */
  take(length: number): number {
    if (this.#end + length > this.bytes.length) this.flush()
    if (length > this.bytes.length) {
      this.bytes = new Uint8Array(length)
      this.view = new DataView(this.bytes.buffer)
    }
    const at = this.#end
    this.#end += length
    return at
  }

  close(): void {
    try {
      this.flush()
    } finally {
      if (this.#fd !== 1) closeSync(this.#fd)
    }
  }

  /** Octets so far, those in memory included. */
  get size(): number {
    return this.#written + this.#end
  }

  flush(): void {
    const end = this.#end
    this.#end = 0
    if (this.#failed) return
    try {
      writeAll(this.#fd, this.bytes, end)
    } catch (error) {
      this.#failed = true
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw error
      throw new WriteError(this.#path, this.#cutBack(end, error as NodeJS.ErrnoException))
    }
    this.#written += end
  }

  /** Takes back what was written of the last record, where that can be; says how the file ends. */
  #cutBack(end: number, { code, message }: NodeJS.ErrnoException): string {
    const why = `cannot be written: ${(code && REASONS[code]) || message}`
    // What another program has opened may have had something in it before.
    if (this.#fd === 1 || !fstatSync(this.#fd).isFile()) return `${why}; what was written may end within a packet`
    const room = fstatSync(this.#fd).size - this.#written
    let whole = 0
    while (whole < end) {
      const next = whole + this.#measure(this.view, whole, this.#written + whole)
      if (next > room) break
      whole = next
    }
    ftruncateSync(this.#fd, this.#written + whole)
    this.#written += whole
    return `${why}; it ends after ${this.#written} octets, with a whole packet`
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it has become as large as a file may be',
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
  readonly #capture: Capture
  readonly #out: Output
  #linkType = -1
  #nanoseconds = false

  constructor(path: string, capture: Capture, out: Output) {
    this.#path = path
    this.#capture = capture
    this.#out = out
  }

  write(p: Packet): void {
    if (this.#linkType < 0) this.#header(p.linkType)
    if (p.linkType !== this.#linkType) {
      this.#refuse(p, `has link type ${p.linkType}, those before have ${this.#linkType}; pcap holds one`)
    }
    if (p.tsSec < 0 || p.tsSec > MAX_SECONDS) this.#refuse(p, 'has a time that pcap cannot hold')
    if (!this.#nanoseconds && p.tsNsec % 1000 !== 0) {
      this.#refuse(p, 'has nanoseconds, the file was begun with microseconds')
    }
    const out = this.#out
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
    v.setUint32(at + 16, snapLength(interfaces), true)
    v.setUint32(at + 20, linkType, true)
  }

  #refuse(p: Packet, what: string): never {
    throw new WriteError(this.#path, `packet ${p.number} ${what}; write to a .pcapng file`)
  }
}

const LINKTYPE_ETHERNET = 1

/** The longest of the interfaces' snapshot lengths; libpcap's own where one has no limit. */
function snapLength(interfaces: readonly Interface[]): number {
  const longest = interfaces.reduce((most, i) => Math.max(most, i.snapLength), 0)
  return longest === 0 || interfaces.some((i) => i.snapLength === 0) ? Math.max(longest, MAX_PACKET_LEN) : longest
}

/** Octets of a Section Header Block without options. */
const SECTION_BLOCK_LEN = 28
/** Octets of an Interface Description Block without options. */
const INTERFACE_BLOCK_LEN = 20

/** Writes pcapng 1.0: one section, the capture's interfaces under their own index, an Enhanced Packet Block a packet. */
class PcapngWriter implements CaptureWriter {
  readonly #capture: Capture
  readonly #out: Output
  /** Interfaces described so far. */
  #interfaces = 0

  constructor(capture: Capture, out: Output) {
    this.#capture = capture
    this.#out = out
    const at = this.#begin(SECTION_HEADER_BLOCK, SECTION_BLOCK_LEN)
    const v = out.view
    v.setUint32(at + 8, BYTE_ORDER_MAGIC, true)
    v.setUint16(at + 12, 1, true)
    v.setUint16(at + 14, 0, true)
    // Section length: not specified.
    v.setBigInt64(at + 16, -1n, true)
  }

  write(p: Packet): void {
    this.#describeInterfaces()
    const i = this.#capture.interfaces[p.interfaceId]!
    const optionsLen = p.optionsStart < p.optionsEnd ? copiedLength(p, i.littleEndian) : 0
    const dataLen = padded(p.captured)
    const out = this.#out
    const at = this.#begin(ENHANCED_PACKET_BLOCK, ENHANCED_HEADER_LEN + dataLen + optionsLen + TRAILER_LEN)
    const v = out.view
    const stamp = i.nanoseconds
      ? BigInt(p.tsSec) * 1_000_000_000n + BigInt(p.tsNsec)
      : BigInt(p.tsSec) * 1_000_000n + BigInt(p.tsNsec / 1000)
    v.setUint32(at + 8, p.interfaceId, true)
    v.setUint32(at + 12, Number(BigInt.asUintN(32, stamp >> 32n)), true)
    v.setUint32(at + 16, Number(BigInt.asUintN(32, stamp)), true)
    v.setUint32(at + 20, p.captured, true)
    v.setUint32(at + 24, p.length, true)
    const data = at + ENHANCED_HEADER_LEN
    copy(out.bytes, data, p.recordBytes, p.recordStart, p.captured)
    out.bytes.fill(0, data + p.captured, data + dataLen)
    if (optionsLen > 0) copyOptions(out, data + dataLen, p, i.littleEndian)
  }

  get size(): number {
    return this.#out.size
  }

  flush(): void {
    this.#out.flush()
  }

  close(): void {
    this.#describeInterfaces()
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

  /** A file may declare interfaces anywhere: describes those that the capture has got to know since the last packet. */
  #describeInterfaces(): void {
    const { interfaces } = this.#capture
    while (this.#interfaces < interfaces.length) this.#describe(interfaces[this.#interfaces++]!)
  }

  #describe(i: Interface): void {
    const values: [code: number, value: Uint8Array][] = [[IF_TSRESOL, Uint8Array.of(i.nanoseconds ? 9 : 6)]]
    const { name, description, inFull } = i
    if (name !== undefined) values.push([IF_NAME, inFull?.name ?? utf8.encode(name)])
    if (description !== undefined) values.push([IF_DESCRIPTION, inFull?.description ?? utf8.encode(description)])
    const optionsLen = values.reduce(
      (sum, [, { length }]) => sum + OPTION_HEADER_LEN + padded(length),
      OPTION_HEADER_LEN,
    )
    const at = this.#begin(INTERFACE_DESCRIPTION_BLOCK, INTERFACE_BLOCK_LEN + optionsLen)
    const { bytes, view: v } = this.#out
    v.setUint16(at + 8, i.linkType, true)
    v.setUint16(at + 10, 0, true)
    v.setUint32(at + 12, i.snapLength, true)
    let o = at + INTERFACE_BLOCK_LEN - TRAILER_LEN
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
}

const utf8 = new TextEncoder()

/** Octets of an option's code and length, and of `opt_endofopt` as a whole. */
const OPTION_HEADER_LEN = 4

// Options of a packet with numbers in them, draft-ietf-opsawg-pcapng §3.5 and §4.3.
const EPB_FLAGS = 2
const EPB_DROPCOUNT = 4
const EPB_PACKETID = 5
const EPB_QUEUE = 6
const EPB_VERDICT = 7
/** Custom options start with a Private Enterprise Number of 32 bits. */
const CUSTOM: readonly number[] = [2988, 2989, 19372, 19373]

/** Where in the option's value a number of the section's byte order starts. */
const numberStart = ({ code, start }: Option): number => (code === EPB_VERDICT ? start + 1 : start)

/** Octets of that number, 0 when the value is octets or text. */
function numberLength({ code, start, end }: Option): number {
  const length = end - start
  if (code === EPB_FLAGS || code === EPB_QUEUE) return length === 4 ? 4 : 0
  if (code === EPB_DROPCOUNT || code === EPB_PACKETID) return length === 8 ? 8 : 0
  // Hardware verdicts are octets; those of eBPF are 64 bits behind one octet of type.
  if (code === EPB_VERDICT) return length === 9 ? 8 : 0
  return CUSTOM.includes(code) && length >= 4 ? 4 : 0
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

/** Octets that the packet's options take, with `opt_endofopt`. */
function copiedLength(p: Packet, littleEndian: boolean): number {
  let length = OPTION_HEADER_LEN
  for (const option of options(viewOf(p.recordBytes), p.optionsStart, p.optionsEnd, littleEndian)) {
    length += OPTION_HEADER_LEN + padded(option.end - option.start)
  }
  return length
}

/** Copies the packet's options, with the numbers in them turned to little-endian. */
function copyOptions(out: Output, at: number, p: Packet, littleEndian: boolean): void {
  const { bytes, view: v } = out
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

/** Below it, a loop copies faster than `set`, which needs a view of the octets first. */
const SHORT_LEN = 64

function copy(to: Uint8Array, at: number, from: Uint8Array, start: number, length: number): void {
  if (length > SHORT_LEN) to.set(from.subarray(start, start + length), at)
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i]!
}
