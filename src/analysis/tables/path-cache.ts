/**
 * Most packets go the way of an earlier one: from the same outer to the same inner addresses and ports, through the
 * same tunnel. What such packets have in common is a path. Each table finds its rows for the path's first packet and
 * remembers them here, so that later packets need no lookup. What is only counted is counted here, once for all tables,
 * until somebody reads it.
 *
 * Only ordinary packets (`wire/ordinary.ts`) have a path: unicast inside and outside, in one tunnel, with nothing odd in
 * their headers. The memory is fixed: when there is no room for another path, all are forgotten.
 */

import { isIpv4Group } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { hashWords, type Seed, seed } from './hash.js'
import { NO_ROW } from './row-index.js'

/** What packets of one path have in common, in columns beside its slot; `NO_ROW` where there is none. */
export const Column = {
  Network: 0,
  /** Endpoints of the tunnel, as `Networks` numbers them. */
  Source: 1,
  Destination: 2,
  /** Rows of `Fdb` and `MacTable`. */
  Station: 3,
  Target: 4,
  Learned: 5,
  Use: 6,
  /** Row of `Flows` times two, plus the direction; and the number of its connection or exchange. */
  Flow: 7,
  Conversation: 8,
  /** Row of `TunnelTraffic` times two, plus the direction. */
  Tunnel: 9,
  /** Row of `GreSequences`. */
  Sequence: 10,
  /** First of the rows of `ChecksumCensus`: see there. */
  Checksums: 11,
} as const
/** Rows of `ChecksumCensus`: outer IP, UDP or GRE, inner IP, inner segment. */
export const CHECKSUM_ROWS = 4
/** What has been counted of a path since it was settled. */
export const Sum = {
  Packets: 0,
  /** Octets on the wire. */
  Octets: 1,
  /** Octets of the inner IP packets. */
  Inside: 2,
  /** Packets whose checksums are all in order, of those that `ChecksumCensus` leaves to the path. */
  Intact: 3,
  /** Frame, seconds and nanoseconds of the last packet. */
  Frame: 4,
  Seconds: 5,
  Nanoseconds: 6,
} as const
/** Adds what a path has counted to the rows of a table: its columns and sums stand from these places on. */
export type Settle = (row: number, sum: number) => void

/** Paths remembered at a time; there are four slots for the hash of each. */
const LIMIT = 1 << 14
/** Slots that are looked at: where more have the same hash somebody has made it so, and they have no path. */
const PROBES = 16
/**
 * A path has 192 octets in one piece, three lines of the processor's cache: the key, the columns, the sums. Counted in
 * words of 32 bits and in doubles.
 */
const WORDS = 48
const KEY_WORDS = 16
const DOUBLES = WORDS / 2
const SUMS = KEY_WORDS
/** In place of a network: packets on this path have to be looked at each time. */
const REFUSED = -2
/** In place of a slot: the path is there, or there is no room for it. */
const NO_SLOT = -1

// The words of a key: outer MAC addresses (0 to 2); flags, TTL and protocol (3), addresses (4, 5); ports, or GRE's flags and
// protocol (6); VNI or key (7); what is left (8); then inner MAC addresses (9 to 11); flags, TTL and protocol (12), addresses
// (13, 14); ports, or identifier and type (15). In what is left: the types of service, then these.
const INNER_TOS_SHIFT = 8
const OUTER_ABSENT = 1 << 16
const INNER_ABSENT = 1 << 17
const HAS_FRAME = 1 << 18

export class PathCache {
  /** Whether the packet observed last has a path; and whether a packet has gone there before. */
  isThere = false
  isKnown = false
  /** The columns of the last packet's path start at `row` here, its sums at `sum` there. */
  readonly rows: Int32Array
  row = 0
  readonly sums: Float64Array
  sum = 0
  /** Slots looked at in vain. */
  probes = 0
  readonly #limit: number
  /** Paths plus one, by hash; the mask makes a slot of a hash. */
  readonly #slots: Int32Array
  readonly #mask: number
  #count = 0
  readonly #seed: Seed = seed()
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)
  readonly #settles: Settle[] = []
  #isSettled = true

  /** At most `limit` paths, a power of two, or 0: then everything is looked up each time. */
  constructor(limit: number = LIMIT) {
    this.#limit = limit
    this.#slots = new Int32Array(Math.max(1, 4 * limit))
    this.#mask = this.#slots.length - 1
    const buffer = new ArrayBuffer(4 * WORDS * limit)
    this.rows = new Int32Array(buffer)
    this.sums = new Float64Array(buffer)
  }

  /** Registers a table that lets paths count: `settle` gets what they have counted. */
  onSettle(settle: Settle): void {
    this.#settles.push(settle)
  }

  /** Hot path: finds the path of a decoded packet; a new one has no rows yet. */
  observe(p: Packet): void {
    this.isKnown = false
    this.isThere = false
    if (p.tunnel === 0 || this.#limit === 0 || !this.#identify(p)) return
    const slot = this.#find()
    if (slot !== NO_SLOT) this.#begin(slot)
  }

  /**
   * Hot path: whether a packet goes a known way, of which `p.ordinary` says where its headers are. If not, nothing has
   * changed, and `observe` may take it.
   */
  knows(p: Packet): boolean {
    this.isKnown = false
    return this.#count > 0 && this.#identify(p) && this.#find() === NO_SLOT && this.isKnown
  }

  /** Takes the path with this key; where there is none, the slot for it, unless too many are in its way. */
  #find(): number {
    const slots = this.#slots
    const first = hashWords(this.#seed, this.#key, 0, KEY_WORDS)
    for (let n = 0; n < PROBES; n++) {
      const slot = (first + n) & this.#mask
      const path = slots[slot]! - 1
      if (path < 0) return slot
      if (!this.#isAt(path * WORDS)) {
        this.probes++
        continue
      }
      this.#take(path)
      const network = this.rows[this.row + Column.Network]!
      this.isThere = network !== REFUSED
      // All earlier packets may have been copies, for which nothing is remembered.
      this.isKnown = this.isThere && network !== NO_ROW
      break
    }
    return NO_SLOT
  }

  /** Gives the path up: something about its packets has to be looked at each time. */
  refuse(): void {
    if (this.isThere) this.rows[this.row + Column.Network] = REFUSED
    this.isThere = false
  }

  /** Lets this packet be looked at by itself, and remembers nothing of it. */
  leave(): void {
    this.isThere = false
    this.isKnown = false
  }

  /** Hot path: counts a packet of a known path. */
  count(p: Packet): void {
    const sums = this.sums
    const at = this.sum
    sums[at + Sum.Packets]!++
    sums[at + Sum.Octets]! += p.length
    sums[at + Sum.Frame] = p.number
    sums[at + Sum.Seconds] = p.tsSec
    sums[at + Sum.Nanoseconds] = p.tsNsec
    this.#isSettled = false
  }

  /** Adds all that was counted to the tables. Whoever reads a table calls this first. */
  settle(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    for (let path = 0; path < this.#count; path++) {
      const sum = path * DOUBLES + SUMS
      if (this.sums[sum + Sum.Packets] === 0) continue
      for (const settle of this.#settles) settle(path * WORDS + KEY_WORDS, sum)
      this.sums.fill(0, sum, (path + 1) * DOUBLES)
    }
  }

  #take(path: number): void {
    this.isThere = true
    this.row = path * WORDS + KEY_WORDS
    this.sum = path * DOUBLES + SUMS
  }

  #begin(slot: number): void {
    let at = slot
    if (this.#count === this.#limit) {
      this.#forget()
      at = hashWords(this.#seed, this.#key, 0, KEY_WORDS) & this.#mask
    }
    const path = this.#count++
    this.#slots[at] = path + 1
    const from = path * WORDS
    for (let k = 0; k < KEY_WORDS; k++) this.rows[from + k] = this.#key[k]!
    this.rows.fill(NO_ROW, from + KEY_WORDS, from + 2 * KEY_WORDS)
    this.#take(path)
  }

  /** Begins anew when there is no room: the paths in use are soon found again. */
  #forget(): void {
    this.settle()
    this.#slots.fill(0)
    this.#count = 0
  }

  #isAt(from: number): boolean {
    const rows = this.rows
    const key = this.#key
    for (let k = 0; k < KEY_WORDS; k++) if (rows[from + k] !== key[k]) return false
    return true
  }

  /** Makes the key of an ordinary packet; false where it may have no path. */
  #identify(p: Packet): boolean {
    if (!p.hasTime || p.captured < p.length) return false
    const v = p.view
    const key = this.#key
    const { ip, outer, inner, innerIp, segment, segmentKind, hasFrame } = p.ordinary
    if (isIpv4Group(v, ip + ipv4.DESTINATION)) return false
    let rest = ipv4.typeOfService(v, ip)
    if (p.ordinary.outerKind === Kind.Udp) {
      const header = outer + udp.HEADER_LEN
      if (!vxlan.isPlain(v, header)) return false
      key[7] = vxlan.vni(v, header)
      if (udp.checksum(v, outer) === 0) rest |= OUTER_ABSENT
    } else {
      key[7] = (gre.flagsAndVersion(v, outer) & gre.FLAG_K) === 0 ? 0 : gre.key(v, outer)
    }
    if (hasFrame) {
      if (ethernet.isGroup(v, inner) || !ethernet.isFromStation(v, inner)) return false
      key[9] = v.getInt32(inner)
      key[10] = v.getInt32(inner + 4)
      key[11] = v.getInt32(inner + 8)
      rest |= HAS_FRAME
    } else {
      key[9] = 0
      key[10] = 0
      key[11] = 0
    }
    if (segmentKind === Kind.Icmp) {
      key[15] = (icmp.identifier(v, segment) << 16) | icmp.type(v, segment)
    } else {
      key[15] = v.getInt32(segment)
      if (segmentKind === Kind.Udp && udp.checksum(v, segment) === 0) rest |= INNER_ABSENT
    }
    key[0] = v.getInt32(p.start)
    key[1] = v.getInt32(p.start + 4)
    key[2] = v.getInt32(p.start + 8)
    key[3] = v.getInt32(ip + 6)
    key[4] = v.getInt32(ip + 12)
    key[5] = v.getInt32(ip + 16)
    key[6] = v.getInt32(outer)
    key[8] = rest | (ipv4.typeOfService(v, innerIp) << INNER_TOS_SHIFT)
    key[12] = v.getInt32(innerIp + 6)
    key[13] = v.getInt32(innerIp + 12)
    key[14] = v.getInt32(innerIp + 16)
    return true
  }
}
