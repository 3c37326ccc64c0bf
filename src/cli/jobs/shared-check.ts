/** `check` on two threads: one judges checksums and looks for frames that go round, this one does the rest. */
import { Worker } from 'node:worker_threads'
import type { PortableHalf } from '../../analysis/check/independent-half.js'
import { seed } from '../../analysis/tables/hash.js'
import type { CheckOptions } from '../commands/check-options.js'
import type { ThreadData } from './threads.js'

/** What the other thread is told. */
export interface CheckTask extends ThreadData {
  readonly file: string
  readonly options: CheckOptions
}

/** Megabytes for short-lived objects: packets make none, and the answer at the end is small. */
const YOUNG = 8
/** What the other thread answers at the end. */
export interface Answer {
  readonly judged: PortableHalf
  /** The report of a packet on which the program has failed; empty if there was none. */
  readonly defect: string
}

export class OtherHalf {
  readonly #worker: Worker
  readonly #answer: Promise<Answer>

  /** The options must be data that can be sent to a thread. */
  constructor(file: string, options: CheckOptions) {
    const workerData: CheckTask = { file, options, seed: seed() }
    this.#worker = new Worker(new URL('./check-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    })
    this.#answer = new Promise((resolve, reject) => {
      this.#worker.once('message', resolve)
      this.#worker.once('error', reject)
      this.#worker.once('exit', () => reject(new Error('a thread of vxsniff has ended early')))
    })
    // The answer is awaited later. Until then Node must not take its rejection for unhandled.
    this.#answer.catch(() => undefined)
  }

  answer(): Promise<Answer> {
    return this.#answer
  }

  end(): void {
    void this.#worker.terminate()
  }
}
