/**
 * The npm package `cap` as a second backend, for systems where koffi finds no libpcap. It calls back once a packet and
 * knows neither a packet's time nor what the kernel dropped: the time is the clock's when we are called.
 */
import { createRequire } from 'node:module'
import { type Backend, Direction, type LiveCounters, type Port, type PortOptions, type Slot } from './backend.js'
import { OpenError } from './capture.js'
import type { Chunk } from './chunk.js'
import { FilterError } from './filter.js'
import { FILE_HEADER_LEN, MAGIC_MICROSECONDS, RECORD_HEADER_LEN } from './pcap.js'

/** What of the package is used. */
interface Cap {
  /** Returns the name of the link type; throws libpcap's message. */
  open(device: string, filter: string, bufferSize: number, buffer: Buffer): string
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void
  close(): void
}

const PACKAGE = 'cap'

/** LINKTYPE_ values for the package's names. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  LINKTYPE_RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
}

/** Octets of a packet at most: the package's own snapshot length. */
const MAX_LEN = 65_535
/** Octets of memory for packets, at first. */
const FIRST_LEN = 1 << 20
/** Octets of packets that wait to be read; beyond them packets are dropped, and counted. */
const MAX_WAITING = 1 << 25

/** Loads the package; throws an `OpenError` when it is not installed. */
export function openCap(): Backend {
  const { Cap } = load()
  const arrival = new Arrival()
  return {
    open: (name, o) => new CapPort(new Cap(), name, o, arrival),
    wait: async (ports, ms) => {
      const waiting = () => (ports as readonly CapPort[]).filter(({ hasPackets }) => hasPackets)
      if (waiting().length === 0) await arrival.wait(ms)
      return waiting()
    },
  }
}

function load(): { readonly Cap: new () => Cap } {
  const here = createRequire(import.meta.url)
  try {
    return here(PACKAGE) as { readonly Cap: new () => Cap }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'MODULE_NOT_FOUND' ? 'is not installed: npm install cap' : `cannot be loaded: ${message}`
    throw new OpenError(PACKAGE, 'ENOLIB', `the npm package ${why}`)
  }
}

/** Wakes who waits for packets. */
class Arrival {
  notify: () => void = () => {}

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.notify = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

class CapPort implements Port {
  readonly name: string
  readonly header: DataView
  readonly #cap: Cap
  readonly #snapLength: number
  readonly #arrival: Arrival
  /** Where the package puts the packet it calls back about. */
  readonly #packet: Buffer = Buffer.alloc(MAX_LEN)
  /** Records gathered since the last take. */
  #records: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_LEN)
  #view: DataView = new DataView(this.#records.buffer)
  #end = 0
  #received = 0
  #lost = 0

  constructor(cap: Cap, name: string, o: PortOptions, arrival: Arrival) {
    if (o.direction !== Direction.Both || !o.promiscuous) {
      throw new OpenError(
        name,
        'EINVAL',
        'the package cap always captures both directions and all stations; leave out -Q and -p',
      )
    }
    this.name = name
    this.#cap = cap
    this.#snapLength = Math.min(o.snapLength, MAX_LEN)
    this.#arrival = arrival
    const linkType = LINK_TYPES[this.#open(o)]
    if (linkType === undefined) throw new OpenError(name, 'EINVAL', 'the package cap does not know its link type')
    this.header = fileHeader(linkType, this.#snapLength)
    cap.on('packet', (length) => this.#add(Math.min(length, MAX_LEN)))
  }

  get hasPackets(): boolean {
    return this.#end > 0
  }

  #open(o: PortOptions): string {
    try {
      return this.#cap.open(this.name, o.filter, o.bufferSize, this.#packet)
    } catch (error) {
      throw refusal(this.name, o.filter, (error as Error).message)
    }
  }

  #add(length: number): void {
    this.#received++
    const captured = Math.min(length, this.#snapLength)
    const at = this.#end
    const end = at + RECORD_HEADER_LEN + captured
    if (end > MAX_WAITING) {
      this.#lost++
      return
    }
    if (end > this.#records.length) this.#grow(end)
    const microseconds = Math.floor((performance.timeOrigin + performance.now()) * 1000)
    const v = this.#view
    v.setUint32(at, Math.floor(microseconds / 1e6), true)
    v.setUint32(at + 4, microseconds % 1e6, true)
    v.setUint32(at + 8, captured, true)
    v.setUint32(at + 12, length, true)
    this.#records.set(this.#packet.subarray(0, captured), at + RECORD_HEADER_LEN)
    this.#end = end
    this.#arrival.notify()
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#records.length))
    larger.set(this.#records.subarray(0, this.#end))
    this.#records = larger
    this.#view = new DataView(larger.buffer)
  }

  /** The memory of the slot is the chunk's own; it is taken back when the slot is filled again. */
  async take(_: Slot, chunk: Chunk): Promise<number> {
    const length = this.#end
    if (length === 0) return 0
    const emptied = chunk.bytes.length > 0 ? (chunk.bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(FIRST_LEN)
    chunk.bytes = this.#records
    chunk.view = this.#view
    chunk.at = 0
    chunk.end = length
    this.#records = emptied
    this.#view = new DataView(emptied.buffer)
    this.#end = 0
    return length
  }

  counters(): LiveCounters {
    return { received: this.#received, dropped: this.#lost > 0 ? this.#lost : undefined, droppedByInterface: undefined }
  }

  deviceName(index: number): string {
    return `if${index}`
  }

  close(): void {
    this.#cap.close()
  }
}

function refusal(name: string, filter: string, said: string): Error {
  if (/no such device/i.test(said)) return new OpenError(name, 'ENODEV', 'no such interface')
  if (/permi/i.test(said)) return new OpenError(name, 'EPERM', `no permission to capture: ${said}. Run it with sudo`)
  if (filter !== '') return new FilterError(filter, said, { at: 0, length: filter.length })
  return new OpenError(name, 'EIO', said)
}

/** draft-ietf-opsawg-pcap §4 */
function fileHeader(linkType: number, snapLength: number): DataView {
  const v = new DataView(new ArrayBuffer(FILE_HEADER_LEN))
  v.setUint32(0, MAGIC_MICROSECONDS, true)
  v.setUint16(4, 2, true)
  v.setUint16(6, 4, true)
  v.setUint32(16, snapLength, true)
  v.setUint32(20, linkType, true)
  return v
}
