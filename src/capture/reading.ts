/**
 * Captures from whatever has their octets: the format is told by the first of them. Needs no Node: a browser reads captures
 * in memory by it.
 */
import type { Packet } from '../wire/packet.js'
import { type Capture, CaptureError, type FileOnDisk, type Follows, type Interface, type Note } from './capture.js'
import { CHUNK_LEN, Chunk, FileFacts, packetsRead, type Reader } from './chunk.js'
import { ErfReader, isErf } from './erf.js'
import { FILE_HEADER_LEN, pcapByteOrder, SECTION_HEADER_BLOCK } from './magic.js'
import { PcapReader } from './pcap.js'
import { PcapngReader } from './pcapng.js'
import { isSnoop, SNOOP_HEADER_LEN, SnoopReader } from './snoop.js'
import type { Source } from './source.js'
import type { TextCounts } from './texts.js'
import { hexOf, whatItIs } from './unknown.js'

/** Octets that tell the format, and what else it is. */
const MAGIC_LEN = 4
const KNOWN_LEN = 1 << 12

/** What is inside of a source that is compressed, by its first octets; undefined where it is not. */
export type Decompress = (source: Source, head: Uint8Array) => Source | undefined

/**
 * Begins to read a capture, `chunkLen` octets at a time, which must be enough for the file header. Rejects with a
 * `CaptureError` when it is no capture; the source is closed then.
 */
export async function captureFrom(
  path: string,
  from: Source,
  decompress: Decompress,
  chunkLen: number = CHUNK_LEN,
): Promise<Capture> {
  let source = from
  try {
    const room = Math.max(chunkLen, FILE_HEADER_LEN)
    let chunk = new Chunk(new Uint8Array(room))
    await fillUpTo(chunk, source, MAGIC_LEN)
    const inner = decompress(source, chunk.bytes.slice(0, chunk.end))
    if (inner !== undefined) {
      source = inner
      chunk = new Chunk(new Uint8Array(room))
      await fillUpTo(chunk, source, MAGIC_LEN)
    }
    const { size } = source
    const facts = new FileFacts(path)
    const reader = await readerFor(source, chunk, facts)
    const isPlain = inner === undefined && size !== undefined
    return isPlain
      ? new PlainFileCapture(source, chunk, reader, facts, size)
      : new FileCapture(source, chunk, reader, facts)
  } catch (error) {
    source.close()
    throw error
  }
}

/** Reads until `length` octets are at hand or the source ends. */
async function fillUpTo(chunk: Chunk, source: Source, length: number): Promise<void> {
  while (chunk.length < length) {
    const n = await source.read(chunk.bytes, chunk.end)
    if (n === 0) return
    chunk.end += n
  }
}

async function readerFor(source: Source, chunk: Chunk, facts: FileFacts): Promise<Reader> {
  const { path } = facts
  if (chunk.length === 0) throw new CaptureError(path, undefined, 'the file is empty; expected pcap or pcapng')
  if (chunk.length >= MAGIC_LEN) {
    const isPcapng = chunk.view.getUint32(0) === SECTION_HEADER_BLOCK
    if (isPcapng || pcapByteOrder(chunk.view, 0) !== undefined) {
      if (isPcapng) return new PcapngReader(facts)
      await fillUpTo(chunk, source, FILE_HEADER_LEN)
      if (chunk.length < FILE_HEADER_LEN) {
        const what = `the file ends ${chunk.length} octets into the file header, which needs ${FILE_HEADER_LEN}`
        throw new CaptureError(path, 0, what)
      }
      return pcapReader(chunk, facts)
    }
  }
  await fillUpTo(chunk, source, Math.min(KNOWN_LEN, chunk.bytes.length))
  if (isSnoop(chunk) && chunk.length >= SNOOP_HEADER_LEN) return new SnoopReader(chunk, facts)
  if (isErf(chunk)) return new ErfReader(facts)
  const what = whatItIs(path, chunk.bytes.subarray(0, chunk.end))
  if (what !== undefined) throw new CaptureError(path, undefined, `no capture but ${what}`)
  const magic = hexOf(chunk.bytes.subarray(0, Math.min(MAGIC_LEN, chunk.length)))
  throw new CaptureError(path, undefined, `not a capture file (starts with 0x${magic}); expected pcap or pcapng`)
}

/** Reads the file header at hand. */
function pcapReader(chunk: Chunk, facts: FileFacts, count = 0): PcapReader {
  const reader = new PcapReader(facts.path, chunk.view, chunk.at, facts, count)
  chunk.at += FILE_HEADER_LEN
  return reader
}

class FileCapture implements Capture {
  readonly name: string
  readonly #source: Source
  readonly #chunk: Chunk
  #reader: Reader
  readonly #facts: FileFacts
  #follows: Follows | undefined
  /** Whether the octets that were read to open the file are still to be walked. */
  #fresh: boolean
  /** Whether the reader has handed out nothing yet. */
  #first = true

  constructor(source: Source, chunk: Chunk, reader: Reader, facts: FileFacts) {
    this.name = facts.path
    this.#source = source
    this.#chunk = chunk
    this.#reader = reader
    this.#facts = facts
    this.#fresh = chunk.length > 0
  }

  get interfaces(): readonly Interface[] {
    return this.#facts.interfaces
  }

  get texts(): TextCounts | undefined {
    return this.#facts.texts
  }

  get notes(): readonly Note[] {
    const { notes } = this.#source
    return notes === undefined ? this.#facts.notes : [...this.#facts.notes, ...notes]
  }

  get position(): number {
    return this.#source.position
  }

  get size(): number | undefined {
    return this.#source.size
  }

  async fill(): Promise<boolean> {
    const hasMore = await this.#more()
    if (hasMore && this.#first) {
      this.#first = false
      this.#reader.look?.(this.#chunk)
    }
    return hasMore
  }

  async #more(): Promise<boolean> {
    const chunk = this.#chunk
    if (this.#fresh || chunk.follows) {
      this.#fresh = false
      if (chunk.follows) this.#readNextCapture()
      return true
    }
    if (chunk.damage !== '') throw new CaptureError(this.name, chunk.damagedAt, chunk.damage)
    chunk.makeRoom()
    const n = await this.#source.read(chunk.bytes, chunk.end)
    chunk.end += n
    if (n > 0) return true
    if (chunk.length === 0) return false
    const { place, count } = this.#reader
    const what = `the file ends ${chunk.length} octets into ${place}, which needs ${chunk.need}`
    throw new CaptureError(this.name, chunk.position, `${what}; ${packetsRead(count)}`)
  }

  /** Goes on with what follows the capture that has ended. */
  #readNextCapture(): void {
    const chunk = this.#chunk
    const facts = this.#facts
    const { count } = this.#reader
    chunk.follows = false
    if (this.#follows === undefined) {
      const { path, notes } = facts
      this.#follows = { id: 'follows', path, offset: chunk.position, frame: count + 1, captures: 1 }
      notes.push(this.#follows)
    }
    this.#follows.captures++
    const isPcapng = chunk.view.getUint32(chunk.at) === SECTION_HEADER_BLOCK
    this.#reader = isPcapng ? new PcapngReader(facts, count) : pcapReader(chunk, facts, count)
    this.#first = true
  }

  next(p: Packet): boolean {
    return this.#reader.next(p, this.#chunk)
  }

  close(): void {
    this.#source.close()
  }
}

class PlainFileCapture extends FileCapture implements FileOnDisk {
  readonly #size: number
  readonly #chunk: Chunk

  constructor(source: Source, chunk: Chunk, reader: Reader, facts: FileFacts, size: number) {
    super(source, chunk, reader, facts)
    this.#size = size
    this.#chunk = chunk
  }

  override get size(): number {
    return this.#size
  }

  continueIn(bytes: Uint8Array): void {
    this.#chunk.moveTo(bytes)
  }
}
