/** What `npm run bench` compares, and how far apart it has to be. */
import { fileURLToPath } from 'node:url'
import { type Job, vxsniff } from './program.js'

const RECORDS = fileURLToPath(new URL('records.ts', import.meta.url))

/** Captures to measure on; `undefined` where it was not to be made. */
export interface Data {
  readonly packets: number
  /** Every tenant has the same addresses; every tenant has its own. */
  readonly overlapping: string
  readonly distinct: string
  readonly pcapng: string
  /** The first packets of `overlapping`, for tools that take long. */
  readonly cuts: ReadonlyArray<{ readonly packets: number; readonly path: string }>
  /** Long captures, one for each mix of traffic that can be made. */
  readonly mixes: readonly Mix[]
  readonly ten: string
}

/** A long capture of one kind of traffic, and how many times what C takes `check` may take, on one thread and on all. */
export interface Mix {
  readonly name: string
  readonly packets: number
  readonly path: string
  readonly bars: { readonly one: number; readonly all: number }
}

/** What we compare with; `undefined` where it is not there. */
export interface References {
  readonly tcpdump: string | undefined
  readonly tshark: string | undefined
  /** Decodes, verifies checksums and keeps tables, in C. */
  readonly handWritten: string | undefined
  /** Decodes, in C++. */
  readonly pcapPlusPlus: string | undefined
}

/** Which of the program's threads: all that it likes, or one. */
export interface Threads {
  readonly one: readonly string[]
}

/** A figure: what a job takes per packet; with `less`, what it takes for the packets that `less` has not. */
export interface Side {
  readonly name: string
  readonly job: Job
  readonly packets: number
  readonly less?: Side
}

/** A bar: so many times theirs at most, or so many times faster at least. */
export interface Target {
  readonly name: string
  readonly ours: Side
  /** Undefined where the reference is not there. */
  readonly theirs: Side | undefined
  readonly sense: 'at most' | 'times faster'
  readonly bar: number
}

/** Measured in turn. */
export interface Group {
  readonly title: string
  readonly targets: readonly Target[]
  /** Octets that our runs may have resident at most. */
  readonly memoryBar?: number
}

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
] as const
const MEMORY_BAR = 130e6
/** Of lines, one thread and all, where every tenant has the same addresses. */
const LINES = { one: 3.5, all: 5 } as const
/** `hand.c`'s third stage: every layer, every checksum, tables of flows, of MAC addresses and of ARP. */
const STAGE_3 = '3'
const VALIDATION = ['ip', 'tcp', 'udp'].flatMap((protocol) => ['-o', `${protocol}.check_checksum:TRUE`])

export function groupsOf(data: Data, references: References, threads: Threads): readonly Group[] {
  return [
    { title: 'start-up, ten packets', targets: [start(data)] },
    { title: `records alone, ${data.packets} packets`, targets: [records(data)] },
    {
      title: `lines, ${data.packets} packets`,
      targets: [
        ...lines(data.overlapping, data.packets, references, threads),
        ...distinctLines(data.distinct, data.packets, references, threads),
      ],
    },
    { title: `check, ${data.packets} packets`, targets: checks(data, references, threads) },
    { title: 'tshark, per packet by the difference of two cuts', targets: tshark(data, references, threads) },
    ...data.mixes.flatMap((mix) => long(mix, references, threads)),
  ]
}

function start({ ten }: Data): Target {
  const output = `${ten}.txt`
  return {
    name: 'read ten packets : node -e 0',
    ours: { name: 'vxsniff read', job: { ...vxsniff('read', ten), output }, packets: 1 },
    theirs: { name: 'node -e 0', job: { command: process.execPath, args: ['-e', '0'], output }, packets: 1 },
    sense: 'at most',
    bar: 1.5,
  }
}

/** Readers of files, in the same program: nothing is decoded. */
function records({ overlapping, packets }: Data): Target {
  const side = (reader: string): Side => ({
    name: reader,
    job: { command: process.execPath, args: ['--import', 'tsx', RECORDS, reader, overlapping] },
    packets,
  })
  return {
    name: "the library's reader : pcap-parser",
    ours: side('vxsniff'),
    theirs: side('pcap-parser'),
    sense: 'times faster',
    bar: 1.5,
  }
}

/** Lines of a capture in which every tenant has the same addresses. */
function lines(path: string, packets: number, references: References, threads: Threads): readonly Target[] {
  return linesOf(path, packets, 'the same addresses in every VNI', LINES, references, threads)
}

/** Lines of one in which all addresses differ: tcpdump takes three times as long for them. */
function distinctLines(path: string, packets: number, references: References, threads: Threads): readonly Target[] {
  return linesOf(path, packets, 'addresses of their own', { one: 8, all: 12 }, references, threads)
}

function linesOf(
  path: string,
  packets: number,
  what: string,
  bars: { readonly one: number; readonly all: number },
  { tcpdump }: References,
  { one }: Threads,
): readonly Target[] {
  const args = ['-nn', '-r', path]
  const theirs = tcpdump === undefined ? undefined : { name: 'tcpdump -nn', job: { command: tcpdump, args }, packets }
  const ours = (words: readonly string[]): Side => ({ name: 'read', job: vxsniff('read', ...words, path), packets })
  const sense = 'times faster'
  return [
    { name: `read, one thread, ${what}`, ours: ours(one), theirs, sense, bar: bars.one },
    { name: `read, ${what}`, ours: ours([]), theirs, sense, bar: bars.all },
  ]
}

function checks(data: Data, references: References, { one }: Threads): readonly Target[] {
  const { packets, overlapping, pcapng } = data
  const ours: Side = { name: 'check', job: vxsniff('check', ...one, overlapping), packets }
  return [
    ...againstC(overlapping, packets, references, ours, 'check, one thread', 5),
    {
      name: 'check, one thread, pcapng : pcap',
      ours: { name: 'check pcapng', job: vxsniff('check', ...one, pcapng), packets },
      theirs: ours,
      sense: 'at most',
      bar: 1.15,
    },
  ]
}

function againstC(
  path: string,
  packets: number,
  { handWritten, pcapPlusPlus }: References,
  ours: Side,
  name: string,
  bar: number,
): readonly Target[] {
  const reference = (command: string | undefined, title: string, ...args: readonly string[]): Side | undefined =>
    command === undefined ? undefined : { name: title, job: { command, args }, packets }
  const sense = 'at most'
  return [
    { name: `${name} : C`, ours, theirs: reference(handWritten, 'hand.c', STAGE_3, path), sense, bar },
    { name: `${name} : C++`, ours, theirs: reference(pcapPlusPlus, 'PcapPlusPlus', path), sense, bar: 1 },
  ]
}

/** Start-up, a third of a second, is not counted against tshark; it is against us. */
function tshark({ packets, overlapping, cuts }: Data, references: References, { one }: Threads): readonly Target[] {
  const [shorter, short, long] = cuts
  const fields = FIELDS.flatMap((name) => ['-e', name])
  const theirs = (name: string, from: number, to: number, ...args: readonly string[]): Side | undefined => {
    const { tshark: command } = references
    if (command === undefined) return undefined
    const side = (cut: number): Side => ({
      name,
      job: { command, args: ['-n', ...args, '-r', cuts[cut]!.path] },
      packets: cuts[cut]!.packets,
    })
    return { ...side(to), less: side(from) }
  }
  if (shorter === undefined || short === undefined || long === undefined) return []
  const ours = (...args: readonly string[]): Side => ({ name: args[0]!, job: vxsniff(...args, overlapping), packets })
  const sense = 'times faster'
  return [
    {
      name: 'check, one thread : tshark',
      ours: ours('check', ...one),
      theirs: theirs('tshark', 1, 2, ...VALIDATION),
      sense,
      bar: 15,
    },
    {
      name: 'read --fields of ten, one thread',
      ours: ours('read', '--fields', FIELDS.join(), ...one),
      theirs: theirs('tshark -T fields', 0, 1, '-T', 'fields', ...fields),
      sense,
      bar: 45,
    },
    {
      name: 'read --json',
      ours: ours('read', '--json'),
      theirs: theirs('tshark -T ek', 0, 1, '-T', 'ek'),
      sense,
      bar: 100,
    },
    {
      name: "read -Y 'vni 5001' -w",
      ours: ours('read', '-Y', 'vni 5001', '-w', '/dev/null'),
      theirs: theirs('tshark -Y … -w', 1, 2, '-Y', 'vxlan.vni == 5001', '-w', '/dev/null'),
      sense,
      bar: 8,
    },
  ]
}

function long({ name, path, packets, bars }: Mix, references: References, { one }: Threads): readonly Group[] {
  const single: Side = { name: 'check', job: vxsniff('check', ...one, path), packets }
  const all: Side = { name: 'check', job: vxsniff('check', path), packets }
  return [
    { title: `lines of ${name}, ${packets} packets`, targets: lines(path, packets, references, { one }) },
    {
      title: `check of ${name}, ${packets} packets`,
      targets: [
        ...againstC(path, packets, references, single, 'check, one thread', bars.one),
        ...againstC(path, packets, references, all, 'check', bars.all).slice(0, 1),
      ],
      memoryBar: MEMORY_BAR,
    },
  ]
}
