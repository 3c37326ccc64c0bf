/**
 * VNIs and keys to others of the same width: a Feistel network over the bits. 0 and the largest value stay, and values stay
 * among those below 4096, for RFC 7637 §3.2 gives these another meaning. Of a key the last octet is mapped by itself: NVGRE
 * has a flow's number there.
 */
import type { Cipher } from 'node:crypto'
import { blockCipher } from './crypto-pan.js'

const ROUNDS = 6
const LARGEST = 0xffffff
/** RFC 7637 §3.2. */
const LEAST_VSID = 0x1000
/** Numbers remembered at most. */
const LIMIT = 1 << 16

export class Numbers {
  readonly #cipher: Cipher
  readonly #block: Uint8Array = new Uint8Array(16)
  readonly #known: Map<number, number> = new Map()

  constructor(secret: Uint8Array) {
    this.#cipher = blockCipher(secret.subarray(0, 16))
  }

  /** A VNI or VSID of 24 bits. */
  vni(value: number): number {
    if (value === 0 || value === LARGEST) return value
    const known = this.#known.get(value)
    if (known !== undefined) return known
    if (this.#known.size === LIMIT) this.#known.clear()
    let mapped = value
    do mapped = value < LEAST_VSID ? this.#permuted(mapped, 12) : this.#permuted(mapped, 24)
    while (mapped === 0 || mapped === LARGEST || (value >= LEAST_VSID && mapped < LEAST_VSID))
    this.#known.set(value, mapped)
    return mapped
  }

  /** A key or an identifier of 32 bits. */
  key(value: number): number {
    const low = value & 0xff
    return this.vni(value >>> 8) * 0x100 + (low === 0 ? 0 : this.#octet(low))
  }

  #octet(value: number): number {
    const key = -value
    let mapped = this.#known.get(key) ?? 0
    if (mapped !== 0) return mapped
    mapped = value
    do mapped = this.#permuted(mapped, 8)
    while (mapped === 0)
    this.#known.set(key, mapped)
    return mapped
  }

  /** One of the permutations of the numbers of `bits` bits, an even number. */
  #permuted(value: number, bits: number): number {
    const half = bits / 2
    const mask = (1 << half) - 1
    let left = value >>> half
    let right = value & mask
    for (let round = 0; round < ROUNDS; round++) {
      const block = this.#block
      block[0] = bits
      block[1] = round
      block[2] = right >>> 8
      block[3] = right
      const turned = left ^ (this.#cipher.update(block).readUInt16BE(0) & mask)
      left = right
      right = turned
    }
    return (left << half) | right
  }
}
