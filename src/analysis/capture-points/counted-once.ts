/**
 * Counts packets that a capture holds several times only once. Copies may differ: between two of them a router lowers
 * the TTL or the network card fills in a checksum. So a copy still counts in rows where no other copy did. Costs
 * nothing in a capture without copies.
 */
import type { Packet } from '../../wire/packet.js'
import { type Copies, Copy, PLACES } from './copies.js'

/** Rows that are remembered of one packet. */
const ROWS = 8

export class CountedOnce {
  readonly #copies: Copies
  // By the slots of `Copies`: the first frame of the packet, its rows and their number. Made when there are copies.
  #frames: Float64Array = new Float64Array(0)
  #rows: Int32Array = new Int32Array(0)
  #counts: Uint8Array = new Uint8Array(0)

  /** `copies` has observed each packet before it comes here. */
  constructor(copies: Copies) {
    this.#copies = copies
  }

  /** Hot path: whether the packet counts in this row of a table, because no copy of it was counted there yet. */
  isNew(p: Packet, row: number): boolean {
    const { active, slot, kind } = this.#copies
    if (!active || slot < 0) return true
    if (this.#rows.length === 0) this.#start()
    const at = slot * ROWS
    const count = this.#known(p, slot)
    if (kind === Copy.Again) for (let n = 0; n < count; n++) if (this.#rows[at + n] === row) return false
    if (count === ROWS) return kind !== Copy.Again
    this.#rows[at + count] = row
    this.#counts[slot] = count + 1
    return true
  }

  /** How many rows are known of the packet in this slot. The slot may have held another packet before. */
  #known(p: Packet, slot: number): number {
    const { original } = this.#copies
    const frame = original > 0 ? original : p.number
    if (this.#frames[slot] === frame) return this.#counts[slot]!
    this.#frames[slot] = frame
    this.#counts[slot] = 0
    return 0
  }

  #start(): void {
    this.#frames = new Float64Array(PLACES)
    this.#rows = new Int32Array(PLACES * ROWS)
    this.#counts = new Uint8Array(PLACES)
  }
}
