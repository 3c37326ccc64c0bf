/**
 * DHCP messages (RFC 2131 §2; options RFC 2132): addresses, names and identifiers in the header and in the options that are
 * known, and the numbers of those that have no more than numbers. Of other options the data become 0.
 */
import * as dhcp from '../../wire/protocols/dhcp.js'
import type { Addresses } from './addresses.js'
import type { Octets } from './dns.js'
import type { Names } from './names.js'

const ADDRESSES_START = 12
const HARDWARE_LENGTH = 2
const HARDWARE_ADDRESS = 28
const COOKIE = 236
const OPTIONS = 240
const PAD = 0
const END = 255

/** What is in an option. */
const Content = {
  Numbers: 0,
  Addresses: 1,
  Name: 2,
  /** RFC 2132 §9.14: a type, then an address of the hardware or anything else. */
  Client: 3,
  /** RFC 3442: destinations and routers. */
  Routes: 4,
  /** RFC 3046: options within the option. */
  Agent: 5,
  /** RFC 4702 §2: flags and two codes, then a name. */
  FullName: 6,
} as const
type Content = (typeof Content)[keyof typeof Content]

const NUMBERS = [
  1, 2, 13, 19, 20, 22, 23, 24, 25, 26, 27, 29, 30, 31, 34, 35, 36, 37, 38, 39, 46, 51, 52, 53, 55, 57, 58, 59, 80, 93,
  94, 116,
]
const ADDRESSES = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 21, 28, 32, 33, 41, 42, 44, 45, 48, 49, 50, 54, 65, 68, 69, 70, 71, 72, 73, 74, 75,
  76, 118, 150,
]
const NAMES = [12, 14, 15, 17, 18, 40, 47, 60, 64, 66, 67]

const CONTENTS: ReadonlyMap<number, Content> = new Map<number, Content>([
  ...NUMBERS.map((code): [number, Content] => [code, Content.Numbers]),
  ...ADDRESSES.map((code): [number, Content] => [code, Content.Addresses]),
  ...NAMES.map((code): [number, Content] => [code, Content.Name]),
  [61, Content.Client],
  [81, Content.FullName],
  [82, Content.Agent],
  [121, Content.Routes],
  [249, Content.Routes],
])

/** RFC 3527, RFC 5107: suboptions of the relay agent that are an address. */
const AGENT_ADDRESSES: readonly number[] = [5, 11]
const TYPE_ETHERNET = 1
const MAC_LEN = 6

/** Rewrites the MAC address at an offset. */
export type RewriteMac = (v: DataView, at: number) => void

export class DhcpMessages {
  readonly #addresses: Addresses
  readonly #names: Names
  readonly #mac: RewriteMac

  constructor(addresses: Addresses, names: Names, mac: RewriteMac) {
    this.#addresses = addresses
    this.#names = names
    this.#mac = mac
  }

  /** Rewrites the message in [`o`, `end`), whose octets are 0 where they go. */
  rewrite(octets: Octets, o: number, end: number): void {
    const { view: v, bytes, intoBytes } = octets
    intoBytes.set(bytes.subarray(o, o + ADDRESSES_START), o)
    for (let at = o + ADDRESSES_START; at < o + HARDWARE_ADDRESS; at += 4) this.#address(octets, at)
    const hardware = o + HARDWARE_ADDRESS
    if (dhcp.hasMac(v, o)) this.#mac(v, hardware)
    else this.#names.octets(bytes, hardware, hardware + bytes[o + HARDWARE_LENGTH]!, intoBytes)
    intoBytes.set(bytes.subarray(o + COOKIE, o + OPTIONS), o + COOKIE)
    for (let at = o + OPTIONS; at < end; ) {
      const code = bytes[at]!
      intoBytes[at] = code
      if (code === END) return
      if (code === PAD || at + 1 === end) {
        at++
        continue
      }
      const behind = at + 2 + bytes[at + 1]!
      intoBytes[at + 1] = bytes[at + 1]!
      if (behind > end) return
      this.#content(octets, CONTENTS.get(code), at + 2, behind)
      at = behind
    }
  }

  #content(octets: Octets, content: Content | undefined, at: number, end: number): void {
    const { view: v, bytes, intoBytes } = octets
    switch (content) {
      case Content.Numbers:
        intoBytes.set(bytes.subarray(at, end), at)
        break
      case Content.Addresses:
        for (let o = at; o + 4 <= end; o += 4) this.#address(octets, o)
        break
      case Content.Name:
        this.#names.text(bytes, at, end, intoBytes)
        break
      case Content.FullName: {
        const name = Math.min(end, at + 3)
        intoBytes.set(bytes.subarray(at, name), at)
        this.#names.octets(bytes, name, end, intoBytes)
        break
      }
      case Content.Client:
        if (at === end) break
        intoBytes[at] = bytes[at]!
        if (bytes[at] === TYPE_ETHERNET && end - at === 1 + MAC_LEN) this.#mac(v, at + 1)
        else this.#names.octets(bytes, at + 1, end, intoBytes)
        break
      case Content.Routes:
        this.#routes(octets, at, end)
        break
      case Content.Agent:
        this.#agent(octets, at, end)
        break
    }
  }

  #address({ view, into }: Octets, at: number): void {
    into.setUint32(at, this.#addresses.ipv4(view.getUint32(at)))
  }

  /** Each the length of a prefix, as many octets of it as are not 0, and the router's address. */
  #routes(octets: Octets, start: number, end: number): void {
    const { bytes, intoBytes } = octets
    for (let at = start; at < end; ) {
      const bits = bytes[at]!
      const length = (bits + 7) >> 3
      const router = at + 1 + length
      if (bits > 32 || router + 4 > end) return
      intoBytes[at] = bits
      let prefix = 0
      for (let i = 0; i < 4; i++) prefix = prefix * 0x100 + (i < length ? bytes[at + 1 + i]! : 0)
      const mapped = this.#addresses.ipv4(prefix) & (bits === 0 ? 0 : -1 << (32 - bits))
      for (let i = 0; i < length; i++) intoBytes[at + 1 + i] = mapped >>> (24 - 8 * i)
      this.#address(octets, router)
      at = router + 4
    }
  }

  #agent(octets: Octets, start: number, end: number): void {
    const { bytes, intoBytes } = octets
    for (let at = start; at + 2 <= end; ) {
      const behind = at + 2 + bytes[at + 1]!
      if (behind > end) return
      intoBytes.set(bytes.subarray(at, at + 2), at)
      if (AGENT_ADDRESSES.includes(bytes[at]!) && behind === at + 6) this.#address(octets, at + 2)
      else this.#names.octets(bytes, at + 2, behind, intoBytes)
      at = behind
    }
  }
}
