/** `vxsniff read` and `vxsniff live`: their options, and what they mean once they are checked. */

import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addInputOptions, addRotationOptions, type InputOptions, type RotationOptions } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { answerLetters } from '../letters.js'
import {
  addColorOption,
  addJobsOptions,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type JobsOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface ReadOptions
  extends SharedOptions,
    ColorOptions,
    InputOptions,
    RotationOptions,
    JobsOptions,
    LanguageOptions {
  /** The files of `-r`. */
  readonly readFile?: readonly string[]
  /** The filter of a live capture, from `-f` or `-F`, in place of the words. */
  readonly captureFilter?: string
  readonly verbose: number
  readonly hex: number
  readonly hexText: number
  readonly ascii: number
  readonly json: boolean
  readonly payload: boolean
  readonly fields?: readonly string[]
  /** tshark's `-E`, each `KEY=VALUE`. */
  readonly layout?: readonly string[]
  readonly header: boolean
  readonly innermost: boolean
  readonly format: string
  /** What `-T` is given. */
  readonly form?: string
  readonly write?: string
  readonly print: boolean
  readonly t: number
  readonly linkLevel: boolean
  readonly quiet: boolean
  readonly number: boolean
  readonly absoluteTcpSequenceNumbers: boolean
  /** Only how many packets there are. */
  readonly count: boolean
  readonly packetBuffered: boolean
  readonly listInterfaces: boolean
  readonly listDataLinkTypes: boolean
}

/** What `read` does without options. */
export const READ_DEFAULTS: ReadOptions = {
  verbose: 0,
  hex: 0,
  hexText: 0,
  ascii: 0,
  header: true,
  innermost: false,
  json: false,
  payload: false,
  format: 'lines',
  print: false,
  t: 0,
  linkLevel: false,
  quiet: false,
  number: false,
  absoluteTcpSequenceNumbers: false,
  count: false,
  packetBuffered: false,
  listInterfaces: false,
  listDataLinkTypes: false,
  dontVerifyChecksums: false,
  guess: false,
  reassemble: true,
  color: 'auto',
  lang: 'en',
  n: false,
  promiscuousMode: true,
  direction: 'inout',
  backend: 'libpcap',
}

const READ_EXAMPLES = `
Examples:
  vxsniff read capture.pcap                       a line a packet
  vxsniff read -v capture.pcap                    every layer in words, -vv every field, -x octets
  vxsniff read --json capture.pcap | jq .layers   a JSON object a packet
  vxsniff read --fields frame.number,vxlan.vni,ip.src capture.pcap
  vxsniff -r capture.pcap inner icmp              as tcpdump and tshark: behind -r FILE the words are those of -Y
  tcpdump -w - | vxsniff read -                   from a pipe
  vxsniff read -c 10 -w first.pcap capture.pcapng.gz`

const LIVE_EXAMPLES = `
Examples:
  vxsniff -i eth0                                 the same as vxsniff live -i eth0
  vxsniff -i eth0 udp port 4789 or proto gre      only what the filter lets through: man pcap-filter
  vxsniff -i eth0 -i eth1 --json                  several, in order of time; every form that read has
  vxsniff -i any -w trace.pcap -C 100 -W 10       ten files of 100 million octets, the oldest overwritten
  vxsniff -i eth0 -w trace.pcapng --print         saved and shown
Ctrl-C ends it with the counters and the tunnels; SIGUSR1 shows the counters in between.`

type RunRead = Run<[words: string[], options: ReadOptions]>

export function declareRead(program: Command, run: RunRead): void {
  const command = program
    .command('read')
    .description('print the packets of capture files, a line each')
    .argument('[file...]', 'pcap or pcapng, also compressed; - for standard input; several in order of time')
  addFormOptions(command, run)
  addJobsOptions(command)
  answerLetters(command)
  command.addHelpText('after', READ_EXAMPLES)
}

export function declareLive(program: Command, run: RunRead): void {
  const command = program
    .command('live')
    .description('print the packets of interfaces as they come, a line each; also vxsniff -i NAME')
    .argument('[filter...]', 'what to capture, in the words of pcap-filter(7)')
  addFormOptions(command, run)
  answerLetters(command)
  command.addHelpText('after', LIVE_EXAMPLES)
}

function addFormOptions(command: Command, run: RunRead): void {
  command
    .option(
      '-r, --read-file <file>',
      'read it; the words are then an expression, as of -Y; may be given again',
      another,
    )
    .option('-F, --filter-file <file>', 'a file with the filter, in place of the words')
    .option('-v, --verbose', 'the layers in words, also -V; twice: every field', increase, 0)
    .option('-x, --hex', 'the octets too, also -X; -A, --ascii: as text alone', increase, 0)
    .addOption(new Option('-X, --hex-text').argParser(increase).default(0).hideHelp())
    .addOption(new Option('-A, --ascii').argParser(increase).default(0).hideHelp())
    .option('--json', 'a JSON object a packet', false)
    .option('--payload', '--json: what no decoder claims too, in hexadecimal', false)
    .option('--fields <names>', 'these fields, separated by tabs, under a line of titles; also -T fields -e NAME', list)
    .option('--no-header', '--fields: no line of titles')
    .option('--innermost', '--fields: of each field that of the innermost layer alone', false)
    .addOption(new Option('--layout <item>').argParser(layoutItem).hideHelp())
    .addOption(new Option('-T, --form <name>').argParser(form).hideHelp())
    .option('--format <name>', 'lines, or tcpdump for its text', 'lines')
    .option('--count', 'the number of packets alone', false)
    .option('-w, --write <file>', 'write the packets to a .pcap or .pcapng file instead of printing them')
    .option('-P, --print', 'print them although they are written', false)
    .option('-U, --packet-buffered', '-w: what is written can be read at once', false)
    .option(
      '-t',
      'time: -t none, -tt since 1970, -ttt since the packet before, -tttt with date, -ttttt since the first',
      increase,
      0,
    )
    .option('-e, --link-level', 'the Ethernet addresses too', false)
    .option('-q, --quiet', 'less of each protocol', false)
    .option('-S, --absolute-tcp-sequence-numbers', "TCP's numbers as they are, not from where a stream began", false)
    .option('-K, --dont-verify-checksums', 'checksums are not looked at', false)
    .option('-D, --list-interfaces', 'the same as vxsniff interfaces', false)
    .option('-L, --list-data-link-types', "live: an interface's link types", false)
    .addOption(new Option('-f, --capture-filter <filter>').hideHelp())
    .addOption(new Option('-#, --number').default(false).hideHelp())
    .hook('preAction', () => placeWords(command))
  for (const flags of TRUE_IN_ANY_CASE) command.addOption(new Option(flags).hideHelp())
  addRotationOptions(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  addLanguageOption(command)
  command.action(running(run))
}

/** Things that `read` always does, and that tcpdump and tshark do only when asked. */
const TRUE_IN_ANY_CASE = ['-l, --line-buffered', '-2', '--immediate-mode', '--micro', '--no-duplicate-keys']

/** Takes the words after `-r FILE` for an expression, and the filter from wherever it is given. */
function placeWords(command: Command): void {
  const o = command.opts<ReadOptions & { readonly filterFile?: string }>()
  if (o.readFile !== undefined && o.interface !== undefined) throw new UsageError('-r and -i: choose one')
  const words = o.interface !== undefined || o.readFile !== undefined ? command.args.join(' ') : ''
  const given = [
    o.captureFilter === undefined ? '' : '-f',
    o.filterFile === undefined ? '' : '-F',
    words === '' ? '' : 'the words',
    o.displayFilter === undefined || o.interface !== undefined ? '' : '-Y',
  ].filter((name) => name !== '')
  if (given.length > 1)
    throw new UsageError(`${given.join(' and ')} are a filter each; choose one, or join them by and`)
  for (const [name, isGiven] of [
    ['--no-header', !o.header],
    ['--innermost', o.innermost],
  ] as const) {
    if (isGiven && o.fields === undefined) throw new UsageError(`${name} goes with --fields`)
  }
  if (o.payload && !o.json && o.form !== 'json' && o.form !== 'ek') throw new UsageError('--payload goes with --json')
  if (o.captureFilter !== undefined && o.interface === undefined)
    throw new UsageError('-f goes with -i; -Y is for files')
  const text = o.filterFile === undefined ? words : filterIn(o.filterFile)
  if (text.trim() === '') return
  command.setOptionValue(o.interface === undefined ? 'displayFilter' : 'captureFilter', text)
}

/** The filter without tcpdump's comments. */
function filterIn(path: string): string {
  return textOf(path)
    .replace(/(^|\s)#[^\n]*/g, '$1')
    .trim()
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException
    throw new UsageError(`-F ${path}: ${code === 'ENOENT' ? 'no such file' : message}`)
  }
}

const FORMS: readonly string[] = ['json', 'ek', 'text']

/** `fields` comes with its names, as `--fields`. */
function form(text: string): string {
  if (FORMS.includes(text)) return text
  throw new UsageError(
    `there are -T fields, json, ek and text, no ${text}; what a port is says -d udp.port==46354,vxlan`,
  )
}

function layoutItem(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

function another(file: string, before: readonly string[] = []): readonly string[] {
  return [...before, file]
}

function increase(_: string, before: number): number {
  return before + 1
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Give names separated by commas.')
  return names
}
