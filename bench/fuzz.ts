/**
 * Structured fuzzing: `npx tsx bench/fuzz.ts --seconds 60 --seed 1`. Damages captures, takes them through readers, decoders,
 * analyses and every form of output, and prints how many there were and what was found. The input of each find is kept in
 * a file, as is the one that was being read when somebody has to end a program that hangs.
 */
import { copyFileSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { Damager } from '../test/helpers/damage.js'
import { Exercise, seeds } from '../test/helpers/exercise.js'

/** Milliseconds that a file of at most a megabyte may take. */
const MAX_TIME = 1000
/** Octets that the process may grow by between its warm state and its end. */
const MAX_GROWTH = 150e6
/** The state is warm after this part of the time. */
const WARM = 1 / 3
/** Finds after which it is no use to go on. */
const MAX_FINDS = 20
/** One file in so many is compressed. */
const COMPRESSED = 50

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
})
const seconds = Number(values.seconds)
const seed = Number(values.seed)
const folder = mkdtempSync(join(tmpdir(), 'vxsniff-fuzz-'))
const current = join(folder, 'current')
// Opened once: that takes longer than to read most of the files.
const fd = openSync(current, 'w')
console.log(`seed ${seed}; the input being read is ${current}`)

const { files, frames } = seeds()
const exercise = new Exercise(frames)
const damager = new Damager(seed, exercise.frames, files)
const start = performance.now()
const end = start + seconds * 1000
/** What was found, each kind once. */
const finds = new Set<string>()
let cases = 0
let slowest = 0
let octets = 0
let warm = 0
let peak = 0

for (let now = start; now < end && finds.size < MAX_FINDS; now = performance.now()) {
  const file = damager.file()
  const written = cases % COMPRESSED === 0 ? gzipSync(file) : file
  ftruncateSync(fd)
  writeSync(fd, written, 0, written.length, 0)
  octets += file.length
  await one(cases++)
  const rss = process.memoryUsage.rss()
  peak = Math.max(peak, rss)
  if (warm === 0 || now < start + (end - start) * WARM) warm = rss
}
summarize()

async function one(turn: number): Promise<void> {
  const cpu = process.cpuUsage()
  const from = performance.now()
  try {
    await exercise.capture(current, turn)
  } catch (e) {
    const { stack, cause } = e instanceof Error ? e : new Error(String(e))
    find(turn, cause === undefined ? `${stack}` : `${stack}\n${cause}`)
  }
  // On a busy machine the clock on the wall says nothing; of the processor's time some belongs to V8's other threads.
  const { user, system } = process.cpuUsage(cpu)
  const took = Math.min(performance.now() - from, (user + system) / 1000)
  slowest = Math.max(slowest, took)
  if (took > MAX_TIME) find(turn, `a file took ${Math.round(took)} ms`)
}

/** Tells of it unless the same was found at the same place before. */
function find(turn: number, what: string): void {
  const lines = what.split('\n')
  const place = lines.find((line) => line.includes('/src/')) ?? lines[0]!
  if (finds.has(place)) return
  finds.add(place)
  const kept = join(folder, `find-${seed}-${turn}`)
  copyFileSync(current, kept)
  console.log(`FOUND in case ${turn} of seed ${seed}, kept as ${kept}\n${what}`)
}

function summarize(): void {
  const took = (performance.now() - start) / 1000
  const growth = Math.max(0, process.memoryUsage.rss() - warm)
  if (growth > MAX_GROWTH) find(cases, `the process has grown by ${mega(growth)}`)
  const each = (count: number): string => `${count} (${Math.round(count / took)}/s)`
  console.log(`cases ${each(cases)}, packets ${each(exercise.packets)}, ${mega(octets)} in ${took.toFixed(1)} s`)
  console.log(`kinds of packets ${exercise.frames.length - frames.length}, slowest file ${slowest.toFixed(0)} ms`)
  console.log(`memory: warm ${mega(warm)}, peak ${mega(peak)}, growth ${mega(growth)}`)
  console.log(`finds: ${finds.size}`)
  rmSync(current)
  if (finds.size === 0) rmSync(folder, { recursive: true })
  else process.exitCode = 1
}

function mega(count: number): string {
  return `${(count / 1e6).toFixed(0)} MB`
}
