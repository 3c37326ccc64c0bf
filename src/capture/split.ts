/** Packets written to one file or another, by a key of each; few of the files are open at once. */
import type { Packet } from '../wire/packet.js'
import { type CaptureWriter, type Described, openWriter } from './write.js'

/** Files that are open, each with a buffer of its own. */
const MOST_OPEN = 32
/** Files at most; packets of further keys go to one more file together. */
const MOST_FILES = 10_000
const REST = 'rest'
/** What stands in no file's name, on whatever system. */
const UNFIT = /[^\w.-]/g

export class SplitWriter {
  readonly #path: string
  readonly #capture: Described
  readonly #sources: readonly string[]
  /** By key, those that were used last at the end. */
  readonly #writers: Map<string, CaptureWriter> = new Map()
  readonly #open: Map<string, CaptureWriter> = new Map()

  /** `path` names the files: a key is put in front of its ending. */
  constructor(path: string, capture: Described, sources: readonly string[]) {
    this.#path = path
    this.#capture = capture
    this.#sources = sources
  }

  /** Files so far. */
  get files(): number {
    return this.#writers.size
  }

  /** Whether there were too many keys. */
  get isFull(): boolean {
    return this.#writers.has(REST)
  }

  /** Throws as a `CaptureWriter` does, and an `OpenError`. */
  write(p: Packet, wanted: string): void {
    const isKept = this.#writers.size < MOST_FILES || this.#writers.has(wanted)
    const key = isKept ? wanted : REST
    let writer = this.#writers.get(key)
    if (writer === undefined) {
      writer = openWriter(this.#nameOf(key), this.#capture, this.#sources)
      this.#writers.set(key, writer)
    }
    this.#use(key, writer)
    writer.write(p)
  }

  flush(): void {
    for (const writer of this.#open.values()) writer.flush()
  }

  close(): void {
    for (const writer of this.#writers.values()) writer.close()
  }

  #use(key: string, writer: CaptureWriter): void {
    if (!this.#open.delete(key) && this.#open.size === MOST_OPEN) {
      const [longest, oldest] = this.#open.entries().next().value!
      oldest.rest()
      this.#open.delete(longest)
    }
    this.#open.set(key, writer)
  }

  #nameOf(key: string): string {
    const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(this.#path)!
    return `${stem}-${key.replace(UNFIT, '-')}${ending ?? ''}`
  }
}
