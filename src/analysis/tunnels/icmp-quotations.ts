/**
 * Which packet an ICMP error quotes, and which error quotes a packet (RFC 792, RFC 4443 §2.4 (c)): by what an IP header and
 * the first octets behind it say that routers leave as it is.
 */
import { destinationAt, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import { hashWords } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'

/** IP headers in front of an error among which the quoted one is looked for: some milliseconds of a fast link. */
const REMEMBERED = 1 << 13
/** 16-bit words behind the IP header that are compared: of UDP ports and length, which no checksum offload changes. */
const BEHIND = 3
/** 32-bit words of an address. */
const IPV4_WORDS = 1
const IPV6_WORDS = 4

// Words of a key: what the header says besides the addresses, the addresses, and what is behind it.
const WHAT = 0
const SOURCE = 1
const DESTINATION = SOURCE + IPV6_WORDS
const PORTS = DESTINATION + IPV6_WORDS
const LENGTH = PORTS + 1
const KEY_WORDS = LENGTH + 1

// Bits of `WHAT`, above the protocol.
const ID_SHIFT = 8
const IS_IPV6 = 1 << 24
/** How much there is behind the header. */
const BEHIND_SHIFT = 25

/** Finds the frame that an ICMP error quotes, as all packets of a capture are taken. */
export class QuotedFrames {
  readonly #recent: LastSeen = new LastSeen(REMEMBERED)
  readonly #keys: Int32Array = new Int32Array(REMEMBERED * KEY_WORDS)
  readonly #frames: Uint32Array = new Uint32Array(REMEMBERED)
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  /** Hot path: takes the next packet. Returns the last earlier frame that it may quote, or 0. */
  observe(p: Packet): number {
    const quote = quoteOf(p)
    const place = quote === undefined ? -1 : this.#find(p, quote)
    const quoted = place < 0 ? 0 : this.#frames[place]!
    const own = Math.min(p.depth, p.quoted)
    for (let i = 0; i < own; i++) if (isIp(p.layers[i]!.kind)) this.#remember(p, p.layers[i]!)
    return quoted
  }

  #remember(p: Packet, l: Layer): void {
    const isKnown = this.#find(p, l) >= 0
    const h = this.#hash()
    const place = isKnown ? this.#recent.renew(h) : this.#recent.add(h)
    this.#keys.set(this.#key, place * KEY_WORDS)
    this.#frames[place] = p.number
  }

  /** Fills the key; where it is remembered, or -1. */
  #find(p: Packet, l: Layer): number {
    fillKey(this.#key, p, l)
    let place = this.#recent.first(this.#hash())
    while (place >= 0 && !isKeyAt(this.#keys, place * KEY_WORDS, this.#key)) place = this.#recent.next()
    return place
  }

  #hash(): number {
    return hashWords(this.#recent.seed, this.#key, 0, KEY_WORDS)
  }
}

/** Finds the quotations of one packet, as all packets of a capture are taken. */
export class Quotations {
  /** The last frame that has what the packet quotes; 0 for none. */
  quoted = 0
  #number: number
  readonly #before: QuotedFrames = new QuotedFrames()
  readonly #own: Int32Array[] = []

  constructor(number: number) {
    this.#number = number
  }

  /** Chooses the packet, which must not have been taken yet. */
  choose(number: number): void {
    this.#number = number
  }

  /** Takes the next packet. True for an ICMP error that quotes the chosen one. */
  observe(p: Packet): boolean {
    if (p.number > this.#number) {
      const quote = quoteOf(p)
      if (quote === undefined) return false
      const key = keyOf(p, quote)
      return this.#own.some((own) => isKeyAt(own, 0, key))
    }
    const quoted = this.#before.observe(p)
    if (p.number < this.#number) return false
    this.quoted = quoted
    for (const l of p.layers.slice(0, Math.min(p.depth, p.quoted))) if (isIp(l.kind)) this.#own.push(keyOf(p, l))
    return false
  }
}

/** The IP header that an ICMP error quotes. */
function quoteOf(p: Packet): Layer | undefined {
  const l = p.quoted < p.depth ? p.layers[p.quoted] : undefined
  return l !== undefined && isIp(l.kind) ? l : undefined
}

function keyOf(p: Packet, l: Layer): Int32Array {
  const key = new Int32Array(KEY_WORDS)
  fillKey(key, p, l)
  return key
}

function fillKey(key: Int32Array, { view, end }: Packet, l: Layer): void {
  const isV4 = l.kind === Kind.Ipv4
  const behind = Math.max(0, Math.min(BEHIND, (end - l.payload) >> 1))
  key.fill(0)
  key[WHAT] =
    (behind << BEHIND_SHIFT) |
    (isV4
      ? ipv4.protocolNumber(view, l.start) | (ipv4.identification(view, l.start) << ID_SHIFT)
      : ipv6.nextHeader(view, l.start) | IS_IPV6)
  const words = isV4 ? IPV4_WORDS : IPV6_WORDS
  for (let i = 0; i < words; i++) {
    key[SOURCE + i] = view.getInt32(sourceAt(l) + 4 * i)
    key[DESTINATION + i] = view.getInt32(destinationAt(l) + 4 * i)
  }
  for (let i = 0; i < behind; i++) {
    const shift = i % 2 === 0 ? 16 : 0
    key[PORTS + (i >> 1)]! |= view.getUint16(l.payload + 2 * i) << shift
  }
}

function isKeyAt(keys: Int32Array, at: number, key: Int32Array): boolean {
  for (let i = 0; i < KEY_WORDS; i++) if (keys[at + i] !== key[i]) return false
  return true
}
