/**
 * IP addresses as numbers that can be compared and stored: an IPv4 address is its 32 bits, an IPv6 address is interned
 * and numbered from 2^32 on.
 */
import { Kind } from '../../wire/kind.js'
import { type Budget, UNBOUNDED } from './budget.js'
import { NO_ROW, RowIndex } from './row-index.js'

/** The number of the first IPv6 address; below it are the IPv4 ones. */
export const FIRST_IPV6: number = 2 ** 32

/** No address: no IP header carries the packet, or the table is full. */
export const NO_ADDRESS = -1

/** An address that another table can take over: an IPv4 one as its 32 bits, `NO_ADDRESS`, or the words of an IPv6 one. */
export type PortableAddress = number | readonly number[]

export class AddressTable {
  readonly #ipv6: RowIndex

  /** At most `limit` IPv6 addresses. */
  constructor(limit: number = 1 << 18, budget: Budget = UNBOUNDED) {
    this.#ipv6 = new RowIndex(limit, budget)
  }

  /** IPv6 addresses that found no room, each time that one came. */
  get dropped(): number {
    return this.#ipv6.dropped
  }

  /** The number of the address at `o`, of an IP header of this kind; `NO_ADDRESS` when the table is full. */
  number(v: DataView, o: number, kind: Kind): number {
    if (kind === Kind.Ipv4) return v.getUint32(o)
    return this.#ipv6Number(v.getInt32(o), v.getInt32(o + 4), v.getInt32(o + 8), v.getInt32(o + 12))
  }

  portable(number: number): PortableAddress {
    if (number < FIRST_IPV6) return number
    const row = number - FIRST_IPV6
    return [0, 1, 2, 3].map((i) => this.#ipv6.word(row, i))
  }

  /** The number that the address has here; `NO_ADDRESS` when the table is full. */
  numberOf(address: PortableAddress): number {
    return typeof address === 'number' ? address : this.#ipv6Number(address[0]!, address[1]!, address[2]!, address[3]!)
  }

  isIpv6(number: number): boolean {
    return number >= FIRST_IPV6
  }

  /** Whether it is a multicast address: RFC 5771 §1, RFC 4291 §2.7. */
  isMulticast(number: number): boolean {
    if (number < FIRST_IPV6) return number >= 0xe000_0000 && number < 0xf000_0000
    return this.#ipv6.word(number - FIRST_IPV6, 0) >>> 24 === 0xff
  }

  /** Whether it is a link-local or the unspecified address: RFC 3927 §2.1, RFC 4291 §2.5.2 and §2.5.6. */
  isLocal(number: number): boolean {
    if (number < FIRST_IPV6) return number === 0 || number >>> 16 === 0xa9fe
    const row = number - FIRST_IPV6
    const first = this.#ipv6.word(row, 0)
    const rest = this.#ipv6.word(row, 1) | this.#ipv6.word(row, 2) | this.#ipv6.word(row, 3)
    return (first & 0xffc00000) === (0xfe800000 | 0) || (first | rest) === 0
  }

  /** Writes the address to `to` in network order: 4 or 16 octets from `o`. */
  copyTo(number: number, to: DataView, o: number): void {
    if (number < FIRST_IPV6) {
      to.setUint32(o, number)
      return
    }
    for (let i = 0; i < 4; i++) to.setInt32(o + 4 * i, this.#ipv6.word(number - FIRST_IPV6, i))
  }

  #ipv6Number(a: number, b: number, c: number, d: number): number {
    const row = this.#ipv6.row(a, b, c, d)
    return row === NO_ROW ? NO_ADDRESS : FIRST_IPV6 + row
  }
}
