/**
 * ICMP echo round trips (RFC 792, RFC 4443 §4): the time from a request to its reply, told apart by the tunnel around
 * them. A direct-mapped table: a new request takes the place of an old one with the same hash, so the memory is fixed.
 */
import * as icmp from '../wire/icmp.js'
import * as icmpv6 from '../wire/icmpv6.js'
import { isIp, sourceAt } from '../wire/ip.js'
import { Kind } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { NO_ID, ownDepth, TunnelType, tunnelId, tunnelType } from '../wire/tunnel.js'
import { NO_NETWORK } from './networks.js'
import { hash } from './row-index.js'

const SLOTS = 4096
/** Tunnel, identifier and sequence number, then source and destination as four words each. */
const KEY_WORDS = 10
/** Nanoseconds. The answer to an older request is no round trip but a coincidence. */
const MAX_ELAPSED = 60e9

export class EchoTable {
  readonly #keys: Int32Array = new Int32Array(SLOTS * KEY_WORDS)
  readonly #seconds: Float64Array = new Float64Array(SLOTS)
  readonly #nanoseconds: Int32Array = new Int32Array(SLOTS)
  readonly #used: Uint8Array = new Uint8Array(SLOTS)
  readonly #key: Int32Array = new Int32Array(KEY_WORDS)

  /**
   * Nanoseconds since the request that this packet answers; -1 when it is no reply or the request is not known. Where the
   * packet's network is known (`Networks.inner`), that tells the tunnels apart.
   */
  observe(p: Packet, network: number = NO_NETWORK): number {
    const i = echoLayer(p)
    if (i < 0) return -1
    return isRequest(p, i) ? this.#request(p, i, network) : this.#reply(p, i, network)
  }

  #request(p: Packet, i: number, network: number): number {
    const slot = this.#fill(p, i, network, false)
    // So few words are sooner copied than handed to who copies many.
    for (let k = 0; k < KEY_WORDS; k++) this.#keys[slot * KEY_WORDS + k] = this.#key[k]!
    this.#seconds[slot] = p.tsSec
    this.#nanoseconds[slot] = p.tsNsec
    this.#used[slot] = 1
    return -1
  }

  #reply(p: Packet, i: number, network: number): number {
    const slot = this.#fill(p, i, network, true)
    if (this.#used[slot] === 0) return -1
    for (let k = 0; k < KEY_WORDS; k++) if (this.#keys[slot * KEY_WORDS + k] !== this.#key[k]) return -1
    const seconds = p.tsSec - this.#seconds[slot]!
    const elapsed = seconds * 1e9 + (p.tsNsec - this.#nanoseconds[slot]!)
    return elapsed >= 0 && elapsed <= MAX_ELAPSED ? elapsed : -1
  }

  /** Makes the key of the request that layer `i` is, or answers; gives its slot. */
  #fill(p: Packet, i: number, network: number, answer: boolean): number {
    const key = this.#key
    for (let k = 0; k < KEY_WORDS; k++) key[k] = 0
    const v = p.view
    let ip = -1
    if (network !== NO_NETWORK) key[0] = network
    for (let k = 0; k < i; k++) {
      const type = network === NO_NETWORK ? tunnelType(p, k) : TunnelType.None
      if (type !== TunnelType.None) {
        const id = namesOneWay(type) ? NO_ID : tunnelId(p, k)
        key[0] = hash(key[0]!, type, id, id === NO_ID ? 1 : 0)
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
    return (
      hash(key[0]!, key[1]!, hash(key[2]!, key[3]!, key[4]!, key[5]!), hash(key[6]!, key[7]!, key[8]!, key[9]!)) &
      (SLOTS - 1)
    )
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
