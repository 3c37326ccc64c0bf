/**
 * Stations: who sends Ethernet frames inside the tunnels, by network and MAC address, and the VTEP each one is behind.
 * Moves from one VTEP to another are kept, and what was still sent to the old one.
 */
import * as arp from '../../wire/arp.js'
import { isIp, isUnspecified, sourceAt } from '../../wire/ip.js'
import * as ipv4 from '../../wire/ipv4.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import { NO_ADDRESS } from '../address-table.js'
import { type Moment, type Networks, NO_ENDPOINT } from '../networks.js'
import { grown, NO_ROW, RowIndex } from '../row-index.js'

/** Addresses kept of one station. */
const MAX_ADDRESSES = 8
/** Frames kept of the uses of an old place. */
const MAX_STALE_FRAMES = 8
/** More routers than this no packet passes. */
const MAX_HOPS = 32
const MAX_MOVES = 1 << 16
/** Frame, seconds, nanoseconds of the first packet and of the last. */
const MOMENT_COLUMNS = 6

/** A station that was behind one VTEP and then behind another; endpoints as `Networks` numbers them. */
export interface StationMove {
  readonly station: number
  readonly from: number
  readonly to: number
  readonly lastBefore: Moment
  readonly at: Moment
  staleUses: number
  readonly staleFrames: number[]
}

export class Stations {
  readonly moves: StationMove[] = []
  /** Moves that found no room. */
  movesDropped = 0
  readonly #networks: Networks
  /** Network, upper and lower 24 bits of the MAC address. */
  readonly #index: RowIndex
  /** The endpoint it is behind; `NO_ENDPOINT` while it is only known as a destination. */
  #vteps: Int32Array = new Int32Array(64)
  #moments: Float64Array = new Float64Array(64 * MOMENT_COLUMNS)
  /** The last move as an index of `moves` plus one; 0 for a station that never moved. */
  #lastMove: Int32Array = new Int32Array(64)
  /** Whether it has sent a frame to all. */
  #known: Uint8Array = new Uint8Array(64)
  /** Frames for it since it last sent one, and the first of them. */
  #waiting: Int32Array = new Int32Array(64)
  #waitingSince: Float64Array = new Float64Array(64)
  /** The address in the last packet: most packets have the one before them. */
  #lastAddress: Float64Array = new Float64Array(64)
  #addressCount: Uint8Array = new Uint8Array(64)
  /** Station and IP address, with the hops its first packet had come. */
  readonly #addresses: RowIndex
  #addressHops: Uint8Array = new Uint8Array(64)
  /** The addresses of ARP senders, which are a station's own for sure. */
  #addressSure: Uint8Array = new Uint8Array(64)

  constructor(networks: Networks, limit: number) {
    this.#networks = networks
    this.#index = new RowIndex(limit)
    this.#addresses = new RowIndex(2 * limit)
  }

  /** Stations known; they are numbered from 0. */
  get count(): number {
    return this.#index.count
  }

  get dropped(): number {
    return this.#index.dropped
  }

  networkOf(station: number): number {
    return this.#index.word(station, 0)
  }

  /** 48 bits. */
  macOf(station: number): number {
    return this.#index.word(station, 1) * 0x1000000 + this.#index.word(station, 2)
  }

  vtepOf(station: number): number {
    return this.#vteps[station]!
  }

  /** Whether the station is known to be behind `vtep`. */
  isAt(station: number, vtep: number): boolean {
    return this.#vteps[station] === vtep
  }

  lastMove(station: number): StationMove | undefined {
    return this.moves[this.#lastMove[station]! - 1]
  }

  first(station: number): Moment {
    return this.#moment(station * MOMENT_COLUMNS)
  }

  last(station: number): Moment {
    return this.#moment(station * MOMENT_COLUMNS + 3)
  }

  find(network: number, hi: number, lo: number): number {
    return this.#index.find(network, hi, lo, 0)
  }

  /** The station sent a frame to all. */
  toAll(station: number): void {
    this.#known[station] = 1
  }

  /** Whether the station sent a frame to all, and never moved. */
  isKnownToAll(station: number): boolean {
    return this.#known[station] === 1 && this.#lastMove[station] === 0
  }

  /** Hot path: the station with this MAC address, which need not have sent anything; `NO_ROW` when there is no room. */
  station(network: number, hi: number, lo: number): number {
    const known = this.#index.count
    const row = this.#index.row(network, hi, lo, 0)
    if (row === known) this.#grow(row)
    return row
  }

  /** Hot path: the station sent a frame from behind `vtep`; layer `e` is its Ethernet header. True when that is news. */
  sent(p: Packet, station: number, vtep: number, e: number): boolean {
    const before = this.#vteps[station]!
    const at = station * MOMENT_COLUMNS
    const m = this.#moments
    const isNews = before !== vtep
    if (isNews) this.#place(p, station, before, vtep)
    this.#waiting[station] = 0
    m[at + 3] = p.number
    m[at + 4] = p.tsSec
    m[at + 5] = p.tsNsec
    this.#address(p, station, e + 1)
    return isNews
  }

  /** A frame for the station went to `vtep`: counts it when it is where the station was before its last move. */
  addressed(p: Packet, station: number, vtep: number): void {
    const lastMove = this.#lastMove[station]!
    if (this.#vteps[station] === vtep) {
      if (this.#waiting[station]!++ === 0) this.#waitingSince[station] = p.number
    } else if (lastMove !== 0 && this.moves[lastMove - 1]!.from === vtep) {
      this.#stale(this.moves[lastMove - 1]!, p.number)
    }
  }

  #stale(move: StationMove, frame: number): void {
    move.staleUses++
    if (move.staleFrames.length < MAX_STALE_FRAMES) move.staleFrames.push(frame)
  }

  /** IP addresses of these stations, the sure ones first. */
  addressesOf(stations: ReadonlySet<number>): ReadonlyMap<number, readonly number[]> {
    const all = new Map<number, { sure: number[]; others: number[] }>()
    for (let row = 0; row < this.#addresses.count; row++) {
      const station = this.#addresses.word(row, 0)
      if (!stations.has(station)) continue
      const low = this.#addresses.word(row, 1) >>> 0
      const address = this.#addresses.word(row, 2) === 1 ? 2 ** 32 + low : low
      const of = all.get(station) ?? { sure: [], others: [] }
      ;(this.#addressSure[row] === 1 ? of.sure : of.others).push(address)
      all.set(station, of)
    }
    return new Map([...all].map(([station, { sure, others }]) => [station, [...sure, ...others]]))
  }

  /** Packets of this network's stations that routers had forwarded before they came to the tunnel, by their first ones. */
  routedAddresses(network: number): number {
    let routed = 0
    for (let row = 0; row < this.#addresses.count; row++) {
      if (this.#addressHops[row]! > 0 && this.networkOf(this.#addresses.word(row, 0)) === network) routed++
    }
    return routed
  }

  #moment(at: number): Moment {
    const m = this.#moments
    return { frame: m[at]!, seconds: m[at + 1]!, nanoseconds: m[at + 2]! }
  }

  #grow(row: number): void {
    this.#vteps = grown(this.#vteps, row + 1)
    this.#moments = grown(this.#moments, (row + 1) * MOMENT_COLUMNS)
    this.#lastMove = grown(this.#lastMove, row + 1)
    this.#known = grown(this.#known, row + 1)
    this.#waiting = grown(this.#waiting, row + 1)
    this.#waitingSince = grown(this.#waitingSince, row + 1)
    this.#lastAddress = grown(this.#lastAddress, row + 1)
    this.#addressCount = grown(this.#addressCount, row + 1)
    this.#vteps[row] = NO_ENDPOINT
    this.#lastAddress[row] = NO_ADDRESS
  }

  #place(p: Packet, station: number, before: number, vtep: number): void {
    this.#vteps[station] = vtep
    const at: Moment = { frame: p.number, seconds: p.tsSec, nanoseconds: p.tsNsec }
    if (before === NO_ENDPOINT) {
      const m = this.#moments
      m[station * MOMENT_COLUMNS] = p.number
      m[station * MOMENT_COLUMNS + 1] = p.tsSec
      m[station * MOMENT_COLUMNS + 2] = p.tsNsec
      return
    }
    if (this.moves.length === MAX_MOVES) {
      this.movesDropped++
      this.#lastMove[station] = 0
      return
    }
    // What it was sent at its old place since it last spoke there, it may have missed.
    const staleUses = this.#waiting[station]!
    const staleFrames = staleUses > 0 ? [this.#waitingSince[station]!] : []
    this.moves.push({ station, from: before, to: vtep, lastBefore: this.last(station), at, staleUses, staleFrames })
    this.#lastMove[station] = this.moves.length
  }

  /** Notes the IP address of the sender in layer `i`, which follows the Ethernet header. */
  #address(p: Packet, station: number, i: number): void {
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
    if (address === this.#lastAddress[station] && sure === 0) return
    this.#lastAddress[station] = address
    this.#keepAddress(station, address, hops, sure)
  }

  #keepAddress(station: number, address: number, hops: number, sure: number): void {
    const isIpv6 = this.#networks.addresses.isIpv6(address) ? 1 : 0
    let row = this.#addresses.find(station, address, isIpv6, 0)
    if (row === NO_ROW) {
      if (this.#addressCount[station] === MAX_ADDRESSES || address === NO_ADDRESS) return
      row = this.#addresses.row(station, address, isIpv6, 0)
      if (row === NO_ROW) return
      this.#addressCount[station]!++
      this.#addressHops = grown(this.#addressHops, row + 1)
      this.#addressSure = grown(this.#addressSure, row + 1)
      this.#addressHops[row] = hops
    }
    if (sure === 1) this.#addressSure[row] = 1
  }
}

/** Routers that a packet has passed: senders start at 64, 128 or 255. 0 for a TTL that was set low on purpose. */
function hopsOf(timeToLive: number): number {
  const start = timeToLive <= 64 ? 64 : timeToLive <= 128 ? 128 : 255
  const hops = start - timeToLive
  return hops < MAX_HOPS ? hops : 0
}
