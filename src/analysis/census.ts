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
import * as sll from '../wire/sll.js'
import * as sll2 from '../wire/sll2.js'
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

/** Kinds of undecoded payload that are told apart. */
export const KINDS_KEPT = 1024
/** The payload was decoded, or there is none. */
const NO_KIND = -1
/** The packet is none of a port that looks like a tunnel's. */
export const NO_PORT = -1
const MAX_FRAMES = 8

/** What a census has counted, as plain data. */
export interface CensusCounts {
  readonly packets: number
  readonly octets: number
  readonly malformed: number
  readonly cut: number
  /** Undecoded payload: the kind, as `kindOf` has it, and how many packets. */
  readonly undecoded: readonly (readonly [kind: number, packets: number])[]
}

export class Census {
  packets = 0
  /** Octets on the wire. */
  octets = 0
  /** Packets that contradict themselves: a length field or a value that cannot be. */
  malformed = 0
  /** The first few of them, of those that were observed here. */
  readonly malformedFrames: number[] = []
  /** Packets whose headers the capture's snapshot length has cut. */
  cut = 0
  /** Undecoded packets of kinds beyond the limit. */
  otherUndecoded = 0
  readonly #undecoded: Map<number, number> = new Map()
  readonly #limit: number

  constructor(limit: number = KINDS_KEPT) {
    this.#limit = limit
  }

  /** Kinds of undecoded payload seen so far, those beyond the limit aside. */
  get kinds(): number {
    return this.#undecoded.size
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet): void {
    this.packets++
    this.octets += p.length
    const { reason } = p.malformed
    if (reason === Reason.Cut) this.cut++
    else if (reason !== Reason.None && reason !== Reason.Quoted) this.#malformed(p)
    const kind = kindOf(p)
    if (kind !== NO_KIND) this.#count(kind, 1)
  }

  #malformed(p: Packet): void {
    this.malformed++
    if (this.malformedFrames.length < MAX_FRAMES) this.malformedFrames.push(p.number)
  }

  /** Keeps a place for the kind of payload that was not decoded, without counting the packet, as `add` will. */
  enter(p: Packet): void {
    const kind = kindOf(p)
    if (kind !== NO_KIND && !this.#undecoded.has(kind) && this.kinds < this.#limit) this.#undecoded.set(kind, 0)
  }

  /** Adds what another census has counted; every kind that it was the first to see has been entered here. */
  add(other: CensusCounts): void {
    this.packets += other.packets
    this.octets += other.octets
    this.malformed += other.malformed
    this.cut += other.cut
    for (const [kind, packets] of other.undecoded) this.#count(kind, packets)
  }

  counts(): CensusCounts {
    const { packets, octets, malformed, cut } = this
    return { packets, octets, malformed, cut, undecoded: [...this.#undecoded] }
  }

  /** What was not decoded, most frequent first. */
  undecoded(): readonly Undecoded[] {
    return [...this.#undecoded]
      .map(([key, packets]) => ({ space: (key >>> 16) as Space, number: key & 0xffff, packets }))
      .sort((a, b) => b.packets - a.packets || a.space - b.space || a.number - b.number)
  }

  #count(kind: number, packets: number): void {
    const n = this.#undecoded.get(kind)
    if (n !== undefined) this.#undecoded.set(kind, n + packets)
    else if (this.kinds < this.#limit) this.#undecoded.set(kind, packets)
    else this.otherUndecoded += packets
  }
}

/** What nobody could decode: the registry in the upper 16 bits, the number that it does not know in the lower ones. */
function kindOf(p: Packet): number {
  // An ordinary packet has been decoded to its end.
  if (p.tunnel > 0) return NO_KIND
  const depth = ownDepth(p)
  if (depth === 0 || p.layers[depth - 1]!.kind !== Kind.Payload || p.fragment !== -1) return NO_KIND
  // The layer that could not name a decoder for the payload.
  const below = depth - 2
  if (below < 0) return kind(Space.LinkType, p.linkType)
  const l = p.layers[below]!
  const v = p.view
  switch (l.kind) {
    case Kind.Ethernet:
      return kind(Space.EtherType, ethernet.type(v, l.start))
    case Kind.Vlan:
      return kind(Space.EtherType, vlan.type(v, l.start))
    case Kind.Ipv4:
      // What continues another fragment has no header to decode.
      if (ipv4.fragmentOffset(v, l.start) > 0 && !p.isWhole(l.start)) return NO_KIND
      return kind(Space.IpProtocol, ipv4.protocolNumber(v, l.start))
    case Kind.Ipv6:
      return kind(Space.IpProtocol, ipv6.nextHeader(v, l.start))
    case Kind.Gre:
      return kind(Space.GreProtocol, gre.protocolType(v, l.start))
    case Kind.Sll:
      return cooked(sll.arphrdType(v, l.start), sll.protocolType(v, l.start))
    case Kind.Sll2:
      return cooked(sll2.arphrdType(v, l.start), sll2.protocolType(v, l.start))
    case Kind.Udp:
      return looksLikeVxlan(v, l.payload, l.end) ? kind(Space.VxlanLike, udp.destinationPort(v, l.start)) : NO_KIND
    default:
      return NO_KIND
  }
}

/** The UDP destination port of a packet whose data nobody decoded and that looks like VXLAN; `NO_PORT` for others. */
export function vxlanLikePort(p: Packet): number {
  const undecoded = kindOf(p)
  return undecoded >>> 16 === Space.VxlanLike ? undecoded & 0xffff : NO_PORT
}

/** What a cooked header names: an EtherType, or GRE's number on a device of its own; others are Linux's alone. */
function cooked(arphrdType: number, protocolType: number): number {
  if (sll.isGreDevice(arphrdType)) return kind(Space.GreProtocol, protocolType)
  return protocolType >= ethernet.MIN_ETHER_TYPE ? kind(Space.EtherType, protocolType) : NO_KIND
}

function kind(space: Space, number: number): number {
  return (space << 16) | number
}
