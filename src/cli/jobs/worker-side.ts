/** The worker's side of a pool: one batch after the other, as they come. */
import type { MessagePort } from 'node:worker_threads'
import { Batch, shared } from './batch.js'
import type { FromWorker, ToWorker } from './messages.js'

/** What a worker does with batches. */
export interface Work<Note, Order, Result, Rest> {
  note(note: Note): void
  /** The text is in `text` afterwards. */
  batch(batch: Batch, order: Order): Result
  /** Borrowed until the next batch. */
  readonly text: Uint8Array
  /** After the last batch. */
  rest(): Rest
}

/** Spare room beyond the text: the next text may be somewhat longer. */
const SPARE = 1.25

/** Does the batches that come through the port. `make` prepares the work once the task is known. */
export function serve<Task, Note, Order, Result, Rest>(
  port: MessagePort,
  make: (task: Task) => Promise<Work<Note, Order, Result, Rest>>,
): void {
  let batches: readonly Batch[] = []
  let work: Work<Note, Order, Result, Rest>
  const answer = (message: FromWorker<Result, Rest>): void => port.postMessage(message)
  port.on('message', async (message: ToWorker<Task, Note, Order>) => {
    if ('task' in message) {
      batches = message.memory.map((memory) => new Batch(memory))
      work = await make(message.task)
      answer({ ready: true })
    } else if ('note' in message) {
      work.note(message.note)
    } else if ('end' in message) {
      answer({ rest: work.rest() })
    } else {
      const { number, order } = message
      const batch = batches[number]!
      batch.text = message.text
      const result = doBatch(work, batch, order)
      answer({ number, result, text: batch.text })
    }
  })
}

/** Does a batch, and puts the text where there is room for it, or makes more. */
export function doBatch<Order, Result>(
  work: Pick<Work<never, Order, Result, unknown>, 'batch' | 'text'>,
  batch: Batch,
  order: Order,
): Result {
  const result = work.batch(batch, order)
  const { text } = work
  if (text.length > batch.text.length) batch.text = shared(Math.ceil(SPARE * text.length))
  batch.text.set(text)
  return result
}
