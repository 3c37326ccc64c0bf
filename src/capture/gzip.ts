/**
 * gzip, RFC 1952: members one after the other, each with a checksum of its own, and whatever somebody has put behind them.
 *
 * +---+---+---+---+---+---+---+---+---+---+=========+=====================+---+---+---+---+---+---+---+---+
 * |ID1|ID2|CM |FLG|     MTIME     |XFL|OS | by FLG  | compressed blocks   |     CRC32     |     ISIZE     |
 * +---+---+---+---+---+---+---+---+---+---+=========+=====================+---+---+---+---+---+---+---+---+
 *
 * All that can be decompressed is handed out before an error is reported. `node:zlib` is three times as fast as
 * `Inflate` but keeps back octets in front of damage: where it fails, the member is decompressed again.
 */
import type { InflateRaw } from 'node:zlib'
import { CaptureError, type Note } from './capture.js'
import { Inflate, SLACK, Stop } from './inflate.js'
import { pcapByteOrder, SECTION_HEADER_BLOCK } from './magic.js'
import { load, type Source } from './source.js'

/** Compressed octets at a time: few, because DEFLATE may make a thousand times as many of them. */
const PIECE_LEN = 1 << 15

/** Octets of a member's header before what depends on FLG, and behind the compressed blocks. */
const HEADER_LEN = 10
const TRAILER_LEN = 8
/** §2.3.1: ID1, ID2 and CM, which is always DEFLATE. */
const MAGIC = [0x1f, 0x8b, 8] as const
// FLG.
const FHCRC = 0x02
const FEXTRA = 0x04
const FNAME = 0x08
const FCOMMENT = 0x10
const RESERVED = 0xe0

/** Why the octets cannot be decompressed any further. */
type Broken = 'cut' | 'damaged'

/** The compressed octets: those in [`at`, `end`) are at hand. */
class Input {
  readonly bytes: Uint8Array
  at = 0
  end = 0
  readonly #source: Source
  /** Position of the first octet in `bytes`. */
  #base = 0

  constructor(source: Source, head: Uint8Array) {
    this.#source = source
    this.bytes = new Uint8Array(Math.max(PIECE_LEN, head.length) + SLACK)
    this.bytes.set(head)
    this.end = head.length
  }

  get position(): number {
    return this.#base + this.at
  }

  get length(): number {
    return this.end - this.at
  }

  /** Goes back to this position. False if its octets are gone. */
  seek(position: number): boolean {
    if (!this.#source.seek(position)) return false
    this.#base = position
    this.at = 0
    this.end = 0
    return true
  }

  /** Gets more behind what is at hand; false at the end. */
  async more(): Promise<boolean> {
    this.bytes.copyWithin(0, this.at, this.end)
    this.#base += this.at
    this.end -= this.at
    this.at = 0
    const n = await this.#source.read(this.bytes.subarray(0, this.bytes.length - SLACK), this.end)
    this.end += n
    return n > 0
  }

  /** Reads until `length` octets are at hand. False if the input ends before. */
  async has(length: number): Promise<boolean> {
    while (this.length < length) if (!(await this.more())) return false
    return true
  }
}

/** The compressed blocks of a member. */
interface Blocks {
  /** The next octets that come out, borrowed. No octets mean the end, `broken` says whether in order. */
  next(): Promise<Uint8Array>
  readonly broken: Broken | undefined
  close(): void
}

/** Decompresses what it is given, octet for octet. */
class ExactBlocks implements Blocks {
  broken: Broken | undefined
  readonly #input: Input
  readonly #inflate: Inflate = new Inflate()
  #stop: Stop | undefined
  /** Octets in front that `node:zlib` has handed out already: they are skipped. */
  #known: number

  constructor(input: Input, known = 0) {
    this.#input = input
    this.#known = known
  }

  async next(): Promise<Uint8Array> {
    while (this.broken === undefined && this.#stop !== Stop.End) {
      this.#stop = this.#inflate.run(this.#input)
      const output = this.#inflate.take()
      if (this.#stop === Stop.Damage) this.broken = 'damaged'
      const known = Math.min(this.#known, output.length)
      this.#known -= known
      if (output.length > known) return output.subarray(known)
      if (this.#stop === Stop.Input && !(await this.#input.more())) this.broken = 'cut'
    }
    return NOTHING
  }

  close(): void {}
}

/** Decompresses with `node:zlib`, and with `ExactBlocks` where that fails. */
class FastBlocks implements Blocks {
  readonly #input: Input
  readonly #stream: InflateRaw
  /** Position of the first octet. */
  readonly #start: number
  /** What came out and was not handed out yet. */
  readonly #out: Uint8Array[] = []
  #handedOut = 0
  #ended = false
  #failed = false
  #isCut = false
  #exact: ExactBlocks | undefined
  /** Resolves the promise of `#piece`. */
  #done: () => void = () => {}

  constructor(input: Input) {
    this.#input = input
    this.#start = input.position
    const { createInflateRaw } = load('node:zlib') as typeof import('node:zlib')
    this.#stream = createInflateRaw()
    this.#stream.on('data', (piece: Uint8Array) => this.#out.push(piece))
    this.#stream.on('end', () => {
      this.#ended = true
      this.#done()
    })
    this.#stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      // The data are cut, not damaged: everything that came out is right.
      if (code === 'Z_BUF_ERROR') this.#isCut = true
      else this.#failed = true
      this.#done()
    })
  }

  get broken(): Broken | undefined {
    return this.#isCut ? 'cut' : this.#exact?.broken
  }

  async next(): Promise<Uint8Array> {
    while (this.#exact === undefined) {
      const piece = this.#out.shift()
      if (piece !== undefined) {
        this.#handedOut += piece.length
        return piece
      }
      if (this.#isCut) return NOTHING
      if (this.#ended) return this.#end()
      if (this.#failed) this.#exact = this.#decompressAgain()
      else await this.#piece()
    }
    return this.#exact.next()
  }

  /** Feeds the next piece and waits for all that comes out of it. One piece at a time, so that output stays small. */
  async #piece(): Promise<void> {
    const input = this.#input
    const isOver = input.length === 0 && !(await input.more())
    await new Promise<void>((resolve) => {
      this.#done = resolve
      if (isOver) this.#stream.end()
      // Waits until zlib is done with the octets, because the buffer is filled again afterwards.
      else this.#stream.write(input.bytes.subarray(input.at, input.end), () => resolve())
    })
    if (!this.#ended) input.at = input.end
  }

  /** The blocks have ended inside the last piece: the input goes on behind them. */
  #end(): Uint8Array {
    const input = this.#input
    input.at += this.#start + this.#stream.bytesWritten - input.position
    this.#stream.destroy()
    return NOTHING
  }

  /** Decompresses the blocks once more from their start, without what was handed out. */
  #decompressAgain(): ExactBlocks {
    this.#stream.destroy()
    this.#input.seek(this.#start)
    return new ExactBlocks(this.#input, this.#handedOut)
  }

  close(): void {
    this.#stream.destroy()
  }
}

/** Hands out the decompressed members one after the other, and then, as it is, a capture that may follow them. */
export class GzipSource implements Source {
  readonly notes: Note[] = []
  readonly #path: string
  readonly #source: Source
  readonly #input: Input
  /** Whether the input can be read a second time, which damage makes necessary. */
  readonly #isSeekable: boolean
  readonly #checksum: (octets: Uint8Array, before: number) => number
  #blocks: Blocks | undefined
  #isOver = false
  #isPlain = false
  // Of the member so far.
  #crc = 0
  #octets = 0
  /** What came out and was not handed out yet. */
  #rest: Uint8Array = NOTHING
  /** The error that is thrown when all octets have been handed out. */
  #error: CaptureError | undefined

  /** `head` are the octets that were read from the source to find out what it is. */
  constructor(path: string, source: Source, head: Uint8Array) {
    this.#path = path
    this.#source = source
    this.#isSeekable = source.seek(0)
    this.#input = new Input(source, this.#isSeekable ? NOTHING : head)
    const { crc32 } = load('node:zlib') as { crc32?: (octets: Uint8Array, before: number) => number }
    this.#checksum = crc32 ?? crc32Of
  }

  get position(): number {
    return this.#source.position
  }

  get size(): number | undefined {
    return this.#source.size
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#rest.length === 0) {
      if (this.#isOver) {
        if (this.#error !== undefined) throw this.#error
        return 0
      }
      this.#rest = await this.#next()
    }
    const n = Math.min(this.#rest.length, into.length - at)
    into.set(this.#rest.subarray(0, n), at)
    this.#rest = this.#rest.subarray(n)
    return n
  }

  seek(): boolean {
    return false
  }

  close(): void {
    this.#blocks?.close()
    this.#source.close()
  }

  /** The next octets. An empty answer is not the end: the caller asks again. */
  async #next(): Promise<Uint8Array> {
    if (this.#isPlain) return this.#plain()
    if (this.#blocks === undefined) {
      if (await this.#isMember()) await this.#begin()
      else await this.#leftover()
      return NOTHING
    }
    const output = await this.#blocks.next()
    this.#crc = this.#checksum(output, this.#crc)
    this.#octets += output.length
    if (output.length > 0) return output
    if (this.#blocks.broken === undefined) await this.#end()
    else this.#stop(this.#blocks.broken)
    return NOTHING
  }

  /** Whether another member begins here. */
  async #isMember(): Promise<boolean> {
    const input = this.#input
    await input.has(HEADER_LEN)
    const { at, bytes } = input
    // A member that is cut may have only the first octets of the magic number.
    const isMagic = MAGIC.every((octet, i) => i >= input.length || bytes[at + i] === octet)
    return input.length >= 2 && isMagic && (input.length < 4 || (bytes[at + 3]! & RESERVED) === 0)
  }

  /** §2.3: skips the header. */
  async #begin(): Promise<void> {
    const input = this.#input
    this.#blocks = undefined
    if (!(await input.has(HEADER_LEN))) return this.#stop('cut')
    const flags = input.bytes[input.at + 3]!
    input.at += HEADER_LEN
    if ((flags & FEXTRA) !== 0) {
      if (!(await input.has(2))) return this.#stop('cut')
      const length = input.bytes[input.at]! | (input.bytes[input.at + 1]! << 8)
      if (!(await this.#skip(2 + length))) return this.#stop('cut')
    }
    for (const text of [FNAME, FCOMMENT]) {
      if ((flags & text) !== 0 && !(await this.#skipText())) return this.#stop('cut')
    }
    if ((flags & FHCRC) !== 0 && !(await this.#skip(2))) return this.#stop('cut')
    this.#blocks = this.#isSeekable ? new FastBlocks(input) : new ExactBlocks(input)
    this.#crc = 0
    this.#octets = 0
  }

  async #skip(length: number): Promise<boolean> {
    const input = this.#input
    let left = length
    for (;;) {
      const here = Math.min(left, input.length)
      input.at += here
      left -= here
      if (left === 0) return true
      if (!(await input.more())) return false
    }
  }

  /** Up to a zero octet. */
  async #skipText(): Promise<boolean> {
    const input = this.#input
    for (;;) {
      const zero = input.bytes.subarray(input.at, input.end).indexOf(0)
      if (zero >= 0) {
        input.at += zero + 1
        return true
      }
      input.at = input.end
      if (!(await input.more())) return false
    }
  }

  /** §2.3: CRC32 and ISIZE of what has come out. */
  async #end(): Promise<void> {
    const input = this.#input
    if (!(await input.has(TRAILER_LEN))) return this.#stop('cut')
    const v = new DataView(input.bytes.buffer, input.at, TRAILER_LEN)
    const stored = v.getUint32(0, true)
    const length = v.getUint32(4, true)
    input.at += TRAILER_LEN
    this.#blocks = undefined
    if (stored !== this.#crc) {
      this.#keepError(`have the checksum ${hex(stored)}, what came out of them has ${hex(this.#crc)}: octets are wrong`)
    } else if (length !== this.#octets % 2 ** 32) {
      this.#keepError(`say that ${length} octets come out of them, there are ${this.#octets}`)
    }
  }

  #stop(broken: Broken): void {
    this.#isOver = true
    this.#keepError(
      broken === 'cut'
        ? 'are cut: the file ends within them'
        : `are damaged before octet ${this.#input.position} of the file: the last packets may be wrong too`,
    )
  }

  /** Keeps the first error for the end, because members behind the damage can still be read. */
  #keepError(what: string): void {
    this.#error ??= new CaptureError(this.#path, undefined, `the gzip data ${what}`)
  }

  /** Looks at what follows the last member: nothing, padding zeros, another capture, or foreign data. */
  async #leftover(): Promise<void> {
    const input = this.#input
    if (input.position === 0) {
      this.#isOver = true
      this.#keepError('begin with a header that nobody knows')
      return
    }
    if (beginsCapture(input)) {
      this.#isPlain = true
      return
    }
    let octets = 0
    let isZero = true
    do {
      octets += input.length
      isZero &&= input.bytes.subarray(input.at, input.end).every((octet) => octet === 0)
      input.at = input.end
    } while (await input.more())
    this.#isOver = true
    if (!isZero) this.notes.push({ id: 'other-data', path: this.#path, octets, compression: 'gzip' })
  }

  async #plain(): Promise<Uint8Array> {
    const input = this.#input
    if (input.length === 0 && !(await input.more())) this.#isOver = true
    const output = input.bytes.subarray(input.at, input.end)
    input.at = input.end
    return output
  }
}

function beginsCapture({ bytes, at, length }: Input): boolean {
  if (length < 4) return false
  const v = new DataView(bytes.buffer, at, 4)
  return v.getUint32(0) === SECTION_HEADER_BLOCK || pcapByteOrder(v, 0) !== undefined
}

const hex = (n: number): string => `0x${n.toString(16).padStart(8, '0')}`

/** §8: the remainder of an octet. */
const REMAINDERS: Uint32Array = Uint32Array.from({ length: 256 }, (_, octet) => {
  let c = octet
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/** CRC32 of octets that continue those with the CRC32 `before`. For Node.js before 20.15, which has none itself. */
export function crc32Of(octets: Uint8Array, before: number): number {
  let c = ~before
  for (let i = 0; i < octets.length; i++) c = REMAINDERS[(c ^ octets[i]!) & 0xff]! ^ (c >>> 8)
  return ~c >>> 0
}

const NOTHING: Uint8Array = new Uint8Array(0)
