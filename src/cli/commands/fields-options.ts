/** `vxsniff fields`: its options. */

import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export interface FieldsOptions extends LanguageOptions {
  readonly json: boolean
}

export function declareFields(program: Command, run: Run<[words: string[], options: FieldsOptions]>): void {
  const command = program
    .command('fields')
    .description('the fields of --fields and -Y, what they are, and the RFC that has them; also vxsniff help fields')
    .argument('[word...]', 'those that have it in their name or their text')
    .option('--json', 'a JSON object a field', false)
  addLanguageOption(command)
  command.action(running(run))
}
