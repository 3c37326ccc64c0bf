/** `vxsniff letters`: its options. */

import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export function declareLetters(program: Command, run: Run<[words: string[], options: LanguageOptions]>): void {
  const command = program
    .command('letters')
    .description('the options of tcpdump and tshark, and what does that here; also vxsniff help letters')
    .argument('[letter...]', 'these alone: -E')
  addLanguageOption(command).allowUnknownOption()
  command.action(running(run))
}
