/** The first few packets of a capture that are copies, each with its original. */
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
    // Of an inner copy that came first, the original is not known yet.
    if (original > 0) this.frames.push(original)
    this.frames.push(p.number)
  }
}
