#!/usr/bin/env node
/** The command line. Commands are loaded when they are called, so that a small file is read at once. */
import { statSync } from 'node:fs'
import { CommanderError, type Option } from 'commander'
import { defectSeen, defectText } from './defects.js'
import { Exit, explainError } from './errors.js'
import { asDeclared, asStatistic, partsOf } from './letters.js'
import { stderrColumns, writeStderr } from './output.js'
import { isCommand, programFor } from './program.js'
import { chooseSeed } from './seed.js'

/** Options of the program itself. */
const OWN_OPTIONS: readonly string[] = ['-h', '--help', '--version']
/** Help on these subjects is printed by the commands of the same names. */
const SUBJECTS: readonly string[] = ['filter', 'letters', 'fields']
/** How captures are called, also when they are rotated or compressed. */
const CAPTURE_NAME = /\.(pcap|pcapng|cap|dmp|erf|snoop|ntar)\d*(\.(gz|zst))?$/i

chooseSeed()
// Also catches what nobody awaits: rejected promises, and errors in event handlers.
process.on('uncaughtException', (e) => process.exit(codeOf(e)))
void run(process.argv.slice(2))

async function run(args: readonly string[]): Promise<void> {
  try {
    const called = words(args)
    await programFor(called[0]).parseAsync(called, { from: 'user' })
  } catch (e) {
    process.exitCode = codeOf(e)
  }
  // After a defect the output may be wrong, and only this exit code says so.
  if (defectSeen()) process.exitCode = Exit.Defect
}

/** Prints the error, unless its reader has gone, and returns the exit code. */
function codeOf(e: unknown): number {
  if (e instanceof CommanderError) return e.exitCode === 0 ? Exit.Fine : Exit.Usage
  // The reader of the pipe that -w writes to has gone.
  if ((e as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return Exit.Fine
  const known = explainError(e, stderrColumns())
  writeStderr(known === undefined ? defectText(e) : `vxsniff: ${known.line}\n`)
  return known?.code ?? Exit.Defect
}

/**
 * The words with the command in front: `vxsniff -i eth0` is `vxsniff live -i eth0`, `vxsniff FILE` and `vxsniff -r FILE` are
 * `vxsniff read`. What help is about may be more than a command.
 */
function words(args: readonly string[]): readonly string[] {
  const [first = '', second = ''] = args
  if (first === 'help' && SUBJECTS.includes(second)) return args.slice(1)
  if (first === 'help' && args.length > 2 && isCommand(second)) return [...args.slice(1), '--help']
  // Alone, -V asks for the version; before words it is tshark's -V.
  if (first === '-V' && args.length === 1) return ['--version']
  const command = commandOf(args)
  if (command !== 'read' && command !== 'live') return args
  const rest = command === first ? args.slice(1) : args
  const statistic = asStatistic(rest, optionsOf(command))
  if (statistic !== undefined) {
    writeStderr(`vxsniff ${statistic.join(' ')}\n`)
    return statistic
  }
  return [command, ...asDeclared(rest, optionsOf(command), isFile)]
}

function commandOf(args: readonly string[]): string {
  const [first = ''] = args
  if (OWN_OPTIONS.includes(first)) return ''
  if (first === '-') return 'read'
  if (!first.startsWith('-')) return isCommand(first) ? first : isCapture(first) ? 'read' : ''
  const { given, words } = partsOf(args, optionsOf('read'))
  const isGiven = (...names: readonly string[]): boolean => names.some((name) => given.has(name))
  if (isGiven('r', 'read-file')) return 'read'
  return !isGiven('i', 'interface') && words[0] !== undefined && isCapture(words[0]) ? 'read' : 'live'
}

function isCapture(word: string): boolean {
  return word.includes('/') || CAPTURE_NAME.test(word) || isFile(word)
}

function optionsOf(command: string): readonly Option[] {
  return programFor(command).commands.find((sub) => sub.name() === command)?.options ?? []
}

/** A pipe is one too. */
function isFile(word: string): boolean {
  const stat = statSync(word, { throwIfNoEntry: false })
  return stat !== undefined && !stat.isDirectory()
}
