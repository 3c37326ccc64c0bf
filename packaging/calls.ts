/** What the program can be called with, as its commands declare it: for manual pages and completions. */
import type { EventEmitter } from 'node:events'
import type { Argument, Command, Option } from 'commander'
import { programFor } from '../src/cli/program.js'

export interface Call {
  /** The words that call it: `vxsniff`, `vxsniff read`, `vxsniff lab up`. */
  readonly words: readonly string[]
  readonly description: string
  readonly arguments: readonly Argument[]
  /** Those that the help shows. */
  readonly options: readonly Option[]
  /** What the help says behind the options: examples, exit codes. */
  readonly after: string
  readonly calls: readonly Call[]
}

/** The program with all that it can do. */
export function program(): Call {
  return callOf(programFor(undefined), [])
}

function callOf(command: Command, before: readonly string[]): Call {
  const words = [...before, command.name()]
  const help = command.createHelp()
  return {
    words,
    description: command.description(),
    arguments: command.registeredArguments,
    options: help.visibleOptions(command),
    after: afterHelp(command),
    calls: command.commands.map((sub) => callOf(sub, words)),
  }
}

/** Commander keeps what `addHelpText` was given to itself, and prints it on this event. */
function afterHelp(command: Command): string {
  let text = ''
  const emitter = command as Command & Pick<EventEmitter, 'emit'>
  emitter.emit('afterHelp', {
    error: false,
    command,
    write: (more: string) => {
      text += more
    },
  })
  return text.trim()
}

/** What stands behind an option: `file` of `-w, --write <file>`; undefined where nothing does. */
export function valueName({ flags }: Option): string | undefined {
  return /<(.*)>/.exec(flags)?.[1]
}
