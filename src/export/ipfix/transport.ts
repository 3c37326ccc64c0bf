/** How messages get to a collector: UDP (RFC 7011 §10.3) or TCP (§10.4). */
import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { createConnection, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

export interface Collector {
  readonly protocol: 'udp' | 'tcp'
  readonly host: string
  readonly port: number
}

export interface Transport {
  /** What came to nothing: nobody listens there, or the connection broke. */
  readonly failure: Error | undefined
  /** Sends messages in their order; resolves when there is room for more. */
  send(messages: readonly Uint8Array[]): Promise<void>
  close(): Promise<void>
}

/** Datagrams after which the collector gets time to take them: many sockets hold 150 of this size. */
const BURST = 32
const PAUSE_MS = 2
/** Milliseconds for a connection to be made, and for the last messages to get away. */
const PATIENCE_MS = 5000

/** Rejects with the system's error where there is no such host, or nobody who answers by TCP. */
export async function connect({ protocol, host, port }: Collector): Promise<Transport> {
  return protocol === 'udp' ? UdpTransport.to(host, port) : TcpTransport.to(host, port)
}

class UdpTransport implements Transport {
  failure: Error | undefined
  readonly #socket: Datagrams
  #sent = 0

  private constructor(socket: Datagrams) {
    this.#socket = socket
    // What an ICMP error says of a datagram before.
    socket.on('error', this.#note)
  }

  static async to(host: string, port: number): Promise<UdpTransport> {
    const { address, family } = await lookup(host)
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.connect(port, address, () => {
        socket.off('error', reject)
        resolve()
      })
    })
    socket.unref()
    return new UdpTransport(socket)
  }

  async send(messages: readonly Uint8Array[]): Promise<void> {
    for (const message of messages) {
      await new Promise<void>((resolve) => {
        this.#socket.send(message, (e) => {
          if (e !== null) this.#note(e)
          resolve()
        })
      })
      if (++this.#sent % BURST === 0) await setTimeout(PAUSE_MS)
    }
  }

  async close(): Promise<void> {
    // A refusal comes back at once, or never.
    await setTimeout(PAUSE_MS)
    this.#socket.close()
  }

  readonly #note = (e: Error): void => {
    this.failure ??= e
  }
}

class TcpTransport implements Transport {
  failure: Error | undefined
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', (e) => {
      this.failure ??= e
    })
    // A collector says nothing; reading shows when it goes.
    socket.resume()
  }

  static to(host: string, port: number): Promise<TcpTransport> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host, port, timeout: PATIENCE_MS })
      socket.once('error', reject)
      socket.once('timeout', () => socket.destroy(new Error(`${host}:${port} does not answer`)))
      socket.once('connect', () => {
        socket.off('error', reject)
        socket.setTimeout(0)
        socket.unref()
        resolve(new TcpTransport(socket))
      })
    })
  }

  async send(messages: readonly Uint8Array[]): Promise<void> {
    for (const message of messages) {
      if (this.failure !== undefined || this.#socket.destroyed) throw this.#broken()
      if (!this.#socket.write(message)) await this.#drained()
    }
  }

  async close(): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return
    socket.ref()
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      socket.end()
    })
  }

  #drained(): Promise<void> {
    const socket = this.#socket
    socket.ref()
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        socket.off('drain', settle)
        socket.off('close', settle)
        socket.unref()
        if (socket.destroyed) reject(this.#broken())
        else resolve()
      }
      socket.on('drain', settle)
      socket.on('close', settle)
    })
  }

  #broken(): Error {
    return this.failure ?? Object.assign(new Error('the collector has closed the connection'), { syscall: 'write' })
  }
}
