/** Where the queue is, from what the call says, and who asks, from the environment. */
import { NoEngineError } from '../export/answers.js'
import { Queue } from '../export/queue.js'
import { credentials } from './credentials.js'
import { UsageError } from './errors.js'

/** Throws an `OpenError` or a `UsageError`. */
export async function openQueue(url: string): Promise<Queue> {
  if (url.includes('@')) throw new UsageError('who asks does not stand in the call: NATS_USER and NATS_PASSWORD say it')
  try {
    return await Queue.open({ url, ...credentials('NATS') })
  } catch (e) {
    if (e instanceof NoEngineError) throw new UsageError(e.message, { cause: e })
    throw e
  }
}
