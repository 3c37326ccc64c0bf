/** `vxsniff worker`: from a queue of captures to tables. */
import { accessSync, constants } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { CaptureError, OpenError, WriteError } from '../../capture/capture.js'
import { opening } from '../../capture/source.js'
import type { ClickHouse } from '../../export/clickhouse/database.js'
import type { Job } from '../../export/queue.js'
import { escapeText } from '../../present/value.js'
import { EXPORT } from '../../words/screens/export.js'
import { pathOf } from '../capture-path.js'
import { expectGarbageAtTheEnd } from '../engine.js'
import { Exit, UsageError } from '../errors.js'
import { openQueue } from '../nats.js'
import { writeStderr } from '../output.js'
import { STOP_SIGNALS } from '../signals.js'
import { Export, openTarget, refuseStream } from './export.js'
import type { WorkerOptions } from './worker-options.js'

/** Milliseconds until a target that is away is tried again. */
const PAUSE = 5000
/** How often a capture is given out that is not there: storage that is away comes back, a file that is gone does not. */
const PATIENCE = 20

/** Works until it is stopped; the exit code. */
export async function worker(o: WorkerOptions): Promise<number> {
  expectGarbageAtTheEnd()
  const server = await openTarget(o.to)
  const queue = await openQueue(o.nats)
  let isStopped = false
  // The second one ends it at once.
  for (const signal of STOP_SIGNALS) {
    process.once(signal, () => {
      isStopped = true
      queue.stop()
    })
  }
  let code: number = Exit.Fine
  try {
    for await (const job of queue.take(o.untilEmpty)) {
      const work = new Work(job, o, server)
      while (!(await work.isDealtWith()) && !isStopped) await sleep(PAUSE)
      code = Math.max(code, work.code)
    }
  } finally {
    await queue.close()
  }
  return code
}

/** One capture out of the queue. */
class Work {
  code: number = Exit.Fine
  readonly #job: Job
  readonly #options: WorkerOptions
  readonly #server: ClickHouse | undefined

  constructor(job: Job, o: WorkerOptions, server: ClickHouse | undefined) {
    this.#job = job
    this.#options = o
    this.#server = server
  }

  /** Exports it; not while the target is away. */
  async isDealtWith(): Promise<boolean> {
    const job = this.#job
    const words = EXPORT[this.#options.lang]
    try {
      if (await this.#isExported()) await job.done()
      else job.later()
    } catch (e) {
      if (e instanceof CaptureError) {
        // Its rows are there, as far as it could be read.
        this.#say(e, Exit.Damaged)
        await job.done()
      } else if (e instanceof OpenError && e.code === 'ENOENT' && job.attempt < PATIENCE) {
        this.#say(e, Exit.Fine, words.later)
        job.later()
      } else if (e instanceof OpenError || e instanceof UsageError) {
        this.#say(e, Exit.Usage, words.never)
        job.never(e.message)
      } else if (e instanceof WriteError || (e instanceof Error && 'syscall' in e)) {
        this.#say(e, Exit.Fine, words.later)
        return false
      } else {
        // A defect of ours, over which others would fall as well.
        job.never(String(e))
        throw e
      }
    }
    return true
  }

  async #isExported(): Promise<boolean> {
    const path = pathOf(this.#job.path)
    opening(path, () => accessSync(path, constants.R_OK))
    refuseStream(path)
    return await new Export(path, this.#options, this.#server).write(new Set())
  }

  #say(e: Error, code: number, what = ''): void {
    this.code = Math.max(this.code, code)
    writeStderr(`vxsniff: ${escapeText(e.message)}${what === '' ? '' : `; ${what}`}\n`)
  }
}
