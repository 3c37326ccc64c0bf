/** `vxsniff report`: its options. */

import type { Command } from 'commander'
import { type AgeingOptions, addAgeingOption } from '../ageing.js'
import { type Run, running } from '../command.js'
import { wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addNamesOption, addSharedOptions, type SharedOptions } from '../shared-options.js'

export interface ReportOptions extends SharedOptions, LanguageOptions, AgeingOptions {
  readonly output: string
  /** Packets that the page has at most. */
  readonly packets: number
}

const DEFAULT_PACKETS = 2000

const EXAMPLES = `
Examples:
  vxsniff report capture.pcap                       writes report.html: open it in a browser
  vxsniff report a.pcap b.pcap -o overlay.html      both in one, in order of time
  tcpdump -c 1000 -w - | vxsniff report -           standard input is kept in a file until it is read
  vxsniff report --lang zh capture.pcap             begins in Chinese, whatever the browser asks for`

export function declareReport(program: Command, run: Run<[words: string[], options: ReportOptions]>): void {
  const command = program
    .command('report')
    .description('write a page that shows it all: networks, learning step by step, packets, findings')
    .argument('<file...>', 'pcap or pcapng; - for standard input')
    .option('-o, --output <file>', 'the page; - for standard output', 'report.html')
    .option(
      '--packets <n>',
      'packets that can be looked at: those that show something, then the first',
      wholeFrom1,
      DEFAULT_PACKETS,
    )
  addAgeingOption(command)
  addLanguageOption(command)
  addSharedOptions(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}
