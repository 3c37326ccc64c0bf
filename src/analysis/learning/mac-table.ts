/**
 * Stations: who sends Ethernet frames inside the tunnels, by network and MAC address, and the VTEP each one is behind.
 * Moves from one VTEP to another are kept.
 */

import { isIp, isUnspecified, sourceAt } from '../../wire/ip.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import * as arp from '../../wire/protocols/arp.js'
import * as ipv4 from '../../wire/protocols/ipv4.js'
import { FIRST_IPV6, NO_ADDRESS } from '../tables/address-table.js'
import { FRAMES_OCTETS, objectOctets, Places, TIMESTAMP_OCTETS } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import { type Timestamp, timestampAt, timestampOf } from '../timestamps.js'
import { type Networks, NO_ENDPOINT, NO_NETWORK } from '../tunnels/networks.js'

/** Addresses kept of one station. */
const MAX_ADDRESSES = 8
/** More routers than this no packet passes. */
const MAX_HOPS = 32
/** More than anybody reads; in a network that is broken every frame may be one. */
const MAX_MOVES = 1 << 14

// Columns of a station that most packets touch.
/** The endpoint it is behind; `NO_ENDPOINT` while it is only known as a destination. */
const VTEP = 0
/** Frame, seconds, nanoseconds of its last packet. */
const LAST = 1
/** The IP address in it: most packets have the one before them. */
const ADDRESS = 4
/** The last move as an index of `moves` plus one; 0 for a station that never moved. */
const MOVE = 5
const HOT = 6
// Columns that few packets touch.
/** Frame, seconds, nanoseconds of its first packet. */
const FIRST = 0
const ADDRESS_COUNT = 3
/** Whether it has sent a frame to all. */
const KNOWN = 4
/** Whether it has sent a frame without a VLAN tag. */
const UNTAGGED = 5
const COLD = 6

/** Octets of a station: its columns, those that `check` has of it, and what is told of it. */
const STATION_OCTETS = 8 * (HOT + COLD) + 112 + objectOctets(5) + 2 * TIMESTAMP_OCTETS + 24
const ADDRESS_OCTETS = 2 + 24
const VLAN_OCTETS = 2 * 24
/** Octets of a move, of what `check` notes of it, and of what is told of it. */
const MOVE_OCTETS = objectOctets(7) + objectOctets(8) + 3 * (TIMESTAMP_OCTETS + FRAMES_OCTETS) + 2 * objectOctets(5)

/** A station that was behind one VTEP and then behind another; endpoints as `Networks` numbers them. */
export interface MacMove {
  readonly station: number
  readonly from: number
  readonly to: number
  readonly lastBefore: Timestamp
  readonly at: Timestamp
  /** Whether the first frame from the new place is a RARP request, by which a hypervisor announces a machine that moved. */
  readonly byRarp: boolean
}

export class MacTable {
  readonly moves: MacMove[] = []
  readonly #movePlaces: Places
  /** The last frame that told of a station's place. */
  placed = 0
  /** Moves that found no room. */
  movesDropped = 0
  readonly #networks: Networks
  /** Network, upper and lower 24 bits of the MAC address. */
  readonly #index: RowIndex
  /** What most packets touch, `HOT` numbers a station, and the rest, `COLD` numbers. */
  #hot: Float64Array = new Float64Array(64 * HOT)
  #cold: Float64Array = new Float64Array(64 * COLD)
  /** Station and VLAN, for those that send tagged frames. */
  readonly #vlans: RowIndex
  /** Station, IP address and VLAN, or 0 for none, with the hops its first packet had come. */
  readonly #addresses: RowIndex
  #addressHops: Uint8Array = new Uint8Array(64)
  /** The addresses of ARP senders, which are a station's own for sure. */
  #addressSure: Uint8Array = new Uint8Array(64)

  constructor(networks: Networks, limit: number) {
    this.#networks = networks
    this.#movePlaces = new Places(networks.budget, MAX_MOVES, MOVE_OCTETS)
    this.#index = new RowIndex(limit, networks.budget, STATION_OCTETS)
    this.#vlans = new RowIndex(limit, networks.budget, VLAN_OCTETS)
    this.#addresses = new RowIndex(2 * limit, networks.budget, ADDRESS_OCTETS)
  }

  /** Stations known; they are numbered from 0. */
  get count(): number {
    return this.#index.count
  }

  get dropped(): number {
    return this.#index.dropped + this.#vlans.dropped
  }

  networkOf(station: number): number {
    return this.#index.word(station, 0)
  }

  /** 48 bits. */
  macOf(station: number): number {
    return this.#index.word(station, 1) * 0x1000000 + this.#index.word(station, 2)
  }

  vtepOf(station: number): number {
    return this.#hot[station * HOT + VTEP]!
  }

  /** Whether the station is known to be behind `vtep`. */
  isAt(station: number, vtep: number): boolean {
    return this.#hot[station * HOT + VTEP] === vtep
  }

  lastMove(station: number): MacMove | undefined {
    return this.moves[this.#hot[station * HOT + MOVE]! - 1]
  }

  first(station: number): Timestamp {
    return timestampAt(this.#cold, station * COLD + FIRST)
  }

  last(station: number): Timestamp {
    return timestampAt(this.#hot, station * HOT + LAST)
  }

  /** The station with this MAC address of 48 bits, or `NO_ROW`. */
  find(network: number, mac: number): number {
    return this.#index.find(network, Math.floor(mac / 2 ** 24), mac % 2 ** 24, 0)
  }

  /** The station sent a frame to all. */
  toAll(station: number): void {
    this.#cold[station * COLD + KNOWN] = 1
  }

  /** Whether the station sent a frame to all, and never moved. */
  isKnownToAll(station: number): boolean {
    return this.#cold[station * COLD + KNOWN] === 1 && this.#hot[station * HOT + MOVE] === 0
  }

  /** Hot path: the station with this MAC address, which need not have sent anything; `NO_ROW` when there is no room. */
  station(network: number, hi: number, lo: number): number {
    const known = this.#index.count
    const row = this.#index.row(network, hi, lo, 0)
    if (row === known) this.#grow(row)
    return row
  }

  /**
   * Hot path: the station sent a frame from behind `vtep`, in a VLAN of its network or, untagged, in the network itself;
   * layer `e` is its Ethernet header. True when that is news.
   */
  sent(p: Packet, station: number, vtep: number, e: number, vlan: number): boolean {
    const at = station * HOT
    const before = this.#hot[at + VTEP]!
    const isNews = before !== vtep
    if (isNews) this.#place(p, station, before, vtep)
    this.sentAgain(p, station)
    if (vlan === this.networkOf(station)) {
      this.#cold[station * COLD + UNTAGGED] = 1
      this.#address(p, station, e + 1, 0)
    } else if (vlan !== NO_NETWORK) {
      this.#vlans.row(station, vlan, 0, 0)
      this.#address(p, station, behindTags(p, e + 1), vlan)
    }
    return isNews
  }

  /** Hot path: the same where it is no news, and from an IP address that is known. */
  sentAgain(p: Packet, station: number): void {
    const n = this.#hot
    const at = station * HOT
    n[at + LAST] = p.number
    n[at + LAST + 1] = p.tsSec
    n[at + LAST + 2] = p.tsNsec
  }

  /** The VLANs that stations have sent tagged frames in. */
  *vlans(): Generator<{ readonly station: number; readonly network: number }> {
    for (let row = 0; row < this.#vlans.count; row++) {
      yield { station: this.#vlans.word(row, 0), network: this.#vlans.word(row, 1) }
    }
  }

  /** Whether the station has sent a frame without a VLAN tag. */
  isUntagged(station: number): boolean {
    return this.#cold[station * COLD + UNTAGGED] === 1
  }

  /** IP addresses of these stations, the sure ones first, by whatever `keyOf` makes of a station and its VLAN, or 0. */
  addressesOf(
    stations: ReadonlySet<number>,
    keyOf: (station: number, vlan: number) => number = (station) => station,
  ): ReadonlyMap<number, readonly number[]> {
    const all = new Map<number, { sure: number[]; others: number[] }>()
    for (let row = 0; row < this.#addresses.count; row++) {
      const station = this.#addresses.word(row, 0)
      if (!stations.has(station)) continue
      const low = this.#addresses.word(row, 1) >>> 0
      const address = this.#addresses.word(row, 2) === 1 ? FIRST_IPV6 + low : low
      const key = keyOf(station, this.#addresses.word(row, 3))
      const of = all.get(key) ?? { sure: [], others: [] }
      ;(this.#addressSure[row] === 1 ? of.sure : of.others).push(address)
      all.set(key, of)
    }
    return new Map([...all].map(([key, { sure, others }]) => [key, [...sure, ...others]]))
  }

  /** Whether a station sends from this address in a network or VLAN, and its packets have not come through a router. */
  hasOwn(station: number, address: number, network: number): boolean {
    if (station === NO_ROW) return false
    const vlan = network === this.networkOf(station) ? 0 : network
    const row = this.#addresses.find(station, address, this.#networks.addresses.isIpv6(address) ? 1 : 0, vlan)
    return row !== NO_ROW && (this.#addressHops[row] === 0 || this.#addressSure[row] === 1)
  }

  /** A station that has this address for sure, by network and address; of several the first. */
  owners(): (network: number, address: number) => number {
    const owners = new Map<number, number>()
    const key = (network: number, address: number): number => network * 2 ** 34 + address
    for (let row = 0; row < this.#addresses.count; row++) {
      const station = this.#addresses.word(row, 0)
      if (this.#addressSure[row] === 0 && this.#addresses.word(row, 2) === 0) continue
      const low = this.#addresses.word(row, 1) >>> 0
      const network = this.#addresses.word(row, 3) || this.networkOf(station)
      const of = key(network, this.#addresses.word(row, 2) === 1 ? FIRST_IPV6 + low : low)
      if (!owners.has(of)) owners.set(of, station)
    }
    return (network, address) => owners.get(key(network, address)) ?? NO_ROW
  }

  /** Packets of this network's stations that routers had forwarded before they came to the tunnel, by their first ones. */
  routedAddresses(network: number): number {
    let routed = 0
    for (let row = 0; row < this.#addresses.count; row++) {
      if (this.#addressHops[row]! > 0 && this.networkOf(this.#addresses.word(row, 0)) === network) routed++
    }
    return routed
  }

  #grow(row: number): void {
    this.#hot = grown(this.#hot, (row + 1) * HOT)
    this.#cold = grown(this.#cold, (row + 1) * COLD)
    this.#hot[row * HOT + VTEP] = NO_ENDPOINT
    this.#hot[row * HOT + ADDRESS] = NO_ADDRESS
  }

  #place(p: Packet, station: number, before: number, vtep: number): void {
    this.placed = p.number
    const n = this.#hot
    const row = station * HOT
    n[row + VTEP] = vtep
    if (before === NO_ENDPOINT) {
      const first = station * COLD + FIRST
      this.#cold[first] = p.number
      this.#cold[first + 1] = p.tsSec
      this.#cold[first + 2] = p.tsNsec
      return
    }
    if (!this.#movePlaces.has(this.moves.length)) {
      this.movesDropped++
      n[row + MOVE] = 0
      return
    }
    const at: Timestamp = timestampOf(p)
    this.moves.push({
      station,
      from: before,
      to: vtep,
      lastBefore: this.last(station),
      at,
      byRarp: isRarpRequest(p),
    })
    n[row + MOVE] = this.moves.length
  }

  /** Notes the IP address of the sender in layer `i`, which follows the Ethernet header and its tags. */
  #address(p: Packet, station: number, i: number, vlan: number): void {
    if (i >= p.depth) return
    const l = p.layers[i]!
    const v = p.view
    let address: number = NO_ADDRESS
    let hops = 0
    let sure = 0
    if (l.kind === Kind.Arp) {
      if (!arp.isEthernetIpv4(v, l.start) || arp.senderIp(v, l.start) === 0) return
      address = arp.senderIp(v, l.start)
      sure = 1
    } else if (isIp(l.kind)) {
      if (isUnspecified(v, l)) return
      address = this.#networks.addresses.number(v, sourceAt(l), l.kind)
      if (l.kind === Kind.Ipv4) hops = hopsOf(ipv4.timeToLive(v, l.start))
    } else {
      return
    }
    if (vlan === 0) {
      if (address === this.#hot[station * HOT + ADDRESS] && sure === 0) return
      this.#hot[station * HOT + ADDRESS] = address
    }
    this.#keepAddress(station, address, hops, sure, vlan)
  }

  #keepAddress(station: number, address: number, hops: number, sure: number, vlan: number): void {
    const isIpv6 = this.#networks.addresses.isIpv6(address) ? 1 : 0
    let row = this.#addresses.find(station, address, isIpv6, vlan)
    if (row === NO_ROW) {
      if (this.#cold[station * COLD + ADDRESS_COUNT] === MAX_ADDRESSES || address === NO_ADDRESS) return
      row = this.#addresses.row(station, address, isIpv6, vlan)
      if (row === NO_ROW) return
      this.#cold[station * COLD + ADDRESS_COUNT]!++
      this.#addressHops = grown(this.#addressHops, row + 1)
      this.#addressSure = grown(this.#addressSure, row + 1)
      this.#addressHops[row] = hops
    }
    if (sure === 1) this.#addressSure[row] = 1
  }
}

/** The first layer from `i` on that is no VLAN tag. */
function behindTags(p: Packet, i: number): number {
  let at = i
  while (at < p.depth && (p.layers[at]!.kind === Kind.Vlan || p.layers[at]!.kind === Kind.Dot1ad)) at++
  return at
}

/** Routers that a packet has passed: senders start at 64, 128 or 255. 0 for a TTL that was set low on purpose. */
function hopsOf(timeToLive: number): number {
  const start = timeToLive <= 64 ? 64 : timeToLive <= 128 ? 128 : 255
  const hops = start - timeToLive
  return hops < MAX_HOPS ? hops : 0
}

/** RFC 903: who has this MAC address asks for its own IP address, to all. */
function isRarpRequest(p: Packet): boolean {
  const l = p.layers[p.depth - 1]
  return l !== undefined && l.kind === Kind.Arp && arp.operation(p.view, l.start) === arp.OPERATION_RARP_REQUEST
}
