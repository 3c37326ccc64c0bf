/**
 * What tcpdump remembers of TCP connections so that it can print relative sequence numbers: the numbers that the first
 * segment with ACK told. Open addressing over typed arrays; when the table is full it is emptied, and the connections
 * begin anew.
 */
import { hashWords, type Seed, seed } from '../../analysis/tables/hash.js'
import type { Writer } from '../writer.js'

/** Connections kept at most. */
const CONNECTIONS = 1 << 16
const MASK = 2 * CONNECTIONS - 1

export class Sequences {
  /** Words of a key. */
  readonly #words: number
  readonly #keys: Int32Array
  /** 1 + the entry, 0 for a free slot. */
  readonly #slots: Int32Array = new Int32Array(2 * CONNECTIONS)
  /** Of the end with the lower port (or address), and of the other one. */
  readonly #sequence: Uint32Array = new Uint32Array(CONNECTIONS)
  readonly #acknowledgment: Uint32Array = new Uint32Array(CONNECTIONS)
  readonly #seed: Seed = seed()
  readonly #key: Int32Array
  #count = 0
  /** Slots looked at in vain. */
  probes = 0

  /** `addressLen` is 4 or 16 octets. */
  constructor(addressLen: number) {
    this.#words = addressLen / 2 + 1
    this.#key = new Int32Array(this.#words)
    this.#keys = new Int32Array(this.#words * CONNECTIONS)
  }

  /** Number of the connection, remembered from now on: -1 - number when it is a new one. */
  find(v: DataView, low: number, high: number, ports: number): number {
    const half = (this.#words - 1) / 2
    const key = this.#key
    for (let i = 0; i < half; i++) {
      key[i] = v.getInt32(low + 4 * i)
      key[half + i] = v.getInt32(high + 4 * i)
    }
    key[2 * half] = ports
    const first = hashWords(this.#seed, key, 0, this.#words) & MASK
    let slot = first
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & MASK) {
      const entry = this.#slots[slot]! - 1
      if (this.#isKey(entry)) return entry
      this.probes++
    }
    if (this.#count === CONNECTIONS) {
      this.#slots.fill(0)
      this.#count = 0
      slot = first
    }
    const entry = this.#count++
    this.#slots[slot] = entry + 1
    this.#keys.set(key, entry * this.#words)
    return -1 - entry
  }

  start(entry: number, sequence: number, acknowledgment: number): void {
    this.#sequence[entry] = sequence
    this.#acknowledgment[entry] = acknowledgment
  }

  sequence(entry: number): number {
    return this.#sequence[entry]!
  }

  acknowledgment(entry: number): number {
    return this.#acknowledgment[entry]!
  }

  #isKey(entry: number): boolean {
    const at = entry * this.#words
    for (let i = 0; i < this.#words; i++) if (this.#keys[at + i] !== this.#key[i]) return false
    return true
  }
}

/** A difference of 32-bit sequence numbers, modulo 2^32. */
export function difference(w: Writer, a: number, b: number): void {
  w.dec((a - b) >>> 0)
}
