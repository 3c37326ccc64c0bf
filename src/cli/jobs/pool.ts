/**
 * Threads that each do batches of packets, and one main thread that takes the results in the order of the batches. The
 * main thread does a batch itself only when the others have enough to do. What is done with a batch is up to the caller
 * and the workers: a `Task` is sent once, an `Order` with each batch, and a `Note` in between.
 */
import type { Batch, BatchMemory } from './batch.js'
import type { FromWorker, ToWorker } from './messages.js'
import { doBatch, type Work } from './worker-side.js'

/** The other end of a worker: `node:worker_threads` has such ends of threads and of message channels. */
export interface Thread {
  postMessage(message: unknown): void
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): unknown
  /** Ends the thread. */
  terminate(): unknown
}

/** A batch that is done. */
export interface Done<Result> {
  readonly number: number
  /** Number of the thread; this one's is the last. */
  readonly worker: number
  readonly result: Result
}

/** Batches that a thread has at most: the one it is doing, and the next one in case this thread is busy. */
const ENOUGH = 3

class Member {
  readonly thread: Thread
  isReady = false
  /** Batches given to it and not done yet. */
  load = 0

  constructor(thread: Thread) {
    this.thread = thread
  }
}

export class Pool<Task, Note, Order, Result, Rest> {
  readonly #members: readonly Member[]
  /** This thread's own share. */
  readonly #work: Work<Note, Order, Result, Rest>
  readonly #batches: readonly Batch[]
  /** Numbers of batches, in the order in which they were given out. */
  readonly #order: number[] = []
  readonly #done: Map<number, Done<Result>> = new Map()
  readonly #rest: Rest[] = []
  #failure: unknown
  /** Called with every message: whoever waits looks again. */
  #wake: () => void = () => {}

  /** Other threads take a while to start; `isReady` tells when they have. */
  constructor(
    threads: readonly Thread[],
    task: Task,
    work: Work<Note, Order, Result, Rest>,
    batches: readonly Batch[],
    memory: readonly BatchMemory[],
  ) {
    this.#work = work
    this.#batches = batches
    this.#members = threads.map((thread) => new Member(thread))
    for (const [worker, { thread }] of this.#members.entries()) {
      thread.on('message', (message) => this.#hear(worker, message as FromWorker<Result, Rest>))
      thread.on('error', (error) => this.#fail(error))
      thread.on('exit', () => this.#fail(new Error('a thread has ended before its work')))
      this.#tell(worker, { task, memory })
    }
  }

  /** Whether all threads wait for work. */
  get isReady(): boolean {
    return this.#failure === undefined && this.#members.every((member) => member.isReady)
  }

  /** Whether a thread could not be started or has died. */
  get hasFailed(): boolean {
    return this.#failure !== undefined
  }

  /** Batches given out that `next` has not told of yet. */
  get pending(): number {
    return this.#order.length
  }

  /** Gives a batch to the thread that has least to do, or does it here. Its memory is the thread's until it is done. */
  give(number: number, order: Order): void {
    let worker = 0
    for (const [i, { load }] of this.#members.entries()) if (load < this.#members[worker]!.load) worker = i
    const batch = this.#batches[number]!
    this.#order.push(number)
    if (this.#members[worker]!.load < ENOUGH) {
      this.#members[worker]!.load++
      this.#tell(worker, { number, order, text: batch.text })
    } else {
      const result = doBatch(this.#work, batch, order)
      this.#done.set(number, { number, worker: this.#members.length, result })
    }
  }

  /** Tells all threads something to know for the batches that follow. */
  tellAll(note: Note): void {
    this.#work.note(note)
    for (const worker of this.#members.keys()) this.#tell(worker, { note })
  }

  /** The oldest batch that is pending, once it is done. Throws when a thread has died. */
  async next(): Promise<Done<Result>> {
    const number = this.#order[0]!
    for (;;) {
      const done = this.#done.get(number)
      if (done !== undefined) {
        this.#order.shift()
        this.#done.delete(number)
        return done
      }
      await this.#message()
    }
  }

  /** What the threads have left to tell, by their numbers. Throws when a thread has died. */
  async rest(): Promise<readonly Rest[]> {
    for (const worker of this.#members.keys()) this.#tell(worker, { end: true })
    for (const worker of this.#members.keys()) while (this.#rest[worker] === undefined) await this.#message()
    return [...this.#rest, this.#work.rest()]
  }

  /** Ends the threads, whatever they are doing. */
  close(): void {
    this.#failure ??= new Error('the threads were ended')
    for (const { thread } of this.#members) thread.terminate()
  }

  #tell(worker: number, message: ToWorker<Task, Note, Order>): void {
    this.#members[worker]!.thread.postMessage(message)
  }

  #hear(worker: number, message: FromWorker<Result, Rest>): void {
    const member = this.#members[worker]!
    if ('ready' in message) member.isReady = true
    else if ('rest' in message) this.#rest[worker] = message.rest
    else {
      member.load--
      const { number, result, text } = message
      this.#batches[number]!.text = text
      this.#done.set(number, { number, worker, result })
    }
    this.#wake()
  }

  #fail(error: unknown): void {
    this.#failure ??= error
    this.#wake()
  }

  /** Resolves with the next message. */
  async #message(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}
