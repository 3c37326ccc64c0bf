/**
 * Addresses to other addresses, the same one to the same one. IP addresses by Crypto-PAn, with these deviations, for what
 * an address is must be seen afterwards:
 *
 * - Unspecified, loopback and broadcast addresses stay; link-local, private, shared, multicast and other addresses stay
 *   what they are.
 * - Groups stay, unless they are asked for. Then the bits change that a group's MAC address repeats (23 of IPv4, 32 of
 *   IPv6), and by these bits alone, so that the MAC address follows.
 * - The lower 24 bits of an IPv6 address change by themselves, not by what is in front of them, and so do those of a MAC
 *   address. Solicited-node groups and the addresses made of MAC addresses (EUI-64) follow then, too.
 * - IPv4 addresses in IPv6 addresses (6to4, ISATAP, Teredo, NAT64, mapped ones) are the mapped IPv4 addresses.
 * - No address that is mapped becomes itself, as one in 2^n does by chance: its last bit is turned then, and that of the
 *   neighbour that shares all others, so that nothing else changes.
 * - MAC addresses keep the bits for groups and for local administration. Vendors are mapped, or stay. Addresses that a
 *   standard has given a meaning stay.
 */
import { isVirtualRouter } from '../../analysis/check/evidence/virtual-macs.js'
import { CryptoPan } from './crypto-pan.js'
import type { Secrets } from './secrets.js'
import { keptBits, type Subnet, subnetFrom } from './subnets.js'

const IPV4_LEN = 4
const IPV6_LEN = 16

/** RFC 791, RFC 1122 §3.2.1.3, RFC 919 §7: these are no host's. */
const WHOLE_IPV4: readonly Subnet[] = ['0.0.0.0/8', '127.0.0.0/8', '255.255.255.255/32'].map(subnetFrom)
/** RFC 3927, RFC 5771, RFC 1918, RFC 6598. */
const KEPT_IPV4: readonly Subnet[] = [
  '169.254.0.0/16',
  '224.0.0.0/4',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
].map(subnetFrom)
/** RFC 4291 §2.4: the unspecified address and loopback, link-local, unique local (RFC 4193), groups, global. */
const KEPT_IPV6: readonly Subnet[] = ['::/127', 'fe80::/64', 'fc00::/7', 'ff00::/8', '2000::/3'].map(subnetFrom)

/** RFC 4291 §2.5.5.2, RFC 6052 §2.1: 96 bits, then an IPv4 address. */
const EMBEDDED: readonly Subnet[] = ['::ffff:0:0/96', '64:ff9b::/96'].map(subnetFrom)
/** RFC 3056 §2. */
const SIX_TO_FOUR = 0x2002
/** RFC 4380 §4: server, flags, port, and the client's address with its bits turned over. */
const TEREDO = 0x2001_0000
/** RFC 5214 §6.1, behind the bit for what is unique. */
const ISATAP = 0x00005efe

/** Of groups, the lower bits that no one gives away: RFC 5771 §4, §5; RFC 4291 §2.7.1 and IANA's variable scopes. */
const KNOWN_IPV4_GROUPS = 512
const KNOWN_IPV6_GROUPS: readonly Subnet[] = [subnetFrom('0.0.0.0/15')]
const LOW_23 = 0x7fffff

/** MAC addresses of groups that are IP's: RFC 1112 §6.4, RFC 2464 §7. */
const IPV4_GROUPS = 0x01005e
const IPV6_GROUPS = 0x3333
/** The octet that follows in solicited-node groups. */
const SOLICITED = 0xff
/** Bridges and switches, Cisco, PTP, IEC 61850, and protocols of old: the upper 24 bits. */
const KNOWN_GROUPS: ReadonlySet<number> = new Set([
  0x0180c2, 0x01000c, 0x011b19, 0x010ccd, 0x010081, 0x01e02b, 0x01005e, 0x09002b, 0xab0000, 0xcf0000, 0x030000,
])
const NIL_OR_BROADCAST: ReadonlySet<number> = new Set([0, 0xffffffffffff])

/** Entries of a cache: each has one place, and what is there goes. */
const CACHE_LEN = 1 << 14
/** `Math.imul` by it spreads numbers over 32 bits. */
const SPREAD = 0x9e3779b1
const CACHE_SHIFT = 18

export interface AddressOptions {
  /** Prefixes that stay; the hosts in them are mapped all the same. */
  readonly keptSubnets?: readonly Subnet[]
  /** Whether the vendor's half of a MAC address stays. */
  readonly keepVendor?: boolean
  /** Whether addresses of groups are mapped. */
  readonly groups?: boolean
}

export class Addresses {
  readonly #ipv4: CryptoPan
  readonly #ipv6: CryptoPan
  readonly #vendors: CryptoPan
  readonly #hosts: CryptoPan
  readonly #groups: CryptoPan
  readonly #kept4: readonly Subnet[]
  readonly #kept6: readonly Subnet[]
  readonly #keepVendor: boolean
  readonly #mapGroups: boolean

  readonly #octets4: Uint8Array = new Uint8Array(IPV4_LEN)
  readonly #octets6: Uint8Array = new Uint8Array(IPV6_LEN)
  readonly #keys4: Float64Array = new Float64Array(CACHE_LEN).fill(-1)
  readonly #values4: Uint32Array = new Uint32Array(CACHE_LEN)
  readonly #keysMac: Float64Array = new Float64Array(CACHE_LEN).fill(-1)
  readonly #valuesMac: Float64Array = new Float64Array(CACHE_LEN)
  /** Four words of the address, four of what it becomes; the unspecified address, which all are at first, stays. */
  readonly #cache6: Int32Array = new Int32Array(8 * CACHE_LEN)

  constructor(secrets: Secrets, o: AddressOptions = {}) {
    this.#ipv4 = new CryptoPan(secrets.ipv4)
    this.#ipv6 = new CryptoPan(secrets.ipv6)
    this.#vendors = new CryptoPan(secrets.vendors)
    this.#hosts = new CryptoPan(secrets.hosts)
    this.#groups = new CryptoPan(secrets.groups)
    const own = o.keptSubnets ?? []
    this.#kept4 = [...WHOLE_IPV4, ...KEPT_IPV4, ...own.filter(({ octets }) => octets.length === IPV4_LEN)]
    this.#kept6 = [...KEPT_IPV6, ...EMBEDDED, ...own.filter(({ octets }) => octets.length === IPV6_LEN)]
    this.#keepVendor = o.keepVendor ?? false
    this.#mapGroups = o.groups ?? false
  }

  /** The address, 32 bits, that takes the place of another. Hot path. */
  ipv4(address: number): number {
    const i = Math.imul(address, SPREAD) >>> CACHE_SHIFT
    if (this.#keys4[i] === address) return this.#values4[i]!
    const mapped = this.#mapIpv4(address)
    this.#keys4[i] = address
    this.#values4[i] = mapped
    return mapped
  }

  /** The same of 48 bits. */
  mac(address: number): number {
    const i = Math.imul(address % 0x1000000, SPREAD) >>> CACHE_SHIFT
    if (this.#keysMac[i] === address) return this.#valuesMac[i]!
    const mapped = this.#mapMac(address)
    this.#keysMac[i] = address
    this.#valuesMac[i] = mapped
    return mapped
  }

  /** Writes what takes the place of the 16 octets at `from` of `v` to the same place of `into`. */
  ipv6(v: DataView, at: number, into: DataView): void {
    const a = v.getInt32(at)
    const b = v.getInt32(at + 4)
    const c = v.getInt32(at + 8)
    const d = v.getInt32(at + 12)
    const cache = this.#cache6
    const i = (Math.imul(d ^ Math.imul(c ^ Math.imul(b ^ a, SPREAD), SPREAD), SPREAD) >>> CACHE_SHIFT) << 3
    if (cache[i] !== a || cache[i + 1] !== b || cache[i + 2] !== c || cache[i + 3] !== d) {
      cache[i] = a
      cache[i + 1] = b
      cache[i + 2] = c
      cache[i + 3] = d
      const octets = this.#octets6
      const words = new DataView(octets.buffer)
      for (let n = 0; n < 4; n++) words.setInt32(4 * n, cache[i + n]!)
      this.#mapIpv6(octets, words)
      for (let n = 0; n < 4; n++) cache[i + 4 + n] = words.getInt32(4 * n)
    }
    for (let n = 0; n < 4; n++) into.setInt32(at + 4 * n, cache[i + 4 + n]!)
  }

  #mapIpv4(address: number): number {
    if (address >>> 28 === 0xe)
      return this.#mapGroups ? ((address & ~LOW_23) | this.#group23(address & LOW_23)) >>> 0 : address
    const octets = this.#octets4
    put32(octets, address)
    if (WHOLE_IPV4.some((subnet) => isIn(octets, subnet))) return address
    const kept = keptBits(octets, this.#kept4)
    this.#ipv4.apply(octets, 32, kept)
    return other(address, get32(octets), kept < 32)
  }

  #mapMac(address: number): number {
    const high = Math.floor(address / 0x1000000)
    const low = address % 0x1000000
    if (high === IPV4_GROUPS) return this.#mapGroups && low <= LOW_23 ? high * 0x1000000 + this.#group23(low) : address
    if (high >>> 8 === IPV6_GROUPS) return IPV6_GROUPS * 0x100000000 + this.#group32(((high & 0xff) << 24) | low)
    if (hasMeaning(address)) return address
    let mapped = address
    // What lands on an address with a meaning goes on to the next one: no two addresses become one.
    do mapped = this.#vendor(Math.floor(mapped / 0x1000000)) * 0x1000000 + this.#host(mapped % 0x1000000)
    while (hasMeaning(mapped))
    return mapped
  }

  /** The vendor's half: 22 bits of it. */
  #vendor(high: number): number {
    if (this.#keepVendor) return high
    const bits = ((high >>> 18) << 16) | (high & 0xffff)
    const mapped = mapBits(this.#vendors, bits, 22, 0)
    return ((mapped >>> 16) << 18) | (high & 0x30000) | (mapped & 0xffff)
  }

  /** The lower 24 bits of a MAC or an IPv6 address. */
  #host(low: number): number {
    return other(low, mapBits(this.#hosts, low, 24, 0), true)
  }

  #group23(low: number): number {
    if (low < KNOWN_IPV4_GROUPS) return low
    // Bits that could still be those of the known groups stay.
    return mapBits(this.#groups, low, 23, Math.min(Math.clz32(low) - 9 + 1, 14))
  }

  #group32(low: number): number {
    if (low >>> 24 === SOLICITED) return ((SOLICITED << 24) | this.#host(low & 0xffffff)) >>> 0
    if (!this.#mapGroups) return low >>> 0
    const octets = this.#octets4
    put32(octets, low)
    const kept = keptBits(octets, [...KNOWN_IPV6_GROUPS, SOLICITED_LOW])
    if (KNOWN_IPV6_GROUPS.some((subnet) => isIn(octets, subnet))) return low >>> 0
    this.#groups.apply(octets, 32, kept)
    return get32(octets)
  }

  #mapIpv6(octets: Uint8Array, v: DataView): void {
    if (octets[0] === 0xff) {
      this.#mapGroup6(octets, v)
      return
    }
    if (v.getUint32(0) === 0 && v.getUint32(4) === 0 && v.getUint32(8) === 0 && v.getUint32(12) <= 1) return
    if (EMBEDDED.some((subnet) => isIn(octets, subnet))) {
      v.setUint32(12, this.ipv4(v.getUint32(12)))
      return
    }
    if (v.getUint32(0) === TEREDO) {
      v.setUint32(4, this.ipv4(v.getUint32(4)))
      v.setUint32(12, ~this.ipv4(~v.getUint32(12) >>> 0))
      return
    }
    const isIsatap = (v.getUint32(8) & ~0x02000000) === ISATAP
    const isEui64 = octets[11] === 0xff && octets[12] === 0xfe
    const inner = isIsatap ? this.ipv4(v.getUint32(12)) : 0
    const vendor = isEui64 ? this.#vendor((v.getUint32(8) >>> 8) ^ 0x020000) ^ 0x020000 : 0
    const low = this.#host(v.getUint32(12) & 0xffffff)
    const is6to4 = v.getUint16(0) === SIX_TO_FOUR
    const outer = is6to4 ? this.ipv4(v.getUint32(2)) : 0
    const before = v.getUint32(8)
    const kept = is6to4 ? 16 : keptBits(octets, this.#kept6)
    this.#ipv6.apply(octets, 104, kept)
    if (is6to4) v.setUint32(2, outer)
    if (isEui64) {
      v.setUint32(8, ((vendor << 8) | 0xff) >>> 0)
      octets[12] = 0xfe
    }
    const changed = 0xffffff >>> Math.max(0, kept - 104)
    v.setUint32(12, ((v.getUint32(12) & ~changed) | (low & changed)) >>> 0)
    if (isIsatap) {
      v.setUint32(8, before)
      v.setUint32(12, inner)
    }
  }

  /** RFC 3306 §4: a group may have the prefix of the network that has made it. RFC 4291 §2.7.1: solicited-node groups. */
  #mapGroup6(octets: Uint8Array, v: DataView): void {
    const hasPrefix = (octets[1]! & 0x20) !== 0 && octets[3]! > 0
    v.setUint32(12, this.#group32(v.getUint32(12)))
    if (!hasPrefix) return
    const prefix = new Uint8Array(IPV6_LEN)
    prefix.set(octets.subarray(4, 12))
    this.#ipv6.apply(prefix, Math.min(octets[3]!, 64), keptBits(prefix, this.#kept6))
    octets.set(prefix.subarray(0, 8), 4)
  }
}

/** Whether a MAC address is no host's, or one that several hosts have by a standard. */
function hasMeaning(mac: number): boolean {
  const high = Math.floor(mac / 0x1000000)
  return NIL_OR_BROADCAST.has(mac) || isVirtualRouter(mac) || KNOWN_GROUPS.has(high) || high >>> 8 === IPV6_GROUPS
}

const SOLICITED_LOW: Subnet = subnetFrom('255.0.0.0/8')

function isIn(octets: Uint8Array, { octets: prefix, bits }: Subnet): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = 0xff00 >> Math.min(8, bits - bit)
    if (((octets[bit >> 3]! ^ prefix[bit >> 3]!) & mask) !== 0) return false
  }
  return true
}

/** What an address becomes, if it `changes` at all. */
function other(address: number, mapped: number, changes: boolean): number {
  return mapped === address && changes ? (mapped ^ 1) >>> 0 : mapped
}

const WORD: Uint8Array = new Uint8Array(IPV4_LEN)

/** Maps a number of `bits` bits; the `kept` ones in front stay. */
function mapBits(pan: CryptoPan, value: number, bits: number, kept: number): number {
  put32(WORD, value * 2 ** (32 - bits))
  pan.apply(WORD, bits, kept)
  return get32(WORD) >>> (32 - bits)
}

function put32(octets: Uint8Array, value: number): void {
  octets[0] = value >>> 24
  octets[1] = value >>> 16
  octets[2] = value >>> 8
  octets[3] = value
}

function get32(octets: Uint8Array): number {
  return ((octets[0]! << 24) | (octets[1]! << 16) | (octets[2]! << 8) | octets[3]!) >>> 0
}
