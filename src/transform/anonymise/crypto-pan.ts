/**
 * Crypto-PAn: J. Fan, J. Xu, M. Ammar and S. Moon, "Prefix-Preserving IP Address Anonymization: Measurement-Based Security
 * Evaluation and a New Cryptography-Based Scheme", 2002. Bit i of an address is turned over or not by what AES makes of the
 * i bits in front of it, so that two addresses have as many leading bits in common afterwards as they had before.
 */
import { type Cipher, createCipheriv } from 'node:crypto'

/** Octets of the key: one half for AES, the other for what pads the bits of an address. */
export const KEY_LEN = 32
const BLOCK_LEN = 16
/** Bits of the longest address. */
const MAX_BITS = 128

/** Encrypts blocks of 16 octets, each by itself. */
export function blockCipher(key: Uint8Array): Cipher {
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
}

export class CryptoPan {
  readonly #cipher: Cipher
  readonly #pad: Uint8Array
  readonly #blocks: Uint8Array = new Uint8Array(MAX_BITS * BLOCK_LEN)

  constructor(key: Uint8Array) {
    this.#cipher = blockCipher(key.subarray(0, BLOCK_LEN))
    this.#pad = this.#cipher.update(key.subarray(BLOCK_LEN, KEY_LEN))
  }

  /** Turns over the first `bits` bits of `address`, except for the `kept` ones in front. */
  apply(address: Uint8Array, bits: number, kept: number): void {
    if (kept >= bits) return
    const blocks = this.#blocks
    const pad = this.#pad
    for (let bit = kept, at = 0; bit < bits; bit++, at += BLOCK_LEN) {
      const whole = bit >> 3
      for (let i = 0; i < BLOCK_LEN; i++) blocks[at + i] = i < whole ? address[i]! : pad[i]!
      const own = 0xff00 >> (bit & 7)
      blocks[at + whole] = (address[whole]! & own) | (pad[whole]! & ~own)
    }
    const flips = this.#cipher.update(blocks.subarray(0, (bits - kept) * BLOCK_LEN))
    for (let bit = kept, at = 0; bit < bits; bit++, at += BLOCK_LEN) {
      address[bit >> 3]! ^= (flips[at]! & 0x80) >> (bit & 7)
    }
  }
}
