/** A row a packet: where it was, the outermost header under its tunnels, and the innermost one of each kind inside. */

import { Copy } from '../../analysis/capture-points/copies.js'
import type { Check } from '../../analysis/check/check.js'
import { macText } from '../../present/address-text.js'
import { Writer } from '../../present/writer.js'
import { checksumStatus, STATUS_BAD } from '../../wire/checksum-status.js'
import { destinationAt, ipBelow, isIp, sourceAt } from '../../wire/ip.js'
import { Kind, Reason } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as tcp from '../../wire/protocols/tcp.js'
import * as udp from '../../wire/protocols/udp.js'
import * as vlan from '../../wire/protocols/vlan.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { lastOf, NO_LAYER, upperOf } from '../layers.js'
import type { NetworkKeys } from '../network-keys.js'
import type { Cell, Row } from '../schema.js'

const DSCP_SHIFT = 2
const ECN_MASK = 3
const FLAG_DF = 0x4000

export class PacketRows {
  readonly #capture: string
  readonly #keys: NetworkKeys
  readonly #check: Check
  readonly #text: Writer = new Writer(64)

  /** `check` has observed each packet before it comes here. */
  constructor(capture: string, keys: NetworkKeys, check: Check) {
    this.#capture = capture
    this.#keys = keys
    this.#check = check
  }

  row(p: Packet, stack: TunnelStack): Row {
    const own = ownDepth(p)
    const { networks, copies } = this.#check.learning
    const outer = stack.depth === 0 ? NO_LAYER : ipBelow(p, stack.layers[0]!)
    const from = stack.depth === 0 ? 0 : stack.layers[stack.depth - 1]! + 1
    const ip = lastOf(p, from, own, isIp)
    return [
      this.#capture,
      p.number,
      p.hasTime ? BigInt(p.tsSec) * 1_000_000_000n + BigInt(p.tsNsec) : null,
      p.interfaceId,
      p.length,
      p.captured,
      ...this.#keys.of(networks.inner),
      stack.depth,
      ...this.#outer(p, outer),
      ...this.#frame(p, from, own),
      ...this.#packet(p, ip),
      ...this.#upper(p, ip, own),
      ...arpCells(p, own),
      badChecksums(p, own),
      p.malformed.reason !== Reason.None,
      copies.active && copies.kind !== Copy.None && copies.original > 0 ? copies.original : null,
    ]
  }

  #outer(p: Packet, ip: number): readonly Cell[] {
    if (ip === NO_LAYER) return [null, null, null, null, null, null, null, null]
    const v = p.view
    const { kind, start } = p.layers[ip]!
    const next = p.layers[ip + 1]!
    const isUdp = ip + 1 < p.depth && next.kind === Kind.Udp
    const isIpv4 = kind === Kind.Ipv4
    const tos = isIpv4 ? ipv4.typeOfService(v, start) : ipv6.trafficClass(v, start)
    return [
      this.#address(p, ip, true),
      this.#address(p, ip, false),
      isUdp ? udp.sourcePort(v, next.start) : null,
      isUdp ? udp.destinationPort(v, next.start) : null,
      isIpv4 ? ipv4.timeToLive(v, start) : ipv6.hopLimit(v, start),
      tos >> DSCP_SHIFT,
      tos & ECN_MASK,
      isIpv4 ? (ipv4.flagsFragment(v, start) & FLAG_DF) !== 0 : null,
    ]
  }

  /** The Ethernet header inside, the tag next to what it carries, and what that is. */
  #frame(p: Packet, from: number, own: number): readonly Cell[] {
    const e = lastOf(p, from, own, (kind) => kind === Kind.Ethernet)
    if (e === NO_LAYER) return [null, null, null, null]
    const v = p.view
    const o = p.layers[e]!.start
    let tag = e
    while (tag + 1 < own && p.layers[tag + 1]!.kind === Kind.Vlan) tag++
    const inner = p.layers[tag]!.start
    return [
      macText(ethernet.sourceHi(v, o) * 0x1000000 + ethernet.sourceLo(v, o)),
      macText(ethernet.destinationHi(v, o) * 0x1000000 + ethernet.destinationLo(v, o)),
      tag === e ? null : vlan.id(v, inner),
      tag === e ? ethernet.type(v, o) : vlan.type(v, inner),
    ]
  }

  #packet(p: Packet, ip: number): readonly Cell[] {
    if (ip === NO_LAYER) return [null, null, null, null]
    const { kind, start, claimed } = p.layers[ip]!
    const ttl = kind === Kind.Ipv4 ? ipv4.timeToLive(p.view, start) : ipv6.hopLimit(p.view, start)
    return [this.#address(p, ip, true), this.#address(p, ip, false), claimed - start, ttl]
  }

  /** What the innermost IP packet carries: protocol, ports, numbers of TCP, type and code of ICMP. */
  #upper(p: Packet, ip: number, own: number): readonly Cell[] {
    if (ip === NO_LAYER) return new Array<null>(9).fill(null)
    const upper = upperOf(p, ip, own)
    const l = p.layers[upper]!
    const kind = upper < own ? l.kind : Kind.None
    const isTcp = kind === Kind.Tcp
    const isIcmp = kind === Kind.Icmp || kind === Kind.Icmpv6
    const hasPorts = isTcp || kind === Kind.Udp
    const v = p.view
    return [
      protocolOf(p, ip, upper),
      hasPorts ? udp.sourcePort(v, l.start) : null,
      hasPorts ? udp.destinationPort(v, l.start) : null,
      isTcp ? tcp.flags(v, l.start) : null,
      isTcp ? tcp.sequenceNumber(v, l.start) : null,
      isTcp ? tcp.acknowledgmentNumber(v, l.start) : null,
      hasPorts ? Math.max(0, l.claimed - l.payload) : null,
      isIcmp ? icmp.type(v, l.start) : null,
      isIcmp ? icmp.code(v, l.start) : null,
    ]
  }

  #address(p: Packet, ip: number, isSource: boolean): string {
    const l = p.layers[ip]!
    const at = isSource ? sourceAt(l) : destinationAt(l)
    const w = this.#text
    w.clear()
    if (l.kind === Kind.Ipv4) w.ipv4(p.view, at)
    else w.ipv6(p.view, at)
    return w.toString()
  }
}

/** The protocol number in the last header in front of what an IP packet carries; all begin with it but IP's own. */
function protocolOf(p: Packet, ip: number, upper: number): number {
  const v = p.view
  const { kind, start } = p.layers[upper - 1]!
  if (upper - 1 > ip) return v.getUint8(start)
  return kind === Kind.Ipv4 ? ipv4.protocolNumber(v, start) : ipv6.nextHeader(v, start)
}

function arpCells(p: Packet, own: number): readonly Cell[] {
  const last = own - 1
  return [last >= 0 && p.layers[last]!.kind === Kind.Arp ? arp.operation(p.view, p.layers[last]!.start) : null]
}

function badChecksums(p: Packet, own: number): number {
  let bad = 0
  for (let i = 0; i < own; i++) if (checksumStatus(p, i) === STATUS_BAD) bad++
  return bad
}
