#!/usr/bin/env node
/** The command line. Commands are loaded when they are called, so that a small file is read at once. */
import { Command, CommanderError } from 'commander'
import { addCheckCommand } from './check-options.js'
import { argumentError, Exit, explainError } from './errors.js'
import { addExplainCommand } from './explain-options.js'
import { addFlowsCommand } from './flows-options.js'
import { addInterfacesCommand } from './interfaces-options.js'
import { addLabCommand } from './lab-options.js'
import { addLearnCommand } from './learn-options.js'
import { writeStderr, writeStdout } from './output.js'
import { addQuizCommand } from './quiz-options.js'
import { addLiveCommand, addReadCommand } from './read-options.js'
import { addReportCommand } from './report-options.js'
import { chooseSeed } from './seed.js'
import { addTunnelsCommand } from './tunnels-options.js'
import { VERSION } from './version.js'

/** Options of the program itself. */
const OWN_OPTIONS: readonly string[] = ['-h', '--help', '-V', '--version']

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

chooseSeed()
void run(words(process.argv.slice(2)))

async function run(args: readonly string[]): Promise<void> {
  try {
    await programFor(args[0]).parseAsync(args, { from: 'user' })
  } catch (e) {
    if (e instanceof CommanderError) {
      process.exitCode = e.exitCode === 0 ? Exit.Fine : Exit.Usage
    } else if ((e as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') {
      // Whoever read what is written with -w has gone.
      process.exitCode = Exit.Fine
    } else {
      const known = explainError(e)
      if (known === undefined) throw e
      writeStderr(`vxsniff: ${known.line}\n`)
      process.exitCode = known.code
    }
  }
}

/** The program with the command that is called; with all of them for help, and to suggest what was meant. */
function programFor(word: string | undefined): Command {
  const program = new Command('vxsniff')
    .description('Reads VXLAN, GRE and other overlay traffic and explains it.')
    .version(VERSION)
    .configureOutput({
      writeOut: (text) => writeStdout(Buffer.from(text)),
      writeErr: writeStderr,
      outputError: (text, write) => write(argumentError(text)),
    })
    .showSuggestionAfterError()
    .exitOverride()
  const called = COMMANDS.get(word ?? '')
  for (const add of called === undefined ? COMMANDS.values() : [called]) add(program)
  return program
}

/** `vxsniff -i eth0` is `vxsniff live -i eth0`: options without a command are those of `live`. */
function words(args: readonly string[]): readonly string[] {
  const [first = ''] = args
  return first.startsWith('-') && !OWN_OPTIONS.includes(first) ? ['live', ...args] : args
}
