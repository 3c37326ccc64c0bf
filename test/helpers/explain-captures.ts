/** Captures, read to their end and then explained packet by packet, as `vxsniff explain` does. */

import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Learning } from '../../src/analysis/learning/learning.js'
import { type Explanation, explain } from '../../src/present/explain/explain.js'
import { Names } from '../../src/present/learn/names.js'
import type { LearnView } from '../../src/present/learn/view.js'
import { PLAIN } from '../../src/present/palette.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from './octets.js'
import { take } from './packets.js'

const VIEW: LearnView = {
  language: 'en',
  palette: PLAIN,
  unicode: true,
  columns: 120,
  utcOffset: () => 0,
  all: false,
}

export class Explained {
  readonly #frames: readonly Frame[]
  readonly #learning: Learning = new Learning()
  /** By frame, the networks that it is in. */
  readonly #networks: number[][] = []

  constructor(frames: readonly Frame[]) {
    this.#frames = frames
    const stack = new TunnelStack()
    this.#each((p) => {
      stack.fill(p)
      this.#learning.observe(p, stack)
      this.#networks.push(stack.depth === 0 ? [0] : [...this.#learning.networks.ids.subarray(0, stack.depth)])
    })
    this.#learning.finish()
  }

  names(view: Partial<LearnView> = {}): Names {
    return new Names(this.#learning.facts(), { ...VIEW, ...view })
  }

  /** Hands out each packet, explained; `keep` chooses by number. */
  explain(names: Names, see: (e: Explanation, p: Packet) => void, keep: (frame: number) => boolean = () => true): void {
    this.#each((packet) => {
      if (!keep(packet.number)) return
      const networks = this.#networks[packet.number - 1]!
      see(explain({ packet, networks, ...(packet.fragment === -1 ? {} : { wholeIn: 0 }) }, names), packet)
    })
  }

  /** One of them. */
  frame(number: number, names: Names = this.names()): Explanation {
    let found: Explanation | undefined
    this.explain(
      names,
      (e) => {
        found = e
      },
      (n) => n === number,
    )
    return found!
  }

  #each(see: (p: Packet) => void): void {
    const p = new Packet()
    const reassembler = new Reassembler()
    for (const [i, frame] of this.#frames.entries()) {
      take(p, frame, i + 1, i * 1e6)
      reassembler.offer(p)
      see(p)
    }
  }
}
