/** The options that every command shares, and the tables and colours that follow from them. */
import { type Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { Budget, DEFAULT_BUDGET } from '../analysis/tables/budget.js'
import { isApplication } from '../wire/applications.js'
import { Kind } from '../wire/kind.js'
import { defaultTables, PROTOCOLS } from '../wire/protocols/index.js'
import type { Tables } from '../wire/tables.js'
import { Exit, UsageError } from './errors.js'
import { addChecked, type InputOptions, wholeFrom1 } from './input-options.js'
import { type LanguageOptions, localeLanguage } from './language.js'
import { stdoutIsTerminal, terminalColumns, writeStdout } from './output.js'

export interface SharedOptions {
  readonly max?: number
  /** The expression that packets have to pass. */
  readonly displayFilter?: string
  /** What the user has given for it, where it is not `-Y`. */
  readonly selectedBy?: string
  readonly explainFilter?: boolean
  /** Only this many packets at the capture's end are looked at. */
  readonly tail?: number
  readonly vxlanPort?: readonly number[]
  readonly genevePort?: readonly number[]
  readonly decodeAs?: readonly DecodeAs[]
  readonly guess: boolean
  readonly reassemble: boolean
  /** Megabytes for all tables together. */
  readonly memory?: number
  readonly n: boolean
  readonly dontVerifyChecksums?: boolean
}

export interface ColorOptions {
  readonly color: 'auto' | 'always' | 'never'
}

export interface JobsOptions {
  readonly jobs?: number
  readonly batch?: number
}

/** One `-d TABLE==NUMBER,PROTOCOL` or `-d TABLE==NUMBER-NUMBER,PROTOCOL`, both ends of the range included. */
interface DecodeAs {
  readonly table: TableName
  readonly first: number
  readonly last: number
  readonly kind: Kind
}

/** Wireshark's names of the dissector tables that `-d` knows. */
const TABLES = {
  'udp.port': 'udpPorts',
  ethertype: 'etherTypes',
  'ip.proto': 'ipProtocols',
  'gre.proto': 'greProtocols',
} as const
type TableName = keyof typeof TABLES

/** Protocols by Wireshark's name; some have names of their own here because they share Wireshark's. */
function kindsByName(): ReadonlyMap<string, Kind> {
  return new Map<string, Kind>([
    ...[...PROTOCOLS]
      .reverse()
      .filter(({ kind }) => !isApplication(kind))
      .map((p): [string, Kind] => [p.name, p.kind]),
    ['vxlan', Kind.Vxlan],
    ['vxlan-gpe', Kind.VxlanGpe],
    ['erspan', Kind.Erspan2],
    ['erspan3', Kind.Erspan3],
    ['ip', Kind.Ipv4],
    ['raw', Kind.Raw],
  ])
}

/** `megabytes` are those of all tables where nobody says otherwise. */
export function addSharedOptions(command: Command, megabytes: number = DEFAULT_BUDGET / MEGABYTE): void {
  command
    .option('-c, --max <n>', 'stop after this many packets', wholeFrom1)
    .option('-Y, --display-filter <expression>', 'only packets that pass, inside tunnels as well: vxsniff filter', once)
    .option('--explain-filter', '-Y: how it is read, and what of it the kernel tests', false)
    .option('--frames <numbers>', 'only packets of these numbers: 10-20,35')
    .option('--after <time>', 'only packets from then on: 10:31:34, +5.2, 2023-05-22T10:31')
    .option('--before <time>', 'only packets until then')
    .option('--head <n>', 'the first so many of the packets that pass', wholeFrom1)
    .option('--tail <n>', 'the last so many of the packets that pass', wholeFrom1)
    .option('--vxlan-port <n[,n]>', 'UDP ports that are VXLAN, besides 4789 and 8472', ports)
    .option('--geneve-port <n[,n]>', 'UDP ports that are Geneve, besides 6081', ports)
    .option(
      '-d, --decode-as <rule>',
      'for example udp.port==46354,vxlan or udp.port==46354-46360,vxlan; may be given again',
      decodeAs,
    )
    .option('--guess', 'decode UDP to unknown ports as VXLAN, VXLAN-GPE or Geneve where it looks like it', false)
    .option('--no-reassemble', 'leave IP fragments as they are')
    .option('-n', 'never look up names (which is so in any case)', false)
    .option('--memory <MB>', `for all tables together; what finds no room is counted (${megabytes})`, memory)
    .hook('preAction', () => checkDisplayFilter(command))
}

/** Options that say in other words what an expression can say. */
interface SelectionOptions {
  readonly frames?: string
  readonly after?: string
  readonly before?: string
  readonly head?: number
}

/** Runs before anything is opened: refuses an invalid expression, or shows how it is read if only that is asked for. */
async function checkDisplayFilter(command: Command): Promise<void> {
  const o = command.opts<SharedOptions & SelectionOptions & Partial<LanguageOptions>>()
  if (o.head !== undefined) {
    if (o.max !== undefined) throw new UsageError('--head and -c are the same; choose one')
    command.setOptionValue('max', o.head)
  }
  const { frames, after, before } = o
  if (o.displayFilter === undefined && frames === undefined && after === undefined && before === undefined) {
    if (o.explainFilter === true) throw new UsageError('--explain-filter goes with -Y')
    return
  }
  const { explanation, filterFrom, refuseOneLook } = await import('./filter.js')
  const part = (name: string, text: string | undefined, expression: string, example: string): readonly string[] => {
    if (text === undefined) return []
    try {
      filterFrom(expression)
    } catch {
      throw new UsageError(`${name}: "${text}" is none; give ${example}`)
    }
    return [expression]
  }
  if (o.displayFilter !== undefined) filterFrom(o.displayFilter)
  const times = '10:31:34, +5.2 or 2023-05-22T10:31:34'
  const parts = [
    ...part('--frames', frames, `frame ${frames}`, 'numbers, 10-20,35'),
    ...part('--after', after, `time ${quoted(after)} -`, `a time, ${times}`),
    ...part('--before', before, `time - ${quoted(before)}`, `a time, ${times}`),
  ]
  if (parts.length > 0) {
    const given = Object.entries({ '-Y': o.displayFilter, '--frames': frames, '--after': after, '--before': before })
    const words = given.flatMap(([name, text]) =>
      text === undefined ? [] : [`${name} ${quoted(text, name === '-Y')}`],
    )
    const first = o.displayFilter === undefined ? [] : [`(${o.displayFilter})`]
    command.setOptionValue('displayFilter', [...first, ...parts].join(' and '))
    command.setOptionValue('selectedBy', words.join(' '))
  }
  const opened = command.opts<{ readonly displayFilter: string; interface?: string[]; readFile?: string[] }>()
  const { displayFilter, interface: live, readFile: files = command.args } = opened
  if (o.explainFilter !== true) return refuseOneLook(filterFrom(displayFilter), live === undefined ? files : [])
  writeStdout(Buffer.from(explanation(displayFilter, tablesFrom(o), o.lang ?? localeLanguage(), terminalColumns())))
  throw new CommanderError(Exit.Fine, 'vxsniff.explained', '')
}

/** As a shell or an expression takes it: in quotes where it has blanks, or in any case. */
function quoted(text = '', always = /\s/.test(text)): string {
  return always ? `"${text}"` : text
}

/** Of two expressions tshark takes the last and says nothing of the first. */
function once(text: string, before: string | undefined): string {
  if (before !== undefined) throw new UsageError(`-Y is there twice; give one: -Y '(${before}) and (${text})'`)
  return text
}

/** Adds `--color`, for commands that print for a terminal. */
export function addColorOption(command: Command): void {
  command.addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
}

/** Adds `--names`, for commands whose text has addresses in it: `names.ts` reads the file. */
export function addNamesOption(command: Command): void {
  command.option(
    '--names <file>',
    'names for addresses, MACs and VNIs in text: lines as in /etc/hosts, and vni 42 shop',
  )
}

/** Octets of a megabyte, as `--memory` counts. */
const MEGABYTE = 1e6
/** With fewer megabytes the tables keep nothing that is worth telling. */
const LEAST_MEMORY = 30

/** The budget of `--memory`, or a part of it. Where `--metrics` has tables of its own, each have half. */
export function budgetFrom(
  { memory, metrics }: Pick<SharedOptions, 'memory'> & Pick<InputOptions, 'metrics'>,
  part: number = 1,
): Budget {
  const own = metrics === undefined ? part : part / 2
  return new Budget(own * (memory === undefined ? DEFAULT_BUDGET : memory * MEGABYTE))
}

function memory(text: string): number {
  const megabytes = wholeFrom1(text)
  if (megabytes < LEAST_MEMORY) throw new InvalidArgumentError(`Give ${LEAST_MEMORY} at least.`)
  return megabytes
}

/** The most threads that may be asked for; each takes memory of its own. */
const MOST_JOBS = 64

/** Adds `--jobs`, for commands that share their work. */
export function addJobsOptions(command: Command): void {
  const options = [
    new Option(
      '--jobs <n>',
      'threads for a large file; 1 for none besides this one (the processors, at most 4)',
    ).argParser(jobs),
    // For tests: reads this many octets at a time, and uses threads however small the file is.
    new Option('--batch <octets>').argParser(wholeFrom1).hideHelp(),
  ]
  addChecked(command, options, (name, isLive) => (isLive ? `${name} is for files; it does not go with -i` : undefined))
}

function jobs(text: string): number {
  const n = wholeFrom1(text)
  if (n > MOST_JOBS) throw new InvalidArgumentError(`Give ${MOST_JOBS} at most.`)
  return n
}

/** Octets of a packet, about. */
const TYPICAL_LEN = 400

/** Whether `least` octets or more of a file of `size` octets are read, about. */
export function readsAtLeast(least: number, size: number, { max }: SharedOptions): boolean {
  return Math.min(size, (max ?? size) * TYPICAL_LEN) >= least
}

/** Whether threads pay for a file of `size` octets, which they do from `least` octets on. */
export function isWorthSharing(size: number, o: SharedOptions & JobsOptions, least: number): boolean {
  if (o.jobs === 1) return false
  return o.batch !== undefined || readsAtLeast(least, size, o)
}

/** The decoder's tables with the user's ports and rules in them. */
export function tablesFrom(o: SharedOptions): Tables {
  const tables = defaultTables()
  for (const port of o.vxlanPort ?? []) tables.udpPorts[port] = Kind.Vxlan
  for (const port of o.genevePort ?? []) tables.udpPorts[port] = Kind.Geneve
  for (const { table, first, last, kind } of o.decodeAs ?? []) tables[TABLES[table]].fill(kind, first, last + 1)
  tables.guess = o.guess
  tables.reassemble = o.reassemble
  tables.verify = o.dontVerifyChecksums !== true
  return tables
}

/** NO_COLOR (https://no-color.org) and its opposite, FORCE_COLOR; an option outweighs both. */
export function wantsColor(o: ColorOptions): boolean {
  if (o.color !== 'auto') return o.color === 'always'
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return stdoutIsTerminal && TERM !== 'dumb'
}

function ports(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, ...text.split(',').map(port)]
}

function port(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 0xffff) {
    throw new InvalidArgumentError(`"${text}" is no UDP port; give numbers up to 65535, separated by commas.`)
  }
  return Number(text)
}

function decodeAs(text: string, before: readonly DecodeAs[] = []): readonly DecodeAs[] {
  const match = /^([a-z.]+)==([^,]*),([\w.-]+)$/i.exec(text)
  if (match === null) throw new InvalidArgumentError('Give TABLE==NUMBER,PROTOCOL, for example udp.port==46354,vxlan.')
  const [, table, numbers, protocol] = match as unknown as [string, string, string, string]
  if (!(table in TABLES)) throw new InvalidArgumentError(`There are the tables ${Object.keys(TABLES).join(', ')}.`)
  const kinds = kindsByName()
  const kind = kinds.get(protocol)
  if (kind === undefined) {
    throw new InvalidArgumentError(`No protocol "${protocol}". There are ${[...kinds.keys()].sort().join(', ')}.`)
  }
  const name = table as TableName
  return [...before, { table: name, kind, ...range(numbers, name) }]
}

/** `46354`, `0xb512` or `46354-46360`. */
function range(text: string, table: TableName): { readonly first: number; readonly last: number } {
  const match = /^(0x[0-9a-f]+|\d+)(?:-(0x[0-9a-f]+|\d+))?$/i.exec(text)
  if (match === null) throw new InvalidArgumentError(`"${text}" is no number and no range; give 46354 or 46354-46360.`)
  const [first, last] = [match[1]!, match[2] ?? match[1]!] as const
  for (const end of [first, last]) {
    if (Number(end) > largest(table)) throw new InvalidArgumentError(`${end} is too large for ${table}.`)
  }
  if (Number(first) > Number(last)) {
    throw new InvalidArgumentError(`${text} is no range: ${first} is larger than ${last}.`)
  }
  return { first: Number(first), last: Number(last) }
}

/** The largest number that a table has a place for. */
const largest = (table: TableName): number => (table === 'ip.proto' ? 0xff : 0xffff)
