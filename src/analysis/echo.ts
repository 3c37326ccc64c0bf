/**
 * ICMP echo round trips (RFC 792, RFC 4443 §4): the time from a request to its reply, told apart by the tunnel around
 * them. The last few thousand requests are remembered.
 */
import * as icmp from '../wire/icmp.js'
import * as icmpv6 from '../wire/icmpv6.js'
import { isIp, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { NO_ID, ownDepth, TunnelType, tunnelId, tunnelType } from '../wire/tunnel.js'
import { hashWords, MAX_KEY_WORDS } from './hash.js'
import { NO_NETWORK } from './networks.js'
import { Recent } from './recent.js'

const PLACES = 4096
/**
 * Network, identifier and sequence number, then source and destination as four words each, then two for each tunnel where
 * the network is not known: its type, with a bit where it has no number, and its number.
 */
const KEY_WORDS = MAX_KEY_WORDS
const TUNNELS = 10
const HAS_NO_ID = 1 << 8
/** Nanoseconds. The answer to an older request is no round trip but a coincidence. */
const MAX_ELAPSED = 60e9

export class EchoTable {
  readonly #recent: Recent = new Recent(PLACES)
  readonly #keys: Int32Array = new Int32Array(PLACES * KEY_WORDS)
  readonly #seconds: Float64Array = new Float64Array(PLACES)
  readonly #nanoseconds: Int32Array = new Int32Array(PLACES)
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  /**
   * Nanoseconds since the request that this packet answers; -1 when it is no reply or the request is not known. Where the
   * packet's network is known (`Networks.inner`), that tells the tunnels apart, and else up to seven of them.
   */
  observe(p: Packet, network: number = NO_NETWORK): number {
    const i = echoLayer(p)
    if (i < 0) return -1
    const isAsking = isRequest(p, i)
    if (!this.#fill(p, i, network, !isAsking)) return -1
    return isAsking ? this.#request(p) : this.#reply(p)
  }

  #request(p: Packet): number {
    const h = hashWords(this.#recent.seed, this.#key, 0, KEY_WORDS)
    const place = this.#find(h) < 0 ? this.#recent.add(h) : this.#recent.renew(h)
    // So few words are sooner copied than handed to who copies many.
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
    const v = p.view
    let ip = -1
    let at = TUNNELS
    key[0] = network
    for (let k = 0; k < i; k++) {
      const type = network === NO_NETWORK ? tunnelType(p, k) : TunnelType.None
      if (type !== TunnelType.None) {
        if (at === KEY_WORDS) return false
        const id = namesOneWay(type) ? NO_ID : tunnelId(p, k)
        key[at] = type | (id === NO_ID ? HAS_NO_ID : 0)
        key[at + 1] = id
        at += 2
      }
      if (isIp(p.layers[k]!.kind)) ip = k
    }
    // Identifier and sequence number stand side by side in both protocols.
    key[1] = v.getInt32(p.layers[i]!.start + 4)
    if (ip >= 0) {
      const l = p.layers[ip]!
      const words = l.kind === Kind.Ipv4 ? 1 : 4
      const addresses = sourceAt(l)
      for (let w = 0; w < 2 * words; w++) {
        const side = w < words === answer ? 6 : 2
        key[side + (w % words)] = v.getInt32(addresses + 4 * w)
      }
    }
    return true
  }
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

/** Whether the tunnel's number is the receiver's own, so that the way back has another: key, call id, label. */
function namesOneWay(type: TunnelType): boolean {
  return type === TunnelType.Gre || type === TunnelType.Gretap || type === TunnelType.Pptp || type === TunnelType.Mpls
}
