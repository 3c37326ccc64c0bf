/**
 * Damages captures as a fuzzer does, but knowing what they are made of: fields, headers and records, so that most of what
 * comes out gets past the first decoder. The same numbers from `Random` give the same capture.
 */
import { mulberry32, type Random } from '../../src/present/quiz/random.js'
import { decode } from '../../src/wire/decode.js'
import { visitFields, writeBits } from '../../src/wire/field.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { protocolOf } from '../../src/wire/protocols/index.js'
import { LINK_TYPE_NAMES } from '../../src/wire/registries/link-types.js'
import type { Frame } from './octets.js'

/** Octets of a frame at most; what is inserted and grafted stops there. */
const MAX_FRAME = 4096
/** Records of a capture at most, and octets of a file. */
const MAX_RECORDS = 60
const MAX_FILE = 1 << 20
const LINK_TYPES: readonly number[] = Object.keys(LINK_TYPE_NAMES).map(Number)
/** What length fields and flags are compared with. */
const ODD_WORDS = [0, 1, 2, 3, 4, 7, 8, 0x0d, 0x14, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff] as const
const ODD_LENGTHS = [
  ...ODD_WORDS,
  0x10000,
  0x40000,
  0xffffff,
  0x1000000,
  0x7fffffff,
  0x80000000,
  0xfffffffc,
  0xffffffff,
]
/** What a terminal would obey: a new title, a colour, C1's CSI, a mark that turns the text, a new line. */
export const SPITEFUL = 'a\x1b]0;owned\x07\x1b[31m\u009b2J\u202egnp.exe\u2066\u200f\r\n\x7f'

/** A place in a frame where a header begins or ends, and the bits of its fields. */
interface Anatomy {
  readonly places: readonly number[]
  readonly fields: readonly { readonly at: number; readonly bit: number; readonly bits: number }[]
  /** Offsets of length fields of 16 bits, and where that begins which they count. */
  readonly lengths: readonly { readonly at: number; readonly from: number }[]
  /** Offsets of IPv4 headers. */
  readonly ipv4: readonly number[]
}

export class Damager {
  readonly #random: Random
  readonly #packet: Packet = new Packet()
  /** Frames to take headers from; what turned out new is added. */
  readonly #frames: readonly Frame[]
  readonly #files: readonly Uint8Array[]

  constructor(seed: number, frames: readonly Frame[], files: readonly Uint8Array[]) {
    this.#random = mulberry32(seed)
    this.#frames = frames
    this.#files = files
  }

  /** True once in `times`. */
  #once(times: number): boolean {
    return this.#random(times) === 0
  }

  #of<T>(items: readonly T[]): T {
    return items[this.#random(items.length)]!
  }

  /** A capture file: of damaged frames, or one of the files; one in three is damaged itself. */
  file(): Uint8Array {
    const file = this.#once(8) ? this.#of(this.#files).slice(0, MAX_FILE) : this.#capture(this.#records())
    if (this.#once(3)) return this.#damagedFile(file)
    return file
  }

  /** Frames that lie near each other in a capture, some of them damaged, sent again, or in another order. */
  #records(): Frame[] {
    const records: Frame[] = []
    const first = this.#random(this.#frames.length)
    const count = 1 + this.#random(MAX_RECORDS / 2)
    const linkType = this.#frames[first]!.linkType
    for (let i = 0; i < count; i++) {
      const next = this.#once(6) ? this.#of(this.#frames) : this.#frames[(first + i) % this.#frames.length]!
      // Of one kind for the most part, since a pcap file has but one link type.
      const frame = next.linkType === linkType ? next : this.#frames[first]!
      records.push(this.#once(4) ? frame : this.#damagedFrame(frame))
      if (this.#once(20)) for (let n = this.#random(20); n > 0; n--) records.push(records.at(-1)!)
    }
    return records
  }

  #damagedFrame(frame: Frame): Frame {
    let octets = frame.octets
    for (let n = 1 + this.#random(3); n > 0; n--) octets = this.#damagedOctets(octets, frame.linkType)
    const linkType = this.#once(200) ? this.#of(LINK_TYPES) : frame.linkType
    if (!this.#once(10)) return { octets, length: octets.length, linkType }
    return { octets: octets.slice(0, this.#random(octets.length + 1)), length: octets.length, linkType }
  }

  #damagedOctets(octets: Uint8Array, linkType: number): Uint8Array {
    const a = this.#anatomy(octets, linkType)
    switch (this.#random(9)) {
      case 0:
        return this.#flipped(octets)
      case 1:
      case 2:
      case 3:
        return this.#withField(octets, a)
      case 4:
        return this.#fragmented(octets, a)
      case 5:
        return this.#without(octets, a)
      case 6:
        return this.#inserted(octets, a, octets.subarray(this.#place(octets, a), this.#place(octets, a)))
      case 7: {
        const other = this.#of(this.#frames)
        return this.#inserted(octets, a, other.octets.subarray(this.#place(other.octets, this.#anatomyOf(other))))
      }
      default:
        return this.#spliced(octets, a)
    }
  }

  #anatomyOf(frame: Frame): Anatomy {
    return this.#anatomy(frame.octets, frame.linkType)
  }

  #anatomy(octets: Uint8Array, linkType: number): Anatomy {
    const p = this.#packet
    const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
    p.record(view, octets, 0, octets.length, octets.length)
    p.linkType = linkType
    decode(p)
    const places = [0]
    const fields: { at: number; bit: number; bits: number }[] = []
    const lengths: { at: number; from: number }[] = []
    const ipv4: number[] = []
    for (const { kind, start, payload } of p.layers.slice(0, p.depth)) {
      places.push(start, payload)
      visitFields(protocolOf(kind), view, start, payload, (f, _, at) =>
        fields.push({ at, bit: f.bit & 7, bits: f.bits }),
      )
      if (kind === Kind.Ipv4) {
        ipv4.push(start)
        lengths.push({ at: start + 2, from: start })
      } else if (kind === Kind.Ipv6 || kind === Kind.Udp) lengths.push({ at: start + 4, from: start })
    }
    return { places, fields, lengths, ipv4 }
  }

  /** Where a header begins or ends, most of the time. */
  #place(octets: Uint8Array, { places }: Anatomy): number {
    return this.#once(3) ? this.#random(octets.length + 1) : this.#of(places)
  }

  #flipped(octets: Uint8Array): Uint8Array {
    const out = octets.slice()
    for (let n = 1 + this.#random(4); n > 0 && out.length > 0; n--) {
      const at = this.#random(this.#once(2) ? out.length : Math.min(out.length, 120))
      out[at] = out[at]! ^ (1 << this.#random(8))
    }
    return out
  }

  /** One field with nothing, one, everything, one more, one less, or anything in it. */
  #withField(octets: Uint8Array, { fields }: Anatomy): Uint8Array {
    if (fields.length === 0) return this.#flipped(octets)
    const { at, bit, bits } = this.#of(fields)
    const out = octets.slice()
    // Longer ones are octet strings: any part of them will do.
    const size = Math.min(bits === 0 ? 8 : bits, 32)
    if (at * 8 + bit + size > out.length * 8) return this.#flipped(octets)
    const view = new DataView(out.buffer)
    const byte = out[at]!
    const values = [0, 1, 2 ** size - 1, byte + 1, byte - 1, this.#of(ODD_LENGTHS), this.#random(2 ** size)]
    writeBits(view, at, bit, size, (((this.#of(values) % 2 ** size) + 2 ** size) % 2 ** size) >>> 0)
    return out
  }

  /** One of the IPv4 packets becomes a fragment, of one of few datagrams, so that some of them get whole. */
  #fragmented(octets: Uint8Array, { ipv4 }: Anatomy): Uint8Array {
    if (ipv4.length === 0) return this.#flipped(octets)
    const out = octets.slice()
    const view = new DataView(out.buffer)
    const at = this.#of(ipv4)
    view.setUint16(at + 4, this.#random(3))
    const offset = this.#once(4) ? this.#random(0x2000) : this.#random(4)
    view.setUint16(at + 6, (this.#once(2) ? 0x2000 : 0) | offset)
    return out
  }

  #without(octets: Uint8Array, a: Anatomy): Uint8Array {
    const from = this.#place(octets, a)
    const to = Math.min(octets.length, from + 1 + this.#random(this.#once(2) ? 4 : 60))
    const out = new Uint8Array(octets.length - Math.max(0, to - from))
    out.set(octets.subarray(0, from))
    out.set(octets.subarray(Math.max(from, to)), from)
    return this.#mended(out, a, from, out.length - octets.length)
  }

  #inserted(octets: Uint8Array, a: Anatomy, more: Uint8Array): Uint8Array {
    const room = Math.max(0, MAX_FRAME - octets.length)
    const piece = more.subarray(0, Math.min(room, this.#once(2) ? more.length : this.#random(more.length + 1)))
    const at = this.#place(octets, a)
    const out = new Uint8Array(octets.length + piece.length)
    out.set(octets.subarray(0, at))
    out.set(piece, at)
    out.set(octets.subarray(at), at + piece.length)
    return this.#mended(out, a, at, piece.length)
  }

  /** The front of this frame and the back of another: a header before what it does not announce, a tunnel in a tunnel. */
  #spliced(octets: Uint8Array, a: Anatomy): Uint8Array {
    const other = this.#of(this.#frames)
    const at = this.#place(octets, a)
    const back = other.octets.subarray(this.#place(other.octets, this.#anatomyOf(other)))
    const out = new Uint8Array(Math.min(MAX_FRAME, at + back.length))
    out.set(octets.subarray(0, at).subarray(0, out.length))
    out.set(back.subarray(0, out.length - Math.min(at, out.length)), Math.min(at, out.length))
    return this.#mended(out, a, at, out.length - octets.length)
  }

  /** Mostly with the lengths in front of the change made right, so that what is behind it is read. */
  #mended(octets: Uint8Array, { lengths }: Anatomy, changed: number, more: number): Uint8Array {
    if (this.#once(4)) return octets
    const view = new DataView(octets.buffer)
    for (const { at, from } of lengths) {
      if (from >= changed || at + 2 > changed || at + 2 > octets.length) continue
      view.setUint16(at, Math.max(0, view.getUint16(at) + more) & 0xffff)
    }
    return octets
  }

  /** The frames as a file of one of the formats. */
  #capture(frames: readonly Frame[]): Uint8Array {
    return this.#once(3) ? this.#pcapng(frames) : this.#pcap(frames)
  }

  #pcap(frames: readonly Frame[]): Uint8Array {
    const f = new File(this.#once(2))
    f.u32(this.#of([0xa1b2c3d4, 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34]))
    const isKuznetzov = f.view.getUint32(0, f.le) === 0xa1b2cd34
    f.u16(2)
    f.u16(this.#once(10) ? 3 : 4)
    f.u32(0)
    f.u32(0)
    f.u32(this.#once(8) ? this.#of(ODD_LENGTHS) : 262144)
    f.u32(frames[0]!.linkType)
    for (const frame of frames) {
      f.u32(this.#seconds())
      f.u32(this.#once(20) ? this.#of(ODD_LENGTHS) : this.#random(1_000_000))
      f.u32(frame.octets.length)
      f.u32(this.#once(40) ? this.#of(ODD_LENGTHS) : frame.length)
      if (isKuznetzov) f.skip(8)
      f.octets(frame.octets)
    }
    return f.done()
  }

  /** Mostly in a row; at times before 1970 or after 2100. */
  #seconds(): number {
    return this.#once(30) ? this.#of(ODD_LENGTHS) : 1_700_000_000 + this.#random(this.#once(4) ? 400 : 2)
  }

  #pcapng(frames: readonly Frame[]): Uint8Array {
    const f = new File(this.#once(2))
    const count = 1 + this.#random(3)
    f.section()
    for (let i = 0; i < count; i++) this.#interface(f, i === 0 ? frames[0]!.linkType : this.#of(frames).linkType)
    for (const frame of frames) {
      if (this.#once(40)) {
        f.section()
        for (let i = 0; i < count; i++) this.#interface(f, frame.linkType)
      }
      f.block(this.#once(12) ? 2 : 6, () => {
        f.u32(this.#once(60) ? this.#random(5) : this.#random(count))
        f.u32(this.#once(20) ? this.#of(ODD_LENGTHS) : 0x60a5c)
        f.u32(this.#random(2 ** 32))
        f.u32(frame.octets.length)
        f.u32(frame.length)
        f.octets(frame.octets)
        f.pad()
        if (this.#once(5)) this.#options(f, [1, 2, 5])
      })
      if (this.#once(20)) {
        f.block(3, () => {
          f.u32(frame.length)
          f.octets(frame.octets)
          f.pad()
        })
      }
      if (this.#once(20)) f.block(this.#of([4, 5, 10, 0x0bad, 0x80000001]), () => this.#options(f, [0, 1, 5]))
    }
    return f.done()
  }

  #interface(f: File, linkType: number): void {
    f.block(1, () => {
      f.u16(linkType)
      f.u16(0)
      f.u32(this.#once(6) ? this.#of(ODD_LENGTHS) : 0)
      if (this.#once(2)) this.#options(f, [2, 3, 9, 14])
    })
  }

  /** Options of these codes; those of a fixed length too get text, numbers, or nothing. */
  #options(f: File, codes: readonly number[]): void {
    for (let n = this.#random(4); n > 0; n--) {
      const code = this.#of(codes)
      const value = this.#of([
        Buffer.from(SPITEFUL),
        Buffer.from([this.#random(256)]),
        Buffer.alloc(8, this.#random(256)),
        Buffer.alloc(this.#random(40), this.#random(256)),
      ])
      f.u16(this.#once(10) ? this.#random(0x10000) : code)
      f.u16(this.#once(20) ? this.#of(ODD_WORDS) : value.length)
      f.octets(value)
      f.pad()
    }
  }

  /** The file cut, or with words of it replaced: its magic numbers and lengths, as likely as not. */
  #damagedFile(file: Uint8Array): Uint8Array {
    if (this.#once(3)) return file.slice(0, this.#random(file.length + 1))
    const out = file.slice()
    const view = new DataView(out.buffer)
    for (let n = 1 + this.#random(3); n > 0 && out.length >= 4; n--) {
      const words = Math.floor(out.length / 4)
      const at = 4 * this.#random(this.#once(2) ? words : Math.min(words, 40))
      const old = view.getUint32(at, true)
      const values = [this.#of(ODD_LENGTHS), old + 1, old - 1, old + 4, old - 4, this.#random(2 ** 32)]
      view.setUint32(at, this.#of(values) >>> 0, this.#once(2))
    }
    return out
  }
}

/** A capture file as it is written. */
class File {
  readonly le: boolean
  readonly #bytes: Uint8Array = new Uint8Array(MAX_FILE)
  readonly view: DataView = new DataView(this.#bytes.buffer)
  #at = 0

  constructor(le: boolean) {
    this.le = le
  }

  u16(value: number): void {
    this.view.setUint16(this.#at, value, this.le)
    this.#at += 2
  }

  u32(value: number): void {
    this.view.setUint32(this.#at, value, this.le)
    this.#at += 4
  }

  octets(value: Uint8Array): void {
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  skip(count: number): void {
    this.#at += count
  }

  /** To the next boundary of four octets; pcapng has everything there. */
  pad(): void {
    this.#at = (this.#at + 3) & ~3
  }

  section(): void {
    this.block(0x0a0d0d0a, () => {
      this.u32(0x1a2b3c4d)
      this.u16(1)
      this.u16(0)
      this.u32(0xffffffff)
      this.u32(0xffffffff)
    })
  }

  block(type: number, body: () => void): void {
    const start = this.#at
    this.u32(type)
    this.skip(4)
    body()
    const length = this.#at + 4 - start
    this.u32(length)
    this.view.setUint32(start + 4, length, this.le)
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }
}
