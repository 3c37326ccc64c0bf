/**
 * A bench that is short enough for every run of the checks: `short.ts [--record]`. It compares the program's processor
 * time with that of a fixed loop over the same octets, and fails where it has lost half as much again against the ratio
 * in ratios.json. `--record` writes the ratios there instead.
 *
 * Processor time, the runs in turn, the best of each: other people's work on the machine makes them slower, never faster.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.js'
import { vxsniff } from './program.js'

const PACKETS = 100_000
const ROUNDS = 5
const WORST_LOSS = 1.5
/** A gain of so much is worth recording. */
const GAIN = 0.75
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  check: ['check'],
  read: ['read'],
  'read --json': ['read', '--json'],
}
const RATIOS = fileURLToPath(new URL('ratios.json', import.meta.url))
const REFERENCE = fileURLToPath(new URL('reference.ts', import.meta.url))
/** Makes a program say its processor time in microseconds at its end, on file descriptor 3. */
const METER = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"\n' +
    'process.on("exit", () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)) })',
)}`

const directory = mkdtempSync(join(tmpdir(), 'vxsniff-bench-'))
try {
  const ratios = measure(join(directory, 'traffic.pcap'))
  if (process.argv.includes('--record')) writeFileSync(RATIOS, `${JSON.stringify(ratios, undefined, 2)}\n`)
  else compare(ratios)
} finally {
  rmSync(directory, { recursive: true })
}

/** The best of each command in units of the loop's best. */
function measure(file: string): Readonly<Record<string, number>> {
  generate(file, PACKETS)
  const best = new Map<string, number>()
  const take = (name: string, args: readonly string[]): void => {
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, processorTime(args)))
  }
  for (let i = 0; i < ROUNDS; i++) {
    take('', ['--import', 'tsx', REFERENCE, file])
    for (const [name, args] of Object.entries(COMMANDS)) take(name, ['--import', METER, ...vxsniff(...args, file).args])
  }
  const names = Object.keys(COMMANDS)
  return Object.fromEntries(names.map((name) => [name, Number((best.get(name)! / best.get('')!).toFixed(3))]))
}

/** Microseconds that a run of Node says it took. */
function processorTime(args: readonly string[]): number {
  const child = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  if (child.status !== 0) throw new Error(`${args.join(' ')} failed: ${child.error ?? child.stderr}`)
  return Number(child.output[3])
}

function compare(ratios: Readonly<Record<string, number>>): void {
  const recorded = JSON.parse(readFileSync(RATIOS, 'utf8')) as Readonly<Record<string, number>>
  for (const [name, ratio] of Object.entries(ratios)) {
    const before = recorded[name]
    if (before === undefined) throw new Error(`bench/ratios.json has no "${name}": npm run bench:short -- --record`)
    const loss = ratio / before
    console.log(
      `${name.padEnd(12)} ${ratio.toFixed(2)} of the loop, recorded ${before.toFixed(2)}: × ${loss.toFixed(2)}`,
    )
    if (loss > WORST_LOSS) {
      console.log(`${name} has become slower by more than ${WORST_LOSS} ×: see bench/README.md`)
      process.exitCode = 1
    }
    if (loss < GAIN)
      console.log(`${name} has become faster; record it, so that it stays: npm run bench:short -- --record`)
  }
}
