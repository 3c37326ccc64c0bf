/**
 * Who talks with whom: a row for each network and 5-tuple, both directions together. The network stands for the stack of
 * tunnels, so that two tenants with the same addresses never share a row. Bounded; what found no room is counted.
 *
 * A flow counts the innermost IP packet that is the packet's own: not the tunnel's packet around it, nor the packet that
 * an ICMP error quotes. Its octets are those that its length field claims, header included, so that padding and a short
 * snapshot length do not matter. A super-frame that offload has not cut yet has the frame's length.
 */

import { isFragment } from '../../wire/fragment.js'
import { destinationAt, isExtension, isIp, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as icmpv6 from '../../wire/protocols/icmpv6.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as ipv6Fragment from '../../wire/protocols/ipv6-fragment.js'
import * as tcp from '../../wire/protocols/tcp.js'
import * as udp from '../../wire/protocols/udp.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { WaitingFragments } from '../fragments/pending.js'
import { type AddressTable, FIRST_IPV6, NO_ADDRESS } from '../tables/address-table.js'
import type { Budget } from '../tables/budget.js'
import { Column, Sum } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Timestamp } from '../timestamps.js'
import { BACK, elapsed, FORTH, Traffic, type Way, wayOf } from '../totals/traffic.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK, PLAIN } from '../tunnels/networks.js'
import { EchoExchanges, type EchoFacts } from './echo-exchanges.js'
import { EchoTable, isRoutedEcho } from './echo-round-trips.js'
import { TcpConnections, type TcpFacts } from './tcp-connections.js'

/** What a packet is to its flow, as `Flows.observe` tells. */
export const Seen = {
  /** In no flow: no IP packet, a fragment that waits for others, seen before on another interface, or no room. */
  Nothing: 0,
  /** One of many. */
  Again: 1,
  /** The first of a new flow. */
  First: 2,
  /** The first in the other direction. */
  FirstBack: 3,
} as const
export type Seen = (typeof Seen)[keyof typeof Seen]

/** No port: of a protocol without any, of fragments, or where the capture has cut it. */
export const NO_PORT = -1

export interface FlowRow {
  readonly row: number
  /** A network of the `Networks` that `Flows` was made with. */
  readonly network: number
  /** IP protocol number. */
  readonly protocol: number
  /** Addresses as numbers of `Flows.addresses`. `a` has sent first, or asks, in an echo exchange. */
  readonly a: number
  readonly b: number
  readonly portA: number
  readonly portB: number
  /** Of an ICMP echo exchange; `NO_PORT` for others. */
  readonly identifier: number
  /** From `a` to `b`. */
  readonly forth: Way
  readonly back: Way
  readonly first: Timestamp
  readonly last: Timestamp
  /** Of TCP with ports. */
  readonly tcp: TcpFacts | undefined
  /** Of an ICMP echo exchange. */
  readonly echo: EchoFacts | undefined
}

export interface FlowLimits {
  readonly flows: number
}

const DEFAULT_LIMITS: FlowLimits = { flows: 1 << 18 }

const PROTOCOL_TCP = 6

/**
 * Octets of a flow in columns: its traffic, what it is, its exchange (a connection has less); what `check` watches of its
 * segments; and its place in a list.
 */
const FLOW_OCTETS = 112 + 4 + 124 + 2 * 64 + 16

// The first word of a key: the network's 16 bits, the protocol from bit 16 on, then these.
const NETWORK = 0xffff
const PROTOCOL_SHIFT = 16
/** The addresses are rows of the table of IPv6 addresses. */
const IS_IPV6 = 1 << 24
/** The last word has the ports, that of the first address in its upper half. */
const HAS_PORTS = 1 << 25
/** The last word is an identifier, and the first address asks. */
const IS_ECHO = 1 << 26

// A row's details: bit 0 says whether `a` is the key's second address, the other bits are the connection or exchange.
const TURNED = 1
const NUMBER_SHIFT = 1

/** Flows with the same addresses and ports that are compared with each other. */
const MAX_COMPARED = 16

/** Nanoseconds by which a packet on the tunnel's device may precede its copy in the tunnel. */
const COPY_SLACK = 1e7

export class Flows {
  readonly addresses: AddressTable
  /** The budget for tables that keep more about flows. */
  readonly budget: Budget
  /** Packets that carry no IP packet: ARP, spanning tree, what is malformed. */
  others = 0
  /** Of the packet observed last: its row or `NO_ROW`, and `FORTH` or `BACK`. */
  lastRow: number = NO_ROW
  lastDirection: number = FORTH
  /** Packets whose network or IPv6 address found no room. */
  #unplaced = 0
  /** Whether a request was answered in another network. Then all requests are remembered for such answers. */
  #isAnsweredAcross = false
  readonly #networks: Networks
  readonly #index: RowIndex
  readonly #traffic: Traffic = new Traffic()
  /** The row's number in `#connections` or `#exchanges`, whichever its protocol has, and `TURNED`. */
  #details: Int32Array = new Int32Array(64)
  readonly #connections: TcpConnections
  readonly #exchanges: EchoExchanges = new EchoExchanges()
  readonly #echoes: EchoTable = new EchoTable()
  readonly #echoesAcross: EchoTable = new EchoTable(true)
  /** Endpoints of the tunnel that a row's first packet came through: where from, where to; `NO_ENDPOINT` in none. */
  #ends: Int32Array = new Int32Array(64)
  readonly #fragments: WaitingFragments = new WaitingFragments()

  /** `networks` has observed each packet before it comes here. */
  constructor(networks: Networks, limits: FlowLimits = DEFAULT_LIMITS) {
    this.#networks = networks
    this.addresses = networks.addresses
    this.budget = networks.budget
    this.#index = new RowIndex(limits.flows, networks.budget, FLOW_OCTETS)
    this.#connections = new TcpConnections(networks.budget)
    const { paths } = networks
    paths.onSettle((row, sum) => {
      this.#traffic.add(paths.rows[row + Column.Flow]!, paths.sums, sum, paths.sums[sum + Sum.Inside]!)
    })
  }

  /**
   * The number of rows, also of rows whose fragments have since been put together. It adds what paths have counted, so
   * that a caller who reads counters asks for it first.
   */
  get count(): number {
    this.#networks.paths.settle()
    return this.#index.count
  }

  /** Packets of flows that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#unplaced
  }

  /** Hot path: counts the packet in its flow. */
  observe(p: Packet, stack: TunnelStack): Seen {
    if (this.#networks.paths.isKnown) {
      this.pass(p)
      return Seen.Again
    }
    this.lastRow = NO_ROW
    if (p.isReassembled) this.#takeBack(p)
    if (this.#networks.copies.kind === Copy.Again) return Seen.Nothing
    const own = ownDepth(p)
    const from = stack.depth > 0 ? stack.layers[stack.depth - 1]! : 0
    let ip = own - 1
    while (ip >= from && !isIp(p.layers[ip]!.kind)) ip--
    if (ip < from) {
      this.others++
      return Seen.Nothing
    }
    const network = this.#networks.inner
    if (network === NO_NETWORK) {
      this.#unplaced++
      return Seen.Nothing
    }
    const known = this.#index.count
    const seen = this.#count(p, network, ip, own)
    if (this.#index.count > known) this.#noteEnds(known, stack.depth - 1)
    const { paths } = this.#networks
    if (seen === Seen.Nothing) paths.refuse()
    else if (paths.isThere) {
      paths.rows[paths.row + Column.Flow] = wayOf(this.lastRow, this.lastDirection)
      paths.rows[paths.row + Column.Conversation] = this.#details[this.lastRow]! >> NUMBER_SHIFT
    }
    return seen
  }

  /** Hot path: whether a packet on a known path leaves its conversation in its state. */
  canPass(p: Packet): boolean {
    const { segmentKind, segment } = p.ordinary
    if (segmentKind !== Kind.Tcp) return segmentKind === Kind.Udp
    const { rows, row } = this.#networks.paths
    return this.#connections.canPass(rows[row + Column.Conversation]!, tcp.flags(p.view, segment))
  }

  /** Hot path: counts a packet on a known path there. */
  pass(p: Packet): void {
    const { rows, row, sums, sum } = this.#networks.paths
    const { innerIp, innerEnd, segment, segmentKind } = p.ordinary
    const way = rows[row + Column.Flow]!
    this.lastRow = way >> 1
    this.lastDirection = way & 1
    sums[sum + Sum.Inside]! += innerEnd - innerIp
    const number = rows[row + Column.Conversation]!
    if (segmentKind === Kind.Tcp) this.#connections.observe(number, this.lastDirection, p, segment)
    else if (segmentKind === Kind.Icmp) this.#echo(number, p, segment)
  }

  #echo(exchange: number, p: Packet, o: number): void {
    const { inner } = this.#networks
    if (icmp.type(p.view, o) === icmp.TYPE_ECHO) this.#request(exchange, p, inner, o)
    else this.#reply(exchange, p, inner, o)
  }

  /** The flows in the order of their first packet, but for those whose fragments have all been put together. */
  *rows(): Generator<FlowRow> {
    for (let row = 0; row < this.count; row++) if (this.packets(row) > 0) yield this.row(row)
  }

  row(row: number): FlowRow {
    const word = this.#index.word(row, 0)
    const last = this.#index.word(row, 3)
    const turned = this.#details[row]! & TURNED
    const hasPorts = (word & HAS_PORTS) !== 0
    const upper = hasPorts ? last >>> 16 : NO_PORT
    const lower = hasPorts ? last & 0xffff : NO_PORT
    const isEcho = (word & IS_ECHO) !== 0
    return {
      row,
      network: this.#networkOf(row),
      protocol: (word >>> PROTOCOL_SHIFT) & 0xff,
      a: this.#address(row, turned),
      b: this.#address(row, turned ^ 1),
      portA: turned === 0 ? upper : lower,
      portB: turned === 0 ? lower : upper,
      identifier: isEcho ? last : NO_PORT,
      forth: this.#traffic.way(row, FORTH),
      back: this.#traffic.way(row, BACK),
      first: this.#traffic.first(row),
      last: this.#traffic.last(row),
      tcp: this.#isTcp(row) ? this.#connections.facts(this.#details[row]! >> NUMBER_SHIFT) : undefined,
      echo: isEcho ? this.#exchanges.facts(this.#details[row]! >> NUMBER_SHIFT) : undefined,
    }
  }

  // What tables are sorted by, without an object a row.

  packets(row: number): number {
    return this.#traffic.packets(row)
  }

  octets(row: number): number {
    return this.#traffic.octets(row)
  }

  first(row: number): Timestamp {
    return this.#traffic.first(row)
  }

  /** Nanoseconds between its first and its last packet. */
  duration(row: number): number {
    return elapsed(this.#traffic.first(row), this.#traffic.last(row))
  }

  /** The network of a row; `NO_NETWORK` of `NO_ROW`. */
  networkAt(row: number): number {
    return row === NO_ROW ? NO_NETWORK : this.#networkOf(row)
  }

  /** The endpoints that the first packet of a row was sent from and to in its tunnel; `NO_ENDPOINT` in none. */
  endsOf(row: number): readonly [from: number, to: number] {
    return [this.#ends[2 * row]!, this.#ends[2 * row + 1]!]
  }

  /** SYNs that were sent again in a connection. */
  synRetries(row: number): number {
    return this.#isTcp(row) ? this.#connections.retries(this.#details[row]! >> NUMBER_SHIFT) : 0
  }

  /**
   * For each row the row that it is a copy of, or `NO_ROW`: a flow in no tunnel, with a flow in one that has the same
   * addresses, protocol and ports, and packets in each direction that it has packets in; and all of its own lie within
   * that one's time. It is for captures of several interfaces, where a packet is seen on the tunnel's device and again in
   * the tunnel; in others, where there is a tunnel and a network with the same addresses, it would be chance.
   */
  copies(): Int32Array {
    const copies = new Int32Array(this.count).fill(NO_ROW)
    const tuples = new RowIndex(this.count)
    const plain = new Int32Array(this.count)
    for (let row = 0; row < this.count; row++) {
      if (this.#networkOf(row) === PLAIN) plain[this.#tuple(tuples, row)] = row + 1
    }
    for (let row = 0; row < this.count; row++) {
      if (this.#networkOf(row) === PLAIN) continue
      const twin = plain[this.#tuple(tuples, row)]! - 1
      if (twin >= 0 && copies[twin] === NO_ROW && this.#isCopy(twin, row)) copies[twin] = row
    }
    return copies
  }

  /**
   * For each row the row that has its other direction, or `NO_ROW`: of what goes one way in its network the way back may
   * be in another one of the same two ends, as where packets are routed between networks (RFC 9135 §4.2), or where a
   * tunnel's number says who sends. Each of the two has the other.
   */
  across(): Int32Array {
    const partners = new Int32Array(this.count).fill(NO_ROW)
    const tuples = new RowIndex(this.count)
    // The last one-way row of each tuple, and of each row the one before it.
    const lasts = new Int32Array(this.count).fill(NO_ROW)
    const before = new Int32Array(this.count).fill(NO_ROW)
    for (let row = 0; row < this.count; row++) {
      if (this.#onlyWay(row) === NO_ROW || this.#ends[2 * row] === NO_ENDPOINT) continue
      const tuple = this.#tuple(tuples, row)
      let other = lasts[tuple]!
      for (let n = 0; n < MAX_COMPARED && other !== NO_ROW; n++) {
        if (partners[other] === NO_ROW && this.#isAcross(other, row)) {
          partners[other] = row
          partners[row] = other
          break
        }
        other = before[other]!
      }
      before[row] = lasts[tuple]!
      lasts[tuple] = row
    }
    return partners
  }

  #count(p: Packet, network: number, ip: number, own: number): Seen {
    const v = p.view
    const l = p.layers[ip]!
    const isIpv4 = l.kind === Kind.Ipv4
    const source = isIpv4 ? v.getInt32(sourceAt(l)) : this.#ipv6Row(v, sourceAt(l))
    const destination = isIpv4 ? v.getInt32(destinationAt(l)) : this.#ipv6Row(v, destinationAt(l))
    if (!isIpv4 && (source === NO_ROW || destination === NO_ROW)) {
      this.#unplaced++
      return Seen.Nothing
    }
    let upper = ip + 1
    let isPart = isFragment(p, ip)
    for (; upper < own && isExtension(p.layers[upper]!.kind); upper++) if (isFragment(p, upper)) isPart = true
    const kind = upper < own && !isPart ? p.layers[upper]!.kind : Kind.None
    const o = kind === Kind.None ? 0 : p.layers[upper]!.start
    const hasPorts = kind === Kind.Tcp || kind === Kind.Udp
    const echo = hasPorts ? Echo.None : echoOf(v, o, kind)
    let word = network | (upperProtocol(p, upper) << PROTOCOL_SHIFT) | (isIpv4 ? 0 : IS_IPV6)
    let last = 0
    let turned = source > destination ? 1 : 0
    if (hasPorts) {
      // UDP and TCP have their ports at the same place.
      const from = udp.sourcePort(v, o)
      const to = udp.destinationPort(v, o)
      if (source === destination && from > to) turned = 1
      last = turned === 0 ? (from << 16) | to : (to << 16) | from
      word |= HAS_PORTS
    } else if (echo !== Echo.None) {
      last = icmp.identifier(v, o)
      turned = echo === Echo.Reply ? 1 : 0
      word |= IS_ECHO
    }
    const known = this.#index.count
    const row =
      turned === 0 ? this.#index.row(word, source, destination, last) : this.#index.row(word, destination, source, last)
    if (row === NO_ROW) return Seen.Nothing
    if (row === known) this.#add(row, echo === Echo.None ? turned : 0, kind, echo)
    const details = this.#details[row]!
    const direction = turned ^ (details & TURNED)
    const octets = l.claimed - l.start
    const isFirst = this.#traffic.note(row, direction, octets, p)
    if (p.fragment !== -1) {
      this.#fragments.note(p.number, row, direction, octets)
      return Seen.Nothing
    }
    const number = details >> NUMBER_SHIFT
    if (kind === Kind.Tcp) this.#connections.observe(number, direction, p, o)
    else if (echo === Echo.Request) this.#request(number, p, network, o)
    else if (echo === Echo.Reply) this.#reply(number, p, network, o)
    this.lastRow = row
    this.lastDirection = direction
    if (!isFirst) return Seen.Again
    return this.#traffic.packets(row) === 1 ? Seen.First : Seen.FirstBack
  }

  #add(row: number, turned: number, kind: Kind, echo: Echo): void {
    let number = 0
    if (kind === Kind.Tcp) number = this.#connections.add()
    else if (echo !== Echo.None) number = this.#exchanges.add()
    this.#details = grown(this.#details, row + 1)
    this.#details[row] = (number << NUMBER_SHIFT) | turned
  }

  #noteEnds(row: number, tunnel: number): void {
    this.#ends = grown(this.#ends, 2 * row + 2)
    this.#ends[2 * row] = tunnel < 0 ? NO_ENDPOINT : this.#networks.sources[tunnel]!
    this.#ends[2 * row + 1] = tunnel < 0 ? NO_ENDPOINT : this.#networks.destinations[tunnel]!
  }

  #request(exchange: number, p: Packet, network: number, o: number): void {
    this.#echoes.observe(p, network)
    const isSame = network === PLAIN || (this.#exchanges.isAnswered(exchange) && !this.#isAnsweredAcross)
    if (!isSame) this.#echoesAcross.observe(p, network, exchange)
    this.#exchanges.request(exchange, icmp.sequenceNumber(p.view, o))
  }

  #reply(exchange: number, p: Packet, network: number, o: number): void {
    const sequence = icmp.sequenceNumber(p.view, o)
    const elapsed = this.#echoes.observe(p, network)
    this.#exchanges.reply(exchange, sequence, elapsed)
    if (elapsed >= 0 || network === PLAIN) return
    const across = this.#echoesAcross.observe(p, network)
    if (across < 0) return
    this.#isAnsweredAcross = true
    this.#exchanges.replyAcross(this.#echoesAcross.exchange, sequence, across, isRoutedEcho(p))
  }

  /** Takes back the fragments of a datagram that is complete now: it counts as one packet, with its ports. */
  #takeBack({ reassembledFrom }: Packet): void {
    const waiting = this.#fragments
    for (let i = 0; i < reassembledFrom.length; i++) {
      if (waiting.take(reassembledFrom[i]!)) this.#traffic.takeBack(waiting.row, waiting.direction, waiting.octets)
    }
  }

  #networkOf(row: number): number {
    return this.#index.word(row, 0) & NETWORK
  }

  #isTcp(row: number): boolean {
    const word = this.#index.word(row, 0)
    return (word & HAS_PORTS) !== 0 && ((word >>> PROTOCOL_SHIFT) & 0xff) === PROTOCOL_TCP
  }

  #ipv6Row(v: DataView, o: number): number {
    const address = this.addresses.number(v, o, Kind.Ipv6)
    // Its low 32 bits are the row.
    return address === NO_ADDRESS ? NO_ROW : address | 0
  }

  /** The first address of a row's key, or the second. */
  #address(row: number, second: number): number {
    const isIpv6 = (this.#index.word(row, 0) & IS_IPV6) !== 0
    return (isIpv6 ? FIRST_IPV6 : 0) + (this.#index.word(row, 1 + second) >>> 0)
  }

  /** The row's number in an index of addresses, protocol and ports, without the network. */
  #tuple(tuples: RowIndex, row: number): number {
    const rows = this.#index
    return tuples.row(rows.word(row, 0) & ~NETWORK, rows.word(row, 1), rows.word(row, 2), rows.word(row, 3))
  }

  /** If all packets of a row go one way, that direction, in the order of the row's key; else `NO_ROW`. */
  #onlyWay(row: number): number {
    const t = this.#traffic
    const [forth, back] = [t.packetsOf(row, FORTH), t.packetsOf(row, BACK)]
    if (forth > 0 === back > 0) return NO_ROW
    return (forth > 0 ? FORTH : BACK) ^ (this.#details[row]! & TURNED)
  }

  /** Whether two rows have opposite directions, different networks, and the same two tunnel ends. */
  #isAcross(one: number, other: number): boolean {
    const e = this.#ends
    return (
      this.#onlyWay(one) !== this.#onlyWay(other) &&
      this.#networkOf(one) !== this.#networkOf(other) &&
      e[2 * one] === e[2 * other + 1] &&
      e[2 * one + 1] === e[2 * other]
    )
  }

  #isCopy(plain: number, row: number): boolean {
    const t = this.#traffic
    if (t.packets(plain) === 0 || t.packets(row) === 0) return false
    const turn = (this.#details[plain]! ^ this.#details[row]!) & TURNED
    for (const direction of [FORTH, BACK]) {
      if (t.packetsOf(plain, direction) > 0 && t.packetsOf(row, direction ^ turn) === 0) return false
    }
    return elapsed(t.first(row), t.first(plain)) >= -COPY_SLACK && elapsed(t.last(plain), t.last(row)) >= -COPY_SLACK
  }
}

/** What an ICMP message is in an echo exchange. */
const Echo = { None: 0, Request: 1, Reply: 2 } as const
type Echo = (typeof Echo)[keyof typeof Echo]

function echoOf(v: DataView, o: number, kind: Kind): Echo {
  if (kind === Kind.Icmp) {
    const type = icmp.type(v, o)
    return type === icmp.TYPE_ECHO ? Echo.Request : type === icmp.TYPE_ECHO_REPLY ? Echo.Reply : Echo.None
  }
  if (kind === Kind.Icmpv6) {
    const type = icmpv6.type(v, o)
    return type === icmpv6.TYPE_ECHO ? Echo.Request : type === icmpv6.TYPE_ECHO_REPLY ? Echo.Reply : Echo.None
  }
  return Echo.None
}

/** IP protocol number of layer `upper`, as the layer below it names it. */
function upperProtocol(p: Packet, upper: number): number {
  const { kind, start } = p.layers[upper - 1]!
  if (kind === Kind.Ipv4) return ipv4.protocolNumber(p.view, start)
  if (kind === Kind.Ipv6) return ipv6.nextHeader(p.view, start)
  // All headers between begin with it: RFC 8200 §4, RFC 4302 §2.
  return ipv6Fragment.nextHeader(p.view, start)
}
