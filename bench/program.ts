/** Runs a program and says what it took: by the clock on the wall, and what the kernel counted of it. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What users run. */
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
/** GNU time, which tells memory; the shells' own does not. */
const TIME = '/usr/bin/time'

/** A program to run. */
export interface Job {
  readonly command: string
  readonly args: readonly string[]
  /** Where its standard output goes; nowhere without it. */
  readonly output?: string
}

/** One run of a program. */
export interface Run {
  /** Nanoseconds. */
  readonly wall: number
  /** Octets of the most memory that was resident; undefined where GNU time is not there. */
  readonly memory: number | undefined
}

export const countsMemory: boolean = works(TIME, '-f', '%M', 'true')

export function vxsniff(...args: readonly string[]): Job {
  return { command: process.execPath, args: [MAIN, ...args] }
}

export function works(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0
}

/** Runs a program to its end. Throws where it fails; `check` may find something. */
export function run({ command, args, output = '/dev/null' }: Job): Run {
  const folder = mkdtempSync(join(tmpdir(), 'vxsniff-bench-'))
  const figures = join(folder, 'figures')
  const sink = openSync(output, 'w')
  const words = countsMemory ? [TIME, '-q', '-o', figures, '-f', '%M', command, ...args] : [command, ...args]
  try {
    const from = process.hrtime.bigint()
    // Without TZ tcpdump asks the file system for the zone at every packet.
    const env = { ...process.env, TZ: 'UTC' }
    const child = spawnSync(words[0]!, words.slice(1), { stdio: ['ignore', sink, 'pipe'], env, maxBuffer: 1 << 28 })
    const wall = Number(process.hrtime.bigint() - from)
    if (child.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${child.error ?? child.stderr}`)
    const memory = countsMemory ? Number(readFileSync(figures, 'utf8')) * 1024 : undefined
    return { wall, memory }
  } finally {
    closeSync(sink)
    rmSync(folder, { recursive: true })
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
