/** How many threads a command uses, and their start. */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Seed, seed } from '../../analysis/tables/hash.js'
import type { JobsOptions } from '../shared-options.js'
import type { Thread } from './pool.js'

/** The number of threads without `--jobs`. More are not faster, since one thread reads the file. */
const MOST = 4

export function threadCount({ jobs }: JobsOptions): number {
  return jobs ?? Math.min(MOST, availableParallelism())
}

/** What a thread is told at its start. */
export interface ThreadData {
  /** The seed of the thread that starts this one. */
  readonly seed: Seed
}

export function startThreads(count: number): readonly Thread[] {
  const workerData: ThreadData = { seed: seed() }
  return Array.from({ length: count }, () => new Worker(new URL('./read-worker.js', import.meta.url), { workerData }))
}
