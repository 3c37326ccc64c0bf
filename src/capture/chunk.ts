/**
 * The octets of a capture that are in memory: one buffer that the source fills at its end and a reader consumes from its
 * front. What is left over, at most one incomplete record, moves to the front before the next filling.
 */
import type { Packet } from '../wire/packet.js'
import type { Interface, Note } from './capture.js'
import { Texts } from './texts.js'

/** Octets of the buffer; it grows only for a record that is bigger. Between 256 KiB and 4 MiB the size hardly matters. */
export const CHUNK_LEN: number = 1 << 20

/** Largest record or block body that is believed, in octets. Everything beyond is damage. */
export const MAX_RECORD_LEN: number = 1 << 24

export class Chunk {
  bytes: Uint8Array
  /** The same octets as `bytes`, made once per buffer. */
  view: DataView
  /** First octet not consumed yet. */
  at = 0
  /** First octet behind what was filled. */
  end = 0
  /** Offset in the file of the buffer's first octet. */
  base = 0
  /** Octets from `at` on that the reader needs to go on. The reader sets it when it asks for more. */
  need = 1
  /** What stands at the offset `damagedAt` of the file and what should; empty while nothing is wrong. */
  damage = ''
  damagedAt = 0
  /** Whether another capture begins at `at`, which takes another reader. */
  follows = false

  constructor(bytes: Uint8Array = new Uint8Array(CHUNK_LEN)) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Octets at hand. */
  get length(): number {
    return this.end - this.at
  }

  /** Offset in the file of the next octet. */
  get position(): number {
    return this.base + this.at
  }

  /** Makes room behind the octets at hand, enough for what the reader needs. */
  makeRoom(): void {
    const { bytes, at, end } = this
    if (this.need > bytes.length) {
      const larger = new Uint8Array(this.need)
      larger.set(bytes.subarray(at, end))
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    } else {
      bytes.copyWithin(0, at, end)
    }
    this.base += at
    this.end = end - at
    this.at = 0
  }

  /**
   * Goes on in other memory: copies the octets at hand there and leaves the old memory as it is. If the octets do not
   * fit, the chunk stays where it is.
   */
  moveTo(bytes: Uint8Array): void {
    const { at, end, length } = this
    if (length > bytes.length) return
    bytes.set(this.bytes.subarray(at, end))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.base += at
    this.end = length
    this.at = 0
  }

  /** Says that the reader needs `need` octets to go on. Returns false, which `next` returns then. */
  wants(need: number): false {
    this.need = need
    return false
  }

  /** Says that another capture begins at `at`. Returns false, which `next` returns then. */
  another(): false {
    this.follows = true
    return false
  }

  /** Says that the octets at offset `at` of the buffer make no sense. Returns false, which `next` returns then. */
  damaged(at: number, what: string): false {
    this.damage = what
    this.damagedAt = this.base + at
    return false
  }
}

/** What a file tells besides its packets. Captures that follow one another in a file share it. */
export class FileFacts {
  readonly path: string
  /** Grows while reading where the format allows it. */
  readonly interfaces: Interface[] = []
  readonly texts: Texts = new Texts()
  readonly notes: Note[] = []

  constructor(path: string) {
    this.path = path
  }
}

/** Walks the records of one capture. */
export interface Reader {
  /** Packets handed out, by it and those before it. */
  readonly count: number
  /** Takes up the next packet in the chunk; false when the chunk wants more octets or is damaged. */
  next(p: Packet, chunk: Chunk): boolean
  /** Looks at the octets at hand before the first packet is taken up. */
  look?(chunk: Chunk): void
  /** The record at `chunk.at`, for an error message: `record 58`. */
  readonly place: string
}

/** `1 packet was read`, `57 packets were read`. */
export const packetsRead = (count: number): string => (count === 1 ? '1 packet was read' : `${count} packets were read`)
