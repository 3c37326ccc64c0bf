/**
 * Which tunnels a capture holds: kind, identifier, the two endpoints, packets each way. Bounded; what did not fit is
 * counted. It is what a summary needs, at little cost; `tunnel-traffic.ts` has the rest.
 */
import { destinationAt, ipBelow, isToGroup, sourceAt } from '../wire/ip.js'
import type { Packet } from '../wire/packet.js'
import { NO_ID, type TunnelStack, type TunnelType } from '../wire/tunnel.js'
import { AddressTable, NO_ADDRESS } from './address-table.js'
import { type Budget, objectOctets, UNBOUNDED } from './budget.js'
import { grown, NO_ROW, RowIndex } from './row-index.js'

/** A tunnel's row. The endpoints are numbers of `Tunnels.addresses`, `NO_ADDRESS` where no IP header carries it. */
export interface TunnelRow {
  readonly type: TunnelType
  /** VNI, key, call id, session id or label; `NO_ID` where there is none. */
  readonly id: number
  /** The endpoint that was seen sending first. */
  readonly a: number
  readonly b: number
  readonly packetsAb: number
  readonly packetsBa: number
  /** Whether `b` is a multicast or broadcast address. */
  readonly toGroup: boolean
}

/** Where to count a tunnel's packets: its row, and which way those from `a` and those from `b` go. */
export interface TunnelPlace {
  readonly row: number
  readonly ab: number
  readonly ba: number
}

// The first word of a key: the type, whether there is an identifier, and the families of the two addresses. The others
// are the identifier and the low 32 bits of the addresses, the smaller one first.
const TYPE = 0xff
const HAS_ID = 0x100
const LOW_SHIFT = 9
const HIGH_SHIFT = 11

/** Tunnels that are told apart. */
export const TUNNELS_KEPT: number = 1 << 16
/** Octets of a tunnel in columns, and as a row. */
const TUNNEL_OCTETS = 33 + objectOctets(7) + 16

export class Tunnels {
  readonly addresses: AddressTable
  readonly #index: RowIndex
  /** `a` and `b`, two a row. */
  #ends: Float64Array = new Float64Array(2 * 64)
  /** From `a` to `b` and back, two a row. */
  #packets: Float64Array = new Float64Array(2 * 64)
  #toGroup: Uint8Array = new Uint8Array(64)
  /** The addresses of the tunnel that `row` was asked for last. */
  #source: number = NO_ADDRESS
  #destination: number = NO_ADDRESS
  /** Packets that `add` found no room for. */
  #notAdded = 0

  constructor(limit: number = TUNNELS_KEPT, budget: Budget = UNBOUNDED) {
    this.#index = new RowIndex(limit, budget, TUNNEL_OCTETS)
    this.addresses = new AddressTable(undefined, budget)
  }

  /** Packets whose tunnel found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#notAdded
  }

  /** Rows in use. */
  get count(): number {
    return this.#index.count
  }

  /** Hot path: counts every tunnel that the packet is in. */
  observe(p: Packet, stack: TunnelStack): void {
    for (let n = 0; n < stack.depth; n++) {
      const row = this.row(p, stack, n)
      if (row !== NO_ROW) this.#packets[2 * row + this.#way(row, this.#source)]!++
    }
  }

  /** The row of tunnel `n` of the stack, a new one when `count` has grown; `NO_ROW` where there is no room. */
  row(p: Packet, stack: TunnelStack, n: number): number {
    const type = stack.types[n]!
    const id = stack.ids[n]!
    const ip = ipBelow(p, stack.layers[n]!)
    let a = NO_ADDRESS
    let b = NO_ADDRESS
    if (ip >= 0) {
      const l = p.layers[ip]!
      a = this.addresses.number(p.view, sourceAt(l), l.kind)
      b = this.addresses.number(p.view, destinationAt(l), l.kind)
    }
    this.#source = a
    this.#destination = b
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const kind =
      type | (id === NO_ID ? 0 : HAS_ID) | (this.#family(low) << LOW_SHIFT) | (this.#family(high) << HIGH_SHIFT)
    const known = this.#index.count
    const row = this.#index.row(kind, id, low, high)
    if (row !== NO_ROW && row === known) this.#enter(row, a, b, ip >= 0 && isToGroup(p.view, p.layers[ip]!))
    return row
  }

  /**
   * The place of tunnel `n` of the stack for `add`, by a packet from its `a` to its `b` as another table has them. It is
   * entered where it is new, but the packet is not counted.
   */
  place(p: Packet, stack: TunnelStack, n: number): TunnelPlace {
    const row = this.row(p, stack, n)
    if (row === NO_ROW) {
      // `add` will count the packet with the others.
      this.#notAdded--
      return { row, ab: 0, ba: 0 }
    }
    return { row, ab: this.#way(row, this.#source), ba: this.#way(row, this.#destination) }
  }

  /** Adds packets that another table has counted. */
  add(place: TunnelPlace, packetsAb: number, packetsBa: number): void {
    const { row, ab, ba } = place
    if (row === NO_ROW) {
      this.#notAdded += packetsAb + packetsBa
      return
    }
    this.#packets[2 * row + ab]! += packetsAb
    this.#packets[2 * row + ba]! += packetsBa
  }

  /** Packets from `a` to `b` and back, two for each row. */
  counts(): Float64Array {
    return this.#packets.slice(0, 2 * this.count)
  }

  /** The tunnels in the order of their first packet. */
  *rows(): Generator<TunnelRow> {
    const index = this.#index
    for (let row = 0; row < index.count; row++) {
      const kind = index.word(row, 0)
      yield {
        type: (kind & TYPE) as TunnelType,
        id: (kind & HAS_ID) === 0 ? NO_ID : index.word(row, 1) >>> 0,
        a: this.#ends[2 * row]!,
        b: this.#ends[2 * row + 1]!,
        toGroup: this.#toGroup[row] === 1,
        packetsAb: this.#packets[2 * row]!,
        packetsBa: this.#packets[2 * row + 1]!,
      }
    }
  }

  /** Whether a packet from this address goes the row's first way or its second. */
  #way(row: number, source: number): number {
    return this.#ends[2 * row] === source ? 0 : 1
  }

  #enter(row: number, a: number, b: number, toGroup: boolean): void {
    this.#ends = grown(this.#ends, 2 * row + 2)
    this.#packets = grown(this.#packets, 2 * row + 2)
    this.#toGroup = grown(this.#toGroup, row + 1)
    this.#ends[2 * row] = a
    this.#ends[2 * row + 1] = b
    this.#toGroup[row] = toGroup ? 1 : 0
  }

  /** IPv4, IPv6 or none: what the low 32 bits of an address's number do not tell. */
  #family(address: number): number {
    if (address === NO_ADDRESS) return 2
    return this.addresses.isIpv6(address) ? 1 : 0
  }
}
