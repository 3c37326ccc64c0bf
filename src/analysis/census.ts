/**
 * What a capture holds in numbers: packets, those that contradict themselves or were cut, and what no decoder here
 * claims. Bounded: kinds of undecoded payload beyond the limit are counted together.
 */
import * as ethernet from '../wire/ethernet.js'
import * as gre from '../wire/gre.js'
import * as ipv4 from '../wire/ipv4.js'
import * as ipv6 from '../wire/ipv6.js'
import { Kind, Reason } from '../wire/kind.js'
import type { Packet } from '../wire/packet.js'
import { ownDepth } from '../wire/tunnel.js'
import * as udp from '../wire/udp.js'
import * as vlan from '../wire/vlan.js'
import { looksLikeVxlan } from '../wire/vxlan.js'

/** The registry that the number of an undecoded payload belongs to. */
export const Space = {
  LinkType: 0,
  EtherType: 1,
  IpProtocol: 2,
  GreProtocol: 3,
  /** UDP to a port that is not known, with data that looks like VXLAN. */
  VxlanLike: 4,
} as const
export type Space = (typeof Space)[keyof typeof Space]

/** Payload that was not decoded: `number` of `space`, in so many packets. */
export interface Undecoded {
  readonly space: Space
  readonly number: number
  readonly packets: number
}

const LIMIT = 1024

export class Census {
  packets = 0
  /** Octets on the wire. */
  octets = 0
  /** Packets that contradict themselves: a length field or a value that cannot be. */
  malformed = 0
  /** Packets whose headers the capture's snapshot length has cut. */
  cut = 0
  /** Undecoded packets of kinds beyond the limit. */
  otherUndecoded = 0
  readonly #undecoded: Map<number, number> = new Map()

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    this.packets++
    this.octets += p.length
    const { reason } = p.malformed
    if (reason === Reason.Cut) this.cut++
    else if (reason !== Reason.None && reason !== Reason.Quoted) this.malformed++
    const depth = ownDepth(p)
    if (depth > 0 && p.layers[depth - 1]!.kind === Kind.Payload) this.#payload(p, depth - 2)
  }

  /** What was not decoded, most frequent first. */
  undecoded(): readonly Undecoded[] {
    return [...this.#undecoded]
      .map(([key, packets]) => ({ space: (key >>> 16) as Space, number: key & 0xffff, packets }))
      .sort((a, b) => b.packets - a.packets || a.space - b.space || a.number - b.number)
  }

  /** `below` is the layer that could not name a decoder for the payload. */
  #payload(p: Packet, below: number): void {
    if (p.fragment !== -1) return
    if (below < 0) return this.#count(Space.LinkType, p.linkType)
    const l = p.layers[below]!
    const v = p.view
    switch (l.kind) {
      case Kind.Ethernet:
        return this.#count(Space.EtherType, ethernet.type(v, l.start))
      case Kind.Vlan:
        return this.#count(Space.EtherType, vlan.type(v, l.start))
      case Kind.Ipv4:
        // What continues another fragment has no header to decode.
        if (ipv4.fragmentOffset(v, l.start) > 0 && !p.isWhole(l.start)) return
        return this.#count(Space.IpProtocol, ipv4.protocolNumber(v, l.start))
      case Kind.Ipv6:
        return this.#count(Space.IpProtocol, ipv6.nextHeader(v, l.start))
      case Kind.Gre:
        return this.#count(Space.GreProtocol, gre.protocolType(v, l.start))
      case Kind.Udp:
        if (looksLikeVxlan(v, l.payload, l.end)) this.#count(Space.VxlanLike, udp.destinationPort(v, l.start))
    }
  }

  #count(space: Space, number: number): void {
    const key = (space << 16) | number
    const n = this.#undecoded.get(key)
    if (n !== undefined) this.#undecoded.set(key, n + 1)
    else if (this.#undecoded.size < LIMIT) this.#undecoded.set(key, 1)
    else this.otherUndecoded++
  }
}
