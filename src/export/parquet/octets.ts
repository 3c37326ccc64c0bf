/** Octets that are written one behind the other, with the numbers that Parquet has. */

const FIRST = 1 << 12
/** Of the longest number of 53 bits, seven a time. */
const MAX_VARINT = 8

export class Octets {
  bytes: Uint8Array = new Uint8Array(FIRST)
  length = 0

  clear(): void {
    this.length = 0
  }

  /** What was written; borrowed until the next write. */
  borrow(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  /** Room for so many more. */
  ensure(octets: number): void {
    if (this.length + octets <= this.bytes.length) return
    const more = new Uint8Array(Math.max(this.length + octets, 2 * this.bytes.length))
    more.set(this.borrow())
    this.bytes = more
  }

  /** The lowest octets of an integer, the lowest one first. */
  integer(value: number, octets: number): void {
    this.ensure(octets)
    for (let i = 0; i < octets; i++) this.bytes[this.length++] = value >>> (8 * i)
  }

  /** ULEB128 of an integer of up to 53 bits. */
  varint(value: number): void {
    this.ensure(MAX_VARINT)
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.length++] = rest
  }

  /** The same of one that may be negative, of up to 52 bits. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value)
  }

  /** UTF-8 behind its length. */
  text(text: string): void {
    // A character of UTF-16 takes three octets at most.
    this.ensure(4 + 3 * text.length)
    const at = this.length
    this.length += 4
    const { written } = UTF8.encodeInto(text, this.bytes.subarray(this.length))
    this.length = at
    this.integer(written, 4)
    this.length += written
  }
}

const UTF8 = new TextEncoder()
