/**
 * Stations that forward packets of others, as routers do, by the VTEP that they are behind. It tells a gateway behind
 * every VTEP from two stations with one MAC address. Bounded; what found no room is counted.
 */
import { NO_ADDRESS } from '../tables/address-table.js'
import type { Budget } from '../tables/budget.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'

/** What a station has sent from one place. */
export interface Sent {
  /** IP packets that had been routed before; and the station's own addresses, the first few. */
  readonly routed: number
  readonly own: readonly number[]
}

const LIMIT = 1 << 15
const OWN_KEPT = 4
// Columns: packets that had been routed, then the station's own addresses, plus one.
const ROUTED = 0
const OWN = 1
const COLUMNS = OWN + OWN_KEPT

export class Forwarders {
  /** Network, upper and lower 24 bits of the MAC address, endpoint of the VTEP. */
  readonly #index: RowIndex
  #columns: Float64Array = new Float64Array(64 * COLUMNS)
  /** The same without a MAC address, and without a VTEP: rows there are packets that had been routed. */
  readonly #places: RowIndex
  readonly #stations: RowIndex

  constructor(budget: Budget) {
    this.#index = new RowIndex(LIMIT, budget, 8 * COLUMNS)
    this.#places = new RowIndex(LIMIT, budget)
    this.#stations = new RowIndex(LIMIT, budget)
  }

  /** Stations and places that found no room. */
  get dropped(): number {
    return this.#index.dropped + this.#places.dropped + this.#stations.dropped
  }

  /** Takes an IP packet that a router had passed on before. */
  routed(network: number, macHi: number, macLo: number, vtep: number): void {
    const row = this.#row(network, macHi, macLo, vtep)
    if (row === NO_ROW) return
    this.#columns[row * COLUMNS + ROUTED]!++
    this.#places.row(network, vtep, 0, 0)
    this.#stations.row(network, macHi, macLo, 0)
  }

  /** Takes an address that a station speaks from itself. */
  spoke(network: number, macHi: number, macLo: number, vtep: number, address: number): void {
    if (address === NO_ADDRESS) return
    const row = this.#row(network, macHi, macLo, vtep)
    if (row === NO_ROW) return
    const c = this.#columns
    const at = row * COLUMNS + OWN
    for (let n = 0; n < OWN_KEPT; n++) {
      if (c[at + n] === address + 1) return
      if (c[at + n] !== 0) continue
      c[at + n] = address + 1
      return
    }
  }

  /** What the station has sent from behind a VTEP. */
  sent(network: number, mac: number, vtep: number): Sent {
    const row = this.#index.find(network, Math.floor(mac / 2 ** 24), mac % 2 ** 24, vtep)
    if (row === NO_ROW) return { routed: 0, own: [] }
    const at = row * COLUMNS
    const own = [...this.#columns.subarray(at + OWN, at + COLUMNS)].filter((address) => address > 0)
    return { routed: this.#columns[at + ROUTED]!, own: own.map((address) => address - 1) }
  }

  /** Whether the station has passed on anything, from whatever place. */
  isRouter(network: number, mac: number): boolean {
    return this.#stations.find(network, Math.floor(mac / 2 ** 24), mac % 2 ** 24, 0) !== NO_ROW
  }

  /** Whether anybody behind a VTEP has passed on anything in a network. */
  hasRouter(network: number, vtep: number): boolean {
    return this.#places.find(network, vtep, 0, 0) !== NO_ROW
  }

  #row(network: number, macHi: number, macLo: number, vtep: number): number {
    const row = this.#index.row(network, macHi, macLo, vtep)
    if (row !== NO_ROW) this.#columns = grown(this.#columns, (row + 1) * COLUMNS)
    return row
  }
}
