/**
 * A capture that no disk has room for: `npx tsx bench/huge.ts [--packets 80000000] [--seconds 1800] [-- check -]`, after
 * `npm run build`. One process makes the traffic of generate.ts, another one is the built program that reads it from a
 * pipe; this one watches how much memory that takes, and prints the curve. Fails where it is more than it may be, or grows
 * for as long as packets come. Linux.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generate } from './generate.js'

/** Megabytes that are resident at most, and that the second half of the packets may add. */
const MAX_MEMORY = 300
const MAX_GROWTH = 15
/** Packets between two points of the curve, of which there are so many at least. */
const STEP = 5_000_000
const LEAST_POINTS = 8
/** Milliseconds between two looks. */
const LOOK_EVERY = 100
/** Packets by which the length of one is known. */
const SAMPLE = 200_000
/** Megabytes behind which there is no more to learn: the machine is to live on. */
const TOO_MUCH = 2000

const SELF = fileURLToPath(import.meta.url)
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    packets: { type: 'string', default: '80000000' },
    seconds: { type: 'string', default: '1800' },
    generate: { type: 'string' },
  },
})
const packets = Number(values.packets)
if (values.generate !== undefined) writeTo(values.generate)
else process.exitCode = await watch(positionals.length > 0 ? positionals : ['check', '-'])

function writeTo(pipe: string): void {
  try {
    generate(pipe, packets)
  } catch (error) {
    // EPIPE: its reader is gone, and tells why. EINVAL: a pipe cannot be synchronized with a disk.
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EPIPE' && code !== 'EINVAL') throw error
  }
}

/** A look at the program: packets that it has read, by their octets, and megabytes that are resident. */
interface Point {
  readonly packets: number
  readonly memory: number
  readonly seconds: number
}

async function watch(words: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vxsniff-huge-'))
  try {
    return await watchIn(folder, words)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function watchIn(folder: string, words: readonly string[]): Promise<number> {
  const length = recordLength(join(folder, 'sample.pcap'))
  // Not the streams of this process: those are sockets, and slower.
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const args = ['--import', 'tsx', SELF, '--generate', pipe, '--packets', String(packets)]
  const source = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const command = ['-c', 'exec "$@" <"$0"', pipe, process.execPath, MAIN, ...words]
  const program = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  program.stdout.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-4000)
  })
  const closed = once(program, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const start = performance.now()
  const end = start + Number(values.seconds) * 1000
  const points: Point[] = []
  let peak = 0
  let why = ''
  console.log(`${packets} packets of ${length.toFixed(0)} octets on average through ${words.join(' ')}`)
  for (
    const step = Math.min(STEP, packets / LEAST_POINTS);
    program.exitCode === null && program.signalCode === null;
  ) {
    const status = statusOf(program.pid!)
    if (status !== undefined) {
      const { memory, octets } = status
      peak = Math.max(peak, status.peak)
      const seconds = (performance.now() - start) / 1000
      const point = { packets: Math.min(packets, Math.round(octets / length)), memory, seconds }
      if (point.packets >= (points.length + 1) * step) points.push(told(point))
      if (memory > TOO_MUCH) why = `it has more than ${TOO_MUCH} MB`
    }
    if (performance.now() > end) why = `${values.seconds} s are over`
    if (why !== '') break
    await setTimeout(LOOK_EVERY)
  }
  if (why !== '') program.kill('SIGKILL')
  source.kill()
  const [code, signal] = await closed
  console.log(said.trimEnd())
  const half = points.find((point) => point.packets >= packets / 2)?.memory ?? 0
  const growth = (points.at(-1)?.memory ?? 0) - half
  console.log(`peak ${peak} MB; the second half of the packets added ${growth} MB`)
  if (why === '' && code !== 0) why = `it ended with ${signal ?? code}`
  if (why === '' && peak > MAX_MEMORY) why = `more than ${MAX_MEMORY} MB`
  if (why === '' && growth > MAX_GROWTH) why = `it grows`
  if (why !== '') console.log(`FAILED: ${why}`)
  return why === '' ? 0 : 1
}

/** Octets of a record of this traffic, its header included. */
function recordLength(sample: string): number {
  generate(sample, SAMPLE)
  return statSync(sample).size / SAMPLE
}

/** proc(5); undefined of a process that has ended. */
function statusOf(pid: number): { memory: number; peak: number; octets: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilo = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)![1])
    const mega = (name: string): number => Math.round((kilo(name) * 1024) / 1e6)
    const octets = Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))![1])
    return { memory: mega('VmRSS'), peak: mega('VmHWM'), octets }
  } catch {
    return undefined
  }
}

function told(point: Point): Point {
  const { packets: count, memory, seconds } = point
  const speed = Math.round((seconds * 1e9) / count)
  console.log(`${(count / 1e6).toFixed(1).padStart(6)} M packets ${String(memory).padStart(4)} MB ${speed} ns each`)
  return point
}
