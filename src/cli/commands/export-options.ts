/** `vxsniff export`: its options. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ParquetAbout } from '../../export/parquet/parquet.js'
import { PACKETS, TABLE_NAMES, type TableName } from '../../export/schema.js'
import { type AnonymousOptions, addAnonymousOptions } from '../anonymous-packets.js'
import { isClickhouse } from '../clickhouse.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addChecked, addInputOptions, type InputOptions, wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addSharedOptions, type SharedOptions } from '../shared-options.js'
import { VERSION } from '../version.js'

export interface ExportOptions extends SharedOptions, LanguageOptions, InputOptions, AnonymousOptions {
  /** A directory, a server, or `json`. */
  readonly to: string
  readonly tables?: readonly TableName[]
  readonly packets: boolean
  /** Seconds. */
  readonly every: number
  /** Octets. */
  readonly keep?: number
}

/** Made in any case. */
const USUAL: readonly TableName[] = TABLE_NAMES.filter((name) => name !== PACKETS)

const EXAMPLES = `
Each file is one capture and becomes ${USUAL.length} tables: ${USUAL.join(', ')}.
Parquet files lie in DIR/TABLE/day=YYYY-MM-DD/CAPTURE.parquet. CAPTURE is 16 digits of the SHA-256 of the file's octets: the
same capture again, under whatever name, replaces itself. What it was called is in DIR/sources/CAPTURE.json.

With --anonymise, tables are those of the capture that vxsniff anonymise would write, and do not say what the file was called. -Y
picks by what was captured: what nobody is to know of stays out.

A network is called the same in every capture (column path), so flows of many captures can be added up. Findings are of each
capture alone.

Examples:
  vxsniff export *.pcapng --to facts
  vxsniff sql facts "select * from top_talkers"
  find /captures -name '*.pcap' -print0 | xargs -0 -P 4 -n 8 vxsniff export --to facts
  sudo vxsniff export -i eth0 --to facts --every 5m --keep 10G     live: a part each five minutes
  vxsniff export *.pcapng --to facts --anonymise --key-file key.txt -Y 'not ip.addr == 10.9.0.0/16'
  vxsniff export *.pcapng --to clickhouse://127.0.0.1:8123/vxsniff     tables by vxsniff schema; CLICKHOUSE_PASSWORD
  vxsniff export capture.pcap --to json --tables flows,fdb_events | jq .
  duckdb -c "select path, sum(packets_ab + packets_ba) from 'facts/flows/*/*.parquet' group by path"`

export function declareExport(program: Command, run: Run<[files: string[], options: ExportOptions]>): void {
  const command = program
    .command('export')
    .description('write what captures say as tables: Parquet for SQL engines, or JSON')
    .argument('[file...]', 'pcap or pcapng; each is a capture of its own; with -i a filter')
    .requiredOption(
      '--to <where>',
      'a directory of Parquet files, which may have others already; clickhouse://HOST:8123/DB; or json',
    )
  addTableOptions(command)
  addPartOptions(command)
  addAnonymousOptions(command)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  command
    .hook('preAction', () => {
      const { to, packets, interface: isLive } = command.opts<ExportOptions>()
      if (packets && to === 'json')
        throw new UsageError('--packets is for a directory or a server; vxsniff read --json has packets')
      // Until the way back is seen, nobody knows what the network of a packet will be called.
      if (packets && isLive !== undefined) throw new UsageError('--packets is for files; it does not go with -i')
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}

/** What `--to` may be for files. */
export const TARGETS = 'a directory of Parquet files, which may have others already; clickhouse://HOST:8123/DB'

/** Adds what says which tables there are. */
export function addTableOptions(command: Command): void {
  command
    .option('--packets', 'also a row for each packet, which takes most of the room', false)
    .option('--tables <list>', `only these: ${USUAL.join(', ')}`, tables)
}

const EVERY = 60

/** Adds what says how long a live part lasts, and how much of all parts stays. */
export function addPartOptions(command: Command): void {
  const options = [
    new Option('--every <time>', 'live: a new part after 30s, 5m or 1h').argParser(seconds).default(EVERY, '60s'),
    new Option('--keep <size>', 'live: the oldest captures go where the directory has more: 500M, 10G').argParser(
      octets,
    ),
  ]
  addChecked(command, options, (name, isLive) => (isLive ? undefined : `${name} goes with -i`))
  command.hook('preAction', () => {
    const { to, interface: isLive } = command.opts<Partial<ExportOptions>>()
    if (isLive === undefined || to === undefined || !isClickhouse(to)) return
    throw new UsageError('clickhouse:// takes files; -i writes to a directory')
  })
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 }

function seconds(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([smh]?)$/.exec(text) ?? []
  if (digits === '') throw new InvalidArgumentError('Give 30s, 5m or 1h.')
  return wholeFrom1(digits) * SECONDS[unit]!
}

const UNITS: Readonly<Record<string, number>> = { M: 1e6, G: 1e9, T: 1e12 }

function octets(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([MGT])B?$/i.exec(text) ?? []
  if (digits === '') throw new InvalidArgumentError('Give 500M, 10G or 1T.')
  return wholeFrom1(digits) * UNITS[unit.toUpperCase()]!
}

function tables(text: string): readonly TableName[] {
  const names = text.split(',')
  if (names.includes(PACKETS)) throw new InvalidArgumentError('--packets makes that one.')
  const unknown = names.find((name) => !USUAL.includes(name as TableName))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no table "${unknown}"; there are ${USUAL.join(', ')}.`)
  }
  return names as TableName[]
}

/** What stands in the tables about how they were made. */
export function aboutOf(o: Partial<ExportOptions> & SharedOptions): ParquetAbout {
  return { version: VERSION, options: optionsText(o) }
}

/** What was asked for and changes the rows, the same text for the same. */
function optionsText(o: Partial<ExportOptions> & SharedOptions): string {
  const { tail, max, vxlanPort, genevePort, decodeAs, guess, reassemble, memory, tables, packets } = o
  const { dontVerifyChecksums, anonymise } = o
  // What was asked for may name whom nobody is to know.
  const displayFilter = anonymise && o.displayFilter !== undefined ? true : o.displayFilter
  const given = { displayFilter, tail, max, vxlanPort, genevePort, decodeAs, memory, tables }
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  const flags = [
    ...(packets ? [['packets', true]] : []),
    ...(anonymise ? [['anonymise', true]] : []),
    ...(dontVerifyChecksums ? [['dontVerifyChecksums', true]] : []),
    ...(guess ? [['guess', true]] : []),
    ...(reassemble ? [] : [['reassemble', false]]),
  ]
  return JSON.stringify(Object.fromEntries([...set, ...flags]))
}
