/**
 * The program that cap-backend.ts runs: captures with the npm package `cap` and writes pcap records to standard output.
 * Started with `CapRequest` as JSON, it answers with one `CapAnswer`, and ends when its parent goes.
 */
import { createRequire } from 'node:module'
import type { CapAnswer, CapRequest } from './cap-backend.js'
import { RECORD_HEADER_LEN } from './pcap.js'

/** What of the package is used. */
interface Cap {
  /** Returns the name of the link type; throws libpcap's message. */
  open(device: string, filter: string, bufferSize: number, buffer: Buffer): string
  on(event: 'packet', listener: (length: number) => void): void
}

/** Octets of a packet at most: the package's own snapshot length. */
const MAX_LEN = 65_535
/** Octets of records gathered before they are written. */
const BATCH_LEN = 1 << 18

const { name, filter, bufferSize, snapLength } = JSON.parse(process.argv[2]!) as CapRequest
const packet = Buffer.alloc(MAX_LEN)
let batch = Buffer.allocUnsafe(BATCH_LEN)
let end = 0

// Ctrl-C goes to every program of the terminal: the parent decides when this one ends.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
answer(open())

function open(): CapAnswer {
  let cap: Cap
  try {
    const package_ = createRequire(import.meta.url)('cap') as { readonly Cap: new () => Cap }
    cap = new package_.Cap()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return {
      missing: code === 'MODULE_NOT_FOUND' ? 'is not installed: npm install cap' : `cannot be loaded: ${message}`,
    }
  }
  try {
    const linkType = cap.open(name, filter, bufferSize, packet)
    cap.on('packet', add)
    return { linkType }
  } catch (error) {
    return { refused: (error as Error).message }
  }
}

function answer(message: CapAnswer): void {
  process.send!(message, () => {
    if (message.linkType === undefined) process.exit()
  })
}

function add(length: number): void {
  const captured = Math.min(length, snapLength)
  if (end + RECORD_HEADER_LEN + captured > batch.length) flush()
  if (end === 0) setImmediate(flush)
  const microseconds = Math.floor((performance.timeOrigin + performance.now()) * 1000)
  batch.writeUInt32LE(Math.floor(microseconds / 1e6), end)
  batch.writeUInt32LE(microseconds % 1e6, end + 4)
  batch.writeUInt32LE(captured, end + 8)
  batch.writeUInt32LE(length, end + 12)
  packet.copy(batch, end + RECORD_HEADER_LEN, 0, captured)
  end += RECORD_HEADER_LEN + captured
}

function flush(): void {
  if (end === 0) return
  process.stdout.write(batch.subarray(0, end))
  batch = Buffer.allocUnsafe(BATCH_LEN)
  end = 0
}
