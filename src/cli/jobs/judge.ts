/** The thread that judges for `check`: an entry of its own. It reads the same file, and says at the end what came out. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { JUDGES_PART, Judge } from '../../analysis/check/judgement.js'
import { CaptureError } from '../../capture/capture.js'
import { openInput } from '../input.js'
import { PacketLoop } from '../packet-loop.js'
import { budgetFrom, tablesFrom } from '../shared-options.js'
import type { JudgeTask } from './shared-check.js'

/** All that is said of the packets is said by the thread that asked. */
const SILENT = { stdout(): void {}, stderr(): void {} }

if (parentPort !== null) void judge(parentPort, workerData as JudgeTask)

async function judge(port: MessagePort, { file, options }: JudgeTask): Promise<void> {
  const input = await openInput([file], options)
  const half = new Judge(budgetFrom(options, JUDGES_PART))
  if (input.capture.interfaces.length > 1) half.copies.start()
  const handler = { packet: half.observe.bind(half) }
  const loop = new PacketLoop(input, { ...options, tables: tablesFrom(options) }, handler, SILENT)
  try {
    await loop.run()
  } catch (e) {
    // What can be read is all that there is, for the other thread as well.
    if (!(e instanceof CaptureError)) throw e
  }
  port.postMessage(half.judged())
}
