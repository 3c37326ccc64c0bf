/** How fast rows of a table grow: packets and octets a second since the last look, and packets at each of the last looks. */
import type { Flows } from '../flows/flows.js'
import { grown } from '../tables/row-index.js'
import type { TunnelTraffic } from '../tunnels/tunnel-traffic.js'

/** Looks that are remembered: a minute, where there is one a second. */
export const LOOKS = 60
/** Rows with a rate, and those of them whose last looks are remembered; the first ones. */
const ROWS = 1 << 16
const REMEMBERED = 2048

/** What a row has by now. */
export interface Counts {
  readonly packets: number
  readonly octets: number
}

/** Of all flows, by row. */
export function* flowCounts(flows: Flows): Generator<Counts> {
  const { count } = flows
  for (let row = 0; row < count; row++) yield { packets: flows.packets(row), octets: flows.octets(row) }
}

/** Of all tunnels, by row. */
export function* tunnelCounts(tunnels: TunnelTraffic): Generator<Counts> {
  for (const { forth, back } of tunnels.records()) {
    yield { packets: forth.packets + back.packets, octets: forth.octets + back.octets }
  }
}

export class Rates {
  /** By row: packets and octets at the last look, then packets and octets a second before it. */
  #numbers: Float64Array = new Float64Array(64 * COLUMNS)
  /** Packets at each look, `LOOKS` a row, one after the other. */
  #looks: Float64Array = new Float64Array(64 * LOOKS)
  #rows = 0
  #at = 0

  /** Takes what each row has after so many seconds; rows are numbered from 0. */
  look(counts: Iterable<Counts>, seconds: number): void {
    let row = 0
    for (const { packets, octets } of counts) {
      if (row === ROWS) break
      this.#note(row++, packets, octets, seconds)
    }
    this.#rows = row
    this.#at = (this.#at + 1) % LOOKS
  }

  packets(row: number): number {
    return row < this.#rows ? this.#numbers[row * COLUMNS + PACKET_RATE]! : 0
  }

  octets(row: number): number {
    return row < this.#rows ? this.#numbers[row * COLUMNS + OCTET_RATE]! : 0
  }

  /** Packets at each of the last looks, the last one behind; none of a row that is not remembered. */
  history(row: number): readonly number[] {
    if (row >= this.#rows || row >= REMEMBERED) return []
    return Array.from({ length: LOOKS }, (_, i) => this.#looks[row * LOOKS + ((this.#at + i) % LOOKS)]!)
  }

  #note(row: number, packets: number, octets: number, seconds: number): void {
    this.#numbers = grown(this.#numbers, (row + 1) * COLUMNS)
    const n = this.#numbers
    const at = row * COLUMNS
    const more = packets - n[at + PACKETS]!
    n[at + PACKET_RATE] = more / seconds
    n[at + OCTET_RATE] = (octets - n[at + OCTETS]!) / seconds
    n[at + PACKETS] = packets
    n[at + OCTETS] = octets
    if (row >= REMEMBERED) return
    this.#looks = grown(this.#looks, (row + 1) * LOOKS)
    this.#looks[row * LOOKS + this.#at] = more
  }
}

const PACKETS = 0
const OCTETS = 1
const PACKET_RATE = 2
const OCTET_RATE = 3
const COLUMNS = 4
