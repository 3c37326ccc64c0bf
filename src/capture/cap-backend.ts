/**
 * The npm package `cap` as a second backend, for systems where koffi finds no libpcap. It knows neither a packet's time
 * nor what the kernel dropped: the time is the clock's when the packet comes.
 *
 * It runs in a process of its own (cap-child.ts), because it ends the one it runs in when an interface vanishes.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { type Backend, Direction, type LiveCounters, type Port, type PortOptions, type Slot } from './backend.js'
import { CaptureError, OpenError } from './capture.js'
import type { Chunk } from './chunk.js'
import { FilterError } from './filter.js'
import { FILE_HEADER_LEN, MAGIC_MICROSECONDS } from './magic.js'
import { RECORD_HEADER_LEN } from './pcap.js'

/** What the child is to capture. */
export interface CapRequest {
  readonly name: string
  readonly filter: string
  readonly bufferSize: number
  readonly snapLength: number
}

/** What the child says first: exactly one property is there. */
export interface CapAnswer {
  /** The package's name of the link type: it captures. */
  readonly linkType?: string
  /** What is wrong with the package. */
  readonly missing?: string
  /** libpcap's message. */
  readonly refused?: string
}

/** LINKTYPE_ values for the package's names. */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  LINKTYPE_RAW: 101,
  LINKTYPE_LINUX_SLL: 113,
  IEEE802_11_RADIO: 127,
}

/** Octets of memory for records, at first. */
const FIRST_LEN = 1 << 20
/** Octets of unread records at most. Beyond them the child waits, and packets gather in the kernel's buffer. */
const MAX_WAITING = 1 << 24
/** Milliseconds between two looks at whether something has come. */
const LOOK_EVERY_MS = 5

/** The package has no state of its own: every interface gets a child process. */
export function openCap(): Backend {
  return {
    open: openPort,
    wait: async (ports, ms) => {
      const until = performance.now() + ms
      for (;;) {
        const ready = (ports as readonly CapPort[]).filter(({ isReady }) => isReady)
        if (ready.length > 0 || performance.now() >= until) return ready
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
    },
  }
}

async function openPort(name: string, o: PortOptions): Promise<Port> {
  if (o.direction !== Direction.Both || !o.promiscuous) {
    throw new OpenError(
      name,
      'EINVAL',
      'the package cap captures both directions and all stations; leave out -Q and -p',
    )
  }
  const request: CapRequest = { name, filter: o.filter, bufferSize: o.bufferSize, snapLength: o.snapLength }
  const child = fork(new URL('./cap-child.js', import.meta.url), [JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const {
    linkType = '',
    missing,
    refused,
  } = await new Promise<CapAnswer>((resolve) => {
    child.once('message', (answer) => resolve(answer as CapAnswer))
    child.once('exit', (code, signal) => resolve({ missing: `has ended at once: ${signal ?? code}` }))
  })
  if (missing !== undefined) throw new OpenError('cap', 'ENOLIB', `the npm package ${missing}`)
  if (refused !== undefined) throw refusal(name, o.filter, refused)
  const number = LINK_TYPES[linkType]
  if (number !== undefined) return new CapPort(child, name, fileHeader(number, o.snapLength))
  child.disconnect()
  throw new OpenError(name, 'EINVAL', 'the package cap does not know its link type')
}

class CapPort implements Port {
  readonly name: string
  readonly header: DataView
  readonly #child: ChildProcess
  #octets: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_LEN)
  #end = 0
  #received = 0
  #paused = false
  #complaint = ''
  #ended = false

  constructor(child: ChildProcess, name: string, header: DataView) {
    this.name = name
    this.header = header
    this.#child = child
    child.stdout!.on('data', (piece: Uint8Array) => this.#add(piece))
    child.stderr!.on('data', (piece: Uint8Array) => {
      this.#complaint = piece.toString().trim()
    })
    child.on('close', () => {
      this.#ended = true
    })
  }

  get isReady(): boolean {
    return this.#end >= RECORD_HEADER_LEN || this.#ended
  }

  #add(piece: Uint8Array): void {
    const end = this.#end + piece.length
    if (end > this.#octets.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#octets.length))
      larger.set(this.#octets.subarray(0, this.#end))
      this.#octets = larger
    }
    this.#octets.set(piece, this.#end)
    this.#end = end
    if (end < MAX_WAITING || this.#paused) return
    this.#child.stdout!.pause()
    this.#paused = true
  }

  /** Hands out the memory with the records; the memory that the chunk had is used for the next ones. */
  async take(_: Slot, chunk: Chunk): Promise<number> {
    const view = new DataView(this.#octets.buffer)
    const whole = this.#wholeRecords(view)
    if (whole === 0 && this.#ended) throw this.#failure()
    if (whole === 0) return 0
    const rest = this.#octets.subarray(whole, this.#end)
    const emptied = chunk.bytes.length > rest.length ? (chunk.bytes as Uint8Array<ArrayBuffer>) : undefined
    const next = emptied ?? new Uint8Array(Math.max(FIRST_LEN, rest.length))
    next.set(rest)
    chunk.bytes = this.#octets
    chunk.view = view
    chunk.at = 0
    chunk.end = whole
    this.#octets = next
    this.#end = rest.length
    if (this.#paused) this.#child.stdout!.resume()
    this.#paused = false
    return whole
  }

  /** Octets of the complete records that have come. Counts these records as received. */
  #wholeRecords(view: DataView): number {
    let at = 0
    for (;;) {
      if (at + RECORD_HEADER_LEN > this.#end) return at
      const next = at + RECORD_HEADER_LEN + view.getUint32(at + 8, true)
      if (next > this.#end) return at
      this.#received++
      at = next
    }
  }

  #failure(): CaptureError {
    // The message with which the package aborts when its socket has an error.
    const isDown = /Assertion .*status == 0/.test(this.#complaint)
    return new CaptureError(this.name, undefined, isDown ? 'the interface went down' : `cap ended: ${this.#complaint}`)
  }

  counters(): LiveCounters {
    return { received: this.#received, dropped: undefined, droppedByInterface: undefined }
  }

  halt(): boolean {
    return false
  }

  async discard(): Promise<number> {
    return 0
  }

  deviceName(index: number): string {
    return `if${index}`
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect()
    this.#child.stdout!.destroy()
  }
}

function refusal(name: string, filter: string, said: string): Error {
  if (/no such device/i.test(said)) return new OpenError(name, 'ENODEV', 'no such interface')
  if (/permi/i.test(said)) return new OpenError(name, 'EPERM', 'no permission to capture. Run it with sudo')
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
