/**
 * `npm run bench`: how the program stands to the tools that people know and to C, on the same traffic in the same minutes.
 * README.md tells how to read the table, and the options.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generate } from './generate.js'
import { countsMemory, type Job, median, type Run, run, vxsniff, works } from './program.js'
import {
  type Data,
  type Group,
  groupsOf,
  type Mix,
  type References,
  type Side,
  type Target,
  type Threads,
} from './targets.js'

/** Packets of the cuts for tools that are a hundred times slower: two that tell little apart, two that tell more. */
const CUTS = [2000, 10_000, 50_000] as const
/** Runs of a stage that count. */
const SAMPLES = 9
const STAGES = [
  ['walk', 'records'],
  ['outer filter', 'records, -Y of the outer headers'],
  ['decode', 'records, every layer'],
  ['inner filter', 'records, every layer, -Y of what is inside'],
  ['census', 'the same, fragments, tunnels'],
  ['lines', 'the same, a line of text'],
  ['checksums', 'records, every layer, checksums'],
] as const
const TITLES = ['job', 'ours', 'theirs', 'ratio', 'bar', ''] as const
/**
 * Long captures: what the reference's own generators make, busy with everything that goes wrong, and calm. Without them, traffic of
 * ours that is like the former.
 */
const MIXES = [
  { name: 'vxgen', source: 'vxgen.c', bars: { one: 5, all: 3.5 } },
  { name: 'vxcalm', source: 'vxcalm.c', bars: { one: 3, all: 2.3 } },
] as const
const REFERENCES = fileURLToPath(new URL('../../shared/bench/', import.meta.url))
const RESULTS = fileURLToPath(new URL('results.md', import.meta.url))
const ROOT = fileURLToPath(new URL('..', import.meta.url))

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '1000000' },
    large: { type: 'string', default: '8000000' },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    stages: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    note: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const directory = mkdtempSync(join(tmpdir(), 'vxsniff-bench-'))
const load = loadavg()[0]!

try {
  const report = measure()
  if (values.record) appendFileSync(RESULTS, `\n${report}`)
} finally {
  if (values.keep) console.log(`\nThe traffic is kept in ${directory}`)
  else rmSync(directory, { recursive: true })
}

/** Prints the tables as they are finished; all of it, as a section of results.md. */
function measure(): string {
  const lines: string[] = []
  const say = (line: string): void => {
    lines.push(line)
    console.log(line)
  }
  say(`## ${new Date().toISOString().slice(0, 10)}, ${commit()}\n`)
  say(`${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.version}, load ${load.toFixed(1)} at the start.`)
  say(`Medians of ${runs} runs in turn.${values.note === '' ? '' : ` ${values.note}`}\n`)
  const references = findReferences(say)
  const threads = { one: helpOf('check').includes('--jobs') ? ['--jobs', '1'] : [] }
  if (threads.one.length === 0) say('There is no --jobs yet: all of ours is one thread.\n')
  say('```')
  say(row(TITLES))
  for (const group of groups(makeData(say), references, threads)) {
    say(`\n${group.title}`)
    for (const line of compare(group)) say(line)
  }
  if (values.stages) {
    say('\nthe library in one process, start-up excluded: ns per packet (least - most)')
    for (const [stage, name] of STAGES) say(row([name, ...spread(samplesOf(stage))]))
  }
  say('```')
  return `${lines.join('\n')}\n`
}

/** Those that `--only` names by a part of their title. */
function groups(data: Data, references: References, threads: Threads): readonly Group[] {
  return groupsOf(data, references, threads).filter(({ title }) => title.includes(values.only))
}

function makeData(say: (line: string) => void): Data {
  const packets = Number(values.packets)
  const file = (name: string, count: number, overlapping = true): string => {
    const path = join(directory, `${name}.pcap`)
    generate(path, count, overlapping)
    return path
  }
  const overlapping = file('overlapping', packets)
  const pcapng = join(directory, 'overlapping.pcapng')
  run(vxsniff('read', '-w', pcapng, overlapping))
  return {
    packets,
    overlapping,
    distinct: file('distinct', packets, false),
    pcapng,
    cuts: CUTS.map((count) => ({ packets: count, path: file(`cut-${count}`, count) })),
    mixes: makeMixes(Number(values.large), file, say),
    ten: file('ten', 10),
  }
}

function makeMixes(
  packets: number,
  file: (name: string, count: number) => string,
  say: (line: string) => void,
): readonly Mix[] {
  if (packets === 0) return []
  const made = MIXES.flatMap(({ name, source, bars }): Mix[] => {
    const generator = built(say, source, 'cc')
    if (generator === undefined) return []
    const path = join(directory, `${name}.pcap`)
    run({ command: generator, args: [`${packets}`, path] })
    return [{ name, packets, path, bars }]
  })
  return made.length > 0 ? made : [{ name: 'our own', packets, path: file('large', packets), bars: MIXES[0].bars }]
}

/** Builds a program beside the checkout; says so where that cannot be done. */
function built(
  say: (line: string) => void,
  source: string,
  compiler: string,
  ...libraries: readonly string[]
): string | undefined {
  const path = join(REFERENCES, source)
  const program = join(directory, source.replace(/\W.*/, ''))
  if (existsSync(path) && works(compiler, '-O2', '-o', program, path, ...libraries)) return program
  say(`SKIPPED: ${source} ${existsSync(path) ? `cannot be built with ${compiler}` : 'is not there'}\n`)
  return undefined
}

/** What there is to compare with; what there is not is said loudly. */
function findReferences(say: (line: string) => void): References {
  const tool = (name: string, install: string): string | undefined => {
    if (works(name, '--version')) return name
    say(`SKIPPED: ${name} is not there (${install})\n`)
    return undefined
  }
  if (!countsMemory) say('SKIPPED: memory, which GNU time measures (apt install time)\n')
  return {
    tcpdump: tool('tcpdump', 'apt install tcpdump, dnf install tcpdump, brew install tcpdump'),
    tshark: tool('tshark', 'apt install tshark, dnf install wireshark-cli, brew install wireshark'),
    handWritten: built(say, 'hand.c', 'cc', '-march=native'),
    pcapPlusPlus: built(
      say,
      'pcapplusplus.cpp',
      'c++',
      ...['/usr', '/usr/local'].map((prefix) => `-I${prefix}/include/pcapplusplus`),
      ...['Pcap++', 'Packet++', 'Common++', 'pcap'].map((library) => `-l${library}`),
    ),
  }
}

/** Runs all of a group in turn, again and again, so that a busy moment of the machine hits them alike; their rows. */
function compare({ targets, memoryBar }: Group): readonly string[] {
  const jobs = new Map<string, Job>()
  for (const { ours, theirs } of targets) {
    for (const side of [ours, theirs, theirs?.less]) if (side !== undefined) jobs.set(key(side), side.job)
  }
  const results = new Map([...jobs.keys()].map((name): [string, Run[]] => [name, []]))
  for (let i = 0; i < runs; i++) for (const [name, job] of jobs) results.get(name)!.push(run(job))
  const rows = targets.map((target) => rowOf(target, results))
  if (memoryBar === undefined || !countsMemory) return rows
  const most = Math.max(...targets.flatMap(({ ours }) => results.get(key(ours))!.map((r) => r.memory!)))
  const cells = [
    'peak of resident memory',
    `${mega(most)} MB`,
    '',
    '',
    `≤ ${mega(memoryBar)} MB`,
    verdict(most <= memoryBar),
  ]
  return [...rows, row(cells)]
}

function rowOf({ name, ours, theirs, sense, bar }: Target, results: ReadonlyMap<string, readonly Run[]>): string {
  const bound = sense === 'at most' ? `≤ ${bar}` : `≥ ${bar} ×`
  const mine = figures(ours, results)
  if (theirs === undefined) return row([name, figure(median(mine)), '', '', bound, 'SKIPPED'])
  const other = figures(theirs, results)
  // Of each turn by itself, so that what disturbed one turn disturbs no other's ratio.
  const ratio = median(mine.map((n, i) => (sense === 'at most' ? n / other[i]! : other[i]! / n)))
  const met = sense === 'at most' ? ratio <= bar : ratio >= bar
  return row([
    name,
    figure(median(mine)),
    `${theirs.name} ${figure(median(other))}`,
    ratio.toFixed(2),
    bound,
    verdict(met),
  ])
}

/** Nanoseconds per packet, one for each turn. */
function figures(side: Side, results: ReadonlyMap<string, readonly Run[]>): readonly number[] {
  const { packets, less } = side
  const walls = results.get(key(side))!.map(({ wall }) => wall)
  if (less === undefined) return walls.map((wall) => wall / packets)
  const shorter = results.get(key(less))!
  return walls.map((wall, i) => (wall - shorter[i]!.wall) / (packets - less.packets))
}

function key({ job }: Side): string {
  return [job.command, ...job.args].join('\0')
}

/** Nanoseconds per packet of a stage of the library. */
function samplesOf(stage: string): readonly number[] {
  const script = fileURLToPath(new URL('stages.ts', import.meta.url))
  const args = ['--import', 'tsx', script, stage, join(directory, 'overlapping.pcap'), String(SAMPLES)]
  const child = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`the stage ${stage} failed: ${child.stderr}`)
  return child.stdout.trim().split('\n').map(Number)
}

/** Median, and least and most. */
function spread(numbers: readonly number[]): readonly string[] {
  return [median(numbers).toFixed(0), `(${Math.min(...numbers).toFixed(0)} - ${Math.max(...numbers).toFixed(0)})`]
}

function helpOf(name: string): string {
  const { command, args } = vxsniff(name, '--help')
  return spawnSync(command, args, { encoding: 'utf8' }).stdout
}

function commit(): string {
  const { stdout, status } = spawnSync('git', ['-C', ROOT, 'describe', '--always', '--dirty'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : 'no commit'
}

/** Nanoseconds per packet, or the milliseconds of a start. */
function figure(nanoseconds: number): string {
  return nanoseconds < 1e6 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1e6).toFixed(1)} ms`
}

function mega(octets: number): string {
  return (octets / 1e6).toFixed(0)
}

function verdict(met: boolean): string {
  return met ? 'met' : 'MISSED'
}

function row(cells: readonly string[]): string {
  const widths = [52, 10, 27, 8, 10]
  const [name = '', ...rest] = cells
  const padded = rest.map((cell, i) => (widths[i + 1] === undefined ? `  ${cell}` : cell.padStart(widths[i + 1]!)))
  return `${name.padEnd(widths[0]!)}${padded.join('')}`.trimEnd()
}
