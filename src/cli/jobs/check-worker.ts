/** The thread that does the independent half of `check`: an entry of its own. It reads the same file, and says at the end what came out. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { CheckHalf, HALF_PART } from '../../analysis/check/independent-half.js'
import { useSeed } from '../../analysis/tables/hash.js'
import { CaptureError } from '../../capture/capture.js'
import { openInput } from '../input.js'
import type { Output } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import type { Answer, CheckTask } from './shared-check.js'

if (parentPort !== null) void checkHalf(parentPort, workerData as CheckTask)

async function checkHalf(port: MessagePort, { file, options, seed }: CheckTask): Promise<void> {
  useSeed(seed)
  const input = await openInput([file], options)
  const half = new CheckHalf(budgetFrom(options, HALF_PART))
  const handler = { copies: half.copies, hints: true, packet: half.observe.bind(half) }
  let defect = ''
  // All that is said of the packets is said by the thread that asked.
  const output: Output = {
    stdout() {},
    stderr(text) {
      defect += text
    },
  }
  const loop = new PacketLoop(input, { ...options, tables: tablesFrom(options) }, handler, output)
  try {
    await loop.run()
  } catch (e) {
    // What can be read is all that there is, for the other thread as well.
    if (!(e instanceof CaptureError)) throw e
  }
  const answer: Answer = { judged: half.judged(), defect }
  port.postMessage(answer)
}
