/** Compressed captures: which compression it is, and what undoes it. */
import type { Gunzip } from 'node:zlib'
import { CaptureError } from './capture.js'
import { GzipSource } from './gzip.js'
import { load, type Source } from './source.js'
import { shellWord } from './unknown.js'
import { hasFzstd, ZstdSource } from './zstd.js'

/** Compressed octets at a time: few, because deflate may make a thousand times as many of them. */
const PIECE_LEN = 1 << 15

interface Compression {
  readonly name: string
  readonly magic: readonly number[]
  /** The command that decompresses such a file. */
  readonly command: string
  /** The function of `node:zlib` that decompresses it, which older versions of Node.js may not have. */
  readonly decompressor: string | undefined
}

const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', magic: [0x1f, 0x8b, 8], command: 'gzip -dc', decompressor: undefined },
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    command: 'zstd -dc',
    decompressor: 'createZstdDecompress',
  },
  { name: 'lz4', magic: [0x04, 0x22, 0x4d, 0x18], command: 'lz4 -dc', decompressor: undefined },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a], command: 'xz -dc', decompressor: undefined },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], command: 'bzip2 -dc', decompressor: undefined },
]

/** The name of the compression that the data begin with, such as `gzip`. */
export function compressionOf(head: Uint8Array): string | undefined {
  return compressionAt(head)?.name
}

function compressionAt(head: Uint8Array): Compression | undefined {
  return COMPRESSIONS.find(({ magic }) => magic.every((octet, i) => head[i] === octet))
}

/**
 * The source of the decompressed octets when the first ones at hand are those of a compressed file, or undefined. Throws
 * a `CaptureError` with the command that helps when this version of Node.js cannot decompress them.
 */
export function decompressed(path: string, source: Source, head: Uint8Array): Source | undefined {
  const compression = compressionAt(head)
  if (compression === undefined) return undefined
  const { name, command, decompressor } = compression
  if (name === 'gzip') return new GzipSource(path, source, head)
  const zlib = load('node:zlib') as Readonly<Record<string, (() => Gunzip) | undefined>>
  const create = decompressor === undefined ? undefined : zlib[decompressor]
  if (create === undefined && name === 'zstd' && hasFzstd()) return new ZstdSource(path, source, head)
  if (create === undefined) {
    const from = path === '-' ? '' : ` ${shellWord(path)}`
    throw new CaptureError(path, undefined, `${name} data; use: ${command}${from} | vxsniff read -`)
  }
  return new CompressedSource(path, name, source, create(), head)
}

/**
 * Decompresses piece by piece and never ahead: all that came out of a piece is handed out before the next goes in. So
 * nothing is lost where compressed data are cut, and at most zlib's own buffer of 16 KiB where they are damaged.
 */
class CompressedSource implements Source {
  readonly #path: string
  readonly #name: string
  readonly #source: Source
  readonly #stream: Gunzip
  /** What came out and was not handed out yet. */
  readonly #out: Uint8Array[] = []
  /** Compressed octets that were not decompressed yet. */
  #in: Uint8Array
  readonly #buffer: Uint8Array = new Uint8Array(PIECE_LEN)
  #ended = false
  #error: Error | undefined
  /** Ends the wait for the piece that is being decompressed. */
  #done: () => void = () => {}

  constructor(path: string, name: string, source: Source, stream: Gunzip, head: Uint8Array) {
    this.#path = path
    this.#name = name
    this.#source = source
    this.#stream = stream
    this.#in = head
    stream.on('data', (piece: Uint8Array) => this.#out.push(piece))
    stream.on('end', () => {
      this.#ended = true
      this.#done()
    })
    stream.on('error', (error: Error) => {
      this.#error = error
      this.#done()
    })
  }

  get position(): number {
    return this.#source.position
  }

  get size(): number | undefined {
    return this.#source.size
  }

  seek(): boolean {
    return false
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    while (this.#out.length === 0) {
      if (this.#error !== undefined) {
        const what = `the ${this.#name} data are damaged or cut: ${this.#error.message}`
        throw new CaptureError(this.#path, undefined, what)
      }
      if (this.#ended) return 0
      await this.#piece()
    }
    const piece = this.#out[0]!
    const n = Math.min(piece.length, into.length - at)
    into.set(piece.subarray(0, n), at)
    if (n < piece.length) this.#out[0] = piece.subarray(n)
    else this.#out.shift()
    return n
  }

  /** Puts the next piece in and waits until all that comes of it has come out. */
  async #piece(): Promise<void> {
    if (this.#in.length === 0) this.#in = this.#buffer.subarray(0, await this.#source.read(this.#buffer, 0))
    const piece = this.#in.subarray(0, PIECE_LEN)
    this.#in = this.#in.subarray(piece.length)
    await new Promise<void>((resolve) => {
      this.#done = resolve
      if (piece.length === 0) this.#stream.end()
      else
        this.#stream.write(piece, (error) => {
          this.#error ??= error ?? undefined
          resolve()
        })
    })
  }

  close(): void {
    this.#stream.destroy()
    this.#source.close()
  }
}
