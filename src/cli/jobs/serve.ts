/** The worker's side of a pool: one batch after the other, as they come. */
import type { MessagePort } from 'node:worker_threads'
import { Batch } from './batch.js'
import type { FromWorker, ToWorker } from './pool.js'

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

/** Room that a new buffer has beyond the text that needs it: the next text may be somewhat longer. */
const SPARE = 1.25

/** Does what comes through the port; `make` prepares it once the task is known. */
export function serve<Task, Note, Order, Result, Rest>(
  port: MessagePort,
  make: (task: Task) => Promise<Work<Note, Order, Result, Rest>>,
): void {
  let batches: readonly Batch[] = []
  let work: Work<Note, Order, Result, Rest>
  const answer = (message: FromWorker<Result, Rest>, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer)
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
      const { batch, order } = message
      const result = work.batch(batches[batch]!, order)
      const text = filled(message.text, work.text)
      answer({ batch, result, text }, [text])
    }
  })
}

/** The buffer with the text in it, or a larger one where it has no room. */
function filled(buffer: ArrayBuffer, text: Uint8Array): ArrayBuffer {
  const enough = text.length <= buffer.byteLength ? buffer : new ArrayBuffer(Math.ceil(SPARE * text.length))
  new Uint8Array(enough).set(text)
  return enough
}
