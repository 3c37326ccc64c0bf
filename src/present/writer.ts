/**
 * Text as octets: one growing buffer that is written from left to right and handed out whole.
 *
 * The lines of a million packets never become strings. Strings are only made for what is looked at one by one.
 */

/** Text known beforehand, as `literal` makes it. */
export interface Literal {
  readonly text: string
  /** Octets of UTF-8. */
  readonly length: number
  /** The octets as `wordsOf` has them. */
  readonly words: Float64Array
  /** Octets that do not show as a character of their own. */
  readonly continuation: number
}

/** Text known beforehand, for `Writer.put`. */
export function literal(text: string): Literal {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array((bytes.length + WORD - 1) & -WORD)
  padded.set(bytes)
  let continuation = 0
  for (const b of bytes) if ((b & 0xc0) === 0x80) continuation++
  return { text, length: bytes.length, words: wordsOf(padded), continuation }
}

/** Octets of a word of text. */
const WORD = 8

/**
 * Text as little-endian words of eight octets, each stored as a double because doubles copy fastest. An engine may
 * replace one NaN by another, but no text is a NaN: that takes an octet 0x7f or 0xff.
 */
function wordsOf(padded: Uint8Array): Float64Array {
  const view = new DataView(padded.buffer)
  return Float64Array.from({ length: padded.length / WORD }, (_, i) => view.getFloat64(i * WORD, true))
}

// Frequent text is stored several octets at a time. Octets beyond its end are overwritten by what comes next.

/** Up to four characters, the first in the lowest octet of a word. */
function word(text: string): number {
  let value = 0
  for (let i = 0; i < text.length; i++) value |= text.charCodeAt(i) << (8 * i)
  return value >>> 0
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
/** Octets that a word may reach beyond the end of its text. */
const SLACK = WORD
const MAX_INT32 = 0x7fffffff
const MAX_UINT32 = 0xffffffff

/** Digits of the largest decimal, 2^64. */
const MAX_DEC = 20
/** Characters of the longest IPv4 address, and a dot. */
const MAX_IPV4 = 16

const UTF8 = new TextDecoder()
/** Up to this many octets of ASCII are faster to read one by one than with a decoder. */
const SHORT = 24

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
    const { bytes, length } = this
    if (length > SHORT) return UTF8.decode(this.borrow())
    let text = ''
    for (let i = 0; i < length; i++) {
      if (bytes[i]! > 0x7f) return UTF8.decode(this.borrow())
      text += String.fromCharCode(bytes[i]!)
    }
    return text
  }

  put(text: Literal): void {
    this.room(text.length)
    this.length = storeText(this.#view, this.length, text)
    this.continuation += text.continuation
  }

  /** Text known beforehand and a decimal, as `put` and `dec` write them. */
  putDec(text: Literal, value: number): void {
    this.room(text.length + MAX_DEC)
    this.length = storeDec(this.#view, storeText(this.#view, this.length, text), value)
    this.continuation += text.continuation
  }

  /** Appends the octets [`start`, `end`) of another writer. */
  bytesFrom(text: Writer, start: number, end: number): void {
    this.room(end - start)
    const from = text.#view
    const v = this.#view
    const shift = this.length - start
    for (let at = start; at < end; at += WORD) v.setFloat64(at + shift, from.getFloat64(at, true), true)
    this.length += end - start
  }

  /** The same, counting the octets that do not show as a character of their own. */
  textFrom(text: Writer, start: number, end: number): void {
    this.bytesFrom(text, start, end)
    for (let i = start; i < end; i++) if ((text.bytes[i]! & 0xc0) === 0x80) this.continuation++
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

  /** Decimal; `value` is a whole number from 0 to 2^64. Beyond 2^53 its last digits are not exact. */
  dec(value: number): void {
    this.room(MAX_DEC)
    this.length = storeDec(this.#view, this.length, value)
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
    if (at - start >= 2) {
      const upper = (n / 100) | 0
      at -= 2
      v.setUint16(at, DIGITS[n - upper * 100]! >>> 16, true)
      n = upper
    }
    if (at > start) v.setUint8(start, ZERO + (n % 10))
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
    this.room(MAX_IPV4)
    this.length = storeIpv4(this.#view, this.length, address)
  }

  /** `172.17.0.2 > 172.17.0.3`, from 32-bit numbers and the text between. */
  ipv4Pair(a: number, between: Literal, b: number): void {
    this.room(2 * MAX_IPV4 + between.length)
    const v = this.#view
    const at = storeText(v, storeIpv4(v, this.length, a), between)
    this.length = storeIpv4(v, at, b)
    this.continuation += between.continuation
  }

  /** `172.17.0.2:80`, the address from a 32-bit number. */
  ipv4Socket(address: number, port: number): void {
    this.room(MAX_IPV4 + 1 + MAX_DEC)
    const v = this.#view
    const at = storeIpv4(v, this.length, address)
    v.setUint8(at, COLON)
    this.length = storeDec(v, at + 1, port)
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

  /** Makes room for so many octets and the rest of a word. */
  private room(octets: number): void {
    if (this.length + octets <= this.#limit) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + octets + SLACK))
    grown.set(this.borrow())
    this.bytes = grown
    this.#view = new DataView(grown.buffer)
    this.#limit = grown.length - SLACK
  }
}

// These store frequent kinds of text from `at` on, where the caller has made room, and return where the text ends. They
// are small enough to be inlined, so the offset stays in a register.

function storeText(v: DataView, at: number, { words, length }: Literal): number {
  for (let i = 0; i < words.length; i++) v.setFloat64(at + WORD * i, words[i]!, true)
  return at + length
}

function storeDec(v: DataView, at: number, value: number): number {
  if (value < 10_000) return storeUpTo9999(v, at, value | 0)
  return value <= MAX_UINT32 ? store32Bits(v, at, value >>> 0) : storeBeyond32Bits(v, at, value)
}

/** For 10,000 and more. V8 divides a number of 32 bits by multiplying. */
function store32Bits(v: DataView, at: number, value: number): number {
  const upper = (value / 10_000) >>> 0
  let end = at
  if (upper < 10_000) end = storeUpTo9999(v, at, upper)
  else {
    const top = (upper / 10_000) >>> 0
    end = storeUpTo9999(v, at, top)
    v.setUint32(end, DIGITS[upper - top * 10_000]!, true)
    end += 4
  }
  v.setUint32(end, DIGITS[value - upper * 10_000]!, true)
  return end + 4
}

function storeBeyond32Bits(v: DataView, at: number, value: number): number {
  const upper = Math.floor(value / 10_000)
  const end = storeDec(v, at, upper)
  // If no double holds the number exactly, the rest may be negative or have more than four digits.
  const rest = Math.min(9999, Math.max(0, value - upper * 10_000))
  v.setUint32(end, DIGITS[rest]!, true)
  return end + 4
}

/** Without leading zeros. */
function storeUpTo9999(v: DataView, at: number, value: number): number {
  // Adds one for each limit that the value is below, without a branch, which the processor could not predict.
  const zeros = ((value - 10) >>> 31) + ((value - 100) >>> 31) + ((value - 1000) >>> 31)
  v.setUint32(at, DIGITS[value]! >>> (8 * zeros), true)
  return at + 4 - zeros
}

function storeIpv4(v: DataView, at: number, address: number): number {
  const a = address >>> 24
  const b = (address >>> 16) & 0xff
  const c = (address >>> 8) & 0xff
  const d = address & 0xff
  const second = OCTET_LEN[a]!
  const third = second + OCTET_LEN[b]!
  const fourth = third + OCTET_LEN[c]!
  v.setUint32(at, OCTETS[a]!, true)
  v.setUint32(at + second, OCTETS[b]!, true)
  v.setUint32(at + third, OCTETS[c]!, true)
  v.setUint32(at + fourth, OCTETS[d]!, true)
  // Without the dot behind the last one.
  return at + fourth + OCTET_LEN[d]! - 1
}
