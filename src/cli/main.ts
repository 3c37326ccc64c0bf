#!/usr/bin/env node
/** The command line. Commands are loaded when they are called, so that a small file is read at once. */
import { CommanderError } from 'commander'
import { defectSeen, defectText } from './defects.js'
import { Exit, explainError } from './errors.js'
import { writeStderr } from './output.js'
import { programFor } from './program.js'
import { chooseSeed } from './seed.js'

/** Options of the program itself. */
const OWN_OPTIONS: readonly string[] = ['-h', '--help', '-V', '--version']

chooseSeed()
// What nobody waits for, too: a promise that is rejected, an event.
process.on('uncaughtException', (e) => process.exit(codeOf(e)))
void run(words(process.argv.slice(2)))

async function run(args: readonly string[]): Promise<void> {
  try {
    await programFor(args[0]).parseAsync(args, { from: 'user' })
  } catch (e) {
    process.exitCode = codeOf(e)
  }
  // What was printed may be wrong: no other code says that.
  if (defectSeen()) process.exitCode = Exit.Defect
}

/** The exit code for an error, which is said where there is somebody to read it. */
function codeOf(e: unknown): number {
  if (e instanceof CommanderError) return e.exitCode === 0 ? Exit.Fine : Exit.Usage
  // Whoever read what is written with -w has gone.
  if ((e as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return Exit.Fine
  const known = explainError(e)
  writeStderr(known === undefined ? defectText(e) : `vxsniff: ${known.line}\n`)
  return known?.code ?? Exit.Defect
}

/**
 * `vxsniff -i eth0` is `vxsniff live -i eth0`: options without a command are those of `live`. The language of `-Y` is what
 * help on it is about.
 */
function words(args: readonly string[]): readonly string[] {
  const [first = '', second] = args
  if (first === 'help' && second === 'filter') return args.slice(1)
  return first.startsWith('-') && !OWN_OPTIONS.includes(first) ? ['live', ...args] : args
}
