/** The first few packets of a capture that are copies of others in it, with those that they are copies of. */
import type { Packet } from '../../wire/packet.js'
import { type Copies, Copy } from './copies.js'

const MAX_FRAMES = 8

export class DuplicateFrames {
  /** Copies seen outside of the tunnel that carries them, and copies from other interfaces. */
  inner = 0
  again = 0
  readonly frames: number[] = []
  readonly #copies: Copies

  /** `copies` has observed each packet before it comes here. */
  constructor(copies: Copies) {
    this.#copies = copies
  }

  /** Hot path: takes a packet. */
  observe(p: Packet): void {
    const { active, kind, resolved, original } = this.#copies
    if (!active || (kind === Copy.None && resolved === 0)) return
    if (kind === Copy.Again) this.again++
    else this.inner++
    if (this.frames.length >= MAX_FRAMES) return
    // Of a packet that is seen outside first, it is not known which one that was.
    if (original > 0) this.frames.push(original)
    this.frames.push(p.number)
  }
}
