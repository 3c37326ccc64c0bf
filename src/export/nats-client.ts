/**
 * NATS's client, loaded when it is there, and what is used of it. Its own declarations do not pass the checks of this project,
 * so its packages are called by names that the compiler does not see.
 */
import { NoEngineError } from './answers.js'

const TRANSPORT: string = '@nats-io/transport-node'
const JETSTREAM: string = '@nats-io/jetstream'

export interface Client extends Transport, JetStream {}

interface Transport {
  readonly AuthorizationError: ErrorClass
  readonly connect: (options: {
    readonly servers: readonly string[]
    readonly name: string
    readonly maxReconnectAttempts: number
    /** Milliseconds. */
    readonly reconnectTimeWait: number
    readonly user?: string
    readonly pass?: string
  }) => Promise<Connection>
}

interface JetStream {
  /** Whatever is wrong with JetStream. */
  readonly JetStreamError: ErrorClass
  readonly jetstream: (connection: Connection) => {
    publish(
      subject: string,
      text: string,
      options: { readonly msgID: string; readonly retries: number },
    ): Promise<{ readonly duplicate: boolean }>
    readonly consumers: { get(stream: string, consumer: string): Promise<Consumer> }
  }
  readonly jetstreamManager: (connection: Connection) => Promise<Manager>
}

type ErrorClass = new (...words: never[]) => Error

export interface Connection {
  isClosed(): boolean
  close(): Promise<void>
}

export interface Manager {
  readonly streams: {
    info(stream: string): Promise<unknown>
    add(stream: {
      readonly name: string
      readonly subjects: readonly string[]
      readonly retention: 'workqueue'
      readonly storage: 'file'
      readonly num_replicas: number
    }): Promise<unknown>
  }
  readonly consumers: {
    add(
      stream: string,
      consumer: {
        readonly durable_name: string
        readonly ack_policy: 'explicit'
        /** Nanoseconds. */
        readonly ack_wait: number
      },
    ): Promise<unknown>
  }
}

export interface Consumer {
  /** Null where none has come within so many milliseconds. */
  next(options: { readonly expires: number }): Promise<Message | null>
  info(): Promise<{ readonly num_pending: number; readonly num_ack_pending: number }>
}

export interface Message {
  readonly info: { readonly deliveryCount: number }
  string(): string
  working(): void
  nak(milliseconds: number): void
  term(reason: string): void
  /** Whether the server has said that it knows. */
  ackAck(): Promise<boolean>
}

/** Throws a `NoEngineError` where it is not installed. */
export async function natsClient(): Promise<Client> {
  try {
    const [transport, jetstream] = await Promise.all([import(TRANSPORT), import(JETSTREAM)])
    return { ...(transport as Transport), ...(jetstream as JetStream) }
  } catch (e) {
    const how = 'npm install --global @nats-io/jetstream@3.3 @nats-io/transport-node@3.3'
    throw new NoEngineError(`it needs the client of NATS, which is not installed: ${how}`, { cause: e })
  }
}
