/** What a worker thread runs: an entry of its own, beside the command line's. */
import { parentPort } from 'node:worker_threads'
import { readWork } from './read-work.js'
import { serve } from './serve.js'

if (parentPort !== null) serve(parentPort, readWork)
