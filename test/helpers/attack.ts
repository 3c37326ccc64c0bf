/** Captures as an attacker would send them, made as they are read; and the built program reading them from a pipe. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Hostile, hostileIn, withoutColours } from './clean-text.js'
import { MAIN } from './run.js'

/** Octets of a pcap record's header. */
const RECORD_HEADER_LEN = 16
/** Octets written at once. */
const CHUNK_LEN = 1 << 20
/** Microseconds between two packets. */
const APART = 10
/** Characters kept of what is printed, from its end. */
const KEPT = 1 << 16

/** Pieces of a capture; each is written before the next one is asked for, so a buffer may serve again. */
export type Pieces = Iterable<Uint8Array>

/** A pcap file of `count` packets: `frame` over and over, changed by `vary` in place. */
export function* packets(count: number, frame: Uint8Array, vary: (v: DataView, i: number) => void): Pieces {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(262_144, 16)
  header.writeUInt32LE(1, 20)
  yield header
  const octets = Uint8Array.from(frame)
  const view = new DataView(octets.buffer)
  const chunk = Buffer.alloc(CHUNK_LEN)
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + RECORD_HEADER_LEN + octets.length > CHUNK_LEN) {
      yield chunk.subarray(0, at)
      at = 0
    }
    vary(view, i)
    const micros = i * APART
    chunk.writeUInt32LE(1_700_000_000 + Math.floor(micros / 1e6), at)
    chunk.writeUInt32LE(micros % 1e6, at + 4)
    chunk.writeUInt32LE(octets.length, at + 8)
    chunk.writeUInt32LE(octets.length, at + 12)
    chunk.set(octets, at + RECORD_HEADER_LEN)
    at += RECORD_HEADER_LEN + octets.length
  }
  yield chunk.subarray(0, at)
}

export interface Survived {
  /** The end of what was printed. */
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** Characters printed that a terminal obeys, the first of each stream. */
  readonly hostile: readonly Hostile[]
  /** Peak resident set, in megabytes. */
  readonly peak: number
  /** Seconds by the clock on the wall. */
  readonly seconds: number
}

/** Linux, proc(5): of this program alone, where getrusage(2) takes over what its parent had before execve(2). */
const TELL_PEAK = `data:text/javascript,
import fs from 'node:fs'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('exit', () => fs.writeSync(3, /VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]))`

/** `vxsniff` with these words behind it and these octets on its standard input. */
export async function survive(words: readonly string[], pieces: Pieces): Promise<Survived> {
  const from = performance.now()
  const { PATH = '' } = process.env
  const args = ['--import', TELL_PEAK.replaceAll('\n', ';'), MAIN, ...words]
  const child = spawn(process.execPath, args, { env: { PATH, TZ: 'UTC' }, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] })
  const { stdin } = child
  const [out, err, peak] = [child.stdout, child.stderr, child.stdio[3]!].map(
    (s) => new Reading(s as typeof child.stdout, words.includes('--color=always')),
  )
  const closed = once(child, 'close')
  // A program that has seen enough closes its end.
  stdin.on('error', () => {})
  for (const piece of pieces) if (!(await written(stdin, piece))) break
  stdin.end()
  const [code] = (await closed) as [number | null]
  return {
    stdout: out!.end,
    stderr: err!.end,
    code,
    hostile: [out!.hostile, err!.hostile].filter((hostile) => hostile !== undefined),
    peak: Math.ceil((Number(peak!.end) * 1024) / 1e6),
    seconds: (performance.now() - from) / 1000,
  }
}

function written(stdin: NodeJS.WritableStream, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => stdin.write(piece, (e) => resolve(e === undefined || e === null)))
}

/** Looks at what a stream says; keeps its end. */
class Reading {
  end = ''
  hostile: Hostile | undefined
  readonly #decoder: TextDecoder = new TextDecoder()

  constructor(stream: NodeJS.ReadableStream, hasColours: boolean) {
    stream.on('data', (chunk: Buffer) => {
      const text = this.#decoder.decode(chunk, { stream: true })
      this.hostile ??= hostileIn(hasColours ? withoutColours(text) : text)
      this.end = (this.end + text).slice(-KEPT)
    })
  }
}
