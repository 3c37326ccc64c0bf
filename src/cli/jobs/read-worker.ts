/** What a worker thread runs: an entry of its own, beside the command line's. */
import { parentPort, workerData } from 'node:worker_threads'
import { useSeed } from '../../analysis/tables/hash.js'
import { readWork } from './read-work.js'
import type { ThreadData } from './threads.js'
import { serve } from './worker-side.js'

if (parentPort !== null) {
  useSeed((workerData as ThreadData).seed)
  serve(parentPort, readWork)
}
