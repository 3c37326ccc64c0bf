/**
 * `npm run bench [-- --packets N] [--runs N] [--keep]`: what the program and the tools that people know take per packet,
 * side by side on the same traffic. README.md tells how to read the table.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generate } from './generate.js'

/** Packets of the cut for tools that are a hundred times slower. */
const CUT = 10_000
/** Runs of a stage that count. */
const SAMPLES = 9
const STAGES = [
  ['walk', 'records'],
  ['decode', 'records, every layer'],
  ['census', 'the same, fragments, tunnels'],
  ['lines', 'the same, a line of text'],
  ['checksums', 'records, every layer, checksums'],
] as const
const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'frame.len',
  'eth.src',
  'ip.src',
  'ip.dst',
  'ip.proto',
  'udp.dstport',
  'vxlan.vni',
  'gre.key',
]

const INSTALL = {
  tcpdump: 'apt install tcpdump, dnf install tcpdump, brew install tcpdump',
  tshark: 'apt install tshark, dnf install wireshark-cli, brew install wireshark',
} as const

/** A program to run on the traffic. */
interface Job {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly packets: number
  /** The job whose time is 1. */
  readonly anchor?: Job
}

/** One run of a program. */
interface Run {
  /** Nanoseconds, by the clock on the wall, and of user and system time. */
  readonly wall: number
  readonly cpu: number | undefined
  /** Octets of the most memory that was resident. */
  readonly memory: number | undefined
}

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
})
const packets = Number(values.packets)
const runs = Number(values.runs)
const here = fileURLToPath(new URL('.', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'vxsniff-bench-'))
const all = join(directory, 'traffic.pcap')
const cut = join(directory, 'cut.pcap')
const cutPackets = Math.min(packets, CUT)
const timeWorks = spawnSync('/usr/bin/time', ['-f', '%U', 'true']).status === 0
const missing = Object.keys(INSTALL).filter((tool) => spawnSync(tool, ['--version']).status !== 0)

try {
  measure()
} finally {
  if (values.keep) console.log(`\nThe traffic is kept in ${directory}`)
  else rmSync(directory, { recursive: true })
}

function measure(): void {
  const from = process.hrtime.bigint()
  generate(all, packets)
  generate(cut, cutPackets)
  const seconds = Number(process.hrtime.bigint() - from) / 1e9
  console.log(`${packets} packets made in ${seconds.toFixed(1)} s; node ${process.version}; ${cpus()[0]?.model ?? '?'}`)
  for (const tool of missing) {
    console.log(`SKIPPED: ${tool} is not there (${INSTALL[tool as keyof typeof INSTALL]})`)
  }
  if (!timeWorks) console.log('SKIPPED: processor time and memory, which GNU time measures (apt install time)')
  const titles = ['', 'ns/packet', '(min - max)', 'cpu ns', '× tcpdump', 'MB']
  console.log(`\n${row(titles)}`)
  compare(jobs(all, packets, false))
  console.log(`\nOn ${cutPackets} packets, start-up included`)
  compare(jobs(cut, cutPackets, true))
  console.log('\nThe library in one process, start-up excluded')
  for (const [stage, name] of STAGES) console.log(row([name, ...spread(samplesOf(stage))]))
}

/** The programs that are there; on the cut those as well that take long. */
function jobs(file: string, count: number, slow: boolean): readonly Job[] {
  const job = (name: string, command: string, ...args: string[]): Job => ({ name, command, args, packets: count })
  const vxsniff = (name: string, ...args: string[]): Job =>
    job(name, process.execPath, join(here, '../dist/cli/main.js'), 'read', ...args, file)
  const copy = join(directory, 'copy.pcap')
  const list = [
    job('cat', 'cat', file),
    job('tcpdump -nn', 'tcpdump', '-nn', '-r', file),
    vxsniff('vxsniff read'),
    vxsniff('vxsniff read --fields, 10', '--fields', FIELDS.join()),
    vxsniff('vxsniff read --json', '--json'),
    job('tcpdump -w', 'tcpdump', '-r', file, '-w', copy),
    vxsniff('vxsniff read -w', '-w', copy),
  ]
  if (slow) {
    const fields = FIELDS.flatMap((name) => ['-e', name])
    list.push(
      job('tshark -n', 'tshark', '-n', '-r', file),
      job('tshark -T fields, 10', 'tshark', '-n', '-T', 'fields', ...fields, '-r', file),
      job('tshark -T ek', 'tshark', '-n', '-T', 'ek', '-r', file),
    )
  }
  const there = list.filter((j) => !missing.includes(j.command))
  const anchor = there.find((j) => j.name === 'tcpdump -nn')
  return anchor === undefined ? there : there.map((j) => ({ ...j, anchor }))
}

/** Runs every job in turn, again and again, so that a busy moment of the machine hits them alike. */
function compare(list: readonly Job[]): void {
  const results = new Map(list.map((job): [string, Run[]] => [job.name, []]))
  for (let i = 0; i < runs; i++) for (const job of list) results.get(job.name)!.push(run(job))
  for (const job of list) {
    const times = results.get(job.name)!
    const perPacket = times.map((t) => t.wall / job.packets)
    const anchor = job.anchor === undefined ? undefined : results.get(job.anchor.name)
    const ratio =
      anchor === undefined ? '' : (median(times.map((t) => t.wall)) / median(anchor.map((t) => t.wall))).toFixed(2)
    const cpu = timeWorks ? whole(median(times.map((t) => t.cpu! / job.packets))) : ''
    const memory = timeWorks ? whole(median(times.map((t) => t.memory! / 1e6))) : ''
    console.log(row([job.name, ...spread(perPacket), cpu, ratio, memory]))
  }
}

/** The wall clock is read here, processor time and memory are the kernel's figures of the child, by GNU time. */
function run(job: Job): Run {
  const figures = join(directory, 'figures')
  const command = timeWorks ? '/usr/bin/time' : job.command
  const args = timeWorks ? ['-o', figures, '-f', '%U %S %M', job.command, ...job.args] : job.args
  const sink = openSync('/dev/null', 'w')
  const from = process.hrtime.bigint()
  // Without TZ tcpdump asks the file system for the zone at every packet.
  const child = spawnSync(command, args, { stdio: ['ignore', sink, 'pipe'], env: { ...process.env, TZ: 'UTC' } })
  const wall = Number(process.hrtime.bigint() - from)
  closeSync(sink)
  if (child.status !== 0) throw new Error(`${job.name} failed: ${child.error ?? child.stderr}`)
  if (!timeWorks) return { wall, cpu: undefined, memory: undefined }
  const [user, system, kilobytes] = readFileSync(figures, 'utf8').trim().split(' ').map(Number)
  return { wall, cpu: (user! + system!) * 1e9, memory: kilobytes! * 1024 }
}

/** Nanoseconds per packet of a stage of the library. */
function samplesOf(stage: string): readonly number[] {
  const args = ['--import', 'tsx', join(here, 'stages.ts'), stage, all, String(SAMPLES)]
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`the stage ${stage} failed: ${child.stderr}`)
  return child.stdout.trim().split('\n').map(Number)
}

/** Median, and least and most. */
function spread(numbers: readonly number[]): readonly string[] {
  return [whole(median(numbers)), `(${whole(Math.min(...numbers))} - ${whole(Math.max(...numbers))})`]
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function whole(n: number): string {
  return n.toFixed(0)
}

function row(cells: readonly string[]): string {
  const [name, ...rest] = cells
  const widths = [10, 18, 10, 11, 6]
  return name!.padEnd(30) + rest.map((cell, i) => cell.padStart(widths[i]!)).join('')
}
