/** `vxsniff where`: its options. */
import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addInputOptions, type InputOptions } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface WhereOptions extends SharedOptions, ColorOptions, InputOptions, LanguageOptions {
  readonly json: boolean
}

const EXAMPLES = `
Says behind which end of a tunnel an address is, since which frame, which packet told so, when it was heard last, where it
was before, and which frames still went there. One that was never heard is told by where others send what is for it.

Members of --json: wanted; places, with the network, mac, addresses, vtep, since, first, last (frame, time, packet) and
moves (from, to, lastBefore, at, restless, astray, astrayFrames); targets; endOf, the networks of which it is an end; nearest.

Examples:
  vxsniff where 172.17.1.2 capture.pcap
  vxsniff where 02:fd:f9:7f:61:a7 n1.pcap n2.pcap
  vxsniff where --json fd00::2 capture.pcap | jq '.places[].vtep'
  sudo vxsniff where 172.17.1.2 -i eth0           Ctrl-C ends it with the answer`

export function declareWhere(
  program: Command,
  run: Run<[address: string, words: string[], options: WhereOptions]>,
): void {
  const command = program
    .command('where')
    .description('say where an address is: behind which VTEP, since when, and where it was before')
    .argument('<address>', 'a MAC or IP address')
    .argument('[file...]', 'pcap or pcapng; - for standard input; with -i a filter')
    .option('--json', 'one JSON object', false)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES).action(running(run))
}
