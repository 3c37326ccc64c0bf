/**
 * pcapng. draft-ietf-opsawg-pcapng §3.1: every block has the same frame, so that unknown ones can be skipped.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Block Type                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Block Total Length                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                          Block Body                           /
 * /              variable length, padded to 32 bits               /
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Block Total Length                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Enhanced Packet Block, §4.3, from the block body on:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Interface ID                          |  8
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Timestamp (upper 32 bits)                     | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Timestamp (lower 32 bits)                     | 16
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Captured Packet Length                     | 20
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Original Packet Length                     | 24
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                          Packet Data                          / 28
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                      Options (variable)                       /
 */
import type { Packet } from '../wire/packet.js'
import type { Interface, Section } from './capture.js'
import { type Chunk, FileFacts, MAX_RECORD_LEN, packetsRead, type Reader } from './chunk.js'
import { BYTE_ORDER_MAGIC, beginsCapture, FILE_HEADER_LEN, pcapByteOrder, SECTION_HEADER_BLOCK } from './magic.js'
import type { Texts } from './texts.js'

// Block types, §11.1.
export const INTERFACE_DESCRIPTION_BLOCK = 1
/** Obsolete since 2009, appendix A; it has the fields of its successor, and a drop count in the interface's upper half. */
const PACKET_BLOCK = 2
export const SIMPLE_PACKET_BLOCK = 3
const INTERFACE_STATISTICS_BLOCK = 5
/** Apple's: a process, whose index packets have in an option. */
const DARWIN_PROCESS_BLOCK = 0x80000001
export const ENHANCED_PACKET_BLOCK = 6

/** Octets of an Enhanced Packet Block before the packet data. */
export const ENHANCED_HEADER_LEN = 28
/** The same of a Simple Packet Block. */
export const SIMPLE_HEADER_LEN = 12
const INTERFACE_HEADER_LEN = 16
const SECTION_HEADER_LEN = 24
const STATISTICS_HEADER_LEN = 20
const PROCESS_HEADER_LEN = 12
/** Octets of type and both lengths. */
const MIN_BLOCK_LEN = 12
/** The repeated total length. */
export const TRAILER_LEN = 4
/** Octets of a block at most: the longest record with its options. */
const MAX_BLOCK_LEN = MAX_RECORD_LEN + (1 << 16)

/** Interfaces that a file may declare; the obsolete Packet Block could not number more. */
const MAX_INTERFACES = 1 << 16

// Option codes, §3.5 and the section of the block.
const OPT_COMMENT = 1
const SHB_HARDWARE = 2
const SHB_OS = 3
const SHB_USERAPPL = 4
export const IF_NAME = 2
export const IF_DESCRIPTION = 3
export const IF_TSRESOL = 9
export const IF_TSOFFSET = 14
const ISB_IFDROP = 5
const EPB_DROPCOUNT = 4
const DPEB_NAME = 2
/** Processes of a section that are kept. */
const MAX_PROCESSES = 1 << 16
const SECTION_TEXTS: Readonly<Partial<Record<number, 'hardware' | 'os' | 'application'>>> = {
  [SHB_HARDWARE]: 'hardware',
  [SHB_OS]: 'os',
  [SHB_USERAPPL]: 'application',
}

/** Octets up to the next 32-bit boundary. */
export const padded = (length: number): number => (length + 3) & ~3

/** One option of a block: where its value lies. Offsets are absolute in the block's view. */
export interface Option {
  readonly code: number
  readonly start: number
  readonly end: number
}

/** The options in [start, end), up to `opt_endofopt` or the first that does not fit. */
export function* options(v: DataView, start: number, end: number, littleEndian: boolean): Generator<Option> {
  let o = start
  while (end - o >= 4) {
    const code = v.getUint16(o, littleEndian)
    const length = v.getUint16(o + 2, littleEndian)
    if (code === 0 || length > end - o - 4) return
    yield { code, start: o + 4, end: o + 4 + length }
    o += 4 + padded(length)
  }
}

const octetsOf = (v: DataView, start: number, end: number): Uint8Array =>
  new Uint8Array(v.buffer, v.byteOffset + start, end - start)

/** The octets of a UTF-8 value, borrowed; some writers end it with a zero octet that §3.5 does not ask for. */
export function textAt(v: DataView, option: Option): Uint8Array {
  const bytes = octetsOf(v, option.start, option.end)
  const zero = bytes.indexOf(0)
  return zero < 0 ? bytes : bytes.subarray(0, zero)
}

/** Ticks a second, of the value of `if_tsresol`: the most significant bit chooses powers of 2 or of 10, §4.2. */
export function ticksOf(resolution: number): bigint {
  return (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f)
}

/** Ticks a second up to which every step of `PcapngInterface.time` stays below 2^53. */
const MAX_FAST_TICKS = 2 ** 37
/** The same limit for ticks that do not divide a second's nanoseconds: their product with 10^9 must stay below 2^53. */
const MAX_FAST_ODD_TICKS = 2 ** 23

/** What one Interface Description Block says, and how its packets' time stamps are read. */
class PcapngInterface implements Interface {
  readonly id: number
  readonly linkType: number
  readonly snapLength: number
  name?: string
  description?: string
  readonly options?: Uint8Array
  readonly nanoseconds: boolean
  readonly resolution: number
  readonly timeOffset: bigint
  readonly littleEndian: boolean
  readonly section: Section
  drops?: number
  /** Dropped packets as the options of packets count them. */
  #counted = 0

  /** Time stamp units a second, `if_tsresol`. */
  readonly #ticks: number
  readonly #ticksExact: bigint
  readonly #fast: boolean
  /** `if_tsoffset`: seconds to add to every time stamp. */
  readonly #offset: number

  /** Reads the block at `o`, whose options end at `end`. */
  constructor(v: DataView, o: number, end: number, littleEndian: boolean, id: number, section: Section, texts: Texts) {
    this.id = id
    this.linkType = v.getUint16(o + 8, littleEndian)
    this.snapLength = v.getUint32(o + 12, littleEndian)
    this.littleEndian = littleEndian
    this.section = section
    let resolution = 6
    let offset = 0n
    const keep = (what: 'name' | 'description', bytes: Uint8Array): void => {
      const text = texts.keep(bytes)
      if (text !== undefined) this[what] = text
    }
    for (const option of options(v, o + INTERFACE_HEADER_LEN, end, littleEndian)) {
      const length = option.end - option.start
      if (option.code === IF_NAME) keep('name', textAt(v, option))
      else if (option.code === IF_DESCRIPTION) keep('description', textAt(v, option))
      else if (option.code === IF_TSRESOL && length === 1) resolution = v.getUint8(option.start)
      else if (option.code === IF_TSOFFSET && length === 8) {
        offset = v.getBigInt64(option.start, littleEndian)
      }
    }
    const kept = texts.options(octetsOf(v, o + INTERFACE_HEADER_LEN, end))
    if (kept !== undefined) this.options = kept
    this.resolution = resolution
    this.timeOffset = offset
    this.#ticksExact = ticksOf(resolution)
    this.#ticks = Number(this.#ticksExact)
    this.#offset = Number(offset)
    this.#fast = this.#ticks <= MAX_FAST_TICKS && (1e9 % this.#ticks === 0 || this.#ticks <= MAX_FAST_ODD_TICKS)
    this.nanoseconds = 1e6 % this.#ticks !== 0
  }

  /** Notes dropped packets: `total` is a statistics block's sum, `more` what one packet's option adds. */
  noteDrops(total: number, more: number): void {
    this.#counted += more
    this.drops = Math.max(this.drops ?? 0, total, this.#counted)
  }

  /** Sets the packet's time from the 64 bits of its time stamp, exactly; what is finer than nanoseconds is dropped. */
  time(p: Packet, high: number, low: number): void {
    const ticks = this.#ticks
    if (!this.#fast) {
      const stamp = (BigInt(high) << 32n) | BigInt(low)
      p.tsSec = Number(stamp / this.#ticksExact) + this.#offset
      p.tsNsec = Number(((stamp % this.#ticksExact) * 1_000_000_000n) / this.#ticksExact)
      return
    }
    // Long division by digits of 16 bits: no number on the way reaches 2^53, so every step is exact in a double.
    const seconds2 = Math.floor(high / ticks)
    const rest2 = (high - seconds2 * ticks) * 65536 + (low >>> 16)
    const seconds1 = Math.floor(rest2 / ticks)
    const rest1 = (rest2 - seconds1 * ticks) * 65536 + (low & 0xffff)
    const seconds0 = Math.floor(rest1 / ticks)
    const fraction = rest1 - seconds0 * ticks
    p.tsSec = (seconds2 * 65536 + seconds1) * 65536 + seconds0 + this.#offset
    p.tsNsec = 1e9 % ticks === 0 ? fraction * (1e9 / ticks) : Math.floor((fraction * 1e9) / ticks)
  }
}

/** Walks the blocks of a pcapng file, whatever number of sections it has. */
export class PcapngReader implements Reader {
  count: number

  readonly #facts: FileFacts
  /** The interfaces of the current section. */
  #interfaces: PcapngInterface[] = []
  #blocks = 0
  #littleEndian = true
  #section: { -readonly [K in keyof Section]: Section[K] } = {}
  #processes: { readonly id: number; readonly name?: string }[] | undefined
  /** Index in the capture's interfaces of the current section's first one. */
  #first = 0

  /** `count` packets of the file are in captures before this one. */
  constructor(facts: FileFacts = new FileFacts(''), count = 0) {
    this.#facts = facts
    this.count = count
  }

  get place(): string {
    return `block ${this.#blocks + 1}`
  }

  next(p: Packet, chunk: Chunk): boolean {
    for (;;) {
      const o = chunk.at
      if (chunk.end - o < MIN_BLOCK_LEN) return chunk.wants(MIN_BLOCK_LEN)
      const v = chunk.view
      const type = v.getUint32(o, this.#littleEndian)
      if (type >= SECTION_HEADER_BLOCK) {
        if (type === SECTION_HEADER_BLOCK && !this.#turnByteOrder(chunk)) return false
        if (this.#blocks > 0 && (type === SECTION_HEADER_BLOCK || pcapByteOrder(v, o) !== undefined)) {
          const begins = beginsCapture(chunk)
          if (begins === undefined) return chunk.wants(FILE_HEADER_LEN)
          if (begins) return chunk.another()
        }
      }
      const le = this.#littleEndian
      const length = v.getUint32(o + 4, le)
      if (length < MIN_BLOCK_LEN || length > MAX_BLOCK_LEN) return this.#badLength(chunk, length)
      // Some writers leave the padding out of the length. tshark accepts that.
      const whole = padded(length)
      const end = o + whole
      if (end > chunk.end) return chunk.wants(whole)
      const bodyEnd = end - TRAILER_LEN
      const trailer = v.getUint32(bodyEnd, le)
      if (trailer !== length && trailer !== whole) return this.#badTrailer(chunk, bodyEnd, length)

      let isPacket = false
      if (type === ENHANCED_PACKET_BLOCK || type === PACKET_BLOCK) {
        if (!this.#packet(p, chunk, type, bodyEnd)) return false
        isPacket = true
      } else if (type === SIMPLE_PACKET_BLOCK) {
        if (!this.#simplePacket(p, chunk, bodyEnd)) return false
        isPacket = true
      } else if (type === SECTION_HEADER_BLOCK) {
        if (!this.#sectionHeader(chunk, bodyEnd)) return false
      } else if (type === INTERFACE_DESCRIPTION_BLOCK) {
        if (!this.#interfaceDescription(chunk, bodyEnd)) return false
      } else if (type === INTERFACE_STATISTICS_BLOCK) {
        this.#statistics(v, o, bodyEnd)
      } else if (type === DARWIN_PROCESS_BLOCK) {
        this.#process(v, o, bodyEnd)
      }
      chunk.at = end
      this.#blocks++
      if (isPacket) return true
    }
  }

  /** §4.1: a section header says in which byte order it and all that follows are written. */
  #turnByteOrder(chunk: Chunk): boolean {
    const o = chunk.at + 8
    if (chunk.view.getUint32(o, true) === BYTE_ORDER_MAGIC) this.#littleEndian = true
    else if (chunk.view.getUint32(o, false) === BYTE_ORDER_MAGIC) this.#littleEndian = false
    else {
      const magic = chunk.view.getUint32(o).toString(16).padStart(8, '0')
      return this.#damaged(chunk, o, `has the byte-order magic 0x${magic}, not 0x1a2b3c4d`)
    }
    return true
  }

  #sectionHeader(chunk: Chunk, bodyEnd: number): boolean {
    const v = chunk.view
    const o = chunk.at
    const le = this.#littleEndian
    if (bodyEnd - o < SECTION_HEADER_LEN) return this.#tooShort(chunk, bodyEnd, SECTION_HEADER_LEN)
    const major = v.getUint16(o + 12, le)
    const minor = v.getUint16(o + 14, le)
    // §4.1: version 1.2 means 1.0; it comes from a draft with a mistake.
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      return this.#damaged(chunk, o + 12, `has the pcapng version ${major}.${minor}; only 1.0 is known`)
    }
    const section: { -readonly [K in keyof Section]: Section[K] } = {}
    this.#processes = undefined
    for (const option of options(v, o + SECTION_HEADER_LEN, bodyEnd, le)) {
      const what = SECTION_TEXTS[option.code]
      if (option.code === OPT_COMMENT) this.#comment('capture', v, option)
      if (what === undefined) continue
      const text = this.#facts.texts.keep(textAt(v, option))
      if (text !== undefined) section[what] = text
    }
    const kept = this.#facts.texts.options(octetsOf(v, o + SECTION_HEADER_LEN, bodyEnd))
    if (kept !== undefined) section.options = kept
    this.#section = section
    this.#first = this.#facts.interfaces.length
    this.#interfaces = []
    return true
  }

  #interfaceDescription(chunk: Chunk, bodyEnd: number): boolean {
    const o = chunk.at
    if (bodyEnd - o < INTERFACE_HEADER_LEN) return this.#tooShort(chunk, bodyEnd, INTERFACE_HEADER_LEN)
    const { interfaces, texts } = this.#facts
    if (interfaces.length === MAX_INTERFACES) {
      return this.#damaged(chunk, o, `describes one more interface than the ${MAX_INTERFACES} possible`)
    }
    const id = this.#interfaces.length
    const le = this.#littleEndian
    const described = new PcapngInterface(chunk.view, o, bodyEnd, le, id, this.#section, texts)
    this.#interfaces.push(described)
    interfaces.push(described)
    for (const option of options(chunk.view, o + INTERFACE_HEADER_LEN, bodyEnd, le)) {
      if (option.code === OPT_COMMENT) this.#comment('interface', chunk.view, option)
    }
    return true
  }

  #comment(of: 'capture' | 'interface', v: DataView, option: Option): void {
    const { path, notes, texts } = this.#facts
    const text = texts.keep(textAt(v, option))
    if (text !== undefined) notes.push({ id: 'comment', path, of, text })
  }

  /** Blocks for local use, §11.1: only what looks as Apple's do is taken for one. */
  #process(v: DataView, o: number, bodyEnd: number): void {
    if (bodyEnd - o < PROCESS_HEADER_LEN || (this.#processes?.length ?? 0) === MAX_PROCESSES) return
    let name: string | undefined
    for (const option of options(v, o + PROCESS_HEADER_LEN, bodyEnd, this.#littleEndian)) {
      if (option.code === DPEB_NAME) name = this.#facts.texts.keep(textAt(v, option))
    }
    this.#processes ??= []
    this.#section.processes = this.#processes
    this.#processes.push({ id: v.getUint32(o + 8, this.#littleEndian), ...(name === undefined ? {} : { name }) })
  }

  /** §4.6. Statistics are an extra: a mistake in them does not stop the packets. */
  #statistics(v: DataView, o: number, bodyEnd: number): void {
    if (bodyEnd - o < STATISTICS_HEADER_LEN) return
    const le = this.#littleEndian
    const i = this.#interfaces[v.getUint32(o + 8, le)]
    if (i === undefined) return
    for (const option of options(v, o + STATISTICS_HEADER_LEN, bodyEnd, le)) {
      if (option.code === ISB_IFDROP && option.end - option.start === 8) {
        i.noteDrops(Number(v.getBigUint64(option.start, le)), 0)
      }
    }
  }

  #packet(p: Packet, chunk: Chunk, type: number, bodyEnd: number): boolean {
    const v = chunk.view
    const o = chunk.at
    const le = this.#littleEndian
    const data = o + ENHANCED_HEADER_LEN
    if (bodyEnd < data) return this.#tooShort(chunk, bodyEnd, ENHANCED_HEADER_LEN)
    const id = type === PACKET_BLOCK ? v.getUint16(o + 8, le) : v.getUint32(o + 8, le)
    if (id >= this.#interfaces.length) return this.#noInterface(chunk, id)
    const captured = v.getUint32(o + 20, le)
    if (captured > bodyEnd - data) return this.#overrun(chunk, captured, bodyEnd - data)
    // The padding is inside the block, as its length is a multiple of 4.
    const optionsStart = data + padded(captured)
    const i = this.#interfaces[id]!
    p.record(v, chunk.bytes, data, captured, v.getUint32(o + 24, le))
    i.time(p, v.getUint32(o + 12, le), v.getUint32(o + 16, le))
    p.number = ++this.count
    p.interfaceId = this.#first + id
    p.linkType = i.linkType
    p.optionsStart = optionsStart < bodyEnd ? optionsStart : 0
    p.optionsEnd = optionsStart < bodyEnd ? bodyEnd : 0
    if (optionsStart < bodyEnd && type !== PACKET_BLOCK) this.#countDrops(v, optionsStart, bodyEnd, i)
    return true
  }

  /** Hot path, where packets have options: allocates nothing. */
  #countDrops(v: DataView, start: number, end: number, i: PcapngInterface): void {
    const le = this.#littleEndian
    let o = start
    while (end - o >= 4) {
      const code = v.getUint16(o, le)
      const length = v.getUint16(o + 2, le)
      if (code === 0 || length > end - o - 4) return
      if (code === EPB_DROPCOUNT && length === 8) {
        const [high, low] = le ? [o + 8, o + 4] : [o + 4, o + 8]
        i.noteDrops(0, v.getUint32(high, le) * 2 ** 32 + v.getUint32(low, le))
      }
      o += 4 + padded(length)
    }
  }

  /** §4.4: no time, always the section's first interface, and no captured length but by the snapshot length. */
  #simplePacket(p: Packet, chunk: Chunk, bodyEnd: number): boolean {
    const v = chunk.view
    const o = chunk.at
    const data = o + SIMPLE_HEADER_LEN
    if (bodyEnd < data) return this.#tooShort(chunk, bodyEnd, SIMPLE_HEADER_LEN)
    const i = this.#interfaces[0]
    if (i === undefined) return this.#noInterface(chunk, 0)
    const length = v.getUint32(o + 8, this.#littleEndian)
    const captured = i.snapLength === 0 ? length : Math.min(length, i.snapLength)
    if (captured > bodyEnd - data) return this.#overrun(chunk, captured, bodyEnd - data)
    p.record(v, chunk.bytes, data, captured, length)
    p.number = ++this.count
    p.tsSec = 0
    p.tsNsec = 0
    p.hasTime = false
    p.interfaceId = this.#first
    p.linkType = i.linkType
    p.optionsStart = 0
    p.optionsEnd = 0
    return true
  }

  #badLength(chunk: Chunk, length: number): false {
    const possible = `possible are ${MIN_BLOCK_LEN} to ${MAX_BLOCK_LEN}`
    return this.#damaged(chunk, chunk.at + 4, `claims ${length} octets, ${possible}`)
  }

  #badTrailer(chunk: Chunk, at: number, length: number): false {
    const trailer = chunk.view.getUint32(at, this.#littleEndian)
    return this.#damaged(chunk, at, `begins with a length of ${length} octets and ends with one of ${trailer}`)
  }

  #tooShort(chunk: Chunk, bodyEnd: number, headerLen: number): false {
    const { at } = chunk
    return this.#damaged(chunk, at, `has ${bodyEnd - at} octets before its trailer, its type needs ${headerLen}`)
  }

  #overrun(chunk: Chunk, captured: number, room: number): false {
    return this.#damaged(chunk, chunk.at, `claims ${captured} octets of packet data, at most ${room} fit in`)
  }

  #noInterface(chunk: Chunk, id: number): false {
    const declared = this.#interfaces.length
    return this.#damaged(chunk, chunk.at, `is of interface ${id}, but its section has declared ${declared} before it`)
  }

  #damaged(chunk: Chunk, at: number, what: string): false {
    return chunk.damaged(at, `${this.place} ${what}; ${packetsRead(this.count)}`)
  }
}
