/**
 * Flows that are told as they go (RFC 5470 §3.2): each direction when nothing came for a while, when it has gone on for
 * long, and at the end. The table of flows begins again before it is full, after all that was in it has been told.
 */

import { type FlowRow, Flows, NO_PORT } from '../../analysis/flows/flows.js'
import { TcpState } from '../../analysis/flows/tcp-connections.js'
import { type AddressTable, NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Budget } from '../../analysis/tables/budget.js'
import { grown, NO_ROW } from '../../analysis/tables/row-index.js'
import { FORTH, type Way, wayOf } from '../../analysis/totals/traffic.js'
import { Networks, NO_ENDPOINT, PLAIN } from '../../analysis/tunnels/networks.js'
import { onWay } from '../../present/network-name.js'
import { ipBelow, isIp } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as ethernet from '../../wire/protocols/ethernet.js'
import * as icmp from '../../wire/protocols/icmp.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import * as ipv6 from '../../wire/protocols/ipv6.js'
import * as udp from '../../wire/protocols/udp.js'
import { NO_ID, ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { lastOf, NO_LAYER, upperOf } from '../layers.js'
import { End, type IpfixRecord } from './record.js'

export interface Timeouts {
  /** Seconds of silence, and seconds in all, after which a flow is told. */
  readonly inactive: number
  readonly active: number
}

/** Rows after which the table begins again: half of those that it takes. */
const FLOWS = 1 << 18
const HALF = FLOWS / 2
const MILLISECONDS = 1000
const UPPER = 2 ** 24

// Columns of a direction.
const START = 0
const LAST = 1
/** Packets and octets that were told already. */
const TOLD_PACKETS = 2
const TOLD_OCTETS = 3
const SOURCE_MAC = 4
const DESTINATION_MAC = 5
const ICMP = 6
/** Endpoints that the first packet went between. */
const NEAR = 7
const FAR = 8
const OUTER_PROTOCOL = 9
const OUTER_SOURCE = 10
const OUTER_DESTINATION = 11
/** Whether its first packet was looked at. */
const IS_KNOWN = 12
/** Whether packets came that were not told yet. */
const IS_OPEN = 13
const COLUMNS = 14

export class FlowCache {
  /** Packets that found no room, in tables that are gone as well. */
  #lost = 0
  readonly #timeouts: Timeouts
  readonly #budgetOf: () => Budget
  readonly #holdsCopies: boolean
  #networks: Networks
  #flows: Flows
  #ways: Float64Array = new Float64Array(COLUMNS)
  /** Directions, as `wayOf` makes them, with packets that were not told yet. */
  #open: number[] = []

  /** `budgetOf` makes the budget of a table that begins; `holdsCopies` if a packet may come on several interfaces. */
  constructor(timeouts: Timeouts, budgetOf: () => Budget, holdsCopies: boolean) {
    this.#timeouts = timeouts
    this.#budgetOf = budgetOf
    this.#holdsCopies = holdsCopies
    this.#networks = this.#newNetworks()
    this.#flows = new Flows(this.#networks, { flows: FLOWS })
  }

  /** Of the records that were given out last. */
  get addresses(): AddressTable {
    return this.#networks.addresses
  }

  get lost(): number {
    return this.#lost + this.#flows.dropped
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.#networks.observe(p, stack)
    this.#flows.observe(p, stack)
    const { lastRow, lastDirection } = this.#flows
    if (lastRow === NO_ROW) return
    const way = wayOf(lastRow, lastDirection)
    const at = way * COLUMNS
    if (at + COLUMNS > this.#ways.length) this.#ways = grown(this.#ways, at + 2 * COLUMNS)
    const w = this.#ways
    const now = p.tsSec * MILLISECONDS + Math.floor(p.tsNsec / 1e6)
    if (w[at + IS_KNOWN] === 0) this.#note(p, stack, at)
    if (w[at + IS_OPEN] === 0) {
      w[at + IS_OPEN] = 1
      w[at + START] = now
      this.#open.push(way)
    }
    w[at + LAST] = now
  }

  /** What is to be told at a time, in milliseconds since 1970. */
  *due(now: number): Generator<IpfixRecord> {
    const { inactive, active } = this.#timeouts
    const isFull = this.#flows.count > HALF || this.#flows.dropped + this.#networks.dropped > 0
    const w = this.#ways
    yield* this.#tell((at, row) => {
      if (isFull) return End.NoRoom
      if (now - w[at + LAST]! >= inactive * MILLISECONDS) return isOver(this.#flows.row(row)) ? End.EndOfFlow : End.Idle
      return now - w[at + START]! >= active * MILLISECONDS ? End.Active : undefined
    })
    if (isFull) this.#begin()
  }

  /** All that was not told yet: nothing comes after it. */
  *rest(): Generator<IpfixRecord> {
    yield* this.#tell(() => End.Forced)
  }

  *#tell(reasonOf: (at: number, row: number) => End | undefined): Generator<IpfixRecord> {
    const flows = this.#flows
    const { count } = flows
    const still: number[] = []
    let copies: Int32Array | undefined
    for (const way of this.#open) {
      const [row, direction] = [way >> 1, way & 1]
      const at = way * COLUMNS
      const reason = reasonOf(at, row)
      if (reason === undefined) {
        still.push(way)
        continue
      }
      this.#ways[at + IS_OPEN] = 0
      copies ??= this.#holdsCopies ? flows.copies() : new Int32Array(count).fill(NO_ROW)
      const record = this.#record(flows.row(row), direction, at, reason)
      if (record !== undefined && copies[row] === NO_ROW) yield record
    }
    this.#open = still
  }

  /** Undefined where nothing is left to tell: fragments that were counted and then put together. */
  #record(flow: FlowRow, direction: number, at: number, reason: End): IpfixRecord | undefined {
    const w = this.#ways
    const isForth = direction === FORTH
    const way: Way = isForth ? flow.forth : flow.back
    const packets = way.packets - w[at + TOLD_PACKETS]!
    const octets = way.octets - w[at + TOLD_OCTETS]!
    if (packets <= 0) return undefined
    w[at + TOLD_PACKETS] = way.packets
    w[at + TOLD_OCTETS] = way.octets
    const network = this.#networks.network(this.#networks.overlayOf(flow.network))
    const [near, far] = [NEAR, FAR].map((column) => this.#networks.addressOf(w[at + column]!)) as [number, number]
    const { id } = onWay(network, near)
    const hasPorts = flow.portA !== NO_PORT
    return {
      start: w[at + START]!,
      end: Math.max(w[at + START]!, w[at + LAST]!),
      source: isForth ? flow.a : flow.b,
      destination: isForth ? flow.b : flow.a,
      protocol: flow.protocol,
      sourcePort: hasPorts ? (isForth ? flow.portA : flow.portB) : 0,
      destinationPort: hasPorts ? (isForth ? flow.portB : flow.portA) : 0,
      icmp: w[at + ICMP]!,
      tcpFlags: flow.tcp?.flags[direction as 0 | 1] ?? 0,
      octets,
      packets,
      sourceMac: w[at + SOURCE_MAC]!,
      destinationMac: w[at + DESTINATION_MAC]!,
      tunnel: network.type,
      id: id === NO_ID ? 0 : id,
      near: flow.network === PLAIN ? NO_ADDRESS : near,
      far: flow.network === PLAIN ? NO_ADDRESS : far,
      outerProtocol: w[at + OUTER_PROTOCOL]!,
      outerSourcePort: w[at + OUTER_SOURCE]!,
      outerDestinationPort: w[at + OUTER_DESTINATION]!,
      reason,
    }
  }

  /** What the first packet of a direction shows, which counters do not. */
  #note(p: Packet, stack: TunnelStack, at: number): void {
    const w = this.#ways
    const own = ownDepth(p)
    const tunnel = stack.depth - 1
    const from = tunnel < 0 ? 0 : stack.layers[tunnel]!
    w[at + IS_KNOWN] = 1
    w[at + NEAR] = tunnel < 0 ? NO_ENDPOINT : this.#networks.sources[tunnel]!
    w[at + FAR] = tunnel < 0 ? NO_ENDPOINT : this.#networks.destinations[tunnel]!
    const v = p.view
    const ip = lastOf(p, from, own, isIp)
    const frame = lastOf(p, from, ip, (kind) => kind === Kind.Ethernet)
    if (frame !== NO_LAYER) {
      const o = p.layers[frame]!.start
      w[at + SOURCE_MAC] = ethernet.sourceHi(v, o) * UPPER + ethernet.sourceLo(v, o)
      w[at + DESTINATION_MAC] = ethernet.destinationHi(v, o) * UPPER + ethernet.destinationLo(v, o)
    }
    const upper = upperOf(p, ip, own)
    const kind = upper < own ? p.layers[upper]!.kind : Kind.None
    if (kind === Kind.Icmp || kind === Kind.Icmpv6) {
      const o = p.layers[upper]!.start
      w[at + ICMP] = (icmp.type(v, o) << 8) | icmp.code(v, o)
    }
    const outer = tunnel < 0 ? NO_LAYER : ipBelow(p, from)
    if (outer === NO_LAYER) return
    const next = p.layers[upperOf(p, outer, own)]!
    const { kind: outerKind, start } = p.layers[outer]!
    w[at + OUTER_PROTOCOL] = outerKind === Kind.Ipv4 ? ipv4.protocolNumber(v, start) : ipv6.nextHeader(v, start)
    if (next.kind !== Kind.Udp) return
    w[at + OUTER_SOURCE] = udp.sourcePort(v, next.start)
    w[at + OUTER_DESTINATION] = udp.destinationPort(v, next.start)
  }

  #begin(): void {
    this.#lost += this.#flows.dropped
    this.#networks = this.#newNetworks()
    this.#flows = new Flows(this.#networks, { flows: FLOWS })
    this.#ways = new Float64Array(COLUMNS)
    this.#open = []
  }

  #newNetworks(): Networks {
    const networks = new Networks(this.#budgetOf())
    if (this.#holdsCopies) networks.copies.start()
    return networks
  }
}

function isOver({ tcp }: FlowRow): boolean {
  return tcp !== undefined && (tcp.state === TcpState.Closed || tcp.state === TcpState.Reset)
}
