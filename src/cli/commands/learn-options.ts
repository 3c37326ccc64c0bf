/** `vxsniff learn`: its options. */

import type { Command } from 'commander'
import { type AgeingOptions, addAgeingOption } from '../ageing.js'
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

export interface LearnOptions extends SharedOptions, ColorOptions, InputOptions, LanguageOptions, AgeingOptions {
  readonly json: boolean
  readonly mermaid: boolean
  readonly step: boolean
  readonly all: boolean
  readonly at?: string
  /** Two moments, and whatever words followed them. */
  readonly diff?: readonly string[]
}

const EXAMPLES = `
Examples:
  vxsniff learn capture.pcap                  networks, the sequence of each pair of hosts, the tables
  vxsniff learn --step capture.pcap           step by step: n and p go on and back, q ends it
  vxsniff learn --at '#4' capture.pcap        the tables after frame 4; also --at 10:31:34.56, --at +5.2
  vxsniff learn --diff 1 4 capture.pcap       what changed between frame 1 and frame 4
  vxsniff learn --mermaid capture.pcap        the sequence diagram for a document
  vxsniff learn --json capture.pcap | jq .fdb
  vxsniff learn --lang zh capture.pcap        中文
  sudo vxsniff learn -i eth0                  steps as they happen, the tables when it ends`

export function declareLearn(program: Command, run: Run<[words: string[], options: LearnOptions]>): void {
  const command = program
    .command('learn')
    .description('tell who learned what from which packet: ARP, neighbour discovery, forwarding tables')
    .argument('[file...]', 'pcap or pcapng; - for standard input; with -i what to capture (pcap-filter)')
    .option('--json', 'one JSON object', false)
    .option('--mermaid', 'a Mermaid sequence diagram', false)
    .option('--step', 'walk through the steps with keys', false)
    .option('--at <moment>', 'the tables at a frame (#4) or a time')
    .option('--diff <moments...>', 'two moments: what changed in the tables between them')
    .option('--all', 'leave out nothing, however long it gets', false)
  addAgeingOption(command)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}
