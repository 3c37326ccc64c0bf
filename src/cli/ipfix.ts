/** `--ipfix`: flows to a collector while packets come, from files or interfaces. */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { FlowCache } from '../export/ipfix/flow-cache.js'
import { Messages } from '../export/ipfix/messages.js'
import type { IpfixRecord } from '../export/ipfix/record.js'
import { type Collector, connect, type Transport } from '../export/ipfix/transport.js'
import type { Packet } from '../wire/packet.js'
import type { TunnelStack } from '../wire/tunnel.js'
import type { Language } from '../words/language.js'
import { IPFIX } from '../words/screens/ipfix.js'
import type { Input } from './input.js'
import type { IpfixOptions } from './ipfix-options.js'
import { writeStderr } from './output.js'
import { budgetFrom, type SharedOptions } from './shared-options.js'

/** Milliseconds between two looks at what is to be told, by the time of the packets. */
const LOOK_EVERY = 1000
/** The same by the clock, for a live capture. */
const LIVE_EVERY = 1000
/** Milliseconds until a collector that has gone is tried again. */
const TRY_AGAIN = 5000
/** Messages that wait for a collector that has gone; the oldest go. */
const MOST_WAITING = 1000

type Options = IpfixOptions & SharedOptions & { readonly ipfix: Collector; readonly lang: Language }

export class FlowSender {
  readonly #cache: FlowCache
  readonly #messages: Messages
  readonly #to: Collector
  readonly #isLive: boolean
  readonly #lang: Language
  #transport: Transport | undefined
  #waiting: Uint8Array[] = []
  /** What is being sent; one thing after the other. */
  #sending: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  /** Time of the last packet and of the last look, in milliseconds since 1970; when that packet came, by another clock. */
  #now = 0
  #looked = 0
  #came = 0
  #failedAt = 0
  #lostMessages = 0

  private constructor(transport: Transport, { capture, live }: Input, o: Options, part: number) {
    this.#transport = transport
    this.#to = o.ipfix
    this.#isLive = live !== undefined
    this.#lang = o.lang
    const timeouts = { active: o.activeTimeout, inactive: o.inactiveTimeout }
    this.#cache = new FlowCache(timeouts, () => budgetFrom(o, part), mayHoldCopies(capture))
    this.#messages = new Messages({
      domain: domainOf(capture.name),
      hasTunnel: o.ipfixTunnel,
      repeats: o.ipfix.protocol === 'udp',
      now: Date.now,
      send: (message) => this.#waiting.push(message),
    })
    if (this.#isLive) this.#timer = setInterval(() => this.#tick(), LIVE_EVERY)
  }

  /** Of an input that is open; its tables take this part of the memory. */
  static async open(input: Input, o: Options, part: number = 1): Promise<FlowSender> {
    return new FlowSender(await connect(o.ipfix), input, o, part)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    const now = p.tsSec * 1000 + Math.floor(p.tsNsec / 1e6)
    if (now >= this.#looked + LOOK_EVERY) this.#look(now)
    this.#cache.observe(p, stack)
    this.#now = Math.max(this.#now, now)
  }

  /** After a batch of packets: resolves when there is room for more messages. */
  async pause(): Promise<void> {
    if (this.#isLive) {
      this.#came = performance.now()
      return
    }
    await this.#send()
  }

  /** After the last packet: tells the rest, and says how much there was. */
  async end(): Promise<void> {
    clearInterval(this.#timer)
    this.#tell(this.#cache.rest())
    await this.#send()
    const transport = this.#transport
    await transport?.close()
    const words = IPFIX[this.#lang]
    const { records, messages } = this.#messages
    const to = nameOf(this.#to)
    const failure = transport?.failure
    writeStderr(`${words.sent(records, messages, to)}\n`)
    if (failure !== undefined) writeStderr(`${words.unheard(to, failure.message)}\n`)
    if (this.#cache.lost > 0) writeStderr(`${words.lost(this.#cache.lost)}\n`)
  }

  #look(now: number): void {
    this.#looked = now
    this.#tell(this.#cache.due(now))
  }

  #tell(records: Iterable<IpfixRecord>): void {
    for (const record of records) this.#messages.add(record, this.#cache.addresses)
    this.#messages.flush()
  }

  /** Time goes on though no packets come. */
  #tick(): void {
    if (this.#now > 0) this.#look(this.#now + performance.now() - this.#came)
    void this.#send()
  }

  #send(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendWaiting())
    return this.#sending
  }

  async #sendWaiting(): Promise<void> {
    if (this.#transport === undefined && !(await this.#reconnect())) return
    const messages = this.#waiting
    this.#waiting = []
    try {
      await this.#transport!.send(messages)
    } catch (e) {
      if (!this.#isLive) throw e
      this.#lostMessages += messages.length
      this.#transport = undefined
      this.#failedAt = performance.now()
      writeStderr(`${IPFIX[this.#lang].gone(nameOf(this.#to), (e as Error).message)}\n`)
    }
  }

  /** Whether the collector is there again. What waits was made for the connection before, and goes. */
  async #reconnect(): Promise<boolean> {
    if (this.#waiting.length > MOST_WAITING) this.#lose()
    if (performance.now() - this.#failedAt < TRY_AGAIN) return false
    this.#failedAt = performance.now()
    try {
      this.#transport = await connect(this.#to)
    } catch {
      return false
    }
    this.#lose()
    this.#messages.restart()
    writeStderr(`${IPFIX[this.#lang].back(nameOf(this.#to), this.#lostMessages)}\n`)
    this.#lostMessages = 0
    return true
  }

  #lose(): void {
    this.#lostMessages += this.#waiting.length
    this.#waiting = []
  }
}

/** The same for the same interface of the same machine (RFC 7011 §3.1); never 0, which stands for none. */
function domainOf(name: string): number {
  return createHash('sha256').update(`${hostname()}\n${name}`).digest().readUInt32BE(0) || 1
}

function nameOf({ protocol, host, port }: Collector): string {
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
