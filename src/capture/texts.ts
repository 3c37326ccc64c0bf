/**
 * Texts of a file's interfaces and sections. Each text is cut to a length, and all together have a limit, because a
 * small compressed file may hold gigabytes of them.
 */

/** Octets of a text. */
const MAX_TEXT = 256
/** Octets of all texts of a file, and of all options that are kept as they are. */
const MAX_TEXTS = 1 << 22
/** Stands at the end of a text that was cut. */
const MARK = '…'

/** How many texts were cut or left out. */
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
    // `stream` keeps a character that is cut in two from becoming a replacement character.
    return new TextDecoder().decode(bytes.subarray(0, MAX_TEXT), { stream: true }) + MARK
  }

  /** A copy of options, for copies of the capture; undefined where there are none, or when there is no room. */
  options(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes.length === 0 || this.#octetsInFull + bytes.length > MAX_TEXTS) return undefined
    this.#octetsInFull += bytes.length
    return bytes.slice()
  }
}
