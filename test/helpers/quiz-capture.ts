/** Reads a capture as the quiz does, and asks all that it could. */

import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import type { Facts } from '../../src/analysis/learning/facts.js'
import { Learning } from '../../src/analysis/learning/learning.js'
import { openCapture } from '../../src/capture/file.js'
import { Names } from '../../src/present/learn/names.js'
import type { Question } from '../../src/present/quiz/question.js'
import { questionsOf } from '../../src/present/quiz/quiz.js'
import { QuizSource } from '../../src/present/quiz/source.js'
import { TunnelPackets } from '../../src/present/quiz/tunnel-packets.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Language } from '../../src/words/language.js'
import { view } from './stories.js'

/** Seeds that together ask of most frames. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
/** More than a capture has. */
export const ALL = 1000

export class QuizCapture {
  readonly #learning: Learning = new Learning()
  readonly #packets: TunnelPackets = new TunnelPackets()
  #facts: Facts | undefined

  static async of(path: string): Promise<QuizCapture> {
    const read = new QuizCapture()
    const capture = await openCapture(path)
    const p = new Packet()
    const stack = new TunnelStack()
    const reassembler = new Reassembler()
    if (capture.interfaces.length > 1) read.#learning.copies.start()
    try {
      while (await capture.fill()) {
        while (capture.next(p)) {
          decode(p)
          if (p.fragment !== -1) reassembler.offer(p)
          stack.fill(p)
          read.#learning.observe(p, stack)
          read.#packets.observe(p, stack, read.#learning.networks)
        }
      }
    } finally {
      capture.close()
    }
    read.#learning.finish()
    return read
  }

  questions(seed: number, count: number = ALL, language: Language = 'en'): readonly Question[] {
    this.#facts ??= this.#learning.facts()
    const names = new Names(this.#facts, view(80, language))
    return questionsOf(new QuizSource(names, this.#packets), seed, count)
  }

  /** The questions of several seeds, each of them once. */
  all(): readonly Question[] {
    const asked = new Map<string, Question>()
    for (const seed of SEEDS) {
      for (const question of this.questions(seed)) asked.set(`${question.id} ${question.prompt}`, question)
    }
    return [...asked.values()]
  }
}
