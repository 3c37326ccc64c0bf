/** The options that say where packets come from, files or interfaces, and where they are saved. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ListenAddress } from '../export/metrics/server.js'
import { UsageError } from './errors.js'

export interface InputOptions {
  /** The interfaces of `-i`; without it the words of the command line are files. */
  readonly interface?: readonly string[]
  readonly snapshotLength?: number
  /** KiB, as tcpdump counts. */
  readonly bufferSize?: number
  readonly promiscuousMode: boolean
  readonly direction: 'in' | 'out' | 'inout'
  readonly backend: 'libpcap' | 'cap'
  readonly autostop?: Autostop
  /** The user to become once the interfaces are open. */
  readonly relinquishPrivileges?: string
  /** Where scrapers are answered. */
  readonly metrics?: ListenAddress
}

/** Of a command that reads no interfaces. */
export const FILES_ONLY = {
  promiscuousMode: false,
  direction: 'inout',
  backend: 'libpcap',
} as const satisfies InputOptions

/**
 * Adds `-i` and what belongs to it. The command's words are files, or with `-i` a filter: `openInput` takes both. What
 * belongs to `-i` is refused without it.
 */
export function addInputOptions(command: Command): void {
  const live = new Option('-i, --interface <name>', 'capture live on it; any for all; may be given again')
  command.addOption(live.argParser(another).helpGroup(LIVE))
  addChecked(command, liveOptions(), (name, isLive) => (isLive ? undefined : `${name} goes with -i`))
  addAutostop(command)
}

/** Heading of the options of live captures in the help. */
const LIVE = 'Live captures:'

/** What `-a` is given: when to stop. */
interface Autostop {
  readonly seconds?: number
  readonly packets?: number
  /** Of the file that is written. */
  readonly octets?: number
}

const CONDITIONS: Readonly<Record<string, (n: number) => Autostop>> = {
  duration: (seconds) => ({ seconds }),
  packets: (packets) => ({ packets }),
  filesize: (kilobytes) => ({ octets: kilobytes * 1000 }),
}

function addAutostop(command: Command): void {
  const filesize = command.options.some(({ long }) => long === '--write') ? ', filesize:1000 (kB)' : ''
  command
    .option('-a, --autostop <condition>', `when to stop: duration:10, packets:1000${filesize}`, autostop)
    .hook('preAction', () => checkAutostop(command))
}

function checkAutostop(command: Command): void {
  const o = command.opts<{ autostop?: Autostop; interface?: unknown; write?: unknown; max?: number }>()
  const { seconds, packets, octets } = o.autostop ?? {}
  if (seconds !== undefined && o.interface === undefined) throw new UsageError('-a duration goes with -i')
  if (octets !== undefined && o.write === undefined) throw new UsageError('-a filesize goes with -w')
  if (packets !== undefined) command.setOptionValue('max', Math.min(o.max ?? packets, packets))
}

function autostop(text: string, before: Autostop = {}): Autostop {
  const [, name = '', number = ''] = /^(\w+):(.*)$/.exec(text) ?? []
  if (name === 'files') throw new UsageError(`-a ${text}: -W ${number} with -G stops after so many files`)
  const condition = CONDITIONS[name]
  if (condition === undefined) throw new InvalidArgumentError('Give duration:N, packets:N or filesize:N.')
  return { ...before, ...condition(wholeFrom1(number)) }
}

function liveOptions(): readonly Option[] {
  const all = [
    new Option('-s, --snapshot-length <n>', 'live: octets kept of a packet at most (262144)').argParser(snapshotLength),
    new Option('-B, --buffer-size <KiB>', "live: the kernel's buffer (32768)").argParser(wholeFrom1),
    new Option('-p, --no-promiscuous-mode', 'live: only what is for this machine'),
    new Option('-Q, --direction <way>', 'live').choices(['in', 'out', 'inout']).default('inout'),
    new Option(
      '-Z, --relinquish-privileges <user>',
      'live: be this user, by name or number, once the interfaces are open',
    ),
    new Option(
      '--metrics <[address:]port>',
      'live: answer Prometheus there, on 127.0.0.1 unless an address is given',
    ).argParser(listenAddress),
    new Option('--backend <name>', 'live: cap is the npm package, with the time of the clock')
      .choices(['libpcap', 'cap'])
      .default('libpcap'),
  ]
  return all.map((option) => option.helpGroup(LIVE))
}

/**
 * Adds options, and refuses those that would do nothing. `refusal` says why, by the option's name and whether the
 * capture is live.
 */
export function addChecked(
  command: Command,
  options: readonly Option[],
  refusal: (name: string, isLive: boolean) => string | undefined,
): void {
  for (const option of options) command.addOption(option)
  command.hook('preAction', () => {
    const isLive = command.getOptionValue('interface') !== undefined
    for (const option of options) {
      if (command.getOptionValueSource(option.attributeName()) !== 'cli') continue
      const why = refusal(nameOf(option), isLive)
      if (why !== undefined) throw new UsageError(why)
    }
  })
}

/** `-w`, or `--at` where there is no letter. */
export function nameOf({ short, long }: Option): string {
  return short ?? long ?? ''
}

export interface RotationOptions {
  /** Octets. */
  readonly rotateSize?: number
  readonly rotateSeconds?: number
  readonly rotateFiles?: number
}

/** Adds `-C`, `-G` and `-W`, which go with `-w`. */
export function addRotationOptions(command: Command): void {
  command
    .option('-C, --rotate-size <n>', '-w: a new file after n million octets; n with k, m, g: KiB, MiB, GiB', size)
    .option(
      '-G, --rotate-seconds <n>',
      '-w: a new file after n seconds, its name by strftime: trace-%H%M%S.pcap',
      wholeFrom1,
    )
    .option('-W, --rotate-files <n>', '-C: overwrite the first of n files; -G: stop after n files', wholeFrom1)
}

/** A whole number from 1 on. */
export function wholeFrom1(text: string): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n === 0) throw new InvalidArgumentError('Give a whole number from 1 on.')
  return n
}

const LOOPBACK = '127.0.0.1'
const LAST_PORT = 0xffff

/** `9464`, `0.0.0.0:9464`, `[::1]:9464`. Port 0 is any that is free. */
function listenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (!(port <= LAST_PORT)) throw new InvalidArgumentError('Give a port, 127.0.0.1:9464 or [::1]:9464.')
  return { host: bracketed ?? plain ?? LOOPBACK, port }
}

function another(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name]
}

/** libpcap's own limit, which tcpdump's 0 stands for. */
const MAX_SNAPSHOT = 262_144

function snapshotLength(text: string): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n > MAX_SNAPSHOT) {
    throw new InvalidArgumentError(`Give octets up to ${MAX_SNAPSHOT}, or 0 for that many.`)
  }
  return n === 0 ? MAX_SNAPSHOT : n
}

const UNITS: Readonly<Record<string, number>> = { '': 1e6, k: 1 << 10, m: 1 << 20, g: 1 << 30 }

function size(text: string): number {
  const [, digits, unit] = /^(\d+)([kmg]?)$/i.exec(text) ?? []
  const n = Number(digits) * (UNITS[unit?.toLowerCase() ?? ''] ?? Number.NaN)
  if (!(n > 0)) throw new InvalidArgumentError('Give millions of octets, or a number with k, m or g.')
  return n
}
