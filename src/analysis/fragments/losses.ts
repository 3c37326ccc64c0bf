/**
 * What IP fragments show, outer and inner: tunnels whose packets were cut because they are too long for the underlay,
 * and datagrams that lack their first fragment or a later one. RFC 791 §3.2, RFC 8200 §4.5. In a capture of several
 * places a datagram may be whole in one and not in another; one that is whole nowhere counts once. Bounded; what found
 * no room is counted. Segments that offload cuts or merges are no fragments and tell nothing here.
 */
import { decode } from '../../wire/decode.js'
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { type Layer, Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as ipv6Fragment from '../../wire/protocols/ipv6-fragment.js'
import * as udp from '../../wire/protocols/udp.js'
import { networkId, TunnelStack, type TunnelType } from '../../wire/tunnel.js'
import { COPY_WINDOW, Copy, placeOf } from '../capture-points/copies.js'
import { CountedOnce } from '../capture-points/counted-once.js'
import { FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { hash } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampAt } from '../timestamps.js'
import type { CaptureQuality } from '../totals/capture-quality.js'
import { type Networks, NO_NETWORK, PLAIN } from '../tunnels/networks.js'

/** A tunnel's packets from one end to the other that were cut into fragments. */
export interface CutTunnel {
  /** Addresses of its ends. */
  readonly source: number
  readonly destination: number
  /** `NO_NETWORK` where no packet was ever put together. */
  readonly network: number
  readonly type: TunnelType
  /** First fragments, and packets that were put together. */
  readonly packets: number
  readonly whole: number
  // Of the longest packet, in octets: with the outer IP header; what the tunnel carries, without its link layer header;
  // and all between the two, as it stands there.
  readonly length: number
  readonly inner: number
  readonly overhead: number
  /** The longest first fragment: what the path took, or up to 7 octets less (offsets count units of 8). */
  readonly fragment: number
  /** The longest packet that passed uncut, if that is more than `fragment` and within those 7; else 0. */
  readonly uncut: number
  readonly isIpv6: boolean
  readonly frames: readonly number[]
}

/** Datagrams from one host to another that are not whole. */
export interface Incomplete {
  readonly network: number
  readonly source: number
  readonly destination: number
  readonly datagrams: number
  /** Datagrams between the two that were put together. */
  readonly whole: number
  /** Octets of the longest fragment of all that came, with its IP header. */
  readonly longest: number
  readonly frames: readonly number[]
  readonly first: Timestamp
}

/** Which fragment a lost datagram lacks: the first, or a later one. */
type Fate = 'headless' | 'tailless'

interface Lost {
  datagrams: number
  readonly frames: number[]
  readonly first: Timestamp
}

/** Fragments from one host to another. */
interface Way {
  readonly network: number
  readonly source: number
  readonly destination: number
  whole: number
  longest: number
  /** Without the first fragment, and without a later one. */
  headless: Lost | undefined
  tailless: Lost | undefined
}

type CutRow = { -readonly [K in keyof Omit<CutTunnel, 'frames'>]: CutTunnel[K] } & {
  readonly id: number
  readonly port: number
  readonly parent: number
  readonly frames: number[]
}

const LIMIT = 1 << 14
const MAX_FRAMES = 8
// Octets of a row, and of what is told of it.
const WAY_OCTETS = 2 * (objectOctets(8) + objectOctets(3) + FRAMES_OCTETS) + TIMESTAMP_OCTETS
const CUT_OCTETS = 2 * objectOctets(17) + FRAMES_OCTETS
/** Datagrams that are remembered, the last ones; `Reassembler` has as many. */
const SLOTS = 1 << 12
/** Nanoseconds after which a missing fragment will not come any more. */
const PATIENCE = 1e9
/** The same for a fragment that follows the first one back to back. */
const BACK_TO_BACK = 1e8
/** Nanoseconds at the start of a capture in which a datagram's other fragments may have come before it. */
const BEGINNING = 1e8
/** Octets of a first fragment in which a tunnel's headers end. */
const HEADERS = 512
/** Offsets count 8 octets, so a router may cut up to so many octets below the path's limit. */
const SLACK = 7
/** Octets of the longest IP packet: RFC 791 §3.1, RFC 8200 §3. */
const LONGEST = 40 + 0xffff
/** Octets of an Ethernet header without tags: IEEE 802.3 §3.1.1. */
const ETHERNET = 14
/** Of the 16 bits of flags and fragment offset: RFC 791 §3.1. */
const FLAG_MF = 0x2000
const NO_FRAMES: readonly number[] = []

// Which table a row of `#once` belongs to: a packet counts once in each, whatever copies it has.
const WAYS = 0
const WHOLE = 1
const PACKETS = 2
const TABLES = 3

// Columns of a waiting datagram.
const WAY = 0
const ID = 1
const FRAME = 2
const SECONDS = 3
const NANOSECONDS = 4
/** Octets of the first fragment, 0 until it is there; whether what it carries is known. */
const FIRST = 5
const IS_KNOWN = 6
/** Octets of data that came, those of the whole, 0 until the last fragment is there; whether the capture has cut any. */
const CAME = 7
const TOTAL = 8
const IS_CUT = 9
/** Where it was captured. */
const PLACE = 10
const SLOT_COLUMNS = 11

export class Fragments {
  /** Whether any fragment came that is not a first one. A capture filter for ports lets only first ones through. */
  hasLater = false
  readonly #networks: Networks
  readonly #quality: CaptureQuality
  readonly #once: CountedOnce
  /** Network and family, then the two addresses. */
  readonly #index: RowIndex
  readonly #ways: Way[] = []
  /** Datagrams that wait for fragments; one with frame 0 has ended. Made when the first fragment comes. */
  #slots: Float64Array = new Float64Array(0)
  readonly #recent: LastSeen = new LastSeen(SLOTS)
  /** The rows of `#cut`, by the network that carries the tunnel and its two addresses. */
  readonly #tunnels: RowIndex
  readonly #cut: CutRow[] = []
  /** By length: whether an uncut packet of that length tells more about a path. Made at the first cut packet. */
  #telling: Uint8Array = new Uint8Array(0)
  /** The octets of a first fragment, to decode it as if the others were there. */
  readonly #octets: Uint8Array = new Uint8Array(HEADERS)
  readonly #view: DataView = new DataView(this.#octets.buffer)
  readonly #stack: TunnelStack = new TunnelStack()
  #packet: Packet | undefined

  /** `networks` and `quality` have observed each packet before it comes here. */
  constructor(networks: Networks, quality: CaptureQuality) {
    this.#networks = networks
    this.#once = new CountedOnce(networks.copies)
    this.#index = new RowIndex(LIMIT, networks.budget, WAY_OCTETS)
    this.#tunnels = new RowIndex(LIMIT, networks.budget, CUT_OCTETS)
    this.#quality = quality
  }

  /** Fragments that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#tunnels.dropped
  }

  get cutTunnels(): readonly CutTunnel[] {
    return this.#cut.map((row) => ({ ...row, network: this.#networkOf(row) }))
  }

  /**
   * Datagrams whose first fragment never came, as far as known at `now`. Datagrams that began just before `now` are
   * left out, because they may still be completed.
   */
  headless(now: Timestamp): readonly Incomplete[] {
    return this.#incomplete(now, 'headless')
  }

  /** The same for datagrams that have their first fragment and lack a later one. */
  tailless(now: Timestamp): readonly Incomplete[] {
    return this.#incomplete(now, 'tailless')
  }

  #incomplete(now: Timestamp, what: Fate): readonly Incomplete[] {
    const rows = this.#ways.map((way) => ({ ...way, headless: copyOf(way.headless), tailless: copyOf(way.tailless) }))
    const s = this.#slots
    for (let age = SLOTS - 1; age >= 0 && s.length > 0; age--) {
      const at = this.#recent.ofAge(age) * SLOT_COLUMNS
      const fate = this.#fateOf(at, now.seconds, now.nanoseconds)
      const isFirst = fate !== undefined && !this.#inOtherPlaces(at).some((other) => s[other + FRAME]! < s[at + FRAME]!)
      if (isFirst) rows[s[at + WAY]!]![fate] = noted(rows[s[at + WAY]!]![fate], s, at)
    }
    return rows.flatMap(({ headless, tailless, ...way }) => {
      const lost = what === 'headless' ? headless : tailless
      return lost === undefined ? [] : { ...way, ...lost }
    })
  }

  /** Octets of the longest fragment from one address to another in a network; 0 where there was none. */
  longest(network: number, source: number, destination: number): number {
    const kind = this.#networks.addresses.isIpv6(source) ? Kind.Ipv6 : Kind.Ipv4
    return this.#ways[this.#index.find(network | (kind << 16), source, destination, 0)]?.longest ?? 0
  }

  /** Hot path: takes a decoded packet, of which few are fragments. */
  observe(p: Packet, stack: TunnelStack): void {
    const isOne = p.fragment !== -1 || p.isReassembled || p.captured < p.length
    if (isOne || (stack.depth > 0 && isCutUnnoticed(p, stack.layers[0]!))) this.#look(p, stack)
    this.passed(p, stack)
  }

  #look(p: Packet, stack: TunnelStack): void {
    for (let i = 0; i < p.depth; i++) {
      const { kind, start } = p.layers[i]!
      if (kind === Kind.Ipv4 && ipv4.isFragment(p.view, start)) this.#ipv4(p, stack, i)
      else if (kind === Kind.Ipv6Fragment) this.#ipv6(p, stack, i)
    }
  }

  #ipv4(p: Packet, stack: TunnelStack, i: number): void {
    if (i >= p.quoted) return
    const { start } = p.layers[i]!
    const offset = ipv4.fragmentOffset(p.view, start)
    if (p.isWhole(start)) this.#complete(p, stack, i, offset, ipv4.identification(p.view, start))
    else this.#note(p, stack, i, i, offset, ipv4.identification(p.view, start))
  }

  #ipv6(p: Packet, stack: TunnelStack, i: number): void {
    const { start } = p.layers[i]!
    const offset = ipv6Fragment.fragmentOffset(p.view, start)
    const isAtomic = offset === 0 && !ipv6Fragment.moreFragments(p.view, start)
    const ip = ipBelow(p, i)
    if (isAtomic || i >= p.quoted || ip < 0) return
    if (p.isWhole(start)) this.#complete(p, stack, ip, offset, ipv6Fragment.identification(p.view, start))
    else this.#note(p, stack, ip, i, offset, ipv6Fragment.identification(p.view, start))
  }

  /** A fragment of the IP layer `ip`, whose header for fragments is layer `i`. */
  #note(p: Packet, stack: TunnelStack, ip: number, i: number, offset: number, id: number): void {
    const row = this.#way(p, stack, ip)
    if (row === NO_ROW) return
    const way = this.#ways[row]!
    const l = p.layers[ip]!
    const length = l.claimed - l.start
    if (length > way.longest) way.longest = length
    if (this.#slots.length === 0) this.#slots = new Float64Array(SLOTS * SLOT_COLUMNS)
    const s = this.#slots
    const h = hash(this.#recent.seed, row, id, 0, 0)
    const place = placeOf(p)
    let at = this.#find(h, row, id, place)
    if (this.#isCopyWithoutNews(p, at, place)) return
    if (at < 0 || s[at + FRAME] === 0) {
      at = (at < 0 ? this.#recent.add(h) : this.#recent.renew(h)) * SLOT_COLUMNS
      this.#lose(at, p.tsSec, p.tsNsec)
      s[at + WAY] = row
      s[at + ID] = id
      s[at + FRAME] = p.number
      s[at + SECONDS] = p.tsSec
      s[at + NANOSECONDS] = p.tsNsec
      s[at + FIRST] = 0
      s[at + IS_KNOWN] = 0
      s[at + CAME] = 0
      s[at + TOTAL] = 0
      s[at + IS_CUT] = 0
      s[at + PLACE] = place
    }
    const header = p.layers[i]!
    const octets = l.claimed - header.payload
    s[at + CAME]! += octets
    if (isLast(p.view, header)) s[at + TOTAL] = offset + octets
    if (p.captured < p.length) s[at + IS_CUT] = 1
    if (offset > 0) {
      this.hasLater = true
      return
    }
    s[at + FIRST] = length
    const isKnown = p.fragment === i ? this.#firstOf(p, ip, i) : this.#cutTunnel(p, stack, ip, length, p.number)
    s[at + IS_KNOWN] = isKnown ? 1 : 0
  }

  /** Takes a packet that completes the datagram of IP layer `ip`; `offset` is the packet's own fragment offset. */
  #complete(p: Packet, stack: TunnelStack, ip: number, offset: number, id: number): void {
    const row = this.#way(p, stack, ip)
    if (row === NO_ROW) return
    const way = this.#ways[row]!
    const length = ipLength(p.view, p.layers[ip]!)
    if (length > way.longest) way.longest = length
    if (this.#once.isNew(p, row * TABLES + WAYS)) way.whole++
    this.hasLater = true
    const s = this.#slots
    const at = s.length === 0 ? -1 : this.#finished(p, hash(this.#recent.seed, row, id, 0, 0), row, id)
    const isHis = at >= 0
    const frame = isHis ? p.reassembledFrom[0]! : p.number
    const first = offset === 0 || !isHis ? length : s[at + FIRST]!
    // If the first fragment comes last or is too short, it is known only now what the datagram carries.
    if (!isHis || s[at + IS_KNOWN] === 0) this.#cutTunnel(p, stack, ip, first, frame)
    const n = above(stack, ip)
    const tunnel = n < 0 ? NO_ROW : this.#tunnel(p, stack, n, ip, false)
    if (tunnel === NO_ROW) return
    const cut = this.#cut[tunnel]!
    if (this.#once.isNew(p, tunnel * TABLES + WHOLE)) cut.whole++
    cut.network = this.#networks.ids[n]!
  }

  /** Decodes a first fragment as if it were whole, because it has the headers. Returns whether it carries a tunnel. */
  #firstOf(p: Packet, ip: number, i: number): boolean {
    const octets = Math.min(HEADERS, p.end - p.start)
    for (let k = 0; k < octets; k++) this.#octets[k] = p.bytes[p.start + k]!
    this.#packet ??= new Packet(p.tables)
    const q = this.#packet
    q.record(this.#view, this.#octets, 0, octets, octets)
    q.linkType = p.linkType
    q.number = p.number
    // A datagram around it may have been put together already.
    for (let k = 0; k < i; k++) {
      const { start } = p.layers[k]!
      if (p.isWhole(start)) q.reassembled(this.#view, this.#octets, octets, start - p.start, NO_FRAMES)
    }
    q.reassembled(this.#view, this.#octets, octets, p.layers[i]!.start - p.start, NO_FRAMES)
    decode(q)
    this.#stack.fill(q)
    const l = p.layers[ip]!
    return ip < q.depth && this.#cutTunnel(q, this.#stack, ip, l.claimed - l.start, p.number)
  }

  /** Notes that layer `ip` has been cut after so many octets if it carries a tunnel. Returns whether it does. */
  #cutTunnel(p: Packet, stack: TunnelStack, ip: number, fragment: number, frame: number): boolean {
    const n = above(stack, ip)
    if (n < 0) return false
    const layer = stack.layers[n]!
    const headers = p.layers[ip]!
    const inner = carriedBy(p, layer)
    const extra = fragmentHeaders(p, ip, layer)
    // A fragment may end in front of what the tunnel carries, which mostly is Ethernet.
    const carried = inner < p.depth ? p.layers[inner]!.start : p.layers[layer]!.payload + ETHERNET
    const overhead = carried - headers.start - extra
    const length = claimedLength(p, ip, layer, inner) - extra
    if (length <= fragment - extra) return false
    const known = this.#tunnels.count
    const row = this.#tunnel(p, stack, n, ip, true)
    if (row === NO_ROW) return false
    if (row === known) this.#cut.push(this.#cutRow(p, stack, n, ip))
    const cut = this.#cut[row]!
    if (this.#once.isNew(p, row * TABLES + PACKETS)) {
      cut.packets++
      if (cut.frames.length < MAX_FRAMES) cut.frames.push(frame)
    }
    if (fragment > cut.fragment) {
      cut.fragment = fragment
      if (cut.uncut <= fragment || cut.uncut > fragment + SLACK) cut.uncut = 0
      if (this.#telling.length === 0) this.#telling = new Uint8Array(LONGEST + SLACK + 1)
      this.#telling.fill(1, fragment + 1, fragment + SLACK + 1)
    }
    if (length > cut.length) {
      cut.length = length
      cut.inner = length - overhead
      cut.overhead = overhead
    }
    return true
  }

  #cutRow(p: Packet, stack: TunnelStack, n: number, ip: number): CutRow {
    const l = p.layers[ip]!
    const below = p.layers[stack.layers[n]! - 1]!
    const addresses = this.#networks.addresses
    return {
      source: addresses.number(p.view, sourceAt(l), l.kind),
      destination: addresses.number(p.view, destinationAt(l), l.kind),
      network: NO_NETWORK,
      type: stack.types[n] as TunnelType,
      id: stack.ids[n]!,
      port: below.kind === Kind.Udp ? udp.destinationPort(p.view, below.start) : 0,
      parent: n === 0 ? PLAIN : this.#networks.ids[n - 1]!,
      packets: 0,
      whole: 0,
      length: 0,
      inner: 0,
      overhead: 0,
      fragment: 0,
      uncut: 0,
      isIpv6: l.kind === Kind.Ipv6,
      frames: [],
    }
  }

  /** Hot path: whether the length of an ordinary packet's outer IP packet tells nothing of a path. */
  canPass({ ordinary: { ip, stop } }: Packet): boolean {
    return this.#telling.length === 0 || this.#telling[stop - ip] !== 1
  }

  /** Hot path: takes a whole packet. An uncut packet in a tunnel narrows down what the path takes. */
  passed(p: Packet, stack: TunnelStack): void {
    if (this.#telling.length === 0) return
    for (let n = 0; n < stack.depth; n++) {
      const layer = stack.layers[n]!
      const ip = ipBelow(p, layer)
      if (ip < 0) continue
      const l = p.layers[ip]!
      const length = l.claimed - l.start
      if (this.#telling[length] !== 1 || p.isReassembledBefore(p.layers[layer]!.start)) continue
      const row = this.#tunnel(p, stack, n, ip, false)
      if (row === NO_ROW) continue
      const cut = this.#cut[row]!
      if (length > cut.uncut && length > cut.fragment && length <= cut.fragment + SLACK) cut.uncut = length
    }
  }

  /** The row of tunnel `n`, which layer `ip` carries, in this direction; a new one only if it is to be added. */
  #tunnel(p: Packet, stack: TunnelStack, n: number, ip: number, add: boolean): number {
    const l = p.layers[ip]!
    const { addresses, ids } = this.#networks
    const parent = n === 0 ? PLAIN : ids[n - 1]!
    const what = (parent & 0xffff) | (l.kind << 16) | (stack.types[n]! << 24)
    const source = addresses.number(p.view, sourceAt(l), l.kind)
    const destination = addresses.number(p.view, destinationAt(l), l.kind)
    return add ? this.#tunnels.row(what, source, destination, 0) : this.#tunnels.find(what, source, destination, 0)
  }

  /** The row of the hosts that layer `ip` goes from and to, in the network that it is in. */
  #way(p: Packet, stack: TunnelStack, ip: number): number {
    const { addresses, ids } = this.#networks
    const l = p.layers[ip]!
    let n = stack.depth - 1
    while (n >= 0 && stack.layers[n]! > ip) n--
    const network = n < 0 ? PLAIN : ids[n]!
    if (network === NO_NETWORK) return NO_ROW
    const known = this.#index.count
    const source = addresses.number(p.view, sourceAt(l), l.kind)
    const destination = addresses.number(p.view, destinationAt(l), l.kind)
    const row = this.#index.row(network | (l.kind << 16), source, destination, 0)
    if (row === known)
      this.#ways.push({ network, source, destination, whole: 0, longest: 0, headless: undefined, tailless: undefined })
    return row
  }

  /** Where the datagram is in `#slots`, as it was captured in this place; negative when it is not there. */
  #find(h: number, way: number, id: number, place: number): number {
    const s = this.#slots
    let slot = this.#recent.first(h)
    while (slot >= 0 && !(isOf(s, slot * SLOT_COLUMNS, way, id) && s[slot * SLOT_COLUMNS + PLACE] === place)) {
      slot = this.#recent.next()
    }
    return slot * SLOT_COLUMNS
  }

  /** Whether a fragment is a copy without news; `at` is its datagram's slot. */
  #isCopyWithoutNews(p: Packet, at: number, place: number): boolean {
    const { copies } = this.#networks
    if (!copies.active) return false
    // The capture does not say on which interface the copy was seen.
    if (copies.kind === Copy.Again && place < 0) return true
    // The fragment that completed the datagram was seen as the whole datagram, so its copy looks different.
    return at >= 0 && this.#slots[at + FRAME] === 0 && this.#since(at, p.tsSec, p.tsNsec) <= COPY_WINDOW
  }

  /** Ends the wait for the datagram that the packet has completed. Returns its fragments' slot, or less than 0. */
  #finished(p: Packet, h: number, way: number, id: number): number {
    const s = this.#slots
    const place = placeOf(p)
    let found = -1
    for (let slot = this.#recent.first(h); slot >= 0; slot = this.#recent.next()) {
      const at = slot * SLOT_COLUMNS
      if (!isOf(s, at, way, id) || s[at + FRAME] === 0) continue
      const isHis = p.reassembledFrom.includes(s[at + FRAME]!)
      if (!isHis && s[at + PLACE] !== place) continue
      if (found < 0 || s[at + IS_KNOWN] === 1) found = at
      s[at + FRAME] = 0
    }
    return found
  }

  /** Counts the datagram in this slot as lost if it is now certain that it will not become whole. */
  #lose(at: number, seconds: number, nanoseconds: number): void {
    const s = this.#slots
    const fate = this.#fateOf(at, seconds, nanoseconds)
    if (fate === undefined) return
    const way = this.#ways[s[at + WAY]!]!
    way[fate] = noted(way[fate], s, at)
    for (const other of this.#inOtherPlaces(at)) s[other + FRAME] = 0
  }

  /** The slots of the same datagram as captured in other places. */
  #inOtherPlaces(at: number): readonly number[] {
    const s = this.#slots
    const [way, id] = [s[at + WAY]!, s[at + ID]!]
    const found: number[] = []
    if (!this.#networks.copies.active) return found
    const h = hash(this.#recent.seed, way, id, 0, 0)
    for (let slot = this.#recent.first(h); slot >= 0; slot = this.#recent.next()) {
      const other = slot * SLOT_COLUMNS
      if (other === at || !isOf(s, other, way, id) || s[other + FRAME] === 0) continue
      if (s[other + PLACE] !== s[at + PLACE] && isAlike(s, other, at)) found.push(other)
    }
    return found
  }

  /** Which fragment the datagram in this slot will never have, as far as known at this time. */
  #fateOf(at: number, seconds: number, nanoseconds: number): Fate | undefined {
    const s = this.#slots
    const { first } = this.#quality
    if (first === undefined || s[at + FRAME] === 0) return undefined
    const since = this.#since(at, seconds, nanoseconds)
    if (s[at + FIRST] === 0) {
      // The first fragment may have come before the capture began.
      const after = (s[at + SECONDS]! - first.seconds) * 1e9 + (s[at + NANOSECONDS]! - first.nanoseconds)
      return since >= PATIENCE && after >= BEGINNING ? 'headless' : undefined
    }
    const isWhole = s[at + TOTAL]! > 0 && s[at + CAME]! >= s[at + TOTAL]!
    return since >= BACK_TO_BACK && s[at + IS_CUT] === 0 && !isWhole ? 'tailless' : undefined
  }

  #since(at: number, seconds: number, nanoseconds: number): number {
    return (seconds - this.#slots[at + SECONDS]!) * 1e9 + (nanoseconds - this.#slots[at + NANOSECONDS]!)
  }

  #networkOf({ network, type, id, port, parent }: CutRow): number {
    if (network !== NO_NETWORK) return network
    return this.#networks.find(type, networkId(type, id), port, parent)
  }
}

function isOf(slots: Float64Array, at: number, way: number, id: number): boolean {
  return slots[at + WAY] === way && slots[at + ID] === id
}

/** Whether two slots lack the same fragment: both places have seen the same octets. */
function isAlike(slots: Float64Array, x: number, y: number): boolean {
  return (slots[x + FIRST] === 0) === (slots[y + FIRST] === 0) && slots[x + CAME] === slots[y + CAME]
}

/** Adds the datagram in this slot, which will not become whole. */
function noted(known: Lost | undefined, slots: Float64Array, at: number): Lost {
  const lost = known ?? { datagrams: 0, frames: [], first: timestampAt(slots, at + FRAME) }
  lost.datagrams++
  if (lost.frames.length < MAX_FRAMES) lost.frames.push(slots[at + FRAME]!)
  return lost
}

function copyOf(lost: Lost | undefined): Lost | undefined {
  return lost && { ...lost, frames: [...lost.frames] }
}

/** Whether no fragment comes behind the one with this header. */
function isLast(v: DataView, { kind, start }: Layer): boolean {
  return kind === Kind.Ipv4 ? (ipv4.flagsFragment(v, start) & FLAG_MF) === 0 : !ipv6Fragment.moreFragments(v, start)
}

/** Whether a tunnel's packet is a first fragment that nobody waits for, since its own header checksum is wrong. */
function isCutUnnoticed(p: Packet, tunnel: number): boolean {
  const ip = ipBelow(p, tunnel)
  return ip >= 0 && p.layers[ip]!.kind === Kind.Ipv4 && ipv4.isFragment(p.view, p.layers[ip]!.start)
}

/** The tunnel that layer `ip` carries; -1 where it carries none. */
function above(stack: TunnelStack, ip: number): number {
  for (let n = 0; n < stack.depth; n++) if (stack.layers[n]! > ip) return n
  return -1
}

/** The first layer of what a tunnel carries that is no link layer's: what an MTU counts. */
function carriedBy(p: Packet, layer: number): number {
  const { kind } = p.layers[layer]!
  if (kind === Kind.Ipv4 || kind === Kind.Ipv6) return layer
  let inner = layer + 1
  while (inner < p.depth && p.layers[inner]!.kind >= Kind.Ethernet && p.layers[inner]!.kind < Kind.Arp) inner++
  return inner
}

/** Octets of IPv6 fragment headers between: a packet that fits has none. */
function fragmentHeaders(p: Packet, ip: number, layer: number): number {
  let octets = 0
  for (let i = ip + 1; i < layer; i++) {
    const l = p.layers[i]!
    if (l.kind === Kind.Ipv6Fragment) octets += l.payload - l.start
  }
  return octets
}

/** Octets of the whole packet from layer `ip` on, as what it carries claims; 0 where nothing does. */
function claimedLength(p: Packet, ip: number, layer: number, inner: number): number {
  const from = p.layers[ip]!.start
  const below = p.layers[layer - 1]!
  if (below.kind === Kind.Udp) return below.start - from + udp.length(p.view, below.start)
  if (inner >= p.depth) return 0
  const l = p.layers[inner]!
  return l.kind === Kind.Ipv4 || l.kind === Kind.Ipv6 ? l.start - from + ipLength(p.view, l) : 0
}

/** Octets of an IP packet as its header claims. */
function ipLength(v: DataView, l: Layer): number {
  return l.kind === Kind.Ipv4 ? ipv4.totalLength(v, l.start) : ipv6.HEADER_LEN + ipv6.payloadLength(v, l.start)
}
