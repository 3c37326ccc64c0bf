/** `vxsniff read` and `vxsniff live`: their options, and what they mean once they are checked. */

import { type Command, InvalidArgumentError } from 'commander'
import { type Run, running } from '../command.js'
import { addInputOptions, addRotationOptions, type InputOptions, type RotationOptions } from '../input-options.js'
import {
  addColorOption,
  addJobsOptions,
  addSharedOptions,
  type ColorOptions,
  type JobsOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface ReadOptions extends SharedOptions, ColorOptions, InputOptions, RotationOptions, JobsOptions {
  readonly verbose: number
  readonly hex: boolean
  readonly json: boolean
  readonly fields?: readonly string[]
  readonly format: string
  readonly write?: string
  readonly print: boolean
  readonly t: number
  readonly linkLevel: boolean
  readonly quiet: boolean
}

/** What `read` does without options. */
export const READ_DEFAULTS: ReadOptions = {
  verbose: 0,
  hex: false,
  json: false,
  format: 'lines',
  print: false,
  t: 0,
  linkLevel: false,
  quiet: false,
  guess: false,
  reassemble: true,
  color: 'auto',
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
  command.addHelpText('after', READ_EXAMPLES)
}

export function declareLive(program: Command, run: RunRead): void {
  const command = program
    .command('live')
    .description('print the packets of interfaces as they come, a line each; also vxsniff -i NAME')
    .argument('[filter...]', 'what to capture, in the words of pcap-filter(7)')
  addFormOptions(command, run)
  command.addHelpText('after', LIVE_EXAMPLES)
}

function addFormOptions(command: Command, run: RunRead): void {
  command
    .option('-v, --verbose', 'the layers in words; twice: every field', increase, 0)
    .option('-x, --hex', 'the octets too', false)
    .option('--json', 'a JSON object a packet', false)
    .option('--fields <names>', 'these fields, separated by tabs, under a line of titles', list)
    .option('--format <name>', 'lines, or tcpdump for its text', 'lines')
    .option('-w, --write <file>', 'write the packets to a .pcap or .pcapng file instead of printing them')
    .option('--print', 'print them although they are written', false)
    .option(
      '-t',
      'time: -t none, -tt since 1970, -ttt since the packet before, -tttt with date, -ttttt since the first',
      increase,
      0,
    )
    .option('-e, --link-level', 'the Ethernet addresses too', false)
    .option('-q, --quiet', 'less of each protocol', false)
  addRotationOptions(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  command.action(running(run))
}

function increase(_: string, before: number): number {
  return before + 1
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Give names separated by commas.')
  return names
}
