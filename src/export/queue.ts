/**
 * Captures that wait to be exported, as a work queue of NATS JetStream: a message each with its path, which is there until
 * somebody has confirmed it. Who takes one and says nothing for half a minute has given it back. NATS's client is loaded
 * when it is there.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { OpenError } from '../capture/capture.js'
import { type Client, type Connection, type Consumer, type Manager, type Message, natsClient } from './nats-client.js'

const STREAM = 'VXSNIFF'
const SUBJECT = 'vxsniff.captures'
const WORKERS = 'workers'

/** Milliseconds until somebody else gets a message whose taker says nothing, and between two signs of life. */
const SILENCE = 30_000
const SIGN = 10_000
/** Milliseconds that a question for the next message takes where there is none. */
const WAIT = 2000
/** Milliseconds until what could not be done yet is given out again, and after which a broken question is asked again. */
const LATER = 15_000
const AGAIN = 500
/** How often a lost connection is tried again, after so many milliseconds each. */
const ATTEMPTS = 120
const BETWEEN = 1000
const CONFIRMATIONS = 3
/** How often a message is sent again while the servers choose who leads. */
const RETRIES = 20
const NANOSECONDS = 1e6
/** JetStream's number for a queue that is not there. */
const NO_STREAM = 10_059

export interface QueueAddress {
  /** Servers with commas between them. */
  readonly url: string
  readonly user?: string
  readonly password?: string
}

/** A capture that was taken out of the queue. One of its functions is called, or somebody else gets it. */
export interface Job {
  readonly path: string
  /** How often it was given out, from 1 on. */
  readonly attempt: number
  /** It is exported: nobody else gets it. */
  readonly done: () => Promise<void>
  /** It cannot be done yet. */
  readonly later: () => void
  /** It can never be done. */
  readonly never: (why: string) => void
}

export class Queue {
  readonly #url: string
  readonly #client: Client
  readonly #connection: Connection
  readonly #manager: Manager
  #isStopped = false

  private constructor(url: string, client: Client, connection: Connection, manager: Manager) {
    this.#url = url
    this.#client = client
    this.#connection = connection
    this.#manager = manager
  }

  /** Throws an `OpenError` where nobody answers, `NoEngineError` without the client. */
  static async open({ url, user, password }: QueueAddress): Promise<Queue> {
    const client = await natsClient()
    let connection: Connection | undefined
    try {
      connection = await client.connect({
        servers: url.split(','),
        name: 'vxsniff',
        maxReconnectAttempts: ATTEMPTS,
        reconnectTimeWait: BETWEEN,
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { pass: password }),
      })
      return new Queue(url, client, connection, await client.jetstreamManager(connection))
    } catch (e) {
      await connection?.close()
      const how = 'NATS_USER and NATS_PASSWORD or NATS_PASSWORD_FILE say who asks'
      if (e instanceof client.AuthorizationError) throw new OpenError(url, 'EACCES', `refuses who asks; ${how}`)
      if (e instanceof client.JetStreamError)
        throw new OpenError(url, 'EINVAL', 'has no JetStream: nats-server -js has it')
      throw new OpenError(url, 'EHOSTUNREACH', `does not answer: ${(e as Error).message}`)
    }
  }

  /** Makes the queue where there is none, kept by so many servers. Throws an `OpenError`. */
  async make(replicas: number): Promise<void> {
    const { streams, consumers } = this.#manager
    try {
      if (!(await this.#isThere())) {
        const kept = { retention: 'workqueue', storage: 'file', num_replicas: replicas } as const
        await streams.add({ name: STREAM, subjects: [SUBJECT], ...kept })
      }
      const ack_wait = SILENCE * NANOSECONDS
      await consumers.add(STREAM, { durable_name: WORKERS, ack_policy: 'explicit', ack_wait })
    } catch (e) {
      throw new OpenError(this.#url, 'EINVAL', `makes no queue: ${(e as Error).message}`)
    }
  }

  /** Adds a capture; not if the same `id` has come in the last two minutes. Throws an `OpenError`. */
  async add(path: string, id: string): Promise<boolean> {
    try {
      const said = { msgID: id, retries: RETRIES }
      const { duplicate } = await this.#client.jetstream(this.#connection).publish(SUBJECT, path, said)
      return !duplicate
    } catch (e) {
      throw new OpenError(this.#url, 'EINVAL', `takes no captures: ${(e as Error).message}`)
    }
  }

  /**
   * Captures as they come, until `stop`, or until there are none and nobody works on one. Throws an `OpenError` where there
   * is no queue, and when the servers were away for too long.
   */
  async *take(untilEmpty: boolean): AsyncGenerator<Job> {
    if (!(await this.#isThere())) {
      throw new OpenError(this.#url, 'ENOENT', 'has no queue; vxsniff enqueue FILE… --nats makes it')
    }
    const consumer = await this.#client.jetstream(this.#connection).consumers.get(STREAM, WORKERS)
    while (!this.#isStopped) {
      const message = await this.#next(consumer)
      if (message === 'empty') {
        if (untilEmpty) return
      } else if (message !== undefined) {
        yield* job(message)
      }
    }
  }

  /** After the capture that is being worked on. */
  stop(): void {
    this.#isStopped = true
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  async #isThere(): Promise<boolean> {
    try {
      await this.#manager.streams.info(STREAM)
      return true
    } catch (e) {
      if ((e as { code?: unknown }).code === NO_STREAM) return false
      throw e
    }
  }

  /** `empty` when nothing waits and nothing is being worked on; undefined when it has to be asked again. */
  async #next(consumer: Consumer): Promise<Message | 'empty' | undefined> {
    try {
      const message = await consumer.next({ expires: WAIT })
      if (message !== null) return message
      const { num_pending: waiting, num_ack_pending: taken } = await consumer.info()
      return waiting === 0 && taken === 0 ? 'empty' : undefined
    } catch (e) {
      // A server that goes takes the question with it; the client looks for another one.
      if (this.#connection.isClosed())
        throw new OpenError(this.#url, 'EHOSTUNREACH', `has gone: ${(e as Error).message}`)
      await sleep(AGAIN)
      return undefined
    }
  }
}

/** Gives signs of life until it is done with. */
function* job(message: Message): Generator<Job> {
  const signs = setInterval(() => message.working(), SIGN)
  try {
    yield {
      path: message.string(),
      attempt: message.info.deliveryCount,
      done: () => confirmed(message),
      later: () => message.nak(LATER),
      never: (why) => message.term(why),
    }
  } finally {
    clearInterval(signs)
  }
}

/** Where nobody says that it was confirmed, somebody gets it again, and finds it done. */
async function confirmed(message: Message): Promise<void> {
  for (let attempt = 0; attempt < CONFIRMATIONS; attempt++) {
    try {
      if (await message.ackAck()) return
    } catch {
      await sleep(AGAIN)
    }
  }
}
