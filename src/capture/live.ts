/**
 * Live interfaces as a capture: batches of pcap records that a backend gathers while the ones before are being read.
 *
 * ```ts
 * const capture = await openLive(['eth0'], { filter: 'udp port 4789' })
 * while (await capture.fill()) while (capture.next(packet)) { … }
 * ```
 *
 * Each interface has two slots of memory. C fills one, off the main thread, while the reader that files have walks the
 * records in the other. Several interfaces are merged in order of time: a packet waits until every other interface has
 * been found empty `HOLD_MS` after the packet was taken. The monotonic clock measures that, because the packets' own
 * times jump when somebody sets the clock.
 */
import { Packet } from '../wire/packet.js'
import { type Backend, Direction, type LiveCounters, type Port, type Slot } from './backend.js'
import { type Capture, CaptureError, type Interface, OpenError } from './capture.js'
import { Chunk } from './chunk.js'
import { MAX_PACKET_LEN, PcapReader } from './pcap.js'
import { PLATFORM } from './platform.js'

/** Every property may be left out. */
export interface LiveOptions {
  /** In the language of pcap-filter(7); empty for all packets. */
  readonly filter?: string
  /** Octets kept of a packet at most; 262144 without. */
  readonly snapLength?: number
  /** Octets of the kernel's buffer for each interface; 32 MiB without. */
  readonly bufferSize?: number
  /** Whether packets to other stations are wanted too; true without. */
  readonly promiscuous?: boolean
  readonly direction?: Direction
  /** `libpcap`, or the npm package `cap`; libpcap without. */
  readonly backend?: 'libpcap' | 'cap'
  /** Called when one interface can no longer be captured on while others can. */
  readonly onFailure?: (error: CaptureError) => void
}

/** Octets of the kernel's buffer for one interface: a tenth of a second of 10 Gbit/s is lost with less. */
const DEFAULT_BUFFER = 1 << 25

/** A capture that goes on until it is stopped. */
export interface LiveCapture extends Capture {
  /** Lets `fill` hand out what has arrived so far, and then say that this is the end. */
  stop(): void
  counters(): LiveCounters
  /**
   * Packets that arrived before the capture was stopped and that will not be read. Known when `fill` has reported the
   * end, and only on systems where the arrival of packets can be stopped.
   */
  readonly unread: number | undefined
}

/** Milliseconds until a packet that came before another one has certainly left the kernel. */
const HOLD_MS = 15
/** Milliseconds between two looks at interfaces while packets are held up. */
const LOOK_EVERY_MS = 5
/** Milliseconds that a packet waits at most. Then it goes first: the clock of the others must have been set back. */
const OVERDUE_MS = 1000
/** Milliseconds after which an idle backend checks whether it is to stop. */
const IDLE_MS = 100
/** Milliseconds in which packets that arrived before the capture was stopped come out of the kernel's buffer. */
const DRAIN_MS = 25
/** Milliseconds after `DRAIN_MS` for reading packets that had no room before. */
const LINGER_MS = 100

const LINKTYPE_LINUX_SLL2 = 276
/** Octets of the SLL2 header before the interface's number. */
const SLL2_INTERFACE_INDEX = 4

/** Starts to capture on these interfaces. Rejects with an `OpenError` or a `FilterError`. */
export async function openLive(names: readonly string[], o: LiveOptions = {}): Promise<LiveCapture> {
  const backend = o.backend === 'cap' ? await capBackend() : await libpcapBackend(names[0]!)
  const ports: Port[] = []
  try {
    for (const name of names) {
      ports.push(
        await backend.open(name, {
          filter: o.filter ?? '',
          snapLength: o.snapLength ?? MAX_PACKET_LEN,
          bufferSize: o.bufferSize ?? DEFAULT_BUFFER,
          promiscuous: o.promiscuous ?? true,
          direction: o.direction ?? Direction.Both,
        }),
      )
    }
  } catch (error) {
    for (const port of ports) port.close()
    throw error
  }
  return captureOn(backend, ports, o.onFailure)
}

/** The packets of interfaces that are open. */
export function captureOn(
  backend: Backend,
  ports: readonly Port[],
  onFailure: (error: CaptureError) => void = () => {},
): LiveCapture {
  return new PortsCapture(backend, ports, onFailure)
}

async function libpcapBackend(name: string): Promise<Backend> {
  if (PLATFORM.libraries.length === 0) {
    throw new OpenError(name, 'ENOLIB', `no live capture on ${PLATFORM.name}; ${PLATFORM.install}`)
  }
  const { openLibpcap } = await import('./libpcap.js').catch((error: Error) => {
    throw new OpenError(name, 'ENOLIB', `koffi, which calls libpcap, cannot be loaded: ${error.message}`)
  })
  return openLibpcap(name)
}

async function capBackend(): Promise<Backend> {
  const { openCap } = await import('./cap-backend.js')
  return openCap()
}

/** An interface, and what of its packets is in memory. */
class Input {
  readonly port: Port
  readonly reader: PcapReader
  /** Whether the packets are those of all interfaces, each with its number in front. */
  readonly cooked: boolean
  /** Index of the interface in `Capture.interfaces`. */
  readonly interfaceId: number
  /** Next packet to hand out, when several interfaces are merged. */
  readonly head: Packet = new Packet()
  /** Whether `head` holds a packet. */
  ready = false
  // Moments, in milliseconds of the monotonic clock.
  /** When the batch that holds the last packet was taken. */
  since = 0
  /** When the interface was last found empty. */
  emptyAt = 0
  /** Whether a take is under way. */
  taking = false
  /** The error that ended this interface. */
  failure: CaptureError | undefined
  /** Octets handed out. */
  position = 0

  readonly #chunks: readonly [Chunk, Chunk] = [new Chunk(NOTHING), new Chunk(NOTHING)]
  /** When the records of each slot were taken. */
  readonly #taken: [number, number] = [0, 0]
  /** The slot being read, and whether it holds records. */
  #slot: Slot = 0
  #reading = false
  /** Whether the other slot holds records. */
  #waiting = false

  constructor(port: Port, interfaceId: number) {
    this.port = port
    this.interfaceId = interfaceId
    this.reader = new PcapReader(port.name, port.header, 0)
    this.cooked = this.reader.interface.linkType === LINKTYPE_LINUX_SLL2
  }

  /** Whether a slot is free to be filled. */
  get hungry(): boolean {
    return this.failure === undefined && !this.taking && !this.#waiting
  }

  /** Whether every packet has been handed out and no more will come. */
  get finished(): boolean {
    return this.failure !== undefined && !this.ready && !this.#reading && !this.#waiting
  }

  /** Whether records are at hand that have not been walked. */
  get hasRecords(): boolean {
    return this.#reading || this.#waiting
  }

  /** Fills the free slot. False when no packets had arrived. */
  async take(): Promise<boolean> {
    const slot: Slot = this.#reading ? (this.#slot === 0 ? 1 : 0) : this.#slot
    this.taking = true
    try {
      const octets = await this.port.take(slot, this.#chunks[slot])
      if (octets === 0) return false
      this.position += octets
      this.#taken[slot] = performance.now()
      if (slot === this.#slot && !this.#reading) this.#reading = true
      else this.#waiting = true
      return true
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error
      this.failure = error
      return false
    } finally {
      this.taking = false
    }
  }

  /** The next packet of the records at hand; false when there is none. */
  next(p: Packet): boolean {
    for (;;) {
      if (this.#reading) {
        const chunk = this.#chunks[this.#slot]
        if (this.reader.next(p, chunk)) {
          this.since = this.#taken[this.#slot]
          return true
        }
        if (chunk.damage !== '') this.failure = new CaptureError(this.port.name, undefined, chunk.damage)
        this.#reading = false
      }
      if (!this.#waiting) return false
      // A take under way fills the slot that was read before. None is under way while the other slot waits to be read.
      this.#slot = this.#slot === 0 ? 1 : 0
      this.#waiting = false
      this.#reading = true
    }
  }
}

const NOTHING: Uint8Array = new Uint8Array(0)

class PortsCapture implements LiveCapture {
  readonly name: string
  readonly interfaces: Interface[] = []
  readonly #backend: Backend
  readonly #inputs: readonly Input[]
  readonly #onFailure: (error: CaptureError) => void
  /** Index in `interfaces` of the devices seen on `any`, by their number. */
  readonly #devices: Map<number, number> = new Map()
  #count = 0
  /** The waiting and taking that is under way while packets are being read. */
  #pump: Promise<void> | undefined
  unread: number | undefined
  // All moments are milliseconds of the monotonic clock.
  /** When `fill` may report the end; infinite until the capture is stopped. */
  #end: number = Number.POSITIVE_INFINITY
  /** Whether all interfaces were found empty after `#end`. */
  #dry = false
  /** Whether packets need not wait for other interfaces any more. */
  #released = false
  /** Packets that were taken before this moment go before all others. */
  #overdue = 0
  /** Whether the arrival of packets has been stopped. */
  #halted = false
  #closed = false

  constructor(backend: Backend, ports: readonly Port[], onFailure: (error: CaptureError) => void) {
    this.name = ports.map(({ name }) => name).join(', ')
    this.#backend = backend
    this.#inputs = ports.map((port, i) => new Input(port, i))
    this.#onFailure = onFailure
    for (const { reader, port } of this.#inputs) this.#addInterface(reader.interface, port.name)
  }

  get position(): number {
    return this.#inputs.reduce((sum, { position }) => sum + position, 0)
  }

  get size(): undefined {
    return undefined
  }

  async fill(): Promise<boolean> {
    for (;;) {
      const now = performance.now()
      this.#overdue = now - OVERDUE_MS
      const stopped = now >= this.#end + (this.#dry ? 0 : LINGER_MS)
      if (stopped) this.#released = true
      if (!stopped && this.#pump === undefined && this.#inputs.some(({ hungry }) => hungry)) this.#pump = this.#fetch()
      if (this.#hasNext()) return true
      if (this.#pump === undefined) {
        if (stopped) {
          if (this.#halted) this.unread ??= await this.#discard()
          return false
        }
        const failure = this.#inputs.find((input) => input.finished)?.failure
        if (failure !== undefined && this.#inputs.every(({ finished }) => finished)) throw failure
      }
      await this.#progress()
    }
  }

  next(p: Packet): boolean {
    const input = this.#inputs.length === 1 ? this.#inputs[0]! : this.#earliest()
    if (input === undefined) return false
    if (this.#inputs.length === 1) {
      if (!input.next(p)) return false
    } else {
      p.borrow(input.head)
      input.ready = false
    }
    p.interfaceId = input.cooked ? this.#device(p, input) : input.interfaceId
    p.number = ++this.#count
    return true
  }

  stop(): void {
    if (this.#end !== Number.POSITIVE_INFINITY) return
    this.#end = performance.now() + DRAIN_MS
    // Halts every port, also when one of them cannot be halted.
    this.#halted = this.#inputs.map(({ port }) => port.halt()).every((halted) => halted)
  }

  /** Throws away what arrived before the stop and was not read. Resolves to the number of packets. */
  async #discard(): Promise<number> {
    const counts = await Promise.all(
      this.#inputs.map((input) => (input.failure === undefined ? input.port.discard() : 0)),
    )
    return counts.reduce((all, n) => all + n, 0)
  }

  counters(): LiveCounters {
    const all = this.#inputs.map(({ port }) => port.counters())
    return {
      received: sum(all.map(({ received }) => received)),
      dropped: sum(all.map(({ dropped }) => dropped)),
      droppedByInterface: sum(all.map(({ droppedByInterface }) => droppedByInterface)),
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    // While a thread fills a slot, its port must stay open.
    if (this.#pump === undefined) this.#closePorts()
    else this.#pump.then(this.#closePorts, this.#closePorts)
  }

  readonly #closePorts = (): void => {
    for (const { port } of this.#inputs) port.close()
  }

  /** One round of waiting for packets and taking them. */
  async #fetch(): Promise<void> {
    try {
      const hungry = this.#inputs.filter((input) => input.hungry)
      const allHungry = hungry.length === this.#inputs.filter(({ failure }) => failure === undefined).length
      const rest = this.#end - performance.now()
      // An interface without a free slot must not wait long for packets of the others.
      const patience = allHungry && !this.#holdsUp ? IDLE_MS : LOOK_EVERY_MS
      const ms = rest > 0 ? Math.min(patience, Math.ceil(rest)) : 1
      const looked = performance.now()
      const ready = await this.#backend.wait(
        hungry.map(({ port }) => port),
        ms,
      )
      if (this.#closed) return
      this.#dry = rest <= 0 && ready.length === 0 && allHungry
      await Promise.all(
        hungry.map(async (input) => {
          if (!ready.includes(input.port) || !(await input.take())) input.emptyAt = looked
        }),
      )
      this.#reportFailures(hungry)
    } finally {
      this.#pump = undefined
    }
  }

  /** Reports interfaces that have failed. If all have, `fill` throws instead. */
  #reportFailures(inputs: readonly Input[]): void {
    if (this.#inputs.every(({ failure }) => failure !== undefined)) return
    for (const { failure } of inputs) if (failure !== undefined) this.#onFailure(failure)
  }

  /** Waits until packets have come, or until a held packet may be handed out. */
  async #progress(): Promise<void> {
    const waits: Promise<void>[] = this.#pump === undefined ? [] : [this.#pump]
    if (this.#holdsUp || this.#pump === undefined) waits.push(later(LOOK_EVERY_MS))
    await Promise.race(waits)
  }

  /** Whether a packet is held for the other interfaces. */
  get #holdsUp(): boolean {
    return this.#inputs.some(({ ready }) => ready)
  }

  #hasNext(): boolean {
    return this.#inputs.length === 1 ? this.#inputs[0]!.hasRecords : this.#earliest() !== undefined
  }

  /**
   * The interface with the earliest packet, if no other can still have an earlier one. A packet that has waited
   * `OVERDUE_MS` goes first: it came before the clock was set back, and the others would seem earlier for hours.
   */
  #earliest(): Input | undefined {
    let first: Input | undefined
    let overdue: Input | undefined
    let empty = Number.POSITIVE_INFINITY
    for (const input of this.#inputs) {
      if (!input.ready) input.ready = input.next(input.head)
      if (!input.ready) {
        if (input.failure === undefined && input.emptyAt < empty) empty = input.emptyAt
        continue
      }
      if (first === undefined || isEarlier(input.head, first.head)) first = input
      if (input.since > this.#overdue) continue
      if (overdue === undefined || isEarlier(input.head, overdue.head)) overdue = input
    }
    if (overdue !== undefined) return overdue
    if (first === undefined || this.#released) return first
    return first.since + HOLD_MS <= empty ? first : undefined
  }

  /** The interface that a packet captured on `any` was seen on. */
  #device(p: Packet, input: Input): number {
    if (p.captured < SLL2_INTERFACE_INDEX + 4) return input.interfaceId
    const index = p.view.getUint32(p.start + SLL2_INTERFACE_INDEX)
    const known = this.#devices.get(index)
    if (known !== undefined) return known
    const id = this.#addInterface(input.reader.interface, input.port.deviceName(index))
    this.#devices.set(index, id)
    return id
  }

  #addInterface(like: Interface, name: string): number {
    const id = this.interfaces.length
    this.interfaces.push({ ...like, id, name })
    return id
  }
}

const isEarlier = (a: Packet, b: Packet): boolean => a.tsSec < b.tsSec || (a.tsSec === b.tsSec && a.tsNsec < b.tsNsec)

function sum(numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.reduce((all, n) => (all === undefined || n === undefined ? undefined : all + n), 0)
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
