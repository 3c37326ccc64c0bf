/** An entry of its own: the thread for the independent half of `check`. It reads the same file, then answers. */
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
  const pass = options.kernel ? half.pass.bind(half) : undefined
  const handler = { copies: half.copies, hints: true, pass, packet: half.observe.bind(half) }
  let defect = ''
  // This thread prints nothing: the main thread prints, and gets the reports of defects with the answer.
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
    // A damaged file ends here; the main thread reads as far and reports the damage.
    if (!(e instanceof CaptureError)) throw e
  }
  const answer: Answer = { judged: half.judged(), defect }
  port.postMessage(answer)
}
