/** `vxsniff filter`: its options. */

import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export function declareFilter(program: Command, run: Run<[words: string[], options: LanguageOptions]>): void {
  const command = program
    .command('filter')
    .description('the language of -Y, with examples; with an expression, how it is read; also vxsniff help filter')
    .argument('[expression...]', 'what -Y takes')
  addLanguageOption(command)
  command.action(running(run))
}
