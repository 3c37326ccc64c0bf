/**
 * ICMP echo round trips (RFC 792, RFC 4443 §4): the time from a request to its reply, told apart by the tunnel around
 * them. A direct-mapped table: a new request takes the place of an old one with the same hash, so the memory is fixed.
 */
import * as icmp from '../wire/icmp.js'
import * as icmpv6 from '../wire/icmpv6.js'
import { ipBelow, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Layer, Packet } from '../wire/packet.js'
import { NO_ID, ownDepth, TunnelType, tunnelId, tunnelType } from '../wire/tunnel.js'
import { NO_NETWORK } from './networks.js'
import { hasBeenRouted } from './routed.js'
import { hash } from './row-index.js'

const SLOTS = 4096
/** Tunnel, identifier and sequence number, then source and destination as four words each. */
const KEY_WORDS = 10
/** Nanoseconds. The answer to an older request is no round trip but a coincidence. */
const MAX_ELAPSED = 60e9

export class EchoTable {
  /** What was handed over with the request that the reply observed last answers. */
  exchange = 0
  readonly #byEnds: boolean
  readonly #exchanges: Int32Array = new Int32Array(SLOTS)
  readonly #keys: Int32Array = new Int32Array(SLOTS * KEY_WORDS)
  readonly #seconds: Float64Array = new Float64Array(SLOTS)
  readonly #nanoseconds: Int32Array = new Int32Array(SLOTS)
  readonly #used: Uint8Array = new Uint8Array(SLOTS)
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  /**
   * With `byEnds` a reply may come back in another tunnel between the same two ends, and what is in no tunnel has none:
   * where packets are routed between two networks the answer takes the asker's (RFC 9135 §4.2).
   */
  constructor(byEnds: boolean = false) {
    this.#byEnds = byEnds
  }

  /**
   * Nanoseconds since the request that this packet answers; -1 when it is no reply or the request is not known. Where the
   * packet's network is known (`Networks.inner`), that tells the tunnels apart. `exchange` comes back with the reply.
   */
  observe(p: Packet, network: number = NO_NETWORK, exchange = 0): number {
    const i = echoLayer(p)
    if (i < 0) return -1
    return isRequest(p, i) ? this.#request(p, i, network, exchange) : this.#reply(p, i, network)
  }

  #request(p: Packet, i: number, network: number, exchange: number): number {
    const slot = this.#fill(p, i, network, false)
    if (slot < 0) return -1
    this.#exchanges[slot] = exchange
    // So few words are sooner copied than handed to who copies many.
    for (let k = 0; k < KEY_WORDS; k++) this.#keys[slot * KEY_WORDS + k] = this.#key[k]!
    this.#seconds[slot] = p.tsSec
    this.#nanoseconds[slot] = p.tsNsec
    this.#used[slot] = 1
    return -1
  }

  #reply(p: Packet, i: number, network: number): number {
    const slot = this.#fill(p, i, network, true)
    if (slot < 0 || this.#used[slot] === 0) return -1
    for (let k = 0; k < KEY_WORDS; k++) if (this.#keys[slot * KEY_WORDS + k] !== this.#key[k]) return -1
    const seconds = p.tsSec - this.#seconds[slot]!
    const elapsed = seconds * 1e9 + (p.tsNsec - this.#nanoseconds[slot]!)
    this.exchange = this.#exchanges[slot]!
    return elapsed >= 0 && elapsed <= MAX_ELAPSED ? elapsed : -1
  }

  /** Makes the key of the request that layer `i` is, or answers; gives its slot, or -1 where it has none. */
  #fill(p: Packet, i: number, network: number, answer: boolean): number {
    const key = this.#key
    for (let k = 0; k < KEY_WORDS; k++) key[k] = 0
    const v = p.view
    const ip = ipBelow(p, i)
    if (this.#byEnds) {
      const outer = ipBelow(p, ip)
      if (outer < 0) return -1
      key[0] = endsHash(v, p.layers[outer]!)
    } else if (network !== NO_NETWORK) key[0] = network
    else this.#tunnels(p, i)
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
    return (
      hash(key[0]!, key[1]!, hash(key[2]!, key[3]!, key[4]!, key[5]!), hash(key[6]!, key[7]!, key[8]!, key[9]!)) &
      (SLOTS - 1)
    )
  }

  /** Tells the tunnels around layer `i` from others. */
  #tunnels(p: Packet, i: number): void {
    const key = this.#key
    for (let k = 0; k < i; k++) {
      const type = tunnelType(p, k)
      if (type === TunnelType.None) continue
      const id = namesOneWay(type) ? NO_ID : tunnelId(p, k)
      key[0] = hash(key[0]!, type, id, id === NO_ID ? 1 : 0)
    }
  }
}

/** Of both addresses of an IP layer, whichever way it goes. */
function endsHash(v: DataView, l: Layer): number {
  const words = l.kind === Kind.Ipv4 ? 1 : 4
  const o = sourceAt(l)
  let [one, other] = [0, 0]
  for (let w = 0; w < words; w++) {
    one = hash(one, v.getInt32(o + 4 * w), w, 1)
    other = hash(other, v.getInt32(o + 4 * (w + words)), w, 1)
  }
  return (one ^ other) | 1
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

/** Whether the tunnel's number is the receiver's own, so that the way back has another: key, call id, label. */
function namesOneWay(type: TunnelType): boolean {
  return type === TunnelType.Gre || type === TunnelType.Gretap || type === TunnelType.Pptp || type === TunnelType.Mpls
}
