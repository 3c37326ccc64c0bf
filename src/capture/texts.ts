/**
 * What a file says in texts of its interfaces and sections, as far as it is kept: each text is cut, and all together have a
 * limit, since a small compressed file may hold gigabytes of them.
 */

/** Octets of a text. */
const MAX_TEXT = 256
/** Octets of all texts of a file, and of all options that are kept as they are. */
const MAX_TEXTS = 1 << 22
/** Stands at the end of a text that was cut. */
const MARK = '…'

/** How many texts are not as they stand in the file. */
export interface TextCounts {
  readonly cut: number
  readonly leftOut: number
}

export class Texts implements TextCounts {
  cut = 0
  leftOut = 0
  #octets = 0
  #octetsInFull = 0

  /** A UTF-8 text, with a mark at its end where it was cut; undefined when there is no room for it. */
  keep(bytes: Uint8Array): string | undefined {
    const length = Math.min(bytes.length, MAX_TEXT)
    if (this.#octets + length > MAX_TEXTS) {
      this.leftOut++
      return undefined
    }
    this.#octets += length
    if (bytes.length <= MAX_TEXT) return new TextDecoder().decode(bytes)
    this.cut++
    // As in a stream, so that no character is cut in two.
    return new TextDecoder().decode(bytes.subarray(0, MAX_TEXT), { stream: true }) + MARK
  }

  /** A copy of options, for who copies the capture; undefined where there are none, or when there is no room. */
  options(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes.length === 0 || this.#octetsInFull + bytes.length > MAX_TEXTS) return undefined
    this.#octetsInFull += bytes.length
    return bytes.slice()
  }
}
