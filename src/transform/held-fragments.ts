/** Records of fragments, kept until it is known whether the datagram is in a tunnel. Bounded: the oldest goes as it is. */
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'

/** Fragments kept at most: what `Reassembler` keeps of datagrams, with some to each. */
const MOST = 4096

/** What is done with a fragment that stays a packet. */
export type Release = (p: Packet) => void

export class HeldFragments {
  readonly #packets: Map<number, Packet> = new Map()
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** Keeps a copy of the record. */
  hold(p: Packet, release: Release): void {
    const bytes = p.recordBytes.slice(p.recordStart, Math.max(p.recordStart + p.captured, p.optionsEnd))
    const copy = new Packet(this.#tables)
    copy.record(new DataView(bytes.buffer), bytes, 0, p.captured, p.length)
    copy.identifyAs(p)
    copy.optionsStart = p.optionsEnd > 0 ? p.optionsStart - p.recordStart : 0
    copy.optionsEnd = p.optionsEnd > 0 ? p.optionsEnd - p.recordStart : 0
    this.#packets.set(p.number, copy)
    if (this.#packets.size > MOST) for (const frame of this.#packets.keys()) return this.release([frame], release)
  }

  /** Lets go of the fragments of these frames. */
  release(frames: readonly number[], release: Release): void {
    for (const frame of frames) {
      const held = this.#packets.get(frame)
      if (held === undefined) continue
      this.#packets.delete(frame)
      release(held)
    }
  }

  /** Forgets them: what they were a part of was taken out. */
  drop(frames: readonly number[]): void {
    for (const frame of frames) this.#packets.delete(frame)
  }

  releaseAll(release: Release): void {
    this.release([...this.#packets.keys()], release)
  }
}
