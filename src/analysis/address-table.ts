/**
 * IP addresses as numbers that can be compared and stored: an IPv4 address is its 32 bits, an IPv6 address is interned
 * and numbered from 2^32 on. Open addressing over typed arrays.
 */
import { Kind } from '../wire/kind.js'

const WORDS = 4
const FIRST_SIZE = 1024
/** The number of the first IPv6 address; below it are the IPv4 ones. */
const FIRST_IPV6 = 2 ** 32

/** No address: no IP header carries the packet, or the table is full. */
export const NO_ADDRESS = -1

export class AddressTable {
  /** IPv6 addresses interned. */
  count = 0
  /** Four 32-bit words an address, by id. */
  #words: Int32Array = new Int32Array(FIRST_SIZE * WORDS)
  /** Ids plus one, by hash; twice as many slots as ids. */
  #slots: Int32Array = new Int32Array(2 * FIRST_SIZE)
  readonly #limit: number

  /** At most `limit` IPv6 addresses. */
  constructor(limit: number = 1 << 20) {
    this.#limit = limit
  }

  /** The number of the address at `o`, of an IP header of this kind; `NO_ADDRESS` when the table is full. */
  number(v: DataView, o: number, kind: Kind): number {
    if (kind === Kind.Ipv4) return v.getUint32(o)
    const id = this.#intern(v.getInt32(o), v.getInt32(o + 4), v.getInt32(o + 8), v.getInt32(o + 12))
    return id < 0 ? NO_ADDRESS : FIRST_IPV6 + id
  }

  isIpv6(number: number): boolean {
    return number >= FIRST_IPV6
  }

  /** Writes the address to `to` in network order: 4 or 16 octets from `o`. */
  copyTo(number: number, to: DataView, o: number): void {
    if (number < FIRST_IPV6) {
      to.setUint32(o, number)
      return
    }
    const w = (number - FIRST_IPV6) * WORDS
    for (let i = 0; i < WORDS; i++) to.setInt32(o + 4 * i, this.#words[w + i]!)
  }

  #intern(a: number, b: number, c: number, d: number): number {
    const mask = this.#slots.length - 1
    let slot = hash(a, b, c, d) & mask
    for (;;) {
      const id = this.#slots[slot]! - 1
      if (id < 0) break
      const w = id * WORDS
      const t = this.#words
      if (t[w + 3] === d && t[w + 2] === c && t[w + 1] === b && t[w] === a) return id
      slot = (slot + 1) & mask
    }
    if (this.count === this.#limit) return -1
    const id = this.count++
    this.#slots[slot] = id + 1
    if (this.count * WORDS > this.#words.length) this.#grow()
    const w = id * WORDS
    this.#words[w] = a
    this.#words[w + 1] = b
    this.#words[w + 2] = c
    this.#words[w + 3] = d
    if (2 * this.count > this.#slots.length) this.#rehash()
    return id
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2)
    words.set(this.#words)
    this.#words = words
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let id = 0; id < this.count; id++) {
      const w = id * WORDS
      let slot = hash(this.#words[w]!, this.#words[w + 1]!, this.#words[w + 2]!, this.#words[w + 3]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id + 1
    }
  }
}

/** Mixes four words into one; every bit of the input reaches the low bits (after Wellons' lowbias32). */
export function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ d
  h ^= h >>> 16
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  h = Math.imul(h, 0x846ca68b)
  return h ^ (h >>> 16)
}
