/**
 * Text as octets: one growing buffer that is written from left to right and handed out whole.
 *
 * The lines of a million packets never become strings; only what somebody looks at one by one does.
 */

/** Text known beforehand, as `literal` makes it. */
export interface Literal {
  readonly text: string
  /** Octets of UTF-8. */
  readonly length: number
  /** The octets, four to a little-endian word; the last word is filled up with zeros. */
  readonly words: Uint32Array
  /** Octets that do not show as a character of their own. */
  readonly continuation: number
}

/** Text known beforehand, for `Writer.put`. */
export function literal(text: string): Literal {
  const bytes = new TextEncoder().encode(text)
  const words = new Uint32Array((bytes.length + 3) >> 2)
  let continuation = 0
  for (let i = 0; i < bytes.length; i++) {
    words[i >> 2]! |= bytes[i]! << (8 * (i & 3))
    if ((bytes[i]! & 0xc0) === 0x80) continuation++
  }
  return { text, length: bytes.length, words, continuation }
}

// What is written most often is stored four octets at a time: a word too many is overwritten by what comes next.

// These tables are made at every start, however short the capture: hence the plain loops.

/** Up to four characters of ASCII, the first in the lowest octet of a word. */
function word(text: string): number {
  let octets = 0
  for (let i = 0; i < text.length; i++) octets |= text.charCodeAt(i) << (8 * i)
  return octets
}

/** `0` to `255`, each with a dot behind it, and how many characters that is. */
const OCTETS = Uint32Array.from({ length: 256 }, (_, i) => word(`${i}.`))
const OCTET_LEN = Uint8Array.from({ length: 256 }, (_, i) => String(i).length + 1)
/** `0000` to `9999`. */
const DIGITS = new Uint32Array(10_000)
for (let a = 0, i = 0; a < 10; a++) {
  for (let b = 0; b < 10; b++) {
    for (let c = 0; c < 10; c++) {
      const three = 0x30303030 + a + (b << 8) + (c << 16)
      for (let d = 0; d < 10; d++) DIGITS[i++] = three + (d << 24)
    }
  }
}
const HEX_DIGITS = Uint8Array.from('0123456789abcdef', (c) => c.charCodeAt(0))
/** `00` to `ff`. */
const HEX_PAIRS = Uint16Array.from({ length: 256 }, (_, i) => HEX_DIGITS[i >> 4]! + (HEX_DIGITS[i & 15]! << 8))
const SPACES = word('    ')
/** Octets that a word may reach beyond what was asked for. */
const SLACK = 4
const MAX_INT32 = 0x7fffffff

const COLON = 58
const ZERO = 48
const NEWLINE = 10

export class Writer {
  bytes: Uint8Array
  /** Octets written. */
  length = 0
  /** How many of the octets that `put` wrote do not show as a character of their own. */
  continuation = 0
  #view: DataView
  /** Octets that there is room for. */
  #limit: number

  constructor(capacity: number = 1 << 17) {
    this.bytes = new Uint8Array(capacity + SLACK)
    this.#view = new DataView(this.bytes.buffer)
    this.#limit = capacity
  }

  /** Forgets what was written. */
  clear(): void {
    this.length = 0
  }

  /** What was written; borrowed until the next write. */
  borrow(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  /** What was written, as a string: for tests and for text that goes elsewhere than to a stream. */
  toString(): string {
    return new TextDecoder().decode(this.borrow())
  }

  put(text: Literal): void {
    const { words, length } = text
    this.room(length)
    const v = this.#view
    let at = this.length
    for (let i = 0; i < words.length; i++) {
      v.setUint32(at, words[i]!, true)
      at += 4
    }
    this.length += length
    this.continuation += text.continuation
  }

  /** The octets [`start`, `end`) of other text. */
  bytesFrom(text: Uint8Array, start: number, end: number): void {
    this.room(end - start)
    const { bytes } = this
    let at = this.length
    for (let i = start; i < end; i++) bytes[at++] = text[i]!
    this.length = at
  }

  /** All of a long text. */
  append(text: Uint8Array): void {
    this.room(text.length)
    this.bytes.set(text, this.length)
    this.length += text.length
  }

  text(text: string): void {
    this.room(text.length * 3)
    const { bytes } = this
    let at = this.length
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c > 0x7f) {
        this.length = at + new TextEncoder().encodeInto(text.slice(i), bytes.subarray(at)).written
        return
      }
      bytes[at++] = c
    }
    this.length = at
  }

  /** One ASCII character by its code. */
  char(code: number): void {
    this.room(1)
    this.bytes[this.length++] = code
  }

  newline(): void {
    this.char(NEWLINE)
  }

  space(count = 1): void {
    this.room(count)
    const end = this.length + count
    for (let at = this.length; at < end; at += 4) this.#view.setUint32(at, SPACES, true)
    this.length = end
  }

  /** Decimal; `value` is a whole number from 0 to 2^53. */
  dec(value: number): void {
    this.room(16)
    if (value < 10_000) {
      this.#upTo9999(value)
      return
    }
    let rest = value
    if (rest >= 100_000_000) {
      const upper = Math.floor(rest / 100_000_000)
      rest -= upper * 100_000_000
      this.dec(upper)
      this.#fourDigits((rest / 10_000) | 0)
    } else {
      this.#upTo9999((rest / 10_000) | 0)
    }
    this.#fourDigits((rest | 0) % 10_000)
  }

  /** Without leading zeros; the caller has made room. */
  #upTo9999(value: number): void {
    const zeros = value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0
    this.#view.setUint32(this.length, DIGITS[value]! >>> (8 * zeros), true)
    this.length += 4 - zeros
  }

  /** With leading zeros; the caller has made room. */
  #fourDigits(value: number): void {
    this.#view.setUint32(this.length, DIGITS[value]!, true)
    this.length += 4
  }

  /** Decimal with leading zeros, exactly `digits` digits. */
  digits(value: number, digits: number): void {
    this.room(digits)
    let left = digits
    let rest = value
    // Four digits at a time, until what is left is a 32-bit integer.
    while (rest > MAX_INT32) {
      const upper = Math.floor(rest / 10_000)
      left -= 4
      this.#view.setUint32(this.length + left, DIGITS[rest - upper * 10_000]!, true)
      rest = upper
    }
    this.#integer(rest | 0, left)
    this.length += digits
  }

  /** Stores the last `digits` digits of a 32-bit integer from `length` on; what stands behind them stays. */
  #integer(value: number, digits: number): void {
    const v = this.#view
    let n = value
    let at = this.length + digits
    const start = this.length
    while (at - start >= 4) {
      const upper = (n / 10_000) | 0
      at -= 4
      v.setUint32(at, DIGITS[n - upper * 10_000]!, true)
      n = upper
    }
    while (at > start) {
      const upper = (n / 10) | 0
      v.setUint8(--at, ZERO + (n - upper * 10))
      n = upper
    }
  }

  /** Lower-case hexadecimal with leading zeros, exactly `digits` digits; `value` below 2^32. */
  hex(value: number, digits: number): void {
    this.room(digits)
    let at = this.length
    for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) this.bytes[at++] = HEX_DIGITS[(value >>> shift) & 15]!
    this.length = at
  }

  /** `172.17.0.2`, from the four octets at `o`. */
  ipv4(v: DataView, o: number): void {
    // Signed, so that no address is too large for a small integer.
    this.ipv4Value(v.getInt32(o))
  }

  /** `172.17.0.2`, from a 32-bit number, signed or not. */
  ipv4Value(address: number): void {
    this.room(16)
    const v = this.#view
    let at = this.length
    for (let shift = 24; shift >= 0; shift -= 8) {
      const octet = (address >>> shift) & 0xff
      v.setUint32(at, OCTETS[octet]!, true)
      at += OCTET_LEN[octet]!
    }
    // Without the dot behind the last one.
    this.length = at - 1
  }

  /** `02:42:ac:11:00:02`, from the six octets at `o`. */
  mac(v: DataView, o: number): void {
    this.macValue(v.getUint32(o) >>> 8, v.getUint32(o + 2) & 0xffffff)
  }

  /** `02:42:ac:11:00:02`, from its upper and lower 24 bits. */
  macValue(hi: number, lo: number): void {
    this.room(18)
    this.#threeOctets(hi)
    this.bytes[this.length++] = COLON
    this.#threeOctets(lo)
  }

  #threeOctets(value: number): void {
    const v = this.#view
    let at = this.length
    for (let shift = 16; shift >= 0; shift -= 8) {
      v.setUint16(at, HEX_PAIRS[(value >>> shift) & 0xff]!, true)
      v.setUint8(at + 2, COLON)
      at += 3
    }
    this.length = at - 1
  }

  /** `2001:db8::1`, from the sixteen octets at `o`. RFC 5952 §4 and §5. */
  ipv6(v: DataView, o: number): void {
    this.room(46)
    let best = -1
    let bestLen = 1
    for (let i = 0; i < 8; i++) {
      let n = 0
      while (i + n < 8 && v.getUint16(o + 2 * (i + n)) === 0) n++
      if (n > bestLen) {
        best = i
        bestLen = n
      }
      i += n
    }
    const mapped = (best === 0 && bestLen === 5 && v.getUint16(o + 10) === 0xffff) || (best === 0 && bestLen === 6)
    const groups = mapped ? 6 : 8
    for (let i = 0; i < groups; i++) {
      if (i === best) {
        this.char(COLON)
        this.char(COLON)
        i += bestLen - 1
        continue
      }
      if (i > 0 && i !== best + bestLen) this.char(COLON)
      const g = v.getUint16(o + 2 * i)
      this.hex(g, g > 0xfff ? 4 : g > 0xff ? 3 : g > 0xf ? 2 : 1)
    }
    if (mapped) {
      if (bestLen < 6) this.char(COLON)
      this.ipv4(v, o + 12)
    }
  }

  /** `octets` octets from `o` as hexadecimal digits. */
  hexBytes(v: DataView, o: number, octets: number): void {
    this.room(2 * octets)
    let at = this.length
    for (let i = 0; i < octets; i++) {
      this.#view.setUint16(at, HEX_PAIRS[v.getUint8(o + i)]!, true)
      at += 2
    }
    this.length = at
  }

  private room(octets: number): void {
    if (this.length + octets <= this.#limit) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + octets + SLACK))
    grown.set(this.borrow())
    this.bytes = grown
    this.#view = new DataView(grown.buffer)
    this.#limit = grown.length - SLACK
  }
}
