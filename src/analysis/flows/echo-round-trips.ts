/**
 * ICMP echo round trips (RFC 792, RFC 4443 §4): the time from a request to its reply, told apart by the tunnel around
 * them. The last few thousand requests are remembered.
 */

import { ipBelow, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import { hasIdEachWay, NO_ID, ownDepth, TunnelType, tunnelId, tunnelType } from '../../wire/tunnel.js'
import { hashWords, MAX_KEY_WORDS } from '../tables/hash.js'
import { LastSeen } from '../tables/last-seen.js'
import { hasBeenRouted } from '../tunnels/hop-limit.js'
import { NO_NETWORK } from '../tunnels/networks.js'

const PLACES = 4096
/**
 * The key: network, identifier and sequence number, then source and destination in four words each. If the network does
 * not count, the two ends follow in four words each, or each tunnel in two: its type, with a bit if it has no number,
 * and its number.
 */
const KEY_WORDS = MAX_KEY_WORDS
const ADDRESSES = 2
const TUNNELS = 10
const HAS_NO_ID = 1 << 8
/** Nanoseconds. The answer to an older request is no round trip but a coincidence. */
const MAX_ELAPSED = 60e9

export class EchoTable {
  /** What `observe` was given with the request that the last reply answers. */
  exchange = 0
  readonly #byEnds: boolean
  readonly #recent: LastSeen = new LastSeen(PLACES)
  readonly #exchanges: Int32Array = new Int32Array(PLACES)
  readonly #keys: Int32Array = new Int32Array(PLACES * KEY_WORDS)
  readonly #seconds: Float64Array = new Float64Array(PLACES)
  readonly #nanoseconds: Int32Array = new Int32Array(PLACES)
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  /**
   * With `byEnds`, a reply may come in another tunnel between the same two ends: where packets are routed between
   * networks, an answer takes the asker's network (RFC 9135 §4.2). Packets in no tunnel are left out then.
   */
  constructor(byEnds: boolean = false) {
    this.#byEnds = byEnds
  }

  /**
   * Nanoseconds since the request that this packet answers; -1 if it is no reply or the request is not known. Tunnels
   * are told apart by the network if it is known (`Networks.inner`), else up to seven of them by their numbers. A reply
   * sets `exchange` to what came with its request.
   */
  observe(p: Packet, network: number = NO_NETWORK, exchange = 0): number {
    const i = echoLayer(p)
    if (i < 0) return -1
    const isAsking = isRequest(p, i)
    if (!this.#fill(p, i, network, !isAsking)) return -1
    return isAsking ? this.#request(p, exchange) : this.#reply(p)
  }

  #request(p: Packet, exchange: number): number {
    const h = hashWords(this.#recent.seed, this.#key, 0, KEY_WORDS)
    const place = this.#find(h) < 0 ? this.#recent.add(h) : this.#recent.renew(h)
    this.#exchanges[place] = exchange
    // A loop is faster than `set` for so few words.
    for (let k = 0; k < KEY_WORDS; k++) this.#keys[place * KEY_WORDS + k] = this.#key[k]!
    this.#seconds[place] = p.tsSec
    this.#nanoseconds[place] = p.tsNsec
    return -1
  }

  #reply(p: Packet): number {
    const place = this.#find(hashWords(this.#recent.seed, this.#key, 0, KEY_WORDS))
    if (place < 0) return -1
    const seconds = p.tsSec - this.#seconds[place]!
    const elapsed = seconds * 1e9 + (p.tsNsec - this.#nanoseconds[place]!)
    this.exchange = this.#exchanges[place]!
    return elapsed >= 0 && elapsed <= MAX_ELAPSED ? elapsed : -1
  }

  #find(hash: number): number {
    let place = this.#recent.first(hash)
    while (place >= 0 && !this.#isAt(place)) place = this.#recent.next()
    return place
  }

  #isAt(place: number): boolean {
    for (let k = 0; k < KEY_WORDS; k++) if (this.#keys[place * KEY_WORDS + k] !== this.#key[k]) return false
    return true
  }

  /** Makes the key of the request that layer `i` is, or answers; false where there is none. */
  #fill(p: Packet, i: number, network: number, answer: boolean): boolean {
    const key = this.#key
    for (let k = 0; k < KEY_WORDS; k++) key[k] = 0
    const ip = ipBelow(p, i)
    if (this.#byEnds) {
      const outer = ipBelow(p, ip)
      if (outer < 0) return false
      this.#addresses(p.view, p.layers[outer]!, TUNNELS, answer)
    } else if (network !== NO_NETWORK) key[0] = network
    else if (!this.#tunnels(p, i)) return false
    // Identifier and sequence number stand side by side in both protocols.
    key[1] = p.view.getInt32(p.layers[i]!.start + 4)
    if (ip >= 0) this.#addresses(p.view, p.layers[ip]!, ADDRESSES, answer)
    return true
  }

  /** Puts the asker's address and that of the one who is asked into the key from word `at` on. */
  #addresses(v: DataView, l: Layer, at: number, answer: boolean): void {
    const words = l.kind === Kind.Ipv4 ? 1 : 4
    const addresses = sourceAt(l)
    for (let w = 0; w < 2 * words; w++) {
      const side = w < words === answer ? at + 4 : at
      this.#key[side + (w % words)] = v.getInt32(addresses + 4 * w)
    }
  }

  /** Tells the tunnels around layer `i` from others; false where there are more than the key has room for. */
  #tunnels(p: Packet, i: number): boolean {
    const key = this.#key
    let at = TUNNELS
    key[0] = NO_NETWORK
    for (let k = 0; k < i; k++) {
      const type = tunnelType(p, k)
      if (type === TunnelType.None) continue
      if (at === KEY_WORDS) return false
      const id = namesOneWay(type) ? NO_ID : tunnelId(p, k)
      key[at] = type | (id === NO_ID ? HAS_NO_ID : 0)
      key[at + 1] = id
      at += 2
    }
    return true
  }
}

/** Round trips for lines of packets: the answer comes in the request's tunnel, or in another one of the same two ends. */
export class EchoTimes {
  readonly #same: EchoTable = new EchoTable()
  readonly #across: EchoTable = new EchoTable(true)

  /** Nanoseconds since the request that this packet answers; -1 when it is no reply or the request is not known. */
  observe(p: Packet): number {
    const same = this.#same.observe(p)
    const across = this.#across.observe(p)
    return same >= 0 || across < 0 || !isRoutedEcho(p) ? same : across
  }
}

/** Whether a router has passed on what the echo message of a packet is in. */
export function isRoutedEcho(p: Packet): boolean {
  const ip = ipBelow(p, echoLayer(p))
  return ip >= 0 && hasBeenRouted(p, ip)
}

/** The layer that is an echo request or reply of the packet's own, one that a quote or data may follow; -1 for others. */
export function echoLayer(p: Packet): number {
  const last = ownDepth(p) - 1
  for (let i = last; i >= 0 && i >= last - 1; i--) {
    const { kind, start } = p.layers[i]!
    if (kind !== Kind.Icmp && kind !== Kind.Icmpv6) continue
    const type = icmp.type(p.view, start)
    const v6 = kind === Kind.Icmpv6
    if (type === (v6 ? icmpv6.TYPE_ECHO : icmp.TYPE_ECHO)) return i
    if (type === (v6 ? icmpv6.TYPE_ECHO_REPLY : icmp.TYPE_ECHO_REPLY)) return i
  }
  return -1
}

/** Whether echo layer `i` is a request. */
export function isRequest(p: Packet, i: number): boolean {
  const { kind, start } = p.layers[i]!
  return icmp.type(p.view, start) === (kind === Kind.Icmpv6 ? icmpv6.TYPE_ECHO : icmp.TYPE_ECHO)
}

/** Whether the number is the receiver's own, so that the way back has another one: key, call id, label. */
function namesOneWay(type: TunnelType): boolean {
  return hasIdEachWay(type) || type === TunnelType.Mpls
}
