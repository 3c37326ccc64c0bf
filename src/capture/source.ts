/** Where the octets of a capture come from: a file, standard input or a pipe. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { CaptureError, type Note, OpenError } from './capture.js'

/** `require` for `node:net` and `node:zlib`, which most captures do not need and which take long to load. */
export const load: NodeJS.Require = createRequire(import.meta.url)

export interface Source {
  /** Octets of the file itself that have been consumed, compressed ones where it is compressed. */
  readonly position: number
  /** Octets of the file itself, when known. */
  readonly size: number | undefined
  /**
   * Reads at least one octet into `into` from `at` on, and never waits for more than that. Returns the number of
   * octets, 0 at the end; a promise only where it has to wait.
   */
  read(into: Uint8Array, at: number): number | Promise<number>
  /** Notes on the octets so far that no packet shows. */
  readonly notes?: readonly Note[]
  /** Goes back to this position. False if its octets are gone. */
  seek(position: number): boolean
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
  // Without O_NONBLOCK, opening a FIFO would block until somebody opens it for writing.
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
  /** Whether reads name their position. Standard input is shared: somebody else may have read from it before. */
  readonly #isOurs: boolean

  constructor(path: string, fd: number, size: number | undefined) {
    this.#path = path
    this.#fd = fd
    this.#isOurs = size !== undefined && fd > 0
    this.size = size
  }

  seek(position: number): boolean {
    if (this.#isOurs) this.position = position
    return this.#isOurs
  }

  read(into: Uint8Array, at: number): number {
    try {
      const n = readSync(this.#fd, into, at, into.length - at, this.#isOurs ? this.position : null)
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
  /** Octets that arrived and did not fit into the caller's memory. */
  #rest: Uint8Array = EMPTY

  constructor(path: string, fd: number) {
    this.#path = path
    const { Socket } = load('node:net') as typeof import('node:net')
    // Not node:fs: its reads would each hold a thread, and the process could not end while one waits.
    this.#socket = new Socket({ fd, readable: true, writable: false })
    this.#pieces = this.#socket[Symbol.asyncIterator]()
  }

  seek(): boolean {
    return false
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

const EMPTY: Uint8Array = new Uint8Array(0)

function unreadable(path: string, position: number, error: unknown): CaptureError {
  const { code, message } = error as NodeJS.ErrnoException
  return new CaptureError(path, position, `cannot be read: ${code ?? message}`)
}
