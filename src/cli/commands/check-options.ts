/** `vxsniff check`: its options, and what they mean once they are checked. */

import { type Command, InvalidArgumentError, Option } from 'commander'
import { MAX_OF_ONE_KIND } from '../../analysis/check/finding.js'
import { type Run, running } from '../command.js'
import { addInputOptions, type InputOptions } from '../input-options.js'
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
}

const EXAMPLES = `
Live, what the packets prove is told at once, and what they lack (an answer, a fragment, a number) when it has been
missing for a second; what later packets disprove is taken back at the end.

Examples:
  vxsniff check capture.pcap                      what is wrong, why, and what to do
  vxsniff check -v capture.pcap                   and how to verify it, and what the standard says
  vxsniff check --fail-on warning trace.pcapng    exit code 1 where there is an error or a warning
  vxsniff check --ignore checksum,capture.truncated --json capture.pcap | jq .id
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
  addInputOptions(command)
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  addJobsOptions(command)
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
