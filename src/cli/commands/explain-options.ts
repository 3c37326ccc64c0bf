/** `vxsniff explain`: its options. */

import type { Command } from 'commander'
import { type AgeingOptions, addAgeingOption } from '../ageing.js'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface ExplainOptions extends SharedOptions, ColorOptions, LanguageOptions, AgeingOptions {
  readonly json: boolean
  readonly all: boolean
}

const EXAMPLES = `
Examples:
  vxsniff explain capture.pcap 5              packet 5: each octet, what it costs, what it taught whom
  vxsniff explain capture.pcap '#5'           the same, as other commands write frames
  vxsniff explain --all capture.pcap 5        with all its data
  vxsniff explain -Y 'vni 42 and arp' capture.pcap    the first that passes
  vxsniff explain --json capture.pcap 5 | jq '.packet.layers[].fields[] | {name, value, start}'
  vxsniff explain --lang zh capture.pcap 5    中文`

export function declareExplain(
  program: Command,
  run: Run<[file: string, frame: string | undefined, options: ExplainOptions]>,
): void {
  const command = program
    .command('explain')
    .description('explain one packet: each octet, what the encapsulation costs, what the tables learned from it')
    .argument('<file>', 'pcap or pcapng; - for standard input')
    .argument('[frame]', 'the number of the packet: 5 or #5; with -Y where to begin to look for one that passes')
    .option('--json', 'one JSON object', false)
    .option('--all', 'leave out nothing, however long it gets', false)
  addAgeingOption(command)
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}
