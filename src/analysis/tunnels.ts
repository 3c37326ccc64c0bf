/**
 * Which tunnels a capture holds: kind, identifier, the two endpoints, packets each way. Bounded; what did not fit is
 * counted.
 */
import { destinationAt, ipBelow, isToGroup, sourceAt } from '../wire/ip.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack, TunnelType } from '../wire/tunnel.js'
import { AddressTable, NO_ADDRESS } from './address-table.js'
import { hash } from './row-index.js'

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

const COLUMNS = 5
const FIRST_SIZE = 256

export class Tunnels {
  readonly addresses: AddressTable
  /** Packets whose tunnel found no room. */
  dropped = 0
  #count = 0
  /** type, id, a, b, group flag: `COLUMNS` numbers a row. Doubles, since a GRE key has 32 bits. */
  #rows: Float64Array = new Float64Array(FIRST_SIZE * COLUMNS)
  #packets: Float64Array = new Float64Array(FIRST_SIZE * 2)
  #slots: Int32Array = new Int32Array(2 * FIRST_SIZE)
  readonly #limit: number

  constructor(limit: number = 1 << 16, addresses: AddressTable = new AddressTable()) {
    this.#limit = limit
    this.addresses = addresses
  }

  /** Hot path: counts every tunnel that the packet is in. */
  observe(p: Packet, stack: TunnelStack): void {
    for (let n = 0; n < stack.depth; n++) {
      this.#add(p, stack.types[n] as TunnelType, stack.ids[n]!, ipBelow(p, stack.layers[n]!))
    }
  }

  /** The tunnels in the order of their first packet. */
  *rows(): Generator<TunnelRow> {
    for (let r = 0; r < this.#count; r++) {
      const at = r * COLUMNS
      yield {
        type: this.#rows[at] as TunnelType,
        id: this.#rows[at + 1]!,
        a: this.#rows[at + 2]!,
        b: this.#rows[at + 3]!,
        toGroup: this.#rows[at + 4] === 1,
        packetsAb: this.#packets[r * 2]!,
        packetsBa: this.#packets[r * 2 + 1]!,
      }
    }
  }

  #add(p: Packet, type: TunnelType, id: number, ip: number): void {
    let a = NO_ADDRESS
    let b = NO_ADDRESS
    let group = 0
    if (ip >= 0) {
      const l = p.layers[ip]!
      a = this.addresses.number(p.view, sourceAt(l), l.kind)
      b = this.addresses.number(p.view, destinationAt(l), l.kind)
      group = isToGroup(p.view, l) ? 1 : 0
    }
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const mask = this.#slots.length - 1
    let slot = hash(low, high, type, id) & mask
    for (;;) {
      const row = this.#slots[slot]! - 1
      if (row < 0) break
      const at = row * COLUMNS
      const t = this.#rows
      const ra = t[at + 2]!
      const rb = t[at + 3]!
      if (t[at] === type && t[at + 1] === id && ((ra === a && rb === b) || (ra === b && rb === a))) {
        this.#packets[row * 2 + (ra === a ? 0 : 1)]!++
        return
      }
      slot = (slot + 1) & mask
    }
    if (this.#count === this.#limit) {
      this.dropped++
      return
    }
    const row = this.#count++
    this.#slots[slot] = row + 1
    const at = row * COLUMNS
    if (at === this.#rows.length) this.#grow()
    this.#rows[at] = type
    this.#rows[at + 1] = id
    this.#rows[at + 2] = a
    this.#rows[at + 3] = b
    this.#rows[at + 4] = group
    this.#packets[row * 2] = 1
    this.#packets[row * 2 + 1] = 0
    if (2 * this.#count > this.#slots.length) this.#rehash()
  }

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2)
    rows.set(this.#rows)
    this.#rows = rows
    const packets = new Float64Array(this.#packets.length * 2)
    packets.set(this.#packets)
    this.#packets = packets
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let row = 0; row < this.#count; row++) {
      const at = row * COLUMNS
      const a = this.#rows[at + 2]!
      const b = this.#rows[at + 3]!
      let slot = hash(Math.min(a, b), Math.max(a, b), this.#rows[at]!, this.#rows[at + 1]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = row + 1
    }
  }
}
