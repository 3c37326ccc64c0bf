/** How many threads a command uses, and their start. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { JobsOptions } from '../shared-options.js'
import type { Thread } from './pool.js'

/** Threads where `--jobs` does not say how many: more are not faster, since one thread reads the file. */
const MOST = 4

export function threadCount({ jobs }: JobsOptions): number {
  return jobs ?? Math.min(MOST, availableParallelism())
}

export function startThreads(count: number): readonly Thread[] {
  return Array.from({ length: count }, () => new Worker(new URL('./worker.js', import.meta.url)))
}
