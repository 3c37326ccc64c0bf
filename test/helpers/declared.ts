/** The commands and options that there are, from where they are declared: a new one is in every test that asks here. */
import type { Command, Option } from 'commander'
import { programFor } from '../../src/cli/program.js'

export interface Declared {
  /** The words that call it: `lab up`. */
  readonly name: string
  readonly options: readonly Option[]
}

export const COMMANDS: readonly Declared[] = leaves(programFor(undefined), '')

function leaves(command: Command, before: string): readonly Declared[] {
  return command.commands.flatMap((sub) => {
    const name = `${before}${sub.name()}`
    return sub.commands.length > 0 ? leaves(sub, `${name} `) : [{ name, options: sub.options.filter(isOwn) }]
  })
}

/** Not what is taken or answered because tcpdump and tshark have it: letters.test.ts has those. */
function isOwn({ hidden, long }: Option): boolean {
  return !hidden || long === '--batch'
}

/** As a user writes it: the letter where there is one. */
export function flagOf({ short, long }: Option): string {
  return short ?? long!
}

/** The commands that an option is declared by. */
export function commandsWith(flag: string): readonly string[] {
  return COMMANDS.filter(({ options }) => options.some((option) => flagOf(option) === flag)).map(({ name }) => name)
}

/** Commands that take the options that they share by the same code as another one, which shows what they do. */
const LIKE: Readonly<Record<string, string>> = {
  stats: 'flows',
  where: 'learn',
  top: 'flows',
  export: 'flows',
  agent: 'flows',
  worker: 'flows',
}

/** Whether no other command shows what this one's shared options do. */
export function isShown(name: string): boolean {
  return !(name in LIKE)
}

/** The options of a command that no other one shows. */
export function ownOptions({ name, options }: Declared): readonly Option[] {
  const shown = COMMANDS.find((command) => command.name === LIKE[name])?.options ?? []
  return options.filter((option) => !shown.some((other) => flagOf(other) === flagOf(option)))
}

/** The words that call a command, with what it cannot do without. */
export function called(name: string): readonly string[] {
  if (name === 'export') return [name, '--to', 'json']
  if (name === 'worker') return [name, '--nats', 'nats://127.0.0.1', '--to', 'facts']
  if (name === 'enqueue') return [name, '--nats', 'nats://127.0.0.1']
  if (name === 'agent') return [name, '--metrics', '0']
  return name === 'decap' ? [name, '-w', '/dev/null'] : [name]
}
