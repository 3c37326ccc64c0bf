/**
 * DNS messages (RFC 1035 §4.1): names by their labels, addresses as everywhere, and of other records the numbers whose
 * place is known. Lengths stay, so that pointers lead to where they led.
 */
import * as dns from '../../wire/protocols/dns.js'
import { nameEnd, visitLabels } from '../../wire/protocols/dns-name.js'
import type { Addresses } from './addresses.js'
import type { Names } from './names.js'

/** RFC 1035 §3.2.2, RFC 3596 §2.1, RFC 2782, RFC 6672, RFC 6891 §6.1.1, RFC 4034 §4.1. */
const Type = {
  A: 1,
  Ns: 2,
  Cname: 5,
  Soa: 6,
  Ptr: 12,
  Mx: 15,
  Txt: 16,
  Aaaa: 28,
  Srv: 33,
  Dname: 39,
  Opt: 41,
  Nsec: 47,
} as const

/** Octets of a question behind its name, and of a record in front of its data. */
const QUESTION_LEN = 4
const RECORD_LEN = 10
const DATA_LENGTH = 8
const POINTER = 0xc0
/** Serial, refresh, retry, expire and minimum of SOA: RFC 1035 §3.3.13. */
const SOA_NUMBERS_LEN = 20
/** Priority, weight and port: RFC 2782. */
const SRV_NUMBERS_LEN = 6
const MX_NUMBERS_LEN = 2
const IPV4_LABELS = 4
const IPV6_LABELS = 32

/** Where octets are read and where they go, at the same offsets. */
export interface Octets {
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly into: DataView
  readonly intoBytes: Uint8Array
}

export class DnsMessages {
  readonly #addresses: Addresses
  readonly #names: Names

  constructor(addresses: Addresses, names: Names) {
    this.#addresses = addresses
    this.#names = names
  }

  /** Rewrites the message in [`o`, `end`), whose octets are 0 where they go. What cannot be followed stays 0. */
  rewrite(octets: Octets, o: number, end: number): void {
    const { view: v } = octets
    keep(octets, o, o + dns.HEADER_LEN)
    let at = o + dns.HEADER_LEN
    for (let i = dns.questionCount(v, o); i > 0; i--) {
      const behind = this.#name(octets, at, o, end)
      if (behind < 0 || behind + QUESTION_LEN > end) return
      keep(octets, behind, behind + QUESTION_LEN)
      at = behind + QUESTION_LEN
    }
    const records = v.getUint16(o + 6) + v.getUint16(o + 8) + v.getUint16(o + 10)
    for (let i = records; i > 0; i--) {
      const behind = this.#name(octets, at, o, end)
      if (behind < 0 || behind + RECORD_LEN > end) return
      keep(octets, behind, behind + RECORD_LEN)
      const data = behind + RECORD_LEN
      at = data + v.getUint16(behind + DATA_LENGTH)
      if (at > end) return
      this.#data(octets, v.getUint16(behind), data, at, o)
    }
  }

  #data(octets: Octets, type: number, at: number, end: number, message: number): void {
    const { view: v, into } = octets
    switch (type) {
      case Type.A:
        if (end - at === 4) into.setUint32(at, this.#addresses.ipv4(v.getUint32(at)))
        break
      case Type.Aaaa:
        if (end - at === 16) this.#addresses.ipv6(v, at, into)
        break
      case Type.Ns:
      case Type.Cname:
      case Type.Ptr:
      case Type.Dname:
        this.#name(octets, at, message, end)
        break
      case Type.Mx:
        keep(octets, at, Math.min(end, at + MX_NUMBERS_LEN))
        this.#name(octets, at + MX_NUMBERS_LEN, message, end)
        break
      case Type.Srv:
        keep(octets, at, Math.min(end, at + SRV_NUMBERS_LEN))
        this.#name(octets, at + SRV_NUMBERS_LEN, message, end)
        break
      case Type.Soa: {
        const second = this.#name(octets, at, message, end)
        const numbers = second < 0 ? -1 : this.#name(octets, second, message, end)
        if (numbers >= 0) keep(octets, numbers, Math.min(end, numbers + SOA_NUMBERS_LEN))
        break
      }
      case Type.Nsec: {
        const types = this.#name(octets, at, message, end)
        if (types >= 0) keep(octets, types, end)
        break
      }
      case Type.Txt:
        this.#strings(octets, at, end)
        break
      case Type.Opt:
        options(octets, at, end)
        break
    }
  }

  /** Texts behind their lengths. */
  #strings({ bytes, intoBytes }: Octets, at: number, end: number): void {
    for (let o = at; o < end; ) {
      const length = bytes[o]!
      const behind = o + 1 + length
      if (behind > end) return
      intoBytes[o] = length
      this.#names.text(bytes, o + 1, behind, intoBytes)
      o = behind
    }
  }

  /** Rewrites the name at `at`, up to where it ends or points elsewhere. Returns where that is, or -1. */
  #name(octets: Octets, at: number, message: number, end: number): number {
    const { view: v, bytes, intoBytes } = octets
    const behind = nameEnd(v, at, end)
    if (behind < 0) return -1
    const reverse = this.#reverse(octets, at, message, end)
    let o = at
    for (let n = 0; o < behind; n++) {
      const length = bytes[o]!
      intoBytes[o] = length
      if (length === 0) break
      if (length >= POINTER) {
        intoBytes[o + 1] = bytes[o + 1]!
        break
      }
      const label = reverse?.[n]
      if (label !== undefined && label.length === length) intoBytes.set(Buffer.from(label, 'latin1'), o + 1)
      else if (label !== undefined) this.#digits(octets, o + 1, length)
      else this.#names.label(bytes, o + 1, o + 1 + length, intoBytes)
      o += 1 + length
    }
    return behind
  }

  /** For the name of an address (RFC 1035 §3.5, RFC 3596 §2.5) the labels of what it becomes; else undefined. */
  #reverse({ view: v, bytes }: Octets, at: number, message: number, end: number): readonly string[] | undefined {
    const labels: string[] = []
    visitLabels(v, at, message, end, (label, length) => {
      labels.push(
        Buffer.from(bytes.subarray(label, label + length))
          .toString('latin1')
          .toLowerCase(),
      )
    })
    if (labels.at(-1) !== 'arpa') return undefined
    const numbers = labels.slice(0, -2)
    if (labels.at(-2) === 'in-addr' && numbers.length === IPV4_LABELS && numbers.every((n) => /^\d{1,3}$/.test(n))) {
      const address = numbers.reduceRight((sum, n) => sum * 0x100 + (Number(n) & 0xff), 0)
      const mapped = this.#addresses.ipv4(address)
      return [0, 8, 16, 24].map((shift) => `${(mapped >>> shift) & 0xff}`)
    }
    if (labels.at(-2) === 'ip6' && numbers.length === IPV6_LABELS && numbers.every((n) => /^[\da-f]$/.test(n))) {
      const address = Buffer.from([...numbers].reverse().join(''), 'hex')
      const view = new DataView(address.buffer, address.byteOffset, address.length)
      this.#addresses.ipv6(view, 0, view)
      return [...address.toString('hex')].reverse()
    }
    return undefined
  }

  /** A number whose digits do not fit becomes one that has nothing to do with the address. */
  #digits({ bytes, intoBytes }: Octets, at: number, length: number): void {
    this.#names.text(bytes, at, at + length, intoBytes)
    for (let i = at; i < at + length; i++) intoBytes[i] = 0x31 + (intoBytes[i]! % (length === 3 ? 1 : 9))
  }
}

/** Options of EDNS: their codes and lengths. */
function options(octets: Octets, at: number, end: number): void {
  for (let o = at; o + 4 <= end; o += 4 + octets.view.getUint16(o + 2)) keep(octets, o, o + 4)
}

function keep({ bytes, intoBytes }: Octets, start: number, end: number): void {
  intoBytes.set(bytes.subarray(start, end), start)
}
