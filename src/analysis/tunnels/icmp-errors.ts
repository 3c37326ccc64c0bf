/**
 * ICMP errors, and what the packet was that each of them quotes: its network, its addresses, and who says so. RFC 792,
 * RFC 4443 §3. Bounded; what found no room is counted.
 */

import { destinationAt, ipBelow, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import { NO_ID, quotedTunnelId, quotedTunnelType, TunnelType, tunnelId, tunnelType } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { NO_ADDRESS } from '../tables/address-table.js'
import { FRAMES_OCTETS, objectOctets, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { NO_ROW, RowIndex } from '../tables/row-index.js'
import { type LastTimestamp, stamp, type Timestamp, timestampOf } from '../timestamps.js'
import type { Networks } from './networks.js'

const LIMIT = 1 << 14
const MAX_FRAMES = 8
const ROW_OCTETS = objectOctets(26) + FRAMES_OCTETS + 2 * TIMESTAMP_OCTETS
const PROTOCOL_UDP = 17
/** Bits that tell of what kind an address is. */
const FAMILY_BITS = 2
// In what is said, above type, code and the kind of tunnel.
const IS_IPV6 = 1 << 24
const HAS_PORTS = 1 << 25
const HAS_TUNNEL_ID = 1 << 26

/** Errors of one type and code, from one sender, about packets between the same two addresses. */
export interface IcmpErrorRow {
  /** The network that the error itself is in. */
  readonly network: number
  readonly isIpv6: boolean
  readonly type: number
  readonly code: number
  /** Who says so. */
  readonly sender: number
  /** The quoted packet's addresses; `NO_ADDRESS` where the quote has none. */
  readonly source: number
  readonly destination: number
  /** IP protocol number of the quoted packet, and its UDP or TCP ports; -1 where the quote does not tell. */
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
  /**
   * The tunnel that the quoted packet is, `TunnelType.None` where it is none; with its VNI or key, `NO_ID` where the quote
   * ends in front of it and only the UDP port tells that it is one.
   */
  readonly tunnel: TunnelType
  readonly tunnelId: number
  /** The quoted inner packet's addresses, where the quote reaches so far. */
  readonly innerSource: number
  readonly innerDestination: number
  /** IP protocol number of the quoted inner packet, and its UDP or TCP ports; -1 where the quote does not tell. */
  readonly innerProtocol: number
  readonly innerSourcePort: number
  readonly innerDestinationPort: number
  /** Octets of the quoted packet as its IP header claims, and those in front of the inner packet; 0 without. */
  readonly length: number
  readonly overhead: number
  /** Next-hop MTU in octets of the last one that has it (RFC 1191 §4, RFC 4443 §3.2); 0 without. */
  readonly mtu: number
  readonly packets: number
  readonly frames: readonly number[]
  readonly first: Timestamp
  readonly last: Timestamp
}

/** Tunnels over UDP, by the decoder that the port leads to. */
const TUNNELS_OVER_UDP: Readonly<Partial<Record<Kind, TunnelType>>> = {
  [Kind.Vxlan]: TunnelType.Vxlan,
  [Kind.VxlanGpe]: TunnelType.VxlanGpe,
  [Kind.Geneve]: TunnelType.Geneve,
  [Kind.FlannelUdp]: TunnelType.FlannelUdp,
  [Kind.Gue]: TunnelType.Gue,
  [Kind.Lisp]: TunnelType.Lisp,
  [Kind.Tzsp]: TunnelType.Tzsp,
}

interface Row extends IcmpErrorRow {
  network: number
  mtu: number
  packets: number
  readonly frames: number[]
  readonly last: LastTimestamp
}

type Told = 'network' | 'isIpv6' | 'type' | 'code' | 'sender' | 'mtu' | 'packets' | 'frames' | 'first' | 'last'
type Quoted = { -readonly [K in Exclude<keyof IcmpErrorRow, Told>]: IcmpErrorRow[K] }

export class IcmpErrors {
  readonly #networks: Networks
  /** Who says so of whom: sender and the two quoted addresses, and of what kinds they are. */
  readonly #subjects: RowIndex
  /** What is said of what: subject; type, code and the tunnel; ports; the tunnel's number. */
  readonly #index: RowIndex
  readonly #rows: Row[] = []

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks) {
    this.#networks = networks
    this.#subjects = new RowIndex(LIMIT, networks.budget)
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  get rows(): readonly IcmpErrorRow[] {
    return this.#rows
  }

  /** Errors that found no room. */
  get dropped(): number {
    return this.#subjects.dropped + this.#index.dropped
  }

  /** Hot path: takes a decoded packet, of which few are errors. */
  observe(p: Packet): void {
    if (p.quoted === MAX_LAYERS || p.quoted === 0) return
    const { copies } = this.#networks
    if (copies.active && copies.kind !== Copy.None) return
    const error = p.layers[p.quoted - 1]!
    if (error.kind === Kind.Icmp || error.kind === Kind.Icmpv6) this.#error(p, p.quoted - 1)
  }

  #error(p: Packet, i: number): void {
    const error = p.layers[i]!
    const v = p.view
    const isIpv6 = error.kind === Kind.Icmpv6
    const type = icmp.type(v, error.start)
    const code = icmp.code(v, error.start)
    const sender = this.#address(p, ipBelow(p, i), sourceAt)
    const quoted = this.#quoted(p)
    const { source, destination, sourcePort, destinationPort, tunnel, tunnelId } = quoted
    const families =
      this.#family(sender) | (this.#family(source) << FAMILY_BITS) | (this.#family(destination) << (2 * FAMILY_BITS))
    const subject = this.#subjects.row(families, sender, source, destination)
    if (subject === NO_ROW) return
    // A tunnel's source port differs by flow: it says nothing here.
    const port = tunnel === TunnelType.None ? sourcePort : 0
    const isThere =
      (isIpv6 ? IS_IPV6 : 0) | (destinationPort < 0 ? 0 : HAS_PORTS) | (tunnelId === NO_ID ? 0 : HAS_TUNNEL_ID)
    const what = type | (code << 8) | (tunnel << 16) | isThere
    const known = this.#index.count
    const row = this.#index.row(subject, what, (port << 16) | (destinationPort & 0xffff), tunnelId)
    if (row === NO_ROW) return
    if (row === known) {
      const network = this.#networks.inner
      const [first, last] = [timestampOf(p), timestampOf(p)]
      this.#rows.push({ ...quoted, network, isIpv6, type, code, sender, mtu: 0, packets: 0, frames: [], first, last })
    }
    const entry = this.#rows[row]!
    // It was seen before, outside of the tunnel that it belongs to.
    if (entry.packets > 0 && this.#networks.copies.resolved > 0) {
      entry.network = this.#networks.inner
      return
    }
    entry.packets++
    stamp(entry.last, p)
    if (entry.frames.length < MAX_FRAMES) entry.frames.push(p.number)
    const mtu = mtuOf(p, error.start, isIpv6)
    if (mtu > 0) entry.mtu = mtu
  }

  #quoted(p: Packet): Quoted {
    const quoted: Quoted = {
      source: NO_ADDRESS,
      destination: NO_ADDRESS,
      protocol: -1,
      sourcePort: -1,
      destinationPort: -1,
      tunnel: TunnelType.None,
      tunnelId: NO_ID,
      innerSource: NO_ADDRESS,
      innerDestination: NO_ADDRESS,
      innerProtocol: -1,
      innerSourcePort: -1,
      innerDestinationPort: -1,
      length: 0,
      overhead: 0,
    }
    let start = 0
    let ip = -1
    for (let k = p.quoted; k < p.depth; k++) {
      const l = p.layers[k]!
      const isOuter = quoted.tunnel === TunnelType.None
      const type = k > p.quoted ? tunnelType(p, k) : TunnelType.None
      if (type !== TunnelType.None && isOuter) {
        quoted.tunnel = type
        quoted.tunnelId = tunnelId(p, k)
      }
      if (isIp(l.kind) && quoted.source === NO_ADDRESS) {
        quoted.source = this.#address(p, k, sourceAt)
        quoted.destination = this.#address(p, k, destinationAt)
        quoted.protocol = protocolOf(p, k)
        start = l.start
        ip = k
        quoted.length = l.kind === Kind.Ipv4 ? ipv4.totalLength(p.view, l.start) : ipv6Length(p, l.start)
      } else if (isIp(l.kind) && quoted.innerSource === NO_ADDRESS) {
        quoted.innerSource = this.#address(p, k, sourceAt)
        quoted.innerDestination = this.#address(p, k, destinationAt)
        quoted.innerProtocol = protocolOf(p, k)
        quoted.overhead = l.start - start
      } else if ((l.kind === Kind.Udp || l.kind === Kind.Tcp) && isOuter) {
        quoted.sourcePort = udp.sourcePort(p.view, l.start)
        quoted.destinationPort = udp.destinationPort(p.view, l.start)
      } else if ((l.kind === Kind.Udp || l.kind === Kind.Tcp) && quoted.innerSourcePort === -1) {
        quoted.innerSourcePort = udp.sourcePort(p.view, l.start)
        quoted.innerDestinationPort = udp.destinationPort(p.view, l.start)
      }
    }
    // RFC 792 asks for 8 octets of what IP carries: GRE's header may end behind them, and another IP header does.
    if (quoted.tunnel === TunnelType.None && ip >= 0) {
      const { kind, start: o, payload, end } = p.layers[ip]!
      // What continues another fragment has no header.
      if (kind !== Kind.Ipv4 || ipv4.fragmentOffset(p.view, o) === 0) {
        quoted.tunnel = quotedTunnelType(p.view, payload, end, quoted.protocol, kind)
        quoted.tunnelId = quotedTunnelId(p.view, payload, end, quoted.protocol)
      }
    }
    // And that is where UDP's header ends.
    if (quoted.tunnel === TunnelType.None && quoted.protocol === PROTOCOL_UDP && quoted.destinationPort >= 0) {
      const kind = p.tables.udpPorts[quoted.destinationPort] as Kind
      quoted.tunnel = TUNNELS_OVER_UDP[kind] ?? TunnelType.None
    }
    return quoted
  }

  #family(address: number): number {
    if (address === NO_ADDRESS) return 2
    return this.#networks.addresses.isIpv6(address) ? 1 : 0
  }

  #address(p: Packet, i: number, at: typeof sourceAt): number {
    const l = p.layers[i]
    return l === undefined ? NO_ADDRESS : this.#networks.addresses.number(p.view, at(l), l.kind)
  }
}

function protocolOf(p: Packet, k: number): number {
  const l = p.layers[k]!
  return l.kind === Kind.Ipv4 ? ipv4.protocolNumber(p.view, l.start) : ipv6.nextHeader(p.view, l.start)
}

function ipv6Length(p: Packet, o: number): number {
  return ipv6.HEADER_LEN + ipv6.payloadLength(p.view, o)
}

function mtuOf(p: Packet, o: number, isIpv6: boolean): number {
  const v = p.view
  if (isIpv6) return icmpv6.type(v, o) === icmpv6.TYPE_PACKET_TOO_BIG ? icmpv6.mtu(v, o) : 0
  const isNeeded = icmp.type(v, o) === icmp.TYPE_UNREACHABLE && icmp.code(v, o) === icmp.CODE_FRAGMENTATION_NEEDED
  return isNeeded ? icmp.nextHopMtu(v, o) : 0
}
