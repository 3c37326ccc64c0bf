/** `vxsniff check`: its options, and what they mean once they are checked. */

import { type Command, InvalidArgumentError, Option } from 'commander'
import { MAX_OF_ONE_KIND } from '../../analysis/check/finding.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addInputOptions, type InputOptions, nameOf } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addJobsOptions,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type JobsOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface CheckOptions extends SharedOptions, ColorOptions, InputOptions, LanguageOptions, JobsOptions {
  readonly verbose: boolean
  readonly json: boolean
  /** Ids of findings, or what they begin with. */
  readonly only: readonly string[]
  readonly ignore: readonly string[]
  /** Findings of a kind that are told one by one; 0 for all. */
  readonly limit: number
  readonly failOn?: 'error' | 'warning'
  /** Whether packets on known paths that tell nothing new are counted without being decoded. */
  readonly kernel: boolean
  /** A directory of tables in place of files. */
  readonly from?: string
}

const EXAMPLES = `
Live, what the packets prove is told at once, and what they lack (an answer, a fragment, a number) when it has been
missing for a second; what later packets disprove is taken back at the end.

With --from, what two ends of a tunnel do not agree on, what captures lost, and what they show from one side alone is told from
the tables, for captures of many machines and days together. All other kinds need the packets, and are listed.

Examples:
  vxsniff check capture.pcap                      what is wrong, why, and what to do
  vxsniff check -v capture.pcap                   and how to verify it, and what the standard says
  vxsniff check --fail-on warning trace.pcapng    exit code 1 where there is an error or a warning
  vxsniff check --ignore checksum,capture.truncated --json capture.pcap | jq .id
  vxsniff check --from facts                      captures that vxsniff export --to facts has written; or clickhouse://…
  vxsniff check -i eth0 udp port 4789             live: findings as they arise, the verdict after Ctrl-C`

export function declareCheck(program: Command, run: Run<[words: string[], options: CheckOptions]>): void {
  const command = program
    .command('check')
    .description('tell what is wrong with the tunnels of capture files or interfaces, why, and what to do')
    .argument('[file...]', 'pcap or pcapng, also compressed; - for standard input; with -i a filter')
    .option('-v, --verbose', 'each finding in full: how to verify it, what the standard says', false)
    .option('--json', 'a JSON object a finding, then the summary', false)
    .option('--only <ids>', 'only these findings: mtu.blackhole, or mtu for all of that beginning', list, [])
    .option('--ignore <ids>', 'not these', list, [])
    .option('--limit <count>', 'so many findings of a kind one by one, 0 for all', limit, MAX_OF_ONE_KIND)
    .addOption(new Option('--fail-on <severity>', 'exit code 1 where there is one').choices(['error', 'warning']))
    .option('--no-kernel', 'decode each packet, also what goes a known way and tells nothing new; the same is found')
  const own = [...command.options]
  addLanguageOption(command)
  addColorOption(command)
  addNamesOption(command)
  const ofTables = new Set([...own, ...command.options])
  addInputOptions(command)
  addSharedOptions(command)
  addJobsOptions(command)
  command.option(
    '--from <where>',
    'in place of files what vxsniff export has written to a directory or to clickhouse://HOST:8123/DB: what many captures say together',
  )
  const others = command.options.filter((option) => !ofTables.has(option) && option.long !== '--from')
  command.hook('preAction', () => {
    if (command.getOptionValue('from') === undefined) return
    const other = others.find((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    if (other !== undefined) throw new UsageError(`${nameOf(other)} is about packets; it does not go with --from`)
    if (command.args.length > 0) throw new UsageError('files and --from are two questions; give one')
  })
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}

function list(text: string, before: readonly string[]): readonly string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.some((id) => id === '')) throw new InvalidArgumentError('Give ids separated by commas.')
  return [...before, ...ids]
}

function limit(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a number, 0 for all.')
  return Number(text)
}
