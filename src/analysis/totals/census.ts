/**
 * What a capture holds in numbers: packets, those that contradict themselves or were cut, and what no decoder here
 * claims. Bounded: kinds of undecoded payload beyond the limit are counted together.
 */

import { Kind, Reason } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as capwap from '../../wire/protocols/capwap.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import { isOpaque } from '../../wire/protocols/opaque.js'
import * as sll from '../../wire/protocols/sll.js'
import * as sll2 from '../../wire/protocols/sll2.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vlan from '../../wire/protocols/vlan.js'
import { ownDepth } from '../../wire/tunnel.js'
import { tunnelLike } from '../../wire/tunnel-like.js'
import type { TunnelPort } from '../capture-points/devices.js'

/** The registry that the number of an undecoded payload belongs to. */
export const Space = {
  LinkType: 0,
  EtherType: 1,
  IpProtocol: 2,
  GreProtocol: 3,
  /** A protocol that has a name here and whose data nobody reads: they are encrypted, say. The number is its `Kind`. */
  Protocol: 4,
} as const
export type Space = (typeof Space)[keyof typeof Space]

/** The registries of what looks like a tunnel, in UDP to a port that is not known: the number is the port. */
const Like = {
  Vxlan: 5,
  VxlanGpe: 6,
  Geneve: 7,
} as const
type Like = (typeof Like)[keyof typeof Like]

/** Payload that was not decoded: `number` of `space`, in so many packets. */
export interface Undecoded {
  readonly space: Space
  readonly number: number
  readonly packets: number
}

/** A UDP port that nobody decodes, with data that looks like a tunnel's: whatever is said of the capture is said without it. */
export interface TunnelHint {
  readonly looksLike: TunnelPort['kind']
  /** Of the destination. */
  readonly port: number
  readonly packets: number
}

const LOOKS: Readonly<Record<Like, TunnelHint['looksLike']>> = {
  [Like.Vxlan]: 'vxlan',
  [Like.VxlanGpe]: 'vxlan-gpe',
  [Like.Geneve]: 'geneve',
}
/** Packets to a port before it is said that they look like Geneve: a header without flags and options is little but zeros. */
const LEAST_GENEVE = 3

/** Kinds of undecoded payload that are told apart. */
export const KINDS_KEPT = 1024
/** The payload was decoded, or there is none. */
const NO_KIND = -1
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

  /** Hot path: takes a decoded packet. A copy counts as a packet, but not for what the original has shown. */
  observe(p: Packet, isCopy: boolean = false): void {
    this.packets++
    this.octets += p.length
    if (isCopy) return
    const { reason } = p.malformed
    if (reason === Reason.Cut) this.cut++
    else if (reason !== Reason.None && reason !== Reason.Quoted) this.#malformed(p)
    const kind = kindOf(p)
    if (kind !== NO_KIND) this.#count(kind, 1)
  }

  /** Hot path: takes an ordinary packet, which has been decoded to its end. */
  pass(p: Packet): void {
    this.packets++
    this.octets += p.length
  }

  #malformed(p: Packet): void {
    this.malformed++
    if (this.malformedFrames.length < MAX_FRAMES) this.malformedFrames.push(p.number)
  }

  /** Makes room for the packet's kind of undecoded payload without counting it. `add` counts it. */
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

  /** What was not decoded, most frequent first; what looks like a tunnel is in `hints`. */
  undecoded(): readonly Undecoded[] {
    return this.#counted()
      .filter(({ space }) => !isLike(space))
      .map(({ space, ...rest }) => ({ space: space as Space, ...rest }))
  }

  /** What looks like a tunnel, most frequent first. */
  hints(): readonly TunnelHint[] {
    return this.#counted().flatMap(({ space, number: port, packets }) =>
      isLike(space) && (space !== Like.Geneve || packets >= LEAST_GENEVE)
        ? [{ looksLike: LOOKS[space], port, packets }]
        : [],
    )
  }

  #counted(): readonly { readonly space: Space | Like; readonly number: number; readonly packets: number }[] {
    return [...this.#undecoded]
      .map(([key, packets]) => ({ space: (key >>> 16) as Space | Like, number: key & 0xffff, packets }))
      .sort((a, b) => b.packets - a.packets || a.space - b.space || a.number - b.number)
  }

  #count(kind: number, packets: number): void {
    const n = this.#undecoded.get(kind)
    if (n !== undefined) this.#undecoded.set(kind, n + packets)
    else if (this.kinds < this.#limit) this.#undecoded.set(kind, packets)
    else this.otherUndecoded += packets
  }
}

/** Tunnels whose data may be of a link that nobody here reads; and IPsec's key exchange. */
const CARRIERS: ReadonlySet<Kind> = new Set([Kind.UdpEncap, Kind.Gtp, Kind.L2tp, Kind.L2tpIp, Kind.Tzsp])

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
      // A later fragment has no header of its own to decode.
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
      return likeness(v, l)
    case Kind.CapwapData:
      return capwap.isData(v, l.start) ? kind(Space.Protocol, l.kind) : NO_KIND
    default:
      return isOpaque(l.kind) || CARRIERS.has(l.kind) ? kind(Space.Protocol, l.kind) : NO_KIND
  }
}

function likeness(v: DataView, { start, payload, end, claimed }: Layer): number {
  const port = udp.destinationPort(v, start)
  switch (tunnelLike(v, port, payload, end, claimed)) {
    case Kind.Vxlan:
      return kind(Like.Vxlan, port)
    case Kind.VxlanGpe:
      return kind(Like.VxlanGpe, port)
    case Kind.Geneve:
      return kind(Like.Geneve, port)
    default:
      return NO_KIND
  }
}

function isLike(space: Space | Like): space is Like {
  return space >= Like.Vxlan
}

/** What a cooked header names: an EtherType, or GRE's number on a device of its own; others are Linux's alone. */
function cooked(arphrdType: number, protocolType: number): number {
  if (sll.isGreDevice(arphrdType)) return kind(Space.GreProtocol, protocolType)
  return protocolType >= ethernet.MIN_ETHER_TYPE ? kind(Space.EtherType, protocolType) : NO_KIND
}

function kind(space: Space | Like, number: number): number {
  return (space << 16) | number
}
