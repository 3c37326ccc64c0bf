/** `check` on two threads: one judges checksums and looks for frames that go round, this one does the rest. */
import { Worker } from 'node:worker_threads'
import type { PortableJudged } from '../../analysis/check/judgement.js'
import type { CheckOptions } from '../check-options.js'

/** What the other thread is told. */
export interface JudgeTask {
  readonly file: string
  readonly options: CheckOptions
}

/** Megabytes for what lives shortly: packets make nothing of the kind, and what comes at the end is little. */
const YOUNG = 8

export class OtherHalf {
  readonly #worker: Worker
  readonly #judged: Promise<PortableJudged>

  /** The options have to be such that they can be sent. */
  constructor(file: string, options: CheckOptions) {
    const workerData: JudgeTask = { file, options }
    this.#worker = new Worker(new URL('./judge.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    })
    this.#judged = new Promise((resolve, reject) => {
      this.#worker.once('message', resolve)
      this.#worker.once('error', reject)
      this.#worker.once('exit', () => reject(new Error('a thread of vxsniff has ended early')))
    })
    // It is waited for later: until then it is no failure that nobody looks after.
    this.#judged.catch(() => undefined)
  }

  judged(): Promise<PortableJudged> {
    return this.#judged
  }

  end(): void {
    void this.#worker.terminate()
  }
}
