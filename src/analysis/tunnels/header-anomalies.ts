/**
 * Headers that deserve a look, counted by what is odd, the network, and who sends them: VXLAN flags, VXLAN on a port that
 * nobody knows, inner VLAN tags, tunnels in tunnels, a low TTL, congestion marks that RFC 6040 forbids; and what nobody but
 * its receiver can read. Bounded; what found no room is counted.
 */
import { foldedSum } from '../../wire/checksum.js'
import { destinationAt, ipBelow, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import { opaqueLayer } from '../../wire/protocols/opaque.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vlan from '../../wire/protocols/vlan.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { tunnelLike } from '../../wire/tunnel-like.js'
import { CountedOnce } from '../capture-points/counted-once.js'
import { type Budget, FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampOf } from '../timestamps.js'
import { type Networks, NO_NETWORK, portOf } from './networks.js'

/** What is odd. */
export const Anomaly = {
  /** RFC 7348 §5: I must be set. */
  VniInvalid: 0,
  /** RFC 7348 §5: reserved bits must be zero. Linux refuses what it does not expect. */
  ReservedBits: 1,
  /** RFC 7348 §6.1: the inner frame should have no VLAN tag. */
  InnerVlan: 2,
  /**
   * The tunnel's packet cannot pass many routers more, though what it carries can. To a group it is normal
   * (RFC 1112 §6.1).
   */
  LowTtl: 3,
  /** RFC 6040 §4.2: congestion was experienced by a packet whose inner header says that its sender does not understand it. */
  IllegalEcn: 4,
  /** A group policy (draft-smith-vxlan-group-policy), which a VTEP that is not told to expect it refuses. */
  GroupPolicy: 5,
  /** As `LowTtl`, but what the tunnel carries has no more itself: the sender may have taken it from there. */
  InheritedTtl: 6,
  /** A tunnel within another one. Labels of MPLS are none, nor is a keepalive of GRE, which carries its own answer. */
  Nested: 7,
  /** UDP to a port that no tunnel is known to use, with data that looks like VXLAN. */
  UnknownPort: 8,
  /** A tunnel over UDP and IPv6 without a UDP checksum: allowed (RFC 6935 §5), but not every receiver takes it. */
  NoChecksum: 9,
  /** An IP packet in VXLAN, where a frame should be: RFC 7348 §5. */
  NoEthernet: 10,
  /** What only the receiver can read, such as ESP: whatever is missed may be in it. */
  Opaque: 11,
} as const
export type Anomaly = (typeof Anomaly)[keyof typeof Anomaly]

export interface AnomalyRow {
  readonly oddity: Anomaly
  /** For `UnknownPort` and `Opaque`, the network of the packet itself. */
  readonly network: number
  /** Endpoints as `Networks` numbers them. */
  readonly source: number
  readonly destination: number
  readonly packets: number
  readonly frames: readonly number[]
  readonly first: Timestamp
  /**
   * What is odd about the first packet: flags; reserved bits of the flags, then the last octet, 8 bits; VLAN identifier;
   * TTL; octets from the outermost IP header to what the inner tunnel carries; port, then VNI, 24 bits; the `Kind`.
   */
  readonly value: number
  /** The same of others: the first few that differ; of VLANs all. */
  readonly values: readonly number[]
}

const LIMIT = 1 << 14
const MAX_FRAMES = 8
const ROW_OCTETS = objectOctets(9) + 2 * FRAMES_OCTETS + TIMESTAMP_OCTETS
const MAX_VALUES = 8
/** VLANs of one way, all that there are: IEEE 802.1Q §9.6 has so many. */
const MAX_VLANS = 4096
/** A TTL below this on a unicast tunnel's packet. */
const LOW_TTL = 5
const ECN = 3
const ECN_CE = 3
/** Protocol Type of the empty GRE packet that a keepalive sends to itself by way of its peer. */
const GRE_KEEPALIVE = 0
/** Octets of a number in a list that grows by half. */
const VALUE_OCTETS = 16
const VNI_RANGE = 0x1000000

export class HeaderAnomalies {
  readonly #networks: Networks
  readonly #budget: Budget
  readonly #once: CountedOnce
  /** Oddity and network, source, destination. */
  readonly #index: RowIndex
  readonly #rows: { -readonly [K in keyof AnomalyRow]: K extends 'frames' | 'values' ? number[] : AnomalyRow[K] }[] = []

  /** Whether anything is odd about the packet observed last. */
  #isOdd = false

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
    this.#budget = networks.budget
    this.#once = new CountedOnce(networks.copies)
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  get rows(): readonly AnomalyRow[] {
    return this.#rows
  }

  get dropped(): number {
    return this.#index.dropped
  }

  /** Hot path: takes a decoded packet whose path is not known: what is odd has none. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#isOdd = false
    this.#tunnels(p, stack)
    const last = ownDepth(p) - 1
    if (last > 0 && p.layers[last]!.kind === Kind.Payload && p.layers[last - 1]!.kind === Kind.Udp)
      this.#udp(p, last - 1)
    const opaque = p.tunnel > 0 ? -1 : opaqueLayer(p)
    if (opaque >= 0) this.#outside(Anomaly.Opaque, p, opaque, p.layers[opaque]!.kind)
    if (this.#isOdd) this.#networks.paths.refuse()
  }

  #tunnels(p: Packet, stack: TunnelStack): void {
    for (let n = 0; n < stack.depth; n++) {
      // MPLS labels are no tunnel of their own. What carries them is looked at once.
      if (stack.types[n] === TunnelType.Mpls) continue
      const i = stack.layers[n]!
      const l = p.layers[i]!
      if (l.kind === Kind.Vxlan) {
        if (!vxlan.isPlain(p.view, l.start) && isFrame(p, i + 1)) this.#flags(p, n, i)
        const version = bareIp(p, i + 1)
        if (version !== 0) this.#note(Anomaly.NoEthernet, p, n, version)
        if (i + 2 < p.depth && p.layers[i + 2]!.kind === Kind.Vlan) {
          this.#note(Anomaly.InnerVlan, p, n, vlan.id(p.view, p.layers[i + 2]!.start))
        }
      }
      if (i > 1 && p.layers[i - 2]!.kind === Kind.Ipv6) this.#checksum(p, n, i - 1)
      this.#ipHeaders(p, n, i)
      if (n > 0) this.#nested(p, stack, n)
    }
  }

  #flags(p: Packet, n: number, i: number): void {
    const v = p.view
    const o = p.layers[i]!.start
    const flags = vxlan.flags(v, o)
    const value = vxlan.reservedBits(v, o) * 0x100 + vxlan.reserved(v, o)
    if ((flags & vxlan.FLAG_I) === 0) this.#note(Anomaly.VniInvalid, p, n, flags)
    // In iVXLAN all other bits are policy.
    else if (portOf(p, i) === vxlan.IVXLAN_UDP_PORT) return
    else if (value !== 0) this.#note(Anomaly.ReservedBits, p, n, value)
    else if ((flags & vxlan.FLAG_G) !== 0) this.#note(Anomaly.GroupPolicy, p, n, flags)
  }

  #checksum(p: Packet, n: number, below: number): void {
    const { kind, start } = p.layers[below]!
    if (kind === Kind.Udp && udp.checksum(p.view, start) === 0) this.#note(Anomaly.NoChecksum, p, n, 0)
  }

  #ipHeaders(p: Packet, n: number, tunnel: number): void {
    const outer = ipBelow(p, tunnel)
    if (outer < 0) return
    const ttl = ttlOf(p, outer)
    const isMarked = ecnOf(p, outer) === ECN_CE
    if (!isMarked && (ttl >= LOW_TTL || this.#networks.toGroup[n] === 1)) return
    let inner = tunnel
    while (inner < p.depth && !isIp(p.layers[inner]!.kind)) inner++
    const hasInner = inner < ownDepth(p)
    if (ttl < LOW_TTL && this.#networks.toGroup[n] === 0) {
      const isInherited = hasInner && ttlOf(p, inner) < LOW_TTL
      this.#note(isInherited ? Anomaly.InheritedTtl : Anomaly.LowTtl, p, n, ttl)
    }
    if (isMarked && hasInner && ecnOf(p, inner) === 0) this.#note(Anomaly.IllegalEcn, p, n, ECN_CE)
  }

  #nested(p: Packet, stack: TunnelStack, n: number): void {
    let around = n - 1
    // GUE in front of GRE is like UDP in front of it (RFC 8086), and no tunnel around it.
    while (around >= 0 && (stack.types[around] === TunnelType.Mpls || stack.types[around] === TunnelType.Gue)) around--
    const l = p.layers[stack.layers[n]!]!
    if (around < 0 || (l.kind === Kind.Gre && gre.protocolType(p.view, l.start) === GRE_KEEPALIVE)) return
    const outermost = ipBelow(p, stack.layers[0]!)
    const after = p.layers[stack.layers[n]! + 1]!
    const isFramed = stack.layers[n]! + 1 < p.depth && after.kind === Kind.Ethernet
    const carried = isIp(l.kind) ? l.start : isFramed ? after.payload : l.payload
    this.#note(Anomaly.Nested, p, n, outermost < 0 ? 0 : carried - p.layers[outermost]!.start)
  }

  #udp(p: Packet, i: number): void {
    const l = p.layers[i]!
    const port = udp.destinationPort(p.view, l.start)
    if (p.fragment !== -1 || tunnelLike(p.view, port, l.payload, l.end, l.claimed) !== Kind.Vxlan) return
    this.#outside(Anomaly.UnknownPort, p, i, port * VNI_RANGE + vxlan.vni(p.view, l.payload))
  }

  /** Notes something odd for the ends of the innermost IP packet, which carries layer `i`. */
  #outside(oddity: Anomaly, p: Packet, i: number, value: number): void {
    const ip = ipBelow(p, i)
    if (ip < 0) return
    const { addresses, inner } = this.#networks
    const { kind } = p.layers[ip]!
    const source = this.#networks.endpoint(addresses.number(p.view, sourceAt(p.layers[ip]!), kind))
    const destination = this.#networks.endpoint(addresses.number(p.view, destinationAt(p.layers[ip]!), kind))
    this.#count(oddity, p, inner, source, destination, value)
  }

  /** Notes something odd for the packet's `n`th tunnel. */
  #note(oddity: Anomaly, p: Packet, n: number, value: number): void {
    const { ids, sources, destinations } = this.#networks
    this.#count(oddity, p, ids[n]!, sources[n]!, destinations[n]!, value)
  }

  #count(oddity: Anomaly, p: Packet, network: number, source: number, destination: number, value: number): void {
    this.#isOdd = true
    if (network === NO_NETWORK) return
    const known = this.#index.count
    const row = this.#index.row(oddity, network, source, destination)
    if (row === NO_ROW) return
    if (row === known) {
      this.#rows.push({
        oddity,
        network,
        source,
        destination,
        packets: 0,
        frames: [],
        first: timestampOf(p),
        value,
        values: [value],
      })
    }
    if (!this.#once.isNew(p, row)) return
    const entry = this.#rows[row]!
    entry.packets++
    if (entry.frames.length < MAX_FRAMES) entry.frames.push(p.number)
    if (value === entry.value || entry.values.includes(value)) return
    const most = oddity === Anomaly.InnerVlan ? MAX_VLANS : MAX_VALUES
    // The first few are paid for with the row.
    if (entry.values.length < most && (entry.values.length < MAX_VALUES || this.#budget.take(VALUE_OCTETS))) {
      entry.values.push(value)
    }
  }
}

/** Whether a known protocol stands in the Ethernet frame of layer `i`: data that is no VXLAN has none. */
function isFrame(p: Packet, i: number): boolean {
  return i + 1 < p.depth && p.layers[i]!.kind === Kind.Ethernet && p.layers[i + 1]!.kind !== Kind.Payload
}

/** Whether the octets of Ethernet layer `i` are an IP packet's: its version, or 0. Its lengths, and its checksum, must fit. */
export function bareIp(p: Packet, i: number): number {
  if (i >= p.depth || p.layers[i]!.kind !== Kind.Ethernet) return 0
  if (i + 1 < p.depth && p.layers[i + 1]!.kind !== Kind.Payload) return 0
  const { start } = p.layers[i]!
  const { end } = p.layers[i - 1]!
  const v = p.view
  // As the tunnel counts them: the frame’s own length field would be part of an address.
  const length = p.layers[i - 1]!.claimed - start
  const version = end - start < ipv6.HEADER_LEN ? 0 : v.getUint8(start) >> 4
  if (version === 6) return ipv6.HEADER_LEN + ipv6.payloadLength(v, start) === length ? 6 : 0
  const header = ipv4.headerLen(v, start)
  const isIpv4 = version === 4 && header >= ipv4.MIN_HEADER_LEN && ipv4.totalLength(v, start) === length
  return isIpv4 && start + header <= end && foldedSum(v, start, header, 0) === 0xffff ? 4 : 0
}

/** Time to Live, Hop Limit. */
function ttlOf(p: Packet, i: number): number {
  const l = p.layers[i]!
  return l.kind === Kind.Ipv4 ? ipv4.timeToLive(p.view, l.start) : ipv6.hopLimit(p.view, l.start)
}

/** The two bits of RFC 3168 §5. */
function ecnOf(p: Packet, i: number): number {
  const l = p.layers[i]!
  const v = p.view
  return (l.kind === Kind.Ipv4 ? ipv4.typeOfService(v, l.start) : ipv6.trafficClass(v, l.start)) & ECN
}
