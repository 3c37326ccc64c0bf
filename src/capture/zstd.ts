/**
 * Zstandard, RFC 8878, by the npm package `fzstd`, for a Node.js whose zlib has none: docs/decisions/0029. Frames one after
 * the other; checksums are not looked at.
 */
import { CaptureError } from './capture.js'
import { load, type Source } from './source.js'

/** Compressed octets at a time: few, because four of them may become 128 KiB. */
const PIECE_LEN = 1 << 12

/** What `fzstd` is to its users. */
interface Fzstd {
  readonly Decompress: new (
    ondata: (octets: Uint8Array) => void,
  ) => { push(octets: Uint8Array, isLast?: boolean): void }
}

/** Whether the package is there. */
export function hasFzstd(): boolean {
  try {
    load.resolve('fzstd')
    return true
  } catch {
    return false
  }
}

/** Hands out all that comes of one piece before it feeds the next one. */
export class ZstdSource implements Source {
  readonly #path: string
  readonly #source: Source
  readonly #stream: InstanceType<Fzstd['Decompress']>
  /** Compressed octets that were not decompressed yet. */
  #in: Uint8Array
  readonly #buffer: Uint8Array = new Uint8Array(PIECE_LEN)
  /** What came out and was not handed out yet. */
  readonly #out: Uint8Array[] = []
  #isOver = false
  #error: CaptureError | undefined

  constructor(path: string, source: Source, head: Uint8Array) {
    this.#path = path
    this.#source = source
    this.#in = head
    const { Decompress } = load('fzstd') as Fzstd
    this.#stream = new Decompress((octets) => {
      if (octets.length > 0) this.#out.push(octets)
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
      if (this.#error !== undefined) throw this.#error
      if (this.#isOver) return 0
      await this.#piece()
    }
    const piece = this.#out[0]!
    const n = Math.min(piece.length, into.length - at)
    into.set(piece.subarray(0, n), at)
    if (n < piece.length) this.#out[0] = piece.subarray(n)
    else this.#out.shift()
    return n
  }

  seek(): boolean {
    return false
  }

  close(): void {
    this.#source.close()
  }

  async #piece(): Promise<void> {
    if (this.#in.length === 0) this.#in = this.#buffer.subarray(0, await this.#source.read(this.#buffer, 0))
    const piece = this.#in.slice(0, PIECE_LEN)
    this.#in = this.#in.subarray(piece.length)
    this.#isOver = piece.length === 0
    try {
      this.#stream.push(piece, this.#isOver)
    } catch (error) {
      const { message } = error as Error
      const what = this.#isOver ? 'are cut: the file ends within them' : `are damaged: ${message}`
      this.#error = new CaptureError(this.#path, undefined, `the zstd data ${what}`)
    }
  }
}
