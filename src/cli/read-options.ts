/** `vxsniff read`: its options, and what they mean once they are checked. */
import { type Command, InvalidArgumentError } from 'commander'
import { addSharedOptions, type SharedOptions } from './shared-options.js'

export interface ReadOptions extends SharedOptions {
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

const EXAMPLES = `
Examples:
  vxsniff read capture.pcap                       a line a packet
  vxsniff read -v capture.pcap                    every layer in words, -vv every field, -x octets
  vxsniff read --json capture.pcap | jq .layers   a JSON object a packet
  vxsniff read --fields frame.number,vxlan.vni,ip.src capture.pcap
  tcpdump -w - | vxsniff read -                   from a pipe
  vxsniff read -c 10 -w first.pcap capture.pcapng.gz`

export function addReadCommand(program: Command): void {
  const command = program
    .command('read')
    .description('print the packets of capture files, a line each')
    .argument('<file...>', 'pcap or pcapng, also compressed; - for standard input; several in order of time')
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
    .addHelpText('after', EXAMPLES)
  addSharedOptions(command)
  command.action(async (files: string[], options: ReadOptions) => {
    const { read } = await import('./read.js')
    process.exitCode = await read(files, options)
  })
}

function increase(_: string, before: number): number {
  return before + 1
}

function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Give names separated by commas.')
  return names
}
