/** Where the octets of a capture come from: a file, standard input or a pipe, compressed or not. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import type { Gunzip } from 'node:zlib'
import { CaptureError, OpenError } from './capture.js'

/** Loads what most captures do without, and what takes as long as reading ten packets: `node:net`, `node:zlib`. */
const load = createRequire(import.meta.url)

export interface Source {
  /** Octets of the file itself that have been consumed, compressed ones where it is compressed. */
  readonly position: number
  /** Octets of the file itself, when known. */
  readonly size: number | undefined
  /**
   * Puts what is there into `into` from `at` on, at least one octet, and never waits for more than that. Returns their
   * number, 0 at the end; a promise only where it has to wait.
   */
  read(into: Uint8Array, at: number): number | Promise<number>
  close(): void
}

const IS_DIRECTORY = 'is a directory'

const WHAT_HAPPENED: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: IS_DIRECTORY,
  ENXIO: 'is a socket, not a file',
}

/** Runs a call of `node:fs` that opens `path`, and says in words why it failed. */
export function opening<T>(path: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new OpenError(path, code, WHAT_HAPPENED[code] ?? `cannot be opened: ${code}`)
  }
}

/** Opens a path, `-` for standard input. Throws an `OpenError`. */
export function openSource(path: string): Source {
  const standardInput = path === '-'
  // Without O_NONBLOCK, opening a FIFO would stand still until somebody writes to it.
  const fd = standardInput ? 0 : opening(path, () => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))
  const stat = opening(path, () => fstatSync(fd))
  if (stat.isDirectory()) {
    if (!standardInput) closeSync(fd)
    throw new OpenError(path, 'EISDIR', IS_DIRECTORY)
  }
  if (stat.isFIFO() || stat.isSocket()) return new PipeSource(path, fd)
  return new FileSource(path, fd, stat.isFile() ? stat.size : undefined)
}

/** A file on disk, read synchronously: its octets are there. */
class FileSource implements Source {
  position = 0
  readonly size: number | undefined
  readonly #path: string
  #fd: number

  constructor(path: string, fd: number, size: number | undefined) {
    this.#path = path
    this.#fd = fd
    this.size = size
  }

  read(into: Uint8Array, at: number): number {
    try {
      const n = readSync(this.#fd, into, at, into.length - at, null)
      this.position += n
      return n
    } catch (error) {
      throw unreadable(this.#path, this.position, error)
    }
  }

  close(): void {
    if (this.#fd > 0) closeSync(this.#fd)
    this.#fd = -1
  }
}

/** A pipe that somebody may still be writing to. */
class PipeSource implements Source {
  position = 0
  readonly size: undefined = undefined
  readonly #path: string
  readonly #socket: Socket
  readonly #pieces: AsyncIterator<Uint8Array>
  /** What arrived and did not fit. */
  #rest: Uint8Array = EMPTY

  constructor(path: string, fd: number) {
    this.#path = path
    const { Socket } = load('node:net') as typeof import('node:net')
    // Not node:fs: its reads would each hold a thread, and the process could not end while one waits.
    this.#socket = new Socket({ fd, readable: true, writable: false })
    this.#pieces = this.#socket[Symbol.asyncIterator]()
  }

  async read(into: Uint8Array, at: number): Promise<number> {
    if (this.#rest.length === 0) {
      try {
        const piece = await this.#pieces.next()
        if (piece.done === true) return 0
        this.#rest = piece.value
      } catch (error) {
        throw unreadable(this.#path, this.position, error)
      }
    }
    const n = Math.min(this.#rest.length, into.length - at)
    into.set(this.#rest.subarray(0, n), at)
    this.#rest = this.#rest.subarray(n)
    this.position += n
    return n
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** Compressed octets at a time: few, because deflate may make a thousand times as many of them. */
const PIECE_LEN = 1 << 15

interface Compression {
  readonly name: string
  readonly magic: readonly number[]
  /** How to use it without us. */
  readonly command: string
  /** What makes a stream in `node:zlib`, in newer versions at least. */
  readonly decompressor: string | undefined
}

const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], command: 'gzip -dc', decompressor: 'createGunzip' },
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

/** The name of the compression that data begin as: `gzip`. */
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
  const zlib = load('node:zlib') as Readonly<Record<string, (() => Gunzip) | undefined>>
  const create = decompressor === undefined ? undefined : zlib[decompressor]
  if (create === undefined) {
    const from = path === '-' ? '' : ` ${path}`
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
  /** Compressed octets that have not gone in yet. */
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

const EMPTY: Uint8Array = new Uint8Array(0)

function unreadable(path: string, position: number, error: unknown): CaptureError {
  const { code, message } = error as NodeJS.ErrnoException
  return new CaptureError(path, position, `cannot be read: ${code ?? message}`)
}
