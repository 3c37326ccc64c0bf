/** Two BGP speakers whose messages become packets: each sends its next octets in segments of its connection. */
import { ethernet, ipv4, tcp } from '../../fixtures/make/packets.js'
import { bytes, type Frame } from './octets.js'
import { A, B, frameOf } from './packets.js'

const ACK = 0x10
const PUSH = 0x18
const SYN = 0x02

export class Speakers {
  readonly frames: Frame[] = []
  readonly #ends: readonly [string, string]
  readonly #port: number
  /** The next octet's number of each. */
  readonly #next: [number, number] = [1000, 2000]

  constructor(a: string, b: string, port = 40000) {
    this.#ends = [a, b]
    this.#port = port
  }

  /** The three packets that open a connection. */
  open(): this {
    this.#packet(0, SYN, '')
    this.#packet(1, SYN | ACK, '')
    this.#next[0]++
    this.#next[1]++
    this.#packet(0, ACK, '')
    return this
  }

  /** Messages of end 0 or 1, cut into segments of so many octets. */
  say(end: 0 | 1, hex: string, size = 1448): this {
    const digits = hex.replace(/\s+/g, '')
    for (let at = 0; at < digits.length; at += 2 * size) {
      const piece = digits.slice(at, at + 2 * size)
      this.#packet(end, PUSH, piece)
      this.#next[end] += piece.length / 2
    }
    return this
  }

  /** The connection ends without a word (RST). */
  reset(end: 0 | 1): this {
    this.#packet(end, 0x14, '')
    return this
  }

  #packet(end: 0 | 1, flags: number, hex: string): void {
    const [source, destination] = end === 0 ? [this.#port, 179] : [179, this.#port]
    const segment = tcp({
      source,
      destination,
      sequence: this.#next[end],
      acknowledgment: this.#next[end === 0 ? 1 : 0],
      flags,
      data: Buffer.from(bytes(hex)),
    })
    const body = ipv4({ source: this.#ends[end], destination: this.#ends[end === 0 ? 1 : 0] }, segment)
    this.frames.push(frameOf(ethernet(B.mac, A.mac, body).octets))
  }
}
