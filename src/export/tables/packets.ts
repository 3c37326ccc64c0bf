/** A row a packet: where it was, the outermost header under its tunnels, and the innermost one of each kind inside. */

import { Copy } from '../../analysis/capture-points/copies.js'
import type { Check } from '../../analysis/check/check.js'
import { RowIndex } from '../../analysis/tables/row-index.js'
import { plainMac } from '../../present/address-text.js'
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
import type { LongCells, NumberCells, Rows, TextCells } from '../columns.js'
import { lastOf, NO_LAYER, upperOf } from '../layers.js'
import { NetworkKeys } from '../network-keys.js'
import { NetworkColumns } from './network-columns.js'

const DSCP_SHIFT = 2
const ECN_MASK = 3
const FLAG_DF = 0x4000

/** Where each cell of a row goes. */
interface Columns extends Readonly<Record<NumberName, NumberCells>> {
  readonly capture: TextCells
  readonly ts: LongCells
}

/** The columns of integers and truths. */
const NUMBERS = [
  ...(['frame', 'interface', 'length', 'captured', 'depth', 'outer_sport', 'outer_dport'] as const),
  ...(['outer_ttl', 'outer_dscp', 'outer_ecn', 'outer_df', 'vlan', 'ether_type', 'ip_length', 'ttl'] as const),
  ...(['protocol', 'sport', 'dport', 'tcp_flags', 'tcp_seq', 'tcp_ack', 'payload', 'icmp_type'] as const),
  ...(['icmp_code', 'arp_op', 'bad_checksums', 'malformed', 'copy_of'] as const),
]
type NumberName = (typeof NUMBERS)[number]

export class PacketRows {
  readonly #capture: string
  readonly #check: Check
  readonly #rows: Rows
  readonly #to: Columns
  readonly #outerSource: AddressCells
  readonly #outerDestination: AddressCells
  readonly #macSource: MacCells
  readonly #macDestination: MacCells
  readonly #source: AddressCells
  readonly #destination: AddressCells

  /** `check` has observed each packet before it comes here. What its network is called may depend on a later one. */
  constructor(capture: string, check: Check, rows: Rows) {
    rows.late = new NetworkColumns(rows, new NetworkKeys(check.learning.networks))
    this.#capture = capture
    this.#check = check
    this.#rows = rows
    this.#to = {
      ...(Object.fromEntries(NUMBERS.map((name) => [name, rows.number(name)])) as Record<NumberName, NumberCells>),
      capture: rows.text('capture'),
      ts: rows.long('ts'),
    }
    this.#outerSource = new AddressCells(rows.text('outer_src'))
    this.#outerDestination = new AddressCells(rows.text('outer_dst'))
    this.#macSource = new MacCells(rows.text('eth_src'))
    this.#macDestination = new MacCells(rows.text('eth_dst'))
    this.#source = new AddressCells(rows.text('src'))
    this.#destination = new AddressCells(rows.text('dst'))
  }

  add(p: Packet, stack: TunnelStack): void {
    const row = this.#rows.begin()
    if (row === 0) this.#beginGroup()
    const to = this.#to
    const own = ownDepth(p)
    const { networks, copies } = this.#check.learning
    to.capture.set(row, 1)
    to.frame.set(row, p.number)
    if (p.hasTime) to.ts.setTime(row, p.tsSec, p.tsNsec)
    to.interface.set(row, p.interfaceId)
    to.length.set(row, p.length)
    to.captured.set(row, p.captured)
    this.#rows.numbers[row] = networks.inner
    to.depth.set(row, stack.depth)
    const from = stack.depth === 0 ? 0 : stack.layers[stack.depth - 1]! + 1
    if (stack.depth > 0) this.#outer(row, p, ipBelow(p, stack.layers[0]!))
    this.#frame(row, p, from, own)
    const ip = lastOf(p, from, own, isIp)
    if (ip !== NO_LAYER) {
      this.#packet(row, p, ip)
      this.#upper(row, p, ip, own)
    }
    const last = own - 1
    if (last >= 0 && p.layers[last]!.kind === Kind.Arp) {
      to.arp_op.set(row, arp.operation(p.view, p.layers[last]!.start))
    }
    to.bad_checksums.set(row, badChecksums(p, own))
    to.malformed.set(row, p.malformed.reason === Reason.None ? 0 : 1)
    if (copies.active && copies.kind !== Copy.None && copies.original > 0) to.copy_of.set(row, copies.original)
  }

  /** Texts are numbered anew in each group of rows. */
  #beginGroup(): void {
    this.#to.capture.add(this.#capture)
    for (const one of [this.#outerSource, this.#outerDestination, this.#source, this.#destination]) one.clear()
    this.#macSource.clear()
    this.#macDestination.clear()
  }

  #outer(row: number, p: Packet, ip: number): void {
    if (ip === NO_LAYER) return
    const to = this.#to
    const v = p.view
    const l = p.layers[ip]!
    const { kind, start } = l
    const isIpv4 = kind === Kind.Ipv4
    this.#outerSource.set(row, v, sourceAt(l), isIpv4)
    this.#outerDestination.set(row, v, destinationAt(l), isIpv4)
    const next = p.layers[ip + 1]!
    if (ip + 1 < p.depth && next.kind === Kind.Udp) {
      to.outer_sport.set(row, udp.sourcePort(v, next.start))
      to.outer_dport.set(row, udp.destinationPort(v, next.start))
    }
    const tos = isIpv4 ? ipv4.typeOfService(v, start) : ipv6.trafficClass(v, start)
    to.outer_ttl.set(row, isIpv4 ? ipv4.timeToLive(v, start) : ipv6.hopLimit(v, start))
    to.outer_dscp.set(row, tos >> DSCP_SHIFT)
    to.outer_ecn.set(row, tos & ECN_MASK)
    if (isIpv4) to.outer_df.set(row, (ipv4.flagsFragment(v, start) & FLAG_DF) === 0 ? 0 : 1)
  }

  /** The Ethernet header inside, the tag next to what it carries, and what that is. */
  #frame(row: number, p: Packet, from: number, own: number): void {
    const e = lastOf(p, from, own, isEthernet)
    if (e === NO_LAYER) return
    const to = this.#to
    const v = p.view
    const o = p.layers[e]!.start
    let tag = e
    while (tag + 1 < own && p.layers[tag + 1]!.kind === Kind.Vlan) tag++
    const inner = p.layers[tag]!.start
    this.#macSource.set(row, ethernet.sourceHi(v, o), ethernet.sourceLo(v, o))
    this.#macDestination.set(row, ethernet.destinationHi(v, o), ethernet.destinationLo(v, o))
    if (tag !== e) to.vlan.set(row, vlan.id(v, inner))
    to.ether_type.set(row, tag === e ? ethernet.type(v, o) : vlan.type(v, inner))
  }

  #packet(row: number, p: Packet, ip: number): void {
    const to = this.#to
    const l = p.layers[ip]!
    const isIpv4 = l.kind === Kind.Ipv4
    this.#source.set(row, p.view, sourceAt(l), isIpv4)
    this.#destination.set(row, p.view, destinationAt(l), isIpv4)
    to.ip_length.set(row, l.claimed - l.start)
    to.ttl.set(row, isIpv4 ? ipv4.timeToLive(p.view, l.start) : ipv6.hopLimit(p.view, l.start))
  }

  /** What the innermost IP packet carries: protocol, ports, numbers of TCP, type and code of ICMP. */
  #upper(row: number, p: Packet, ip: number, own: number): void {
    const to = this.#to
    const upper = upperOf(p, ip, own)
    to.protocol.set(row, protocolOf(p, ip, upper))
    if (upper >= own) return
    const v = p.view
    const l = p.layers[upper]!
    const { kind, start } = l
    if (kind === Kind.Icmp || kind === Kind.Icmpv6) {
      to.icmp_type.set(row, icmp.type(v, start))
      to.icmp_code.set(row, icmp.code(v, start))
    }
    if (kind === Kind.Tcp) {
      to.tcp_flags.set(row, tcp.flags(v, start))
      to.tcp_seq.set(row, tcp.sequenceNumber(v, start))
      to.tcp_ack.set(row, tcp.acknowledgmentNumber(v, start))
    } else if (kind !== Kind.Udp) return
    to.sport.set(row, udp.sourcePort(v, start))
    to.dport.set(row, udp.destinationPort(v, start))
    to.payload.set(row, Math.max(0, l.claimed - l.payload))
  }
}

function isEthernet(kind: Kind): boolean {
  return kind === Kind.Ethernet
}

const TEXT = new Writer(64)

/** Addresses whose text is made once in a group of rows. */
class AddressCells {
  readonly #to: TextCells
  readonly #ipv4: Places = new Places()
  readonly #ipv6: Places = new Places()

  constructor(to: TextCells) {
    this.#to = to
  }

  clear(): void {
    this.#ipv4.clear()
    this.#ipv6.clear()
  }

  /** The address at `o`. */
  set(row: number, v: DataView, o: number, isIpv4: boolean): void {
    const known = isIpv4
      ? this.#ipv4.find(v.getInt32(o), 0, 0, 0)
      : this.#ipv6.find(v.getInt32(o), v.getInt32(o + 4), v.getInt32(o + 8), v.getInt32(o + 12))
    this.#to.set(row, known === NEW ? this.#add(v, o, isIpv4) : known)
  }

  #add(v: DataView, o: number, isIpv4: boolean): number {
    TEXT.clear()
    if (isIpv4) TEXT.ipv4(v, o)
    else TEXT.ipv6(v, o)
    return (isIpv4 ? this.#ipv4 : this.#ipv6).add(this.#to.add(TEXT.toString()))
  }
}

/** MAC addresses, the same way. */
class MacCells {
  readonly #to: TextCells
  readonly #places: Places = new Places()

  constructor(to: TextCells) {
    this.#to = to
  }

  clear(): void {
    this.#places.clear()
  }

  set(row: number, high: number, low: number): void {
    const known = this.#places.find(high, low, 0, 0)
    this.#to.set(row, known === NEW ? this.#places.add(this.#to.add(plainMac(high * 0x1000000 + low))) : known)
  }
}

/** Asked for the first time: `add` is to follow. */
const NEW = 0

/** Places of texts by four words. */
class Places {
  readonly #index: RowIndex = new RowIndex(Number.POSITIVE_INFINITY)
  readonly #places: number[] = []

  find(a: number, b: number, c: number, d: number): number {
    const row = this.#index.row(a, b, c, d)
    return row === this.#places.length ? NEW : this.#places[row]!
  }

  add(place: number): number {
    this.#places.push(place)
    return place
  }

  clear(): void {
    this.#index.clear()
    this.#places.length = 0
  }
}

/** The protocol number in the last header in front of what an IP packet carries; all begin with it but IP's own. */
function protocolOf(p: Packet, ip: number, upper: number): number {
  const v = p.view
  const { kind, start } = p.layers[upper - 1]!
  if (upper - 1 > ip) return v.getUint8(start)
  return kind === Kind.Ipv4 ? ipv4.protocolNumber(v, start) : ipv6.nextHeader(v, start)
}

function badChecksums(p: Packet, own: number): number {
  let bad = 0
  for (let i = 0; i < own; i++) if (checksumStatus(p, i) === STATUS_BAD) bad++
  return bad
}
