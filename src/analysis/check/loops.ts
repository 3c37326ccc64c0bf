/**
 * Frames that go round: the same one again and again, as no retransmission comes. Compared is the packet inside of the
 * innermost tunnel without what routers and bridges change (MAC addresses, TTL, header checksum), in its first octets
 * and its length; outside of tunnels only what is sent to all. A frame goes round when
 *
 * - it passes the same way through the same tunnel with a lower TTL each time: a routing loop;
 * - a VTEP sends back what another one has sent to it, and it comes again: bridges loop;
 * - a frame to all comes so often and fast as no host sends it.
 *
 * Each frame is remembered for about as long as it takes some thousands of others to pass. Of a large capture, frames
 * for one station are sampled by what they are. Bounded; what found no room is counted.
 */

import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { type Copies, Copy } from '../capture-points/copies.js'
import { type AddressTable, NO_ADDRESS } from '../tables/address-table.js'
import { hashWords } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type LastTimestamp, stamp, type Timestamp, timestamp, timestampOf } from '../timestamps.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK } from '../tunnels/networks.js'

/** What shows that a frame goes round. */
export const LoopKind = {
  /** Each pass has a lower TTL. */
  Routed: 'routed',
  /** It comes back from where it was sent to, unchanged. */
  Bridged: 'bridged',
  /** It comes again and again the same way: a loop behind the sender, or a host that repeats itself. */
  Repeated: 'repeated',
} as const
export type LoopKind = (typeof LoopKind)[keyof typeof LoopKind]

/** In the first word of a row's key, above the network. */
const IN_KEY: Readonly<Record<LoopKind, number>> = {
  [LoopKind.Routed]: 0,
  [LoopKind.Bridged]: 1 << 16,
  [LoopKind.Repeated]: 2 << 16,
}

/**
 * Frames that go round one way; `source` and `destination` are the ends of the tunnel that the first one passed first.
 */
export interface LoopRow {
  readonly kind: LoopKind
  readonly network: number
  /** Endpoints as `Networks` numbers them; `NO_ENDPOINT` outside of tunnels. */
  readonly source: number
  readonly destination: number
  /** Different frames that go round, and how often any of them was seen. */
  readonly different: number
  readonly sightings: number
  /** The first few sightings of the first of them. */
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
  // Of the first of them: its addresses, those of sender and target in ARP, `NO_ADDRESS` in what is neither that nor an
  // IP packet; and its TTL at first and last.
  readonly isArp: boolean
  readonly innerSource: number
  readonly innerDestination: number
  readonly ttl: number
  readonly lastTtl: number
}

export interface LoopFacts {
  readonly rows: readonly LoopRow[]
  /** Sightings of frames that go round and found no room. */
  readonly dropped: number
}

interface Row extends LoopRow {
  different: number
  sightings: number
  readonly frames: number[]
  readonly last: LastTimestamp
  lastTtl: number
}

/** Nanoseconds between two passes of a frame at most. What comes later is not the same frame. */
const ROUND = 1e9
/** Nanoseconds between two sightings of a frame that its sender repeats too fast for a host. */
const FAST = 50e6
/** Passes with a lower TTL than all before, or returns, that prove a loop: two may come from a detour. */
const MIN_PASSES = 3
/** Repetitions that no host sends so fast. Hosts repeat gratuitous ARP and the like five times. */
const MIN_REPETITIONS = 31

const LIMIT = 1 << 10
const MAX_FRAMES = 8
/** Frames remembered, the last ones. */
const SLOTS = 1 << 13
/** Octets of a packet that are compared, and of a frame without one. */
const COMPARED = 64
const COMPARED_FRAME = 80
/**
 * Words of a key: the packet's kind with the number of words, its length in octets, and its first octets. If those are
 * no whole number of words, the last word repeats some octets.
 */
const KEY_WORDS = 2 + COMPARED_FRAME / 4 + 1
const KEY_COUNT_SHIFT = 8
/**
 * Up to so many frames for one station, all are compared; of later ones only those whose sample bits are 0. The bits
 * depend on no secret, so that every run compares the same frames.
 */
const COMPARE_ALL = 1 << 16
const SAMPLE = 7 << 13

// What routers change is masked out: RFC 791 §3.1, RFC 8200 §3.
const IPV4_LENGTH = 0xff00ffff
const IPV4_PROTOCOL = 0x00ff0000
const IPV6_FLOW = 0xf00fffff
const IPV6_NEXT = 0xffffff00

// A remembered frame: 64 octets, one line of the processor's cache, because most frames are seen only once. First the
// first sighting, in words of 32 bits:
const NETWORK = 0
const SOURCE = 1
const DESTINATION = 2
const FIRST_TTL = 3
const SIGHTINGS = 4
/** The number of its row plus one if it goes round; else 0. */
const ROW = 5
const WORDS = 16
/** The last sighting and the first frame, in the doubles behind. */
const SECONDS = 4
const NANOSECONDS = 5
const FRAME = 6
const DOUBLES = WORDS / 2

// Columns of a frame that was seen again.
const LOWEST_TTL = 0
/** Passes on the first way with a lower TTL; with the same TTL; with the same TTL and fast; and returns. */
const LOWER = 1
const AGAIN = 2
const FAST_AGAIN = 3
const RETURNS = 4
const FIRST_SECONDS = 5
const FIRST_NANOSECONDS = 6
const FRAMES = 7
const COLUMNS = FRAMES + MAX_FRAMES

export class LoopDetector implements LoopFacts {
  readonly #networks: Networks
  readonly #copies: Copies
  readonly #recent: LastSeen = new LastSeen(SLOTS)
  readonly #keys: Int32Array = new Int32Array(SLOTS * KEY_WORDS)
  readonly #doubles: Float64Array = new Float64Array(SLOTS * DOUBLES)
  readonly #words: Int32Array = new Int32Array(this.#doubles.buffer)
  readonly #again: Float64Array = new Float64Array(SLOTS * COLUMNS)
  /** Kind and network, source, destination. */
  readonly #index: RowIndex = new RowIndex(LIMIT)
  readonly #rows: Row[] = []
  /** Frames for one station. */
  #unicast = 0
  // Of the frame observed last: its key and the words of it, the hash of these, and its TTL, 0 where it has none.
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)
  #length = 0
  #hash = 0
  #ttl = 0
  /** Whether the packet that `canPass` has looked at is compared with others. */
  #isCompared = false

  /** `networks` and `copies` have observed each packet before it comes here. */
  constructor(networks: Networks, copies: Copies) {
    this.#networks = networks
    this.#copies = copies
  }

  get rows(): readonly LoopRow[] {
    return this.#rows
  }

  get dropped(): number {
    return this.#index.dropped
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const first = stack.depth > 0 ? stack.layers[stack.depth - 1]! + 1 : 0
    if (first >= p.depth || !p.hasTime || p.fragment !== -1) return
    const l = p.layers[first]!
    const toAll = l.kind === Kind.Ethernet && ethernet.isGroup(p.view, l.start)
    if (!toAll && stack.depth === 0) return
    if (this.#copies.active && this.#copies.kind !== Copy.None) return
    if (this.#networks.inner === NO_NETWORK) return
    if (!toAll && ++this.#unicast > COMPARE_ALL && !isSampled(p, first)) return
    const ip = this.#identify(p, first)
    this.#see(p, stack.depth - 1, ip, toAll && canRepeat(p, ip))
  }

  /** Hot path: whether an ordinary packet on a known path is not remembered; its headers are `p.ordinary`. */
  canPass(p: Packet): boolean {
    const { innerIp, innerEnd, segment } = p.ordinary
    this.#isCompared = this.#unicast < COMPARE_ALL || innerEnd - segment < 8 || isChosen(p.view, innerIp, segment)
    if (!this.#isCompared) return true
    this.#identifyAt(p.view, Kind.Ipv4, innerIp, innerEnd, innerEnd, innerIp)
    return this.#find() < 0
  }

  /** Hot path: remembers the packet that `canPass` has looked at last. */
  pass(p: Packet): void {
    this.#unicast++
    if (!this.#isCompared) return
    this.#remember(p, this.#recent.add(this.#hash), this.#networks.sources[0]!, this.#networks.destinations[0]!)
  }

  /** Makes the key of the frame whose first layer is `first`. Returns the index of its IP layer, or -1. */
  #identify(p: Packet, first: number): number {
    const i = networkLayer(p, first)
    const { kind, start, end, claimed } = p.layers[i]!
    this.#identifyAt(p.view, kind, start, end, claimed, p.layers[first]!.start)
    return isIp(kind) ? i : -1
  }

  /** The same by where the packet, and the frame around it, begins and ends. */
  #identifyAt(v: DataView, kind: Kind, start: number, end: number, claimed: number, frame: number): void {
    const key = this.#key
    let at = start
    let stop = Math.min(end, start + COMPARED) - 4
    let n = 1
    key[n++] = claimed - start
    this.#ttl = 0
    if (kind === Kind.Ipv4) {
      this.#ttl = ipv4.timeToLive(v, start)
      key[n++] = v.getInt32(at) & IPV4_LENGTH
      key[n++] = v.getInt32(at + 4)
      key[n++] = v.getInt32(at + 8) & IPV4_PROTOCOL
      at += 12
    } else if (kind === Kind.Ipv6) {
      this.#ttl = ipv6.hopLimit(v, start)
      key[n++] = v.getInt32(at) & IPV6_FLOW
      key[n++] = v.getInt32(at + 4) & IPV6_NEXT
      at += 8
    } else {
      // A frame that is not IP is told by its Ethernet header too, which names the sender.
      at = frame
      stop = Math.min(end, at + COMPARED_FRAME) - 4
    }
    const begin = at
    for (; at <= stop; at += 4) key[n++] = v.getInt32(at)
    // The rest is less than a word: the last word is taken so that it ends with the frame.
    if (at < stop + 4 && stop >= begin) key[n++] = v.getInt32(stop)
    key[0] = kind | (n << KEY_COUNT_SHIFT)
    this.#length = n
    this.#hash = hashWords(this.#recent.seed, key, 0, n)
  }

  /** Where the frame with this key is remembered; -1 where it is not. */
  #find(): number {
    let slot = this.#recent.first(this.#hash)
    while (slot >= 0 && !this.#isIn(slot)) slot = this.#recent.next()
    return slot
  }

  #see(p: Packet, tunnel: number, ip: number, mayRepeat: boolean): void {
    let slot = this.#find()
    const source = tunnel < 0 ? NO_ENDPOINT : this.#networks.sources[tunnel]!
    const destination = tunnel < 0 ? NO_ENDPOINT : this.#networks.destinations[tunnel]!
    const d = this.#doubles
    const at = slot * DOUBLES
    const gap = slot < 0 ? ROUND : (p.tsSec - d[at + SECONDS]!) * 1e9 + (p.tsNsec - d[at + NANOSECONDS]!)
    if (slot < 0 || gap >= ROUND || gap < 0) {
      this.#remember(p, slot < 0 ? this.#recent.add(this.#hash) : this.#recent.renew(this.#hash), source, destination)
      return
    }
    if (this.#recent.age(slot) >= SLOTS / 2) slot = this.#keep(slot)
    this.#count(p, slot)
    const w = this.#words
    const first = slot * WORDS
    if (w[first + NETWORK] === this.#networks.inner) {
      if (w[first + SOURCE] === source && w[first + DESTINATION] === destination) this.#pass(slot, gap)
      else if (this.#ttl === w[first + FIRST_TTL] && this.#isReturn(first, tunnel, source, destination)) {
        this.#again[slot * COLUMNS + RETURNS]!++
      }
    }
    this.#judge(p, slot, ip, mayRepeat)
  }

  /** Keeps a frame that goes round from being forgotten as one of the oldest. Returns its new slot. */
  #keep(slot: number): number {
    const to = this.#recent.renew(this.#hash)
    this.#keys.copyWithin(to * KEY_WORDS, slot * KEY_WORDS, (slot + 1) * KEY_WORDS)
    this.#words.copyWithin(to * WORDS, slot * WORDS, (slot + 1) * WORDS)
    this.#again.copyWithin(to * COLUMNS, slot * COLUMNS, (slot + 1) * COLUMNS)
    return to
  }

  /** Notes that the frame was seen again. */
  #count(p: Packet, slot: number): void {
    const w = this.#words
    const d = this.#doubles
    const n = this.#again
    const at = slot * COLUMNS
    const sightings = w[slot * WORDS + SIGHTINGS]!
    if (sightings === 1) {
      n.fill(0, at, at + COLUMNS)
      n[at + LOWEST_TTL] = w[slot * WORDS + FIRST_TTL]!
      n[at + FIRST_SECONDS] = d[slot * DOUBLES + SECONDS]!
      n[at + FIRST_NANOSECONDS] = d[slot * DOUBLES + NANOSECONDS]!
      n[at + FRAMES] = d[slot * DOUBLES + FRAME]!
    }
    d[slot * DOUBLES + SECONDS] = p.tsSec
    d[slot * DOUBLES + NANOSECONDS] = p.tsNsec
    if (sightings < MAX_FRAMES) n[at + FRAMES + sightings] = p.number
    w[slot * WORDS + SIGHTINGS] = sightings + 1
  }

  /** Notes that the frame passes on the way of its first sighting. */
  #pass(slot: number, gap: number): void {
    const n = this.#again
    const at = slot * COLUMNS
    if (this.#ttl < n[at + LOWEST_TTL]!) {
      n[at + LOWEST_TTL] = this.#ttl
      n[at + LOWER]!++
    } else if (this.#ttl === this.#words[slot * WORDS + FIRST_TTL]) {
      n[at + AGAIN]!++
      n[at + FAST_AGAIN] = gap <= FAST ? n[at + FAST_AGAIN]! + 1 : 0
    }
  }

  /** Whether another VTEP sends the frame to the one that it came from, or to the same group. */
  #isReturn(first: number, tunnel: number, source: number, destination: number): boolean {
    const w = this.#words
    if (source === w[first + SOURCE]) return false
    return destination === w[first + (this.#networks.toGroup[tunnel] === 1 ? DESTINATION : SOURCE)]
  }

  #judge(p: Packet, slot: number, ip: number, mayRepeat: boolean): void {
    const n = this.#again
    const at = slot * COLUMNS
    let row = this.#words[slot * WORDS + ROW]! - 1
    if (row < 0) {
      let kind: LoopKind
      if (n[at + LOWER]! >= MIN_PASSES) kind = LoopKind.Routed
      else if (n[at + RETURNS]! >= MIN_PASSES && n[at + AGAIN]! >= MIN_PASSES - 1) kind = LoopKind.Bridged
      else if (mayRepeat && n[at + FAST_AGAIN]! >= MIN_REPETITIONS) kind = LoopKind.Repeated
      else return
      row = this.#enter(p, slot, kind, ip)
      if (row === NO_ROW) return
    } else {
      this.#rows[row]!.sightings++
    }
    const entry = this.#rows[row]!
    stamp(entry.last, p)
    // `#again` has sightings of this frame, but the row lists those of its first frame only.
    if (entry.frames[0] !== n[at + FRAMES]) return
    entry.lastTtl = this.#ttl
    if (entry.frames.length < MAX_FRAMES && entry.frames.at(-1)! < p.number) entry.frames.push(p.number)
  }

  #enter(p: Packet, slot: number, kind: LoopKind, ip: number): number {
    const n = this.#again
    const at = slot * COLUMNS
    const w = this.#words.subarray(slot * WORDS, (slot + 1) * WORDS)
    const [network, source, destination] = [w[NETWORK]!, w[SOURCE]!, w[DESTINATION]!]
    const known = this.#index.count
    const row = this.#index.row(IN_KEY[kind] | network, source, destination, 0)
    if (row === NO_ROW) return NO_ROW
    const sightings = w[SIGHTINGS]!
    w[ROW] = row + 1
    if (row < known) {
      this.#rows[row]!.different++
      this.#rows[row]!.sightings += sightings
      return row
    }
    const frames = [...n.subarray(at + FRAMES, at + FRAMES + Math.min(sightings, MAX_FRAMES))]
    this.#rows.push({
      kind,
      network,
      source,
      destination,
      different: 1,
      sightings,
      frames,
      first: timestamp(frames[0]!, n[at + FIRST_SECONDS]!, n[at + FIRST_NANOSECONDS]!),
      last: timestampOf(p),
      ...innerAddresses(p, ip, this.#networks.addresses),
      ttl: w[FIRST_TTL]!,
      lastTtl: this.#ttl,
    })
    return row
  }

  #isIn(slot: number): boolean {
    const at = slot * KEY_WORDS
    for (let k = 0; k < this.#length; k++) if (this.#keys[at + k] !== this.#key[k]) return false
    return true
  }

  #remember(p: Packet, slot: number, source: number, destination: number): void {
    const w = this.#words
    const d = this.#doubles
    const at = slot * WORDS
    for (let k = 0; k < this.#length; k++) this.#keys[slot * KEY_WORDS + k] = this.#key[k]!
    w[at + NETWORK] = this.#networks.inner
    w[at + SOURCE] = source
    w[at + DESTINATION] = destination
    w[at + FIRST_TTL] = this.#ttl
    w[at + SIGHTINGS] = 1
    w[at + ROW] = 0
    d[slot * DOUBLES + SECONDS] = p.tsSec
    d[slot * DOUBLES + NANOSECONDS] = p.tsNsec
    d[slot * DOUBLES + FRAME] = p.number
  }
}

/** Who sends the frame and to whom; layer `ip` is its IP packet, or -1. */
function innerAddresses(
  p: Packet,
  ip: number,
  addresses: AddressTable,
): Pick<LoopRow, 'isArp' | 'innerSource' | 'innerDestination'> {
  const v = p.view
  const l = p.layers[ip]
  if (l !== undefined) {
    const innerSource = addresses.number(v, sourceAt(l), l.kind)
    return { isArp: false, innerSource, innerDestination: addresses.number(v, destinationAt(l), l.kind) }
  }
  const { kind, start } = p.layers[p.depth - 1]!
  return kind === Kind.Arp && arp.isEthernetIpv4(v, start)
    ? { isArp: true, innerSource: arp.senderIp(v, start), innerDestination: arp.targetIp(v, start) }
    : { isArp: false, innerSource: NO_ADDRESS, innerDestination: NO_ADDRESS }
}

function isLink(kind: Kind): boolean {
  return kind === Kind.Ethernet || kind === Kind.Vlan || kind === Kind.Dot1ad
}

/**
 * Whether equal octets mean the same packet. IPv4 packets have numbers (RFC 791 §2.3), unless the sender does not need
 * them. ARP is left to others.
 */
function canRepeat(p: Packet, ip: number): boolean {
  const l = p.layers[ip]
  if (l === undefined) return false
  return l.kind === Kind.Ipv4 ? ipv4.identification(p.view, l.start) !== 0 : p.layers[ip + 1]?.kind === Kind.Icmpv6
}

/**
 * Whether the frame is one of the eighth that is compared; a frame that comes round is chosen again. It depends on
 * IPv4's identification and on the octets in which TCP and ICMP echo have their sequence number and UDP its checksum.
 */
function isSampled(p: Packet, first: number): boolean {
  const l = p.layers[networkLayer(p, first)]!
  if (!isIp(l.kind) || l.end - l.payload < 8) return true
  if (l.kind === Kind.Ipv4) return isChosen(p.view, l.start, l.payload)
  return (mix(0, p.view.getInt32(l.payload + 4)) & SAMPLE) === 0
}

/** The same of the IPv4 packet at `ip` with the segment at `o`. */
function isChosen(v: DataView, ip: number, o: number): boolean {
  return (mix(ipv4.identification(v, ip), v.getInt32(o + 4)) & SAMPLE) === 0
}

/** The first layer from `first` on that is no link layer's, if there is one. */
function networkLayer(p: Packet, first: number): number {
  let i = first
  while (i + 1 < p.depth && isLink(p.layers[i]!.kind)) i++
  return i
}

function mix(h: number, word: number): number {
  const mixed = Math.imul(h ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
