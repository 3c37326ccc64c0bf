/**
 * Which packets of a capture are copies of each other, where it was taken on several interfaces at once (`-i any`, a
 * capture of many interfaces, files of several machines). A tunnel's packet is seen on the network card, and what it
 * carries once more on the tunnel's device, its bridge and whatever hangs on it: before it where it is sent, after it
 * where it is received. A capture of one interface costs one comparison a packet.
 *
 * Packets are the same when addresses, IP identification, ports or what else tells them apart, and the first octets of
 * their data are. Checksums are not compared, which offload fills in on the way, nor the TTL, which a router between the
 * interfaces lowers, nor the lengths of TCP and UDP, which segmentation offload changes: of packets that were merged into
 * one the first is found.
 */
import { ipBelow, isExtension, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as sll2 from '../../wire/protocols/sll2.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { hashWords } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'

/** What a packet is a copy of. */
export const Copy = {
  /** Of no packet before it. */
  None: 0,
  /** A copy of what an earlier packet carries through a tunnel, seen outside of that tunnel. */
  Inner: 1,
  /** Of the same packet on another interface. */
  Again: 2,
} as const
export type Copy = (typeof Copy)[keyof typeof Copy]

/** Nanoseconds between a packet and its copy on another interface, either way: the clocks of two machines differ. */
export const COPY_WINDOW = 50e6
/** The same where the capture tells no interface (LINKTYPE_LINUX_SLL): it may be a real repetition. */
export const BLIND_WINDOW = 5e6

const LINKTYPE_LINUX_SLL = 113
const LINKTYPE_LINUX_SLL2 = 276

/** Sightings that are remembered. */
export const PLACES: number = 1 << 14
/** A key has what the packet is, IPv4's identification and fragment, addresses, data, and the tunnel. */
const KEY_WORDS = 20
const WHAT = 0
const FRAGMENT = 1
const ADDRESSES = 2
const DATA = 10
const DATA_WORDS = 6
const TUNNEL = DATA + DATA_WORDS
/** Words of an ARP packet for IPv4 on Ethernet. */
const ARP_WORDS = 7
/** In place of a tunnel's network: stands for the same packet in any tunnel. */
const ANY_TUNNEL = -2

/** What a capture says of where it was taken. */
export interface CapturedOn {
  readonly interfaces: readonly { readonly linkType: number }[]
  /** Files that it is made of; 1 without. */
  readonly parts?: number
}

/** What is known of a packet's networks: the innermost one, and the ends of the tunnels around it. */
export interface PacketNetworks {
  readonly inner: number
  readonly sources: ArrayLike<number>
  readonly destinations: ArrayLike<number>
}

export class Copies {
  /** Whether packets are compared: since a second interface, or one of the cooked link types, was seen. */
  active = false
  /** Packets known to be copies. */
  count = 0

  // Of the packet observed last.
  kind: Copy = Copy.None
  /** The frame that it is a copy of; 0 when it is none. */
  original = 0
  /** The network that the packet belongs to, which is that of the original. Has no meaning while `active` is false. */
  network = 0
  /** The number of a packet that is not a copy. A later packet may still `resolve` it as one. 0 for copies. */
  ticket = 0
  /**
   * The place, below `PLACES`, where this packet is remembered; for a copy on another interface the original's place.
   * -1 where nothing is remembered.
   */
  slot = -1
  /** The ticket of an earlier packet that turns out to be a copy of what this one carries; 0 if there is none. */
  resolved = 0

  #tickets = 0
  /** The only interface so far. */
  #interface = -1
  /** Of this packet. */
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)
  // Sightings, by place. The arrays are made when they are needed.
  #recent: LastSeen = new LastSeen(1)
  #keys: Int32Array = new Int32Array(0)
  #seen: Float64Array = new Float64Array(0)
  #frames: Float64Array = new Float64Array(0)
  #seconds: Float64Array = new Float64Array(0)
  #nanoseconds: Int32Array = new Int32Array(0)
  #places: Float64Array = new Float64Array(0)
  #networks: Int32Array = new Int32Array(0)
  #depths: Uint8Array = new Uint8Array(0)

  /** Compares from now on. For callers that know that there are several interfaces. */
  start(): void {
    if (this.active) return
    this.active = true
    this.#recent = new LastSeen(PLACES)
    this.#keys = new Int32Array(PLACES * KEY_WORDS)
    this.#seen = new Float64Array(PLACES)
    this.#frames = new Float64Array(PLACES)
    this.#seconds = new Float64Array(PLACES)
    this.#nanoseconds = new Int32Array(PLACES)
    this.#places = new Float64Array(PLACES)
    this.#networks = new Int32Array(PLACES)
    this.#depths = new Uint8Array(PLACES)
  }

  /** Hot path: whether nothing is compared yet, nor since this packet. */
  isIdle(p: Packet): boolean {
    return !this.active && p.interfaceId === this.#interface
  }

  /** Hot path: takes a decoded packet whose networks `networks` has found. */
  observe(p: Packet, stack: TunnelStack, networks: PacketNetworks): Copy {
    if (this.isIdle(p) || (!this.active && !this.#isSecond(p))) return Copy.None
    this.kind = Copy.None
    this.original = 0
    this.network = networks.inner
    this.ticket = 0
    this.slot = -1
    this.resolved = 0
    if (!p.hasTime || !this.#identify(p)) return Copy.None
    const { depth } = stack
    const place = placeOf(p)
    this.#inAnyTunnel()
    const any = this.#find(p, COPY_WINDOW)
    // On a single interface both are real: a VTEP gets a packet and sends it on in a tunnel by the same cable.
    const above = any < 0 || (place >= 0 && this.#places[any] === place) ? depth : this.#depths[any]!
    if (above > depth) return this.#copy(Copy.Inner, any)
    this.#inOwnTunnel(p, stack, networks)
    const own = this.#find(p, place < 0 ? BLIND_WINDOW : COPY_WINDOW)
    if (own >= 0 && (place < 0 || this.#places[own] !== place)) {
      this.slot = own
      return this.#copy(Copy.Again, own)
    }
    if (above < depth) {
      this.resolved = this.#seen[any]!
      this.count++
    }
    this.ticket = ++this.#tickets
    this.slot = this.#note(p, depth, place)
    this.#inAnyTunnel()
    this.#note(p, depth, place)
    return Copy.None
  }

  /** Whether the packet shows that its capture has several interfaces. */
  #isSecond(p: Packet): boolean {
    const cooked = p.linkType === LINKTYPE_LINUX_SLL || p.linkType === LINKTYPE_LINUX_SLL2
    if (this.#interface >= 0 || cooked) this.start()
    this.#interface = p.interfaceId
    return this.active
  }

  #copy(kind: Copy, slot: number): Copy {
    this.kind = kind
    this.original = this.#frames[slot]!
    this.network = this.#networks[slot]!
    this.count++
    return kind
  }

  /** Makes the key of the innermost IP or ARP packet, but for its tunnel; false when there is none. */
  #identify(p: Packet): boolean {
    const depth = ownDepth(p)
    let i = depth - 1
    while (i >= 0 && !isIp(p.layers[i]!.kind) && p.layers[i]!.kind !== Kind.Arp) i--
    if (i < 0) return false
    const key = this.#key
    for (let k = 0; k < TUNNEL; k++) key[k] = 0
    const l = p.layers[i]!
    key[WHAT] = l.kind << 16
    if (l.kind !== Kind.Arp) this.#ip(p, i, depth)
    else copyWords(key, ADDRESSES, ARP_WORDS, p.view, l.start, l.payload)
    return true
  }

  #ip(p: Packet, ip: number, depth: number): void {
    const key = this.#key
    const v = p.view
    const l = p.layers[ip]!
    const isIpv4 = l.kind === Kind.Ipv4
    if (isIpv4) key[FRAGMENT] = (ipv4.identification(v, l.start) << 16) | ipv4.flagsFragment(v, l.start)
    copyWords(key, ADDRESSES, isIpv4 ? 2 : 8, v, sourceAt(l), l.payload)
    let next = ip + 1
    while (next < depth && isExtension(p.layers[next]!.kind)) next++
    const at = next < depth ? p.layers[next]!.start : p.layers[next - 1]!.payload
    const kind = next < depth ? p.layers[next]!.kind : Kind.None
    copyWords(key, DATA, DATA_WORDS, v, at, l.end)
    key[WHAT] = (l.kind << 16) | (kind << 8) | (isIpv4 ? ipv4.protocolNumber(v, l.start) : ipv6.nextHeader(v, l.start))
    if (kind === Kind.Udp) {
      // Length and checksum are left out.
      key[DATA + 1] = 0
    } else if (kind === Kind.Tcp) {
      // Left out: flags, because the last segment's may have been merged into the first; the checksum; options.
      key[DATA + 3] = key[DATA + 3]! & 0xffff
      key[DATA + 4] = 0
      key[DATA + 5] = 0
    } else if (kind === Kind.Icmp || kind === Kind.Icmpv6) {
      // The checksum is left out.
      key[DATA] = key[DATA]! & ~0xffff
    }
  }

  /** Completes the key for the packet in whatever tunnel. */
  #inAnyTunnel(): void {
    const key = this.#key
    key[TUNNEL] = ANY_TUNNEL
    key[TUNNEL + 1] = 0
    key[TUNNEL + 2] = 0
    key[TUNNEL + 3] = 0
  }

  /** Completes the key for the packet in its own tunnel. `#inAnyTunnel` has left zeros there. */
  #inOwnTunnel(p: Packet, stack: TunnelStack, networks: PacketNetworks): void {
    const key = this.#key
    const n = stack.depth - 1
    key[TUNNEL] = networks.inner
    if (n >= 0) {
      const ip = ipBelow(p, stack.layers[n]!)
      const isIpv4 = ip >= 0 && p.layers[ip]!.kind === Kind.Ipv4
      key[TUNNEL + 1] = networks.sources[n]!
      key[TUNNEL + 2] = networks.destinations[n]!
      key[TUNNEL + 3] = isIpv4 ? ipv4.identification(p.view, p.layers[ip]!.start) : 0
    }
  }

  /** The slot of the sighting with the key, not longer ago (or ahead) than `window` nanoseconds; -1 when there is none. */
  #find(p: Packet, window: number): number {
    const slot = this.#search(this.#hash())
    if (slot < 0) return -1
    const elapsed = (p.tsSec - this.#seconds[slot]!) * 1e9 + (p.tsNsec - this.#nanoseconds[slot]!)
    return Math.abs(elapsed) <= window ? slot : -1
  }

  #hash(): number {
    return hashWords(this.#recent.seed, this.#key, 0, KEY_WORDS)
  }

  #search(hash: number): number {
    let slot = this.#recent.first(hash)
    while (slot >= 0 && !this.#hasKey(slot)) slot = this.#recent.next()
    return slot
  }

  #hasKey(slot: number): boolean {
    const keys = this.#keys
    const key = this.#key
    const at = slot * KEY_WORDS
    for (let k = 0; k < KEY_WORDS; k++) if (keys[at + k] !== key[k]) return false
    return true
  }

  /** Notes this packet as the sighting with the key, and where. */
  #note(p: Packet, depth: number, place: number): number {
    const keys = this.#keys
    const key = this.#key
    const hash = this.#hash()
    const to = this.#search(hash) < 0 ? this.#recent.add(hash) : this.#recent.renew(hash)
    const at = to * KEY_WORDS
    for (let k = 0; k < KEY_WORDS; k++) keys[at + k] = key[k]!
    this.#seen[to] = this.ticket
    this.#frames[to] = p.number
    this.#seconds[to] = p.tsSec
    this.#nanoseconds[to] = p.tsNsec
    this.#places[to] = place
    this.#networks[to] = this.network
    this.#depths[to] = depth
    return to
  }
}

/**
 * Room for packets that may still turn out to be copies of what a later packet carries. The owner keeps what they say
 * at the place that `hold` returns, and looks at it when the packet is due.
 */
export class HeldBack {
  readonly size: number
  /** Places in use. */
  count = 0
  #first = 0
  /** Ascending; negative for copies. */
  readonly #tickets: Float64Array
  readonly #seconds: Float64Array
  readonly #nanoseconds: Int32Array

  constructor(size: number) {
    this.size = size
    this.#tickets = new Float64Array(size)
    this.#seconds = new Float64Array(size)
    this.#nanoseconds = new Int32Array(size)
  }

  /** Holds a packet with its ticket and returns its place. When all places are in use, `take` one first. */
  hold(p: Packet, ticket: number): number {
    const place = (this.#first + this.count++) % this.size
    this.#tickets[place] = ticket
    this.#seconds[place] = p.tsSec
    this.#nanoseconds[place] = p.tsNsec
    return place
  }

  /** Forgets a packet that turned out to be a copy. */
  resolve(ticket: number): void {
    for (let n = this.count - 1; n >= 0; n--) {
      const place = (this.#first + n) % this.size
      const held = Math.abs(this.#tickets[place]!)
      if (held === ticket) this.#tickets[place] = -ticket
      if (held <= ticket) return
    }
  }

  /** The place of the oldest packet if it can no longer turn out to be a copy; else -1. The place is free then. */
  due(p: Packet): number {
    while (this.count > 0) {
      const first = this.#first
      const elapsed = (p.tsSec - this.#seconds[first]!) * 1e9 + (p.tsNsec - this.#nanoseconds[first]!)
      if (elapsed <= COPY_WINDOW) return -1
      if (this.#next()) return first
    }
    return -1
  }

  /** The place of the oldest packet, due or not; -1 when all places are free. */
  take(): number {
    while (this.count > 0) {
      const first = this.#first
      if (this.#next()) return first
    }
    return -1
  }

  /** Frees the oldest place. Returns whether its packet was no copy. */
  #next(): boolean {
    const ticket = this.#tickets[this.#first]!
    this.#first = (this.#first + 1) % this.size
    this.count--
    return ticket > 0
  }
}

/** Copies the words in [`at`, `end`) to a key from `k` on, `words` at most. */
function copyWords(key: Int32Array, k: number, words: number, v: DataView, at: number, end: number): void {
  const whole = Math.min(words, (end - at) >> 2)
  for (let w = 0; w < whole; w++) key[k + w] = v.getInt32(at + 4 * w)
}

/** A number for the interface that a packet was seen on; negative where the capture only narrows it down. */
export function placeOf(p: Packet): number {
  if (p.linkType === LINKTYPE_LINUX_SLL) return -1 - p.interfaceId
  const index = p.depth > 0 && p.layers[0]!.kind === Kind.Sll2 ? sll2.interfaceIndex(p.view, p.layers[0]!.start) : 0
  return p.interfaceId * 2 ** 32 + index
}

/** Whether a packet may be in the capture twice: on several interfaces, on the tunnel's device and inside the tunnel. */
export function mayHoldCopies({ interfaces, parts = 1 }: CapturedOn): boolean {
  return (
    parts > 1 ||
    interfaces.length > 1 ||
    interfaces.some((i) => i.linkType === LINKTYPE_LINUX_SLL || i.linkType === LINKTYPE_LINUX_SLL2)
  )
}
