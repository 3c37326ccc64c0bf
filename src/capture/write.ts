/** Files that packets are written to, octet for octet as they were captured: `packet-writers.ts` has the formats. */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { WriteError } from './capture.js'
import {
  type CaptureWriter,
  type Described,
  type Format,
  type Measure,
  measureOf,
  NOTHING,
  type Output,
  viewOf,
  writerTo,
} from './packet-writers.js'
import { opening } from './source.js'
import { descriptorOf, refuseSource, refuseSourceAt } from './target.js'
import { writeAll } from './write-all.js'

export type { CaptureWriter, Described, Format } from './packet-writers.js'

/** The format that a file's name asks for. */
export function formatOf(path: string): Format {
  return path.endsWith('.pcapng') ? 'pcapng' : 'pcap'
}

/** Mode of a new file, before the umask: that of any program's files. An existing file keeps its mode and owner. */
const MODE = 0o666

/**
 * Opens a file to write packets of `capture` to, `-` for standard output: pcapng when the path ends so, pcap otherwise.
 * Replaces what is in it. Throws an `OpenError`, and a `WriteError` when it is one of `sources`, the paths that are being
 * read.
 */
export function openWriter(
  path: string,
  capture: Described,
  sources: readonly string[],
  format: Format = formatOf(path),
): CaptureWriter {
  refuseSource(path, sources)
  return writerTo(new FileOutput(path, sources, measureOf(format)), format, path, capture)
}

/** Opens the file and empties it. */
function emptied(path: string, sources: readonly string[]): number {
  const fd = opening(path, () => openSync(path, constants.O_WRONLY | constants.O_CREAT, MODE))
  try {
    // The path may name another file than when it was checked.
    refuseSourceAt(fd, path, sources)
    if (fstatSync(fd).isFile()) ftruncateSync(fd)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** Octets gathered before they go to the file. */
const BATCH_LEN = 1 << 20

/** A file being written in large batches, each of whole records. */
class FileOutput implements Output {
  bytes: Uint8Array = new Uint8Array(BATCH_LEN)
  view: DataView = new DataView(this.bytes.buffer)
  #end = 0
  #written = 0
  readonly #path: string
  readonly #sources: readonly string[]
  readonly #measure: Measure
  /** -1 while the file rests. */
  #fd: number
  /** Whether the caller has opened the file: it may have other data in front, and is not ours to close. */
  readonly #isTheirs: boolean
  /** Whether a write has failed. Nothing more is written then. */
  #failed = false

  constructor(path: string, sources: readonly string[], measure: Measure) {
    const theirs = descriptorOf(path)
    this.#path = path
    this.#sources = sources
    this.#measure = measure
    this.#isTheirs = theirs !== undefined
    this.#fd = theirs ?? emptied(path, sources)
  }

  /** Overwrites the 32-bit number at `position` of the file. False if it has been written to a pipe already. */
  patch(position: number, value: number): boolean {
    if (position >= this.#written) {
      this.view.setUint32(position - this.#written, value, true)
      return true
    }
    if (this.#isTheirs || this.#fd < 0 || !fstatSync(this.#fd).isFile()) return false
    const octets = new Uint8Array(4)
    viewOf(octets).setUint32(0, value, true)
    return writeSync(this.#fd, octets, 0, octets.length, position) === octets.length
  }

  /** Makes room for `length` octets, which may hold anything. Returns their offset in `bytes`. */
  take(length: number): number {
    if (this.#end + length > this.bytes.length) this.flush()
    if (length > this.bytes.length) {
      this.bytes = new Uint8Array(Math.max(length, BATCH_LEN))
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
      if (!this.#isTheirs && this.#fd >= 0) closeSync(this.#fd)
    }
  }

  /** Lets go of the file and of the memory. What is neither a pipe nor a device is opened again at its end. */
  rest(): void {
    this.flush()
    this.bytes = NOTHING
    this.view = new DataView(NOTHING.buffer)
    if (this.#isTheirs || this.#fd < 0 || !fstatSync(this.#fd).isFile()) return
    closeSync(this.#fd)
    this.#fd = -1
  }

  #wake(): void {
    this.#fd = opening(this.#path, () => openSync(this.#path, constants.O_WRONLY | constants.O_APPEND))
    refuseSourceAt(this.#fd, this.#path, this.#sources)
  }

  /** Octets so far, those in memory included. */
  get size(): number {
    return this.#written + this.#end
  }

  flush(): void {
    const end = this.#end
    this.#end = 0
    if (this.#failed || end === 0) return
    if (this.#fd < 0) this.#wake()
    try {
      writeAll(this.#fd, this.bytes, end)
    } catch (error) {
      this.#failed = true
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw error
      throw new WriteError(this.#path, this.#cutBack(end, error as NodeJS.ErrnoException))
    }
    this.#written += end
  }

  /** Removes what was written of an incomplete record, if the file allows it. Returns how the file ends now. */
  #cutBack(end: number, { code, message }: NodeJS.ErrnoException): string {
    const why = `cannot be written: ${(code && REASONS[code]) || message}`
    if (this.#isTheirs || !fstatSync(this.#fd).isFile()) return `${why}; what was written may end within a packet`
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
