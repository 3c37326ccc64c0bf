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
