/**
 * What questions need to know of single packets: small plain records of the first few hundred packets of each tunnel's
 * network. Octets are not kept.
 */

import { classify } from '../../analysis/checksums/cause.js'
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Timestamp } from '../../analysis/timestamps.js'
import { type Networks, PLAIN } from '../../analysis/tunnels/networks.js'
import { visitFields } from '../../wire/field.js'
import { destinationAt, ipBelow, isIp, sourceAt } from '../../wire/ip.js'
import { Kind, Reason } from '../../wire/kind.js'
import type { Layer, Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as gre from '../../wire/protocols/gre.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import { protocolOf } from '../../wire/protocols/index.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vxlan from '../../wire/protocols/vxlan.js'
import { ownDepth, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { ChecksumStatus, Verdict } from '../../wire/verify.js'
import type { PlacedField } from '../../words/screens/quiz.js'

/** Packets kept of a network, and of all together. */
const PER_NETWORK = 256
const LIMIT = 4096
/** Networks looked at: the first so many. */
const NETWORKS = 1024

/** Fields whose place in the frame is asked for; `inner` ones are those of the frame inside. */
const PLACES = {
  'eth.dst': { inner: true },
  'ip.ttl': { inner: false },
  'ip.dst': { inner: false },
  'ipv6.dst': { inner: false },
  'udp.dstport': { inner: false },
  'vxlan.vni': { inner: false },
  'gre.key': { inner: false },
} as const satisfies Readonly<Record<PlacedField, unknown>>

/** Where a field stands. */
interface Place {
  readonly name: PlacedField
  /** Octets from the frame's first. */
  readonly at: number
  readonly size: number
  /** First octet of its header. */
  readonly header: number
  readonly source: string
}

/** A header in front of what the tunnel carries. */
interface Header {
  readonly name: string
  readonly octets: number
}

/** An echo request or its reply inside the tunnel. */
interface Echo {
  readonly isReply: boolean
  /** Identifier and sequence number. */
  readonly key: number
}

/** A packet in one tunnel. Addresses are those of `Facts.addresses`, MAC addresses numbers of 48 bits, -1 is none. */
export interface TunnelPacket extends Timestamp {
  readonly network: number
  readonly type: TunnelType
  /** VNI, key; `NO_ID` where there is none. */
  readonly id: number
  // The underlay.
  readonly source: number
  readonly destination: number
  readonly toGroup: boolean
  readonly isIpv6: boolean
  /** TTL, or hop limit. */
  readonly timeToLive: number
  readonly sourceMac: number
  readonly destinationMac: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly udpChecksum: number
  // The tunnel.
  /** From the frame's first octet to the Ethernet frame or IP packet inside; empty where one of them has no name here. */
  readonly headers: readonly Header[]
  readonly vxlanFlags: number
  readonly greFlags: number
  readonly greProtocol: number
  readonly greSequence: number
  // What is inside.
  readonly hasEthernet: boolean
  /** Whether the inner frame has a VLAN tag. */
  readonly isTagged: boolean
  readonly innerSourceMac: number
  readonly innerDestinationMac: number
  /** Whether the inner frame is for a group or for everybody. */
  readonly isForMany: boolean
  readonly from: number
  readonly to: number
  /** Protocol number of the inner IP packet; -1 where there is none. */
  readonly protocol: number
  /** ar$op of the inner ARP packet; 0 where there is none. */
  readonly arpOperation: number
  readonly echo: Echo | undefined
  /** The innermost header whose checksum was left to the network card: `TCP`, `UDP`, or empty. */
  readonly offloaded: string
  readonly places: readonly Place[]
}

const HEADER_NAMES: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.Ethernet]: 'Ethernet',
  [Kind.Vlan]: '802.1Q',
  [Kind.Dot1ad]: '802.1ad',
  [Kind.Ipv4]: 'IPv4',
  [Kind.Ipv6]: 'IPv6',
  [Kind.Udp]: 'UDP',
  [Kind.Vxlan]: 'VXLAN',
  [Kind.VxlanGpe]: 'VXLAN-GPE',
  [Kind.Geneve]: 'Geneve',
  [Kind.Gre]: 'GRE',
}

export class TunnelPackets {
  readonly list: TunnelPacket[] = []
  /** The first frame that was not understood to its inner frame; all before it were. */
  firstObscure: number = Number.POSITIVE_INFINITY
  readonly #counts: Uint16Array = new Uint16Array(NETWORKS)

  /** Hot path: takes a packet that `networks` has observed. */
  observe(p: Packet, stack: TunnelStack, networks: Networks): void {
    const isObscure = p.fragment >= 0 || p.isReassembled || (p.malformed.reason !== Reason.None && stack.depth === 0)
    if (isObscure && p.number < this.firstObscure) this.firstObscure = p.number
    if (isObscure || stack.depth !== 1 || this.list.length === LIMIT) return
    const network = networks.ids[0]!
    if (network <= PLAIN || network >= NETWORKS || stack.types[0]! >= TunnelType.Mpls) return
    if (this.#counts[network] === PER_NETWORK) return
    this.#counts[network]!++
    this.list.push(record(p, stack, networks))
  }
}

function record(p: Packet, stack: TunnelStack, networks: Networks): TunnelPacket {
  const v = p.view
  const at = stack.layers[0]!
  const tunnel = p.layers[at]!
  const outerIp = ipBelow(p, at)
  const ip = outerIp < 0 ? undefined : p.layers[outerIp]!
  const below = at > 0 ? p.layers[at - 1]! : undefined
  const ports = below?.kind === Kind.Udp ? below.start : -1
  const outer = p.layers[0]!
  const isEthernet = outer.kind === Kind.Ethernet
  const own = ownDepth(p)
  const inner = at + 1 < own && p.layers[at + 1]!.kind === Kind.Ethernet ? p.layers[at + 1]! : undefined
  const isVxlan = tunnel.kind === Kind.Vxlan || tunnel.kind === Kind.VxlanGpe
  const greFlags = tunnel.kind === Kind.Gre ? gre.flagsAndVersion(v, tunnel.start) : -1
  return {
    frame: p.number,
    seconds: p.tsSec,
    nanoseconds: p.tsNsec,
    network: networks.ids[0]!,
    type: stack.types[0] as TunnelType,
    id: stack.ids[0]!,
    source: networks.addressOf(networks.sources[0]!),
    destination: networks.addressOf(networks.destinations[0]!),
    toGroup: networks.toGroup[0] === 1,
    isIpv6: ip?.kind === Kind.Ipv6,
    timeToLive: ip === undefined ? -1 : timeToLive(v, ip),
    sourceMac: isEthernet ? sourceMac(v, outer) : -1,
    destinationMac: isEthernet ? destinationMac(v, outer) : -1,
    sourcePort: ports < 0 ? -1 : udp.sourcePort(v, ports),
    destinationPort: ports < 0 ? -1 : udp.destinationPort(v, ports),
    udpChecksum: ports < 0 ? -1 : udp.checksum(v, ports),
    headers: headersOf(p, at, own),
    vxlanFlags: isVxlan ? vxlan.flags(v, tunnel.start) : -1,
    greFlags,
    greProtocol: greFlags < 0 ? -1 : gre.protocolType(v, tunnel.start),
    greSequence: greFlags >= 0 && (greFlags & gre.FLAG_S) !== 0 ? gre.sequenceNumber(v, tunnel.start) : -1,
    hasEthernet: inner !== undefined,
    isTagged: at + 2 < own && (p.layers[at + 2]!.kind === Kind.Vlan || p.layers[at + 2]!.kind === Kind.Dot1ad),
    innerSourceMac: inner === undefined ? -1 : sourceMac(v, inner),
    innerDestinationMac: inner === undefined ? -1 : destinationMac(v, inner),
    isForMany: inner !== undefined && ethernet.isGroup(v, inner.start),
    ...inside(p, at + 1, own, networks),
    offloaded: offloadedIn(p, own),
    places: placesOf(p, at, inner),
  }
}

type Inside = Pick<TunnelPacket, 'from' | 'to' | 'protocol' | 'arpOperation' | 'echo'>

/** What the layers from `first` on are about, as far as the first network header tells. */
function inside(p: Packet, first: number, own: number, { addresses }: Networks): Inside {
  const v = p.view
  for (let i = first; i < own; i++) {
    const l = p.layers[i]!
    if (l.kind === Kind.Arp && arp.isEthernetIpv4(v, l.start)) {
      const arpOperation = arp.operation(v, l.start)
      return {
        from: arp.senderIp(v, l.start),
        to: arp.targetIp(v, l.start),
        protocol: -1,
        arpOperation,
        echo: undefined,
      }
    }
    if (isIp(l.kind)) {
      return {
        from: addresses.number(v, sourceAt(l), l.kind),
        to: addresses.number(v, destinationAt(l), l.kind),
        protocol: l.kind === Kind.Ipv4 ? ipv4.protocolNumber(v, l.start) : ipv6.nextHeader(v, l.start),
        arpOperation: 0,
        echo: i + 1 < own ? echoIn(v, p.layers[i + 1]!) : undefined,
      }
    }
  }
  return { from: NO_ADDRESS, to: NO_ADDRESS, protocol: -1, arpOperation: 0, echo: undefined }
}

function echoIn(v: DataView, l: Layer): Echo | undefined {
  if (l.kind !== Kind.Icmp && l.kind !== Kind.Icmpv6) return undefined
  const type = icmp.type(v, l.start)
  const [request, reply] =
    l.kind === Kind.Icmp ? [icmp.TYPE_ECHO, icmp.TYPE_ECHO_REPLY] : [icmpv6.TYPE_ECHO, icmpv6.TYPE_ECHO_REPLY]
  if (type !== request && type !== reply) return undefined
  // They stand at the same place in both protocols (RFC 792, RFC 4443 §4.1).
  const key = icmp.identifier(v, l.start) * 0x10000 + icmp.sequenceNumber(v, l.start)
  return { isReply: type === reply, key }
}

function headersOf(p: Packet, tunnel: number, own: number): readonly Header[] {
  const headers: Header[] = []
  const carried = tunnel + 1 < own ? p.layers[tunnel + 1]!.kind : Kind.None
  if (carried !== Kind.Ethernet && !isIp(carried)) return []
  for (let i = 0; i <= tunnel; i++) {
    const { kind, start, payload } = p.layers[i]!
    // flannel's UDP backend has no header.
    if (payload === start) continue
    const name = HEADER_NAMES[kind]
    if (name === undefined) return []
    headers.push({ name, octets: payload - start })
  }
  return headers
}

const VERDICT = new Verdict()

function offloadedIn(p: Packet, own: number): string {
  for (let i = own - 1; i >= 0; i--) {
    const { kind } = p.layers[i]!
    if (kind !== Kind.Tcp && kind !== Kind.Udp) continue
    classify(p, i, VERDICT)
    if (VERDICT.status === ChecksumStatus.OffloadSeed) return kind === Kind.Tcp ? 'TCP' : 'UDP'
  }
  return ''
}

function placesOf(p: Packet, tunnel: number, inner: Layer | undefined): readonly Place[] {
  const places: Place[] = []
  const visit = (l: Layer, isInner: boolean): void =>
    visitFields(protocolOf(l.kind), p.view, l.start, l.payload, (field, _, at, size) => {
      const name = field.name as PlacedField
      if (PLACES[name]?.inner !== isInner) return
      places.push({ name, at: at - p.start, size, header: l.start - p.start, source: field.source })
    })
  for (let i = 0; i <= tunnel; i++) visit(p.layers[i]!, false)
  if (inner !== undefined) visit(inner, true)
  return places
}

function timeToLive(v: DataView, { kind, start }: Layer): number {
  return kind === Kind.Ipv4 ? ipv4.timeToLive(v, start) : ipv6.hopLimit(v, start)
}

function sourceMac(v: DataView, { start }: Layer): number {
  return ethernet.sourceHi(v, start) * 0x1000000 + ethernet.sourceLo(v, start)
}

function destinationMac(v: DataView, { start }: Layer): number {
  return ethernet.destinationHi(v, start) * 0x1000000 + ethernet.destinationLo(v, start)
}
