/** What the threads of a pool tell each other. */
import type { BatchMemory } from './batch.js'

/** What a thread is told. */
export type ToWorker<Task, Note, Order> =
  /** The first message. */
  | { readonly task: Task; readonly memory: readonly BatchMemory[] }
  /** Something to know for the batches that follow. */
  | { readonly note: Note }
  /** Do the batch in this memory and put its text there, or in larger memory that the worker makes. */
  | { readonly number: number; readonly order: Order; readonly text: Uint8Array }
  /** There are no more batches: send what is left to tell. */
  | { readonly end: true }

/** What a thread answers. */
export type FromWorker<Result, Rest> =
  | { readonly ready: true }
  /** It is done, and this is where its text stands. */
  | { readonly number: number; readonly result: Result; readonly text: Uint8Array }
  | { readonly rest: Rest }
