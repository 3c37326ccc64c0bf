/** The commands and their options. Those that read packets are loaded when they are called. */
import { Command, type Option } from 'commander'
import { addCheckCommand } from './commands/check-options.js'
import { addExplainCommand } from './commands/explain-options.js'
import { addFlowsCommand } from './commands/flows-options.js'
import { addInterfacesCommand } from './commands/interfaces-options.js'
import { addLabCommand } from './commands/lab-options.js'
import { addLearnCommand } from './commands/learn-options.js'
import { addQuizCommand } from './commands/quiz-options.js'
import { addLiveCommand, addReadCommand } from './commands/read-options.js'
import { addReportCommand } from './commands/report-options.js'
import { addTunnelsCommand } from './commands/tunnels-options.js'
import { argumentError, UsageError } from './errors.js'
import { nameOf } from './input-options.js'
import { writeStderr, writeStdout } from './output.js'
import { VERSION } from './version.js'

/** What declares each command, in the order of the help. */
const COMMANDS: ReadonlyMap<string, (program: Command) => void> = new Map([
  ['live', addLiveCommand],
  ['read', addReadCommand],
  ['flows', addFlowsCommand],
  ['tunnels', addTunnelsCommand],
  ['check', addCheckCommand],
  ['learn', addLearnCommand],
  ['quiz', addQuizCommand],
  ['explain', addExplainCommand],
  ['report', addReportCommand],
  ['interfaces', addInterfacesCommand],
  ['lab', addLabCommand],
])

const EXIT_CODES = `
Exit codes: 0 fine, 1 findings under --fail-on or wrong answers, 2 a mistake in the call, 3 a damaged capture, 4 no
permission, 70 a defect of vxsniff (please report it), 128 and the number of the signal that ended it.`

/** The program with the command that is called; with all of them for help, and to suggest what was meant. */
export function programFor(word: string | undefined): Command {
  const program = new Command('vxsniff')
    .description('Reads VXLAN, GRE and other overlay traffic and explains it.')
    .version(VERSION)
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => writeStdout(Buffer.from(text)),
      writeErr: writeStderr,
      outputError: (text, write) => write(argumentError(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', (_, command) => refuseEmpty(command))
  const called = COMMANDS.get(word ?? '')
  for (const add of called === undefined ? COMMANDS.values() : [called]) add(program)
  return program
}

/** An empty word is what a shell makes of a variable that is not set. Only a filter may be one: it lets everything through. */
function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName())
    const isEmpty = value === '' || (Array.isArray(value) && value.includes(''))
    if (isEmpty) throw new UsageError(`${nameOf(option)} is followed by an empty word; give ${wordOf(option)}`)
  }
  const isFilter = command.getOptionValue('interface') !== undefined
  if (!isFilter && command.args.includes('')) throw new UsageError('an empty word is no argument; leave it out')
}

/** What stands behind an option in the help: `<file>`. */
function wordOf({ flags }: Option): string {
  return /<.*>/.exec(flags)?.[0] ?? 'one'
}
