/**
 * Which tunnels a capture holds: kind, identifier, the two endpoints, packets each way. They are those of
 * `tunnel-traffic.ts`, as many and the same: what a packet alone tells apart is counted, and put together in the end as
 * `Networks` does. Bounded; what did not fit is counted. It is what a summary needs, at little cost.
 */
import { destinationAt, ipBelow, isToGroup, sourceAt } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import { isPair, NO_ID, networkId, type TunnelStack, TunnelType } from '../../wire/tunnel.js'
import { type AddressTable, NO_ADDRESS } from '../tables/address-table.js'
import { type Budget, objectOctets, UNBOUNDED } from '../tables/budget.js'
import { PathCache } from '../tables/path-cache.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { Networks, NO_NETWORK, PLAIN, portOf } from './networks.js'

/** A tunnel. The endpoints are numbers of `Tunnels.addresses`, `NO_ADDRESS` where no IP header carries it. */
export interface TunnelRow {
  readonly type: TunnelType
  /** VNI, key, call id, session id or label; `NO_ID` where there is none. */
  readonly id: number
  /** The same of the way back; `NO_ID` where nothing comes back. */
  readonly idBack: number
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

// The first word of a key: the type, whether there is an identifier, the families of both addresses, and the UDP port.
// For a tunnel in a tunnel it is the row of all that with the tunnel around it, and this bit. The other words are the
// identifier and the low 32 bits of the addresses: the smaller one first, or the source's first where the two
// directions may have different identifiers.
const HAS_ID = 0x100
const FIRST_SHIFT = 9
const SECOND_SHIFT = 11
const PORT_SHIFT = 13
const IS_INSIDE = 1 << 31

/** Tunnels that are told apart. */
export const TUNNELS_KEPT: number = 1 << 16
/** Octets of a tunnel in columns, and as a row. */
const TUNNEL_OCTETS = 60 + 2 * objectOctets(8) + 16

export class Tunnels {
  readonly addresses: AddressTable
  readonly #index: RowIndex
  /** What the first word has of a tunnel in a tunnel, and the row of the one around it. */
  readonly #insides: RowIndex
  /** Where the rows are put together. */
  readonly #networks: Networks
  /** `a` and `b`, two a row. */
  #ends: Float64Array = new Float64Array(2 * 64)
  /** From `a` to `b` and back, two a row. */
  #packets: Float64Array = new Float64Array(2 * 64)
  #toGroup: Uint8Array = new Uint8Array(64)
  #types: Uint8Array = new Uint8Array(64)
  #ids: Float64Array = new Float64Array(64)
  #ports: Int32Array = new Int32Array(64)
  /** The row of the tunnel around it, or `NO_ROW`. */
  #parents: Int32Array = new Int32Array(64)
  /** The key of the tunnel looked for last, but for its identifier. */
  #kind = 0
  #first = 0
  #second = 0
  /** The addresses of the tunnel that `row` was asked for last. */
  #source: number = NO_ADDRESS
  #destination: number = NO_ADDRESS
  /** Packets that `add` found no room for. */
  #notAdded = 0

  constructor(limit: number = TUNNELS_KEPT, budget: Budget = UNBOUNDED) {
    this.#index = new RowIndex(limit, budget, TUNNEL_OCTETS)
    this.#insides = new RowIndex(limit, budget)
    this.#networks = new Networks(budget, new PathCache(0))
    this.addresses = this.#networks.addresses
  }

  /** Packets whose tunnel found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#notAdded
  }

  /** Rows in use: each direction has one of its own where the two may have different identifiers. */
  get count(): number {
    return this.#index.count
  }

  /** Hot path: counts every tunnel that the packet is in. */
  observe(p: Packet, stack: TunnelStack): void {
    let row = NO_ROW
    for (let n = 0; n < stack.depth; n++) {
      row = this.#row(p, stack, n, row)
      if (row !== NO_ROW) this.#packets[2 * row + this.#way(row, this.#source)]!++
    }
  }

  /** The row of tunnel `n` of the stack, a new one when `count` has grown; `NO_ROW` where there is no room. */
  row(p: Packet, stack: TunnelStack, n: number): number {
    let parent = NO_ROW
    for (let i = 0; i < n; i++) {
      parent = this.#makeKey(p, stack, i, parent)
        ? this.#index.find(this.#kind, idOf(stack, i), this.#first, this.#second)
        : NO_ROW
    }
    return this.#row(p, stack, n, parent)
  }

  /**
   * The place of tunnel `n` of the stack, for `add`. The packet goes from `a` to `b` as another table has them. A new
   * tunnel is entered, but the packet is not counted.
   */
  place(p: Packet, stack: TunnelStack, n: number): TunnelPlace {
    const row = this.row(p, stack, n)
    if (row === NO_ROW) {
      // The failed lookup has counted this packet, and `add` will count it too.
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
  rows(): Iterable<TunnelRow> {
    const networks = new Int32Array(this.count)
    const index = new RowIndex(this.count)
    const rows: Mutable<TunnelRow>[] = []
    for (let row = 0; row < this.count; row++) {
      const network = this.#networkOf(row, networks)
      networks[row] = network
      const [a, b] = [this.#ends[2 * row]!, this.#ends[2 * row + 1]!]
      // A tunnel without a network, for which there was no room, stands by itself.
      const known = index.count
      const tunnel = index.row(
        network,
        this.#endpoint(Math.min(a, b)),
        this.#endpoint(Math.max(a, b)),
        network === NO_NETWORK ? row + 1 : 0,
      )
      if (tunnel === known) rows.push(this.#begun(row))
      else this.#join(rows[tunnel]!, row)
    }
    return rows
  }

  #networkOf(row: number, networks: Int32Array): number {
    const parent = this.#parents[row]!
    const carrier = parent === NO_ROW ? PLAIN : networks[parent]!
    if (carrier === NO_NETWORK) return NO_NETWORK
    const [source, destination] = [this.#ends[2 * row]!, this.#ends[2 * row + 1]!].map((end) => this.#endpoint(end))
    return this.#networks.place(
      this.#types[row] as TunnelType,
      this.#ids[row]!,
      this.#ports[row]!,
      carrier,
      source!,
      destination!,
    )
  }

  #endpoint(address: number): number {
    return this.#networks.endpoint(address)
  }

  #begun(row: number): Mutable<TunnelRow> {
    const [packetsAb, packetsBa] = [this.#packets[2 * row]!, this.#packets[2 * row + 1]!]
    return {
      type: this.#types[row] as TunnelType,
      id: this.#ids[row]!,
      idBack: packetsBa > 0 ? this.#ids[row]! : NO_ID,
      a: this.#ends[2 * row]!,
      b: this.#ends[2 * row + 1]!,
      toGroup: this.#toGroup[row] === 1,
      packetsAb,
      packetsBa,
    }
  }

  /** Adds the row to the tunnel that it belongs to. */
  #join(tunnel: Mutable<TunnelRow>, row: number): void {
    const isSame = this.#ends[2 * row] === tunnel.a
    const [forth, back] = [this.#packets[2 * row]!, this.#packets[2 * row + 1]!]
    tunnel.packetsAb += isSame ? forth : back
    if (tunnel.packetsBa === 0) tunnel.idBack = (isSame ? back : forth) > 0 ? this.#ids[row]! : NO_ID
    tunnel.packetsBa += isSame ? back : forth
  }

  /** The row of tunnel `n`, which is in the one of row `parent`. */
  #row(p: Packet, stack: TunnelStack, n: number, parent: number): number {
    if (!this.#makeKey(p, stack, n, parent)) {
      this.#notAdded++
      return NO_ROW
    }
    const known = this.#index.count
    const row = this.#index.row(this.#kind, idOf(stack, n), this.#first, this.#second)
    if (row !== NO_ROW && row === known) this.#enter(row, p, stack, n, parent)
    return row
  }

  /** Makes the key of tunnel `n`; false where there is no room for it. */
  #makeKey(p: Packet, stack: TunnelStack, n: number, parent: number): boolean {
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
    const type = stack.types[n] as TunnelType
    const turns = a > b && !isPair(type)
    this.#first = turns ? b : a
    this.#second = turns ? a : b
    this.#kind =
      type |
      (idOf(stack, n) === NO_ID ? 0 : HAS_ID) |
      (this.#family(this.#first) << FIRST_SHIFT) |
      (this.#family(this.#second) << SECOND_SHIFT) |
      (portOf(p, stack.layers[n]!) << PORT_SHIFT)
    if (n === 0) return true
    const inside = parent === NO_ROW ? NO_ROW : this.#insides.row(this.#kind, parent, 0, 0)
    this.#kind = IS_INSIDE | inside
    return inside !== NO_ROW
  }

  /** Whether a packet from this address goes the row's first way or its second. */
  #way(row: number, source: number): number {
    return this.#ends[2 * row] === source ? 0 : 1
  }

  #enter(row: number, p: Packet, stack: TunnelStack, n: number, parent: number): void {
    const layer = stack.layers[n]!
    const ip = ipBelow(p, layer)
    this.#ends = grown(this.#ends, 2 * row + 2)
    this.#packets = grown(this.#packets, 2 * row + 2)
    this.#toGroup = grown(this.#toGroup, row + 1)
    this.#types = grown(this.#types, row + 1)
    this.#ids = grown(this.#ids, row + 1)
    this.#ports = grown(this.#ports, row + 1)
    this.#parents = grown(this.#parents, row + 1)
    this.#ends[2 * row] = this.#source
    this.#ends[2 * row + 1] = this.#destination
    this.#toGroup[row] = ip >= 0 && isToGroup(p.view, p.layers[ip]!) ? 1 : 0
    this.#types[row] = stack.types[n]!
    this.#ids[row] = idOf(stack, n)
    this.#ports[row] = portOf(p, layer)
    this.#parents[row] = parent
  }

  /** IPv4, IPv6 or none: what the low 32 bits of an address's number do not tell. */
  #family(address: number): number {
    if (address === NO_ADDRESS) return 2
    return this.addresses.isIpv6(address) ? 1 : 0
  }
}

/** The number that tells tunnel `n` from others between its ends; of what may be NVGRE with the FlowID, which is shown. */
function idOf({ types, ids }: TunnelStack, n: number): number {
  const type = types[n] as TunnelType
  return type === TunnelType.GretapOrNvgre ? ids[n]! : networkId(type, ids[n]!)
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
