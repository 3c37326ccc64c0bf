/**
 * Text as octets: one growing buffer that is written from left to right and handed out whole.
 *
 * The lines of a million packets never become strings; only what somebody looks at one by one does.
 */

const HEX = literal('0123456789abcdef')
/** Decimal digits of 0 to 255, four octets a value, and how many of them count. */
const OCTET_DIGITS = new Uint8Array(1024)
const OCTET_LEN = new Uint8Array(256)
for (let i = 0; i < 256; i++) {
  const s = String(i)
  OCTET_LEN[i] = s.length
  for (let j = 0; j < s.length; j++) OCTET_DIGITS[i * 4 + j] = s.charCodeAt(j)
}

const DOT = 46
const COLON = 58
const SPACE = 32
const ZERO = 48
const NEWLINE = 10

/** Text known beforehand, as UTF-8, for `Writer.put`. */
export function literal(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export class Writer {
  bytes: Uint8Array
  /** Octets written. */
  length = 0

  constructor(capacity = 1 << 17) {
    this.bytes = new Uint8Array(capacity)
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

  put(text: Uint8Array): void {
    const n = text.length
    this.room(n)
    const { bytes } = this
    let at = this.length
    for (let i = 0; i < n; i++) bytes[at++] = text[i]!
    this.length = at
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
    for (let i = 0; i < count; i++) this.bytes[this.length++] = SPACE
  }

  /** Decimal; `value` is a whole number from 0 to 2^53. */
  dec(value: number): void {
    this.room(16)
    if (value < 256) {
      this.octet(value)
      return
    }
    let digits = 3
    for (let limit = 1000; value >= limit && digits < 16; limit *= 10) digits++
    this.digits(value, digits)
  }

  /** Decimal with leading zeros, exactly `digits` digits. */
  digits(value: number, digits: number): void {
    this.room(digits)
    const { bytes } = this
    let at = this.length + digits
    this.length = at
    let rest = value
    while (--at >= this.length - digits) {
      const q = rest < 0x7fffffff ? ((rest | 0) / 10) | 0 : Math.floor(rest / 10)
      bytes[at] = ZERO + (rest - q * 10)
      rest = q
    }
  }

  /** Lower-case hexadecimal with leading zeros, exactly `digits` digits; `value` below 2^32. */
  hex(value: number, digits: number): void {
    this.room(digits)
    for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) this.bytes[this.length++] = HEX[(value >>> shift) & 15]!
  }

  /** `172.17.0.2`, from the four octets at `o`. */
  ipv4(v: DataView, o: number): void {
    this.room(16)
    this.octet(v.getUint8(o))
    this.bytes[this.length++] = DOT
    this.octet(v.getUint8(o + 1))
    this.bytes[this.length++] = DOT
    this.octet(v.getUint8(o + 2))
    this.bytes[this.length++] = DOT
    this.octet(v.getUint8(o + 3))
  }

  /** `02:42:ac:11:00:02`, from the six octets at `o`. */
  mac(v: DataView, o: number): void {
    this.room(18)
    const { bytes } = this
    let at = this.length
    for (let i = 0; i < 6; i++) {
      if (i > 0) bytes[at++] = COLON
      const b = v.getUint8(o + i)
      bytes[at++] = HEX[b >> 4]!
      bytes[at++] = HEX[b & 15]!
    }
    this.length = at
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
    for (let i = 0; i < octets; i++) {
      const b = v.getUint8(o + i)
      this.bytes[this.length++] = HEX[b >> 4]!
      this.bytes[this.length++] = HEX[b & 15]!
    }
  }

  /** 0 to 255 in decimal; the caller has made room. */
  private octet(value: number): void {
    const n = OCTET_LEN[value]!
    const at = value * 4
    const { bytes } = this
    bytes[this.length] = OCTET_DIGITS[at]!
    if (n > 1) bytes[this.length + 1] = OCTET_DIGITS[at + 1]!
    if (n > 2) bytes[this.length + 2] = OCTET_DIGITS[at + 2]!
    this.length += n
  }

  private room(octets: number): void {
    if (this.length + octets <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + octets))
    grown.set(this.borrow())
    this.bytes = grown
  }
}
