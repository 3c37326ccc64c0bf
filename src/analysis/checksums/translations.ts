/**
 * Checksums that address translation did not adapt: they are right for the addresses and ports before the translation.
 * RFC 1624 §3 says how to adapt one. A checksum that was not adapted is off by exactly the change of the words.
 *
 * Nothing is guessed: the other words come from a second sighting of the same packet (`-i any`, several interfaces) or
 * from an ICMP error that quotes it. Only the last packets are remembered, in fixed memory.
 */
import { foldInt, wordSum } from '../../wire/checksum.js'
import { destinationAt, ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import { pseudoSum, type Verdict } from '../../wire/verify.js'
import { FIRST_IPV6, NO_ADDRESS } from '../tables/address-table.js'
import { hash } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'
import type { Networks } from '../tunnels/networks.js'
import { ChecksumCause, type Revision } from './cause.js'

/** Packets that are remembered, and as many with wrong checksums: copies come soon, and so do ICMP errors. */
const PLACES = 1 << 11
/** Translations that are listed. */
const LIMIT = 1 << 10
const PROTOCOL_TCP = 6
const PROTOCOL_UDP = 17

/** A checksum that is right for other addresses or ports. */
export interface Translation {
  readonly kind: Kind
  /** The packet with the wrong checksum, and the one that shows the other words. */
  readonly frame: number
  readonly evidence: number
  /** Whether the evidence is what an ICMP error quotes. */
  readonly isQuote: boolean
  /** What the packet with the wrong checksum has, and what the evidence has. */
  readonly words: TranslatedWords
  readonly others: TranslatedWords
}

/** What address translation changes; endpoints as `Networks` numbers them. */
interface TranslatedWords {
  readonly source: number
  readonly destination: number
  readonly sourcePort: number
  readonly destinationPort: number
}

// The columns of a remembered packet: 64 octets, one line of the processor's cache. First what a translator leaves
// alone, which identifies the packet:
/** Protocol, identification, and whether it is IPv6. */
const WHAT = 0
const ID_SHIFT = 8
const IS_IPV6 = 1 << 24
/** Octets of the segment. */
const LENGTH = 1
/** Sequence and acknowledgment number, or the first octets of data. */
const FIRST = 2
const SECOND = 3
// What a translator changes:
/** Low 32 bits of the addresses as `Networks.addresses` numbers them. */
const SOURCE = 4
const DESTINATION = 5
const SOURCE_PORT = 6
const DESTINATION_PORT = 7
/** Sum of both addresses as it goes into a checksum. */
const ADDRESS_SUM = 8
const FRAME = 9
// Only for a packet whose checksum is wrong:
/** The row that it is counted in; `NOT_WRONG` if it is not wrong. */
const ROW = 10
const STORED = 11
const COMPUTED = 12
/** Sum of the pseudo-header. */
const PSEUDO = 13
const KIND = 14
const COLUMNS = 16

const NOT_WRONG = -1
/** Where the columns of the inner segment stand behind those of the outer one. */
const INNER = COLUMNS

export class Translations {
  /** Translations that found no room among those that are named. */
  dropped = 0
  readonly #networks: Networks
  readonly #revised: Revision[]
  readonly #translations: Translation[] = []
  /** Remembered packets, by what a translator leaves alone. */
  readonly #recent: LastSeen = new LastSeen(PLACES)
  readonly #seen: Int32Array = new Int32Array(PLACES * COLUMNS)
  /** Those with wrong checksums, by what an ICMP error quotes in any case. */
  readonly #recentWrong: LastSeen = new LastSeen(PLACES)
  readonly #wrong: Int32Array = new Int32Array(PLACES * COLUMNS)
  #hasWrong = false
  readonly #now: Int32Array = new Int32Array(2 * COLUMNS)
  // What the packet that `canPass` has looked at has to be remembered by.
  #hasOuter = false
  #hasInner = false

  /** `revised` gets the checksums that turn out to be translated. */
  constructor(networks: Networks, revised: Revision[]) {
    this.#networks = networks
    this.#revised = revised
  }

  get translations(): readonly Translation[] {
    return this.#translations
  }

  /** Hot path: takes TCP or UDP layer `i`, whose checksum is not wrong, or is explained. */
  observe(p: Packet, i: number): void {
    if (!this.#fill(p, i)) return
    this.#now[ROW] = NOT_WRONG
    this.#compare()
  }

  /** For an ordinary packet. Most are only remembered, because they have no copy. */
  observeFastPath(p: Packet, i: number): void {
    const { kind, start, payload, end } = p.layers[i]!
    const ip = p.layers[i - 1]!.start
    if (this.#isSeen(0, p.view, ip, start, kind, payload, end)) this.observe(p, i)
    else this.#remember(0, p, ip, start)
  }

  /** Hot path: whether an ordinary packet whose checksums are in order has no copy; its headers are `p.ordinary`. */
  canPass(p: Packet): boolean {
    const v = p.view
    const { ip, outer, outerKind, outerEnd, innerIp, segment, segmentKind, data, segmentEnd } = p.ordinary
    this.#hasOuter = outerKind === Kind.Udp && udp.checksum(v, outer) !== 0
    this.#hasInner = segmentKind === Kind.Tcp || (segmentKind === Kind.Udp && udp.checksum(v, segment) !== 0)
    if (this.#hasOuter && this.#isSeen(0, v, ip, outer, Kind.Udp, outer + udp.HEADER_LEN, outerEnd)) return false
    if (!this.#hasInner) return true
    if (this.#isSeen(INNER, v, innerIp, segment, segmentKind, data, segmentEnd)) return false
    // The inner segment may be the copy of the outer one.
    return !this.#hasOuter || !isSame(this.#now, INNER, this.#now, 0)
  }

  /** Hot path: remembers the packet that `canPass` has looked at last. */
  pass(p: Packet): void {
    const { ip, outer, innerIp, segment } = p.ordinary
    if (this.#hasOuter) this.#remember(0, p, ip, outer)
    if (this.#hasInner) this.#remember(INNER, p, innerIp, segment)
  }

  /** Notes in the columns from `now` on what a translator leaves alone of a segment; whether it may have been seen. */
  #isSeen(now: number, v: DataView, ip: number, o: number, kind: Kind, payload: number, end: number): boolean {
    const isTcp = kind === Kind.Tcp
    const at = isTcp ? o + 4 : payload
    const isThere = end - at >= 8
    const words = this.#now
    words[now + WHAT] = (isTcp ? PROTOCOL_TCP : PROTOCOL_UDP) | (ipv4.identification(v, ip) << ID_SHIFT)
    words[now + LENGTH] = ip + ipv4.totalLength(v, ip) - o
    words[now + FIRST] = isThere ? v.getInt32(at) : 0
    words[now + SECOND] = isThere ? v.getInt32(at + 4) : 0
    const recent = this.#recent
    for (let place = recent.first(this.#hash(now)); place >= 0; place = recent.next()) {
      if (isSame(this.#seen, place * COLUMNS, words, now)) return true
    }
    return false
  }

  /** Remembers the segment at `o` that `isSeen` has looked at. */
  #remember(now: number, p: Packet, ip: number, o: number): void {
    const v = p.view
    const words = this.#now
    const seen = this.#seen
    const slot = this.#recent.add(this.#hash(now)) * COLUMNS
    const source = v.getInt32(ip + ipv4.SOURCE)
    const destination = v.getInt32(ip + ipv4.DESTINATION)
    seen[slot + WHAT] = words[now + WHAT]!
    seen[slot + LENGTH] = words[now + LENGTH]!
    seen[slot + FIRST] = words[now + FIRST]!
    seen[slot + SECOND] = words[now + SECOND]!
    seen[slot + SOURCE] = source
    seen[slot + DESTINATION] = destination
    seen[slot + SOURCE_PORT] = v.getUint16(o)
    seen[slot + DESTINATION_PORT] = v.getUint16(o + 2)
    seen[slot + ADDRESS_SUM] = foldInt(
      (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff),
    )
    seen[slot + FRAME] = p.number
    seen[slot + ROW] = NOT_WRONG
  }

  #hash(now: number): number {
    const words = this.#now
    return hash(this.#recent.seed, words[now + WHAT]!, words[now + LENGTH]!, words[now + FIRST]!, words[now + SECOND]!)
  }

  /** Takes a layer whose checksum is wrong. `row` counts it until it is explained. */
  observeWrong(p: Packet, i: number, { stored, computed }: Verdict, row: number): void {
    if (!this.#fill(p, i)) return
    const now = this.#now
    const l = p.layers[i]!
    now[ROW] = row
    now[STORED] = stored
    now[COMPUTED] = computed
    now[PSEUDO] = pseudoSum(p, i, l.end - l.start)
    now[KIND] = l.kind
    if (this.#compare()) return
    const h = hash(this.#recentWrong.seed, now[WHAT]!, now[LENGTH]!, 0, 0)
    const place = this.#findWrong(h, now, 0) < 0 ? this.#recentWrong.add(h) : this.#recentWrong.renew(h)
    this.#wrong.set(now.subarray(0, COLUMNS), place * COLUMNS)
    this.#hasWrong = true
  }

  /**
   * Whether a TCP segment from one to the other with this first number, and a checksum that is not wrong, is remembered
   * from before frame `frame`. Looks at all that is remembered; `ports` are source and destination, 16 bits each.
   */
  hasSeenSegment(source: number, destination: number, ports: number, sequence: number, frame: number): boolean {
    const seen = this.#seen
    for (let at = 0; at < seen.length; at += COLUMNS) {
      if (seen[at + FIRST] !== sequence || seen[at + SOURCE] !== source || seen[at + DESTINATION] !== destination)
        continue
      const isRight = seen[at + ROW] === NOT_WRONG && (seen[at + WHAT]! & 0xff) === PROTOCOL_TCP
      const isBefore = seen[at + FRAME] !== 0 && seen[at + FRAME] !== (frame | 0)
      if (isRight && isBefore && ((seen[at + SOURCE_PORT]! << 16) | seen[at + DESTINATION_PORT]!) === ports) return true
    }
    return false
  }

  /** Takes every packet, because few are ICMP errors that quote a wrong checksum. */
  observeQuote(p: Packet): void {
    if (p.quoted === MAX_LAYERS || !this.#hasWrong || p.quoted >= p.depth) return
    if (!this.#fillWords(p, p.quoted, p.layers[p.quoted]!.payload)) return
    const wrong = this.#wrong
    const now = this.#now
    const slot = this.#findWrong(hash(this.#recentWrong.seed, now[WHAT]!, now[LENGTH]!, 0, 0), now, 0) * COLUMNS
    if (slot < 0 || wrong[slot + FRAME] === 0 || !explains(wrong, slot, now, 0)) return
    this.#claim(wrong, slot, now, 0, true)
    this.#markExplained(wrong, slot)
  }

  /** Compares with an earlier sighting of the packet. Returns whether that explains this one's checksum. */
  #compare(): boolean {
    const now = this.#now
    const seen = this.#seen
    const h = this.#hash(0)
    const slot = this.#findSeen(h, now, 0) * COLUMNS
    if (slot >= 0) {
      if (now[ROW] !== NOT_WRONG && explains(now, 0, seen, slot)) {
        this.#claim(now, 0, seen, slot, false)
        // The earlier sighting stays, because there may be more copies of this packet.
        return true
      }
      if (seen[slot + ROW] !== NOT_WRONG && explains(seen, slot, now, 0)) {
        this.#claim(seen, slot, now, 0, false)
        this.#markExplained(seen, slot)
      }
    }
    // A loop, because `set` costs more for so few columns.
    const columns = now[ROW] === NOT_WRONG ? ROW + 1 : COLUMNS
    const to = (slot < 0 ? this.#recent.add(h) : this.#recent.renew(h)) * COLUMNS
    for (let c = 0; c < columns; c++) seen[to + c] = now[c]!
    return false
  }

  /** Notes what is known of TCP or UDP layer `i`; false where that is not enough. */
  #fill(p: Packet, i: number): boolean {
    const l = p.layers[i]!
    const ip = ipBelow(p, i)
    if (ip < 0 || !this.#fillWords(p, ip, l.start)) return false
    const v = p.view
    const now = this.#now
    const isTcp = l.kind === Kind.Tcp
    const at = isTcp ? l.start + 4 : l.payload
    const isThere = isTcp || l.end - at >= 8
    now[FIRST] = isThere ? v.getInt32(at) : 0
    now[SECOND] = isThere ? v.getInt32(at + 4) : 0
    return true
  }

  /** Notes the words of IP layer `ip` and of the segment at `o`. */
  #fillWords(p: Packet, ip: number, o: number): boolean {
    const v = p.view
    const l = p.layers[ip]!
    if (o + 4 > p.end) return false
    const isV4 = l.kind === Kind.Ipv4
    if (!isV4 && l.kind !== Kind.Ipv6) return false
    const protocol = isV4 ? ipv4.protocolNumber(v, l.start) : ipv6.nextHeader(v, l.start)
    if (protocol !== PROTOCOL_TCP && protocol !== PROTOCOL_UDP) return false
    const now = this.#now
    const { addresses } = this.#networks
    now[WHAT] = protocol | (isV4 ? ipv4.identification(v, l.start) << ID_SHIFT : IS_IPV6)
    now[LENGTH] = isV4 ? l.start + ipv4.totalLength(v, l.start) - o : ipv6.payloadLength(v, l.start)
    now[SOURCE] = addresses.number(v, sourceAt(l), l.kind)
    now[DESTINATION] = addresses.number(v, destinationAt(l), l.kind)
    now[SOURCE_PORT] = v.getUint16(o)
    now[DESTINATION_PORT] = v.getUint16(o + 2)
    now[ADDRESS_SUM] = wordSum(v, sourceAt(l), isV4 ? 8 : 32)
    now[FRAME] = p.number
    return true
  }

  /** Marks a remembered checksum as explained. */
  #markExplained(of: Int32Array, at: number): void {
    const frame = of[at + FRAME]
    const [what, length] = [of[at + WHAT]!, of[at + LENGTH]!]
    const h = hash(this.#recent.seed, what, length, of[at + FIRST]!, of[at + SECOND]!)
    const inSeen = this.#findSeen(h, of, at) * COLUMNS
    const inWrong = this.#findWrong(hash(this.#recentWrong.seed, what, length, 0, 0), of, at) * COLUMNS
    if (inSeen >= 0 && this.#seen[inSeen + FRAME] === frame) this.#seen[inSeen + ROW] = NOT_WRONG
    if (inWrong >= 0 && this.#wrong[inWrong + FRAME] === frame) this.#wrong[inWrong + FRAME] = 0
  }

  /** Where a packet is that is the same as the one at `at`, as far as translators leave it alone; -1 when there is none. */
  #findSeen(h: number, of: Int32Array, at: number): number {
    let place = this.#recent.first(h)
    while (place >= 0 && !isEqualUpTo(SECOND, this.#seen, place * COLUMNS, of, at)) place = this.#recent.next()
    return place
  }

  /** The same for one with a wrong checksum, as far as an ICMP error quotes it. */
  #findWrong(h: number, of: Int32Array, at: number): number {
    let place = this.#recentWrong.first(h)
    while (place >= 0 && !isEqualUpTo(LENGTH, this.#wrong, place * COLUMNS, of, at)) place = this.#recentWrong.next()
    return place
  }

  #claim(wrong: Int32Array, w: number, other: Int32Array, o: number, isQuote: boolean): void {
    const frame = wrong[w + FRAME]! >>> 0
    this.#revised.push({ row: wrong[w + ROW]!, frame, cause: ChecksumCause.Translated })
    if (this.#translations.length === LIMIT) {
      this.dropped++
      return
    }
    this.#translations.push({
      kind: wrong[w + KIND] as Kind,
      frame,
      evidence: other[o + FRAME]! >>> 0,
      isQuote,
      words: this.#words(wrong, w),
      others: this.#words(other, o),
    })
  }

  #endpoint(of: Int32Array, at: number, what: number): number {
    if ((what & IS_IPV6) === 0) return this.#networks.endpoint(of[at]! >>> 0)
    return this.#networks.endpoint(of[at] === NO_ADDRESS ? NO_ADDRESS : FIRST_IPV6 + of[at]!)
  }

  #words(of: Int32Array, at: number): TranslatedWords {
    return {
      source: this.#endpoint(of, at + SOURCE, of[at + WHAT]!),
      destination: this.#endpoint(of, at + DESTINATION, of[at + WHAT]!),
      sourcePort: of[at + SOURCE_PORT]!,
      destinationPort: of[at + DESTINATION_PORT]!,
    }
  }
}

/** Whether two segments may be the same, but for their length. */
function isSame(x: Int32Array, atX: number, y: Int32Array, atY: number): boolean {
  return x[atX + WHAT] === y[atY + WHAT] && x[atX + FIRST] === y[atY + FIRST] && x[atX + SECOND] === y[atY + SECOND]
}

/** Whether two packets agree in all columns up to `last`. */
function isEqualUpTo(last: number, x: Int32Array, atX: number, y: Int32Array, atY: number): boolean {
  for (let c = 0; c <= last; c++) if (x[atX + c] !== y[atY + c]) return false
  return true
}

/**
 * Whether the wrong checksum at `w` is right with the other packet's addresses, ports, or both. A translation changes
 * one end of a connection.
 */
function explains(wrong: Int32Array, w: number, other: Int32Array, o: number): boolean {
  const isSameSource = wrong[w + SOURCE] === other[o + SOURCE] && wrong[w + SOURCE_PORT] === other[o + SOURCE_PORT]
  const isSameDestination =
    wrong[w + DESTINATION] === other[o + DESTINATION] && wrong[w + DESTINATION_PORT] === other[o + DESTINATION_PORT]
  if (isSameSource === isSameDestination) return false
  const addresses = wrong[w + ADDRESS_SUM]!
  const otherAddresses = other[o + ADDRESS_SUM]!
  const ports = wrong[w + SOURCE_PORT]! + wrong[w + DESTINATION_PORT]!
  const otherPorts = other[o + SOURCE_PORT]! + other[o + DESTINATION_PORT]!
  const stored = wrong[w + STORED]!
  const computed = wrong[w + COMPUTED]!
  return (
    isEqual(stored, adapted(computed, addresses + ports, otherAddresses + otherPorts)) ||
    isEqual(stored, adapted(computed, addresses, otherAddresses)) ||
    isEqual(stored, adapted(computed, ports, otherPorts)) ||
    // A seed that was not adapted is the sum itself, without ports.
    isEqual(stored, foldInt(wrong[w + PSEUDO]! + 0xffff - addresses + otherAddresses))
  )
}

/** RFC 1624 §3, equation 3: the checksum once the words that add up to `from` add up to `to`. */
function adapted(checksum: number, from: number, to: number): number {
  return 0xffff - foldInt(0xffff - checksum + (0xffff - foldInt(from)) + to)
}

/** In one's complement 0 and 0xffff are the same. */
function isEqual(a: number, b: number): boolean {
  return a % 0xffff === b % 0xffff
}
