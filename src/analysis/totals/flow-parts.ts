/**
 * What of a flow went through which tunnel, where a flow's packets take several: those of its two directions, or after a
 * host has moved. Bounded; a flow without room here is known as a whole alone.
 */
import { ipBelow } from '../../wire/ip.js'
import type { Packet } from '../../wire/packet.js'
import { ownDepth, type TunnelStack } from '../../wire/tunnel.js'
import { grown, NO_ROW, RowIndex } from '../tables/row-index.js'
import type { Networks } from '../tunnels/networks.js'
import type { Counts } from './rates.js'

const LIMIT = 1 << 16
const ROW_OCTETS = 24

export interface FlowPart extends Counts {
  readonly row: number
  readonly flow: number
  /** The frame of its first packet. */
  readonly first: number
}

export class FlowParts {
  readonly #networks: Networks
  readonly #index: RowIndex
  #packets: Float64Array = new Float64Array(64)
  #octets: Float64Array = new Float64Array(64)
  #first: Float64Array = new Float64Array(64)
  /** Parts of each flow. */
  #counts: Int32Array = new Int32Array(64)

  constructor(networks: Networks) {
    this.#networks = networks
    this.#index = new RowIndex(LIMIT, networks.budget, ROW_OCTETS)
  }

  /** Takes each packet that belongs to a flow, once `networks` has observed it. The row of its part, or `NO_ROW`. */
  observe(p: Packet, { depth }: TunnelStack, flow: number): number {
    if (depth === 0 || flow === NO_ROW) return NO_ROW
    const { sources, destinations } = this.#networks
    const known = this.#index.count
    const row = this.#row(flow, sources[depth - 1]!, destinations[depth - 1]!, true)
    if (row === NO_ROW) return NO_ROW
    this.#packets = grown(this.#packets, row + 1)
    this.#octets = grown(this.#octets, row + 1)
    this.#first = grown(this.#first, row + 1)
    if (row === known) {
      this.#first[row] = p.number
      this.#counts = grown(this.#counts, flow + 1)
      this.#counts[flow]!++
    }
    const ip = ipBelow(p, ownDepth(p))
    this.#packets[row]!++
    if (ip >= 0) this.#octets[row]! += p.layers[ip]!.claimed - p.layers[ip]!.start
    return row
  }

  /** The part of a flow between two addresses that are the ends of a tunnel; `NO_ROW` where there is none. */
  between(flow: number, [a, b]: readonly [number, number]): number {
    return this.#row(flow, this.#networks.endpoint(a), this.#networks.endpoint(b), false)
  }

  /** Whether a flow's packets take several tunnels. */
  isSplit(flow: number): boolean {
    return (this.#counts[flow] ?? 0) > 1
  }

  part(row: number): FlowPart {
    return {
      row,
      flow: this.#index.word(row, 0),
      packets: this.#packets[row]!,
      octets: this.#octets[row]!,
      first: this.#first[row]!,
    }
  }

  /** In the order of their first packet. */
  *all(): Generator<FlowPart> {
    for (let row = 0; row < this.#index.count; row++) yield this.part(row)
  }

  #row(flow: number, from: number, to: number, isNew: boolean): number {
    const [a, b] = from < to ? [from, to] : [to, from]
    return isNew ? this.#index.row(flow, a, b, 0) : this.#index.find(flow, a, b, 0)
  }
}
