/**
 * Capture files, by path or from standard input: the format is told by its first octets, never by the name.
 *
 * ```ts
 * const capture = await openCapture('trace.pcapng.gz')
 * ```
 */
import type { Packet } from '../wire/packet.js'
import { type Capture, CaptureError, type FileOnDisk, type Interface } from './capture.js'
import { CHUNK_LEN, Chunk, packetsRead, type Reader } from './chunk.js'
import { FILE_HEADER_LEN, PcapReader, pcapByteOrder } from './pcap.js'
import { PcapngReader, SECTION_HEADER_BLOCK } from './pcapng.js'
import { decompressed, openSource, type Source } from './source.js'
import type { TextCounts } from './texts.js'

/** Octets that tell the format. */
const MAGIC_LEN = 4

/**
 * Opens a capture file: pcap or pcapng, plain or gzip, `-` for standard input. Waits until a pipe has delivered the file
 * header. Rejects with an `OpenError` when there is no such file, with a `CaptureError` when it is no capture.
 */
export async function openCapture(path: string): Promise<Capture> {
  return openInChunks(path, CHUNK_LEN)
}

/** `openCapture`, reading so many octets at a time, in which the file header has room. */
export async function openInChunks(path: string, chunkLen: number): Promise<Capture> {
  let source = openSource(path)
  try {
    const room = Math.max(chunkLen, FILE_HEADER_LEN)
    let chunk = new Chunk(new Uint8Array(room))
    await fillUpTo(chunk, source, MAGIC_LEN)
    const inner = decompressed(path, source, chunk.bytes.slice(0, chunk.end))
    if (inner !== undefined) {
      source = inner
      chunk = new Chunk(new Uint8Array(room))
      await fillUpTo(chunk, source, MAGIC_LEN)
    }
    const { size } = source
    const reader = await readerFor(path, source, chunk)
    const isPlain = inner === undefined && size !== undefined
    return isPlain
      ? new PlainFileCapture(path, source, chunk, reader, size)
      : new FileCapture(path, source, chunk, reader)
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

async function readerFor(path: string, source: Source, chunk: Chunk): Promise<Reader> {
  if (chunk.length === 0) throw new CaptureError(path, undefined, 'the file is empty; expected pcap or pcapng')
  if (chunk.length >= MAGIC_LEN) {
    if (chunk.view.getUint32(0) === SECTION_HEADER_BLOCK) return new PcapngReader()
    if (pcapByteOrder(chunk.view, 0) !== undefined) {
      await fillUpTo(chunk, source, FILE_HEADER_LEN)
      if (chunk.length < FILE_HEADER_LEN) {
        const what = `the file ends ${chunk.length} octets into the file header, which needs ${FILE_HEADER_LEN}`
        throw new CaptureError(path, 0, what)
      }
      const reader = new PcapReader(path, chunk.view, 0)
      chunk.at = FILE_HEADER_LEN
      return reader
    }
  }
  const magic = Buffer.from(chunk.bytes.subarray(0, Math.min(MAGIC_LEN, chunk.length))).toString('hex')
  throw new CaptureError(path, undefined, `not a capture file (starts with 0x${magic}); expected pcap or pcapng`)
}

class FileCapture implements Capture {
  readonly name: string
  readonly #source: Source
  readonly #chunk: Chunk
  readonly #reader: Reader
  /** Whether octets that opening has read are still to be walked. */
  #fresh: boolean

  constructor(path: string, source: Source, chunk: Chunk, reader: Reader) {
    this.name = path
    this.#source = source
    this.#chunk = chunk
    this.#reader = reader
    this.#fresh = chunk.length > 0
  }

  get interfaces(): readonly Interface[] {
    return this.#reader.interfaces
  }

  get texts(): TextCounts | undefined {
    return this.#reader.texts
  }

  get position(): number {
    return this.#source.position
  }

  get size(): number | undefined {
    return this.#source.size
  }

  async fill(): Promise<boolean> {
    if (this.#fresh) {
      this.#fresh = false
      return true
    }
    const chunk = this.#chunk
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

  constructor(path: string, source: Source, chunk: Chunk, reader: Reader, size: number) {
    super(path, source, chunk, reader)
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
