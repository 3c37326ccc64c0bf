/** `--anonymise`: packets of other machines in place of those that were captured, as `vxsniff anonymise` would write them. */
import { type Command, Option } from 'commander'
import type { CaptureFacts } from '../analysis/check/check-facts.js'
import { Anonymiser } from '../transform/anonymise/anonymiser.js'
import { secretsFrom } from '../transform/anonymise/secrets.js'
import { Packet } from '../wire/packet.js'
import type { Tables } from '../wire/tables.js'
import { type MappingOptions, mappingFrom, mappingOptions, passphraseOf } from './commands/anonymise-options.js'
import { UsageError } from './errors.js'
import { nameOf } from './input-options.js'

export interface AnonymousOptions extends MappingOptions {
  readonly anonymise: boolean
}

/** Takes a record and gives the one that stands for it, which is valid until the next. */
export type Rewrite = (p: Packet) => Packet

/** Adds `--anonymise` and what goes with it. `where` is the option that it goes with, if any. */
export function addAnonymousOptions(command: Command, where?: 'ipfix'): void {
  const about = where === undefined ? '' : `--${where}: `
  command.addOption(new Option('--anonymise', `${about}other addresses, the same for the same key`).default(false))
  const belonging = mappingOptions('--anonymise: ')
  for (const option of belonging) command.addOption(option)
  command.hook('preAction', () => {
    const isAnonymous = command.getOptionValue('anonymise') === true
    if (isAnonymous && where !== undefined && command.getOptionValue(where) === undefined) {
      throw new UsageError(`--anonymise goes with --${where}`)
    }
    if (isAnonymous) return
    const alone = belonging.find((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    if (alone !== undefined) throw new UsageError(`${nameOf(alone)} goes with --anonymise`)
  })
}

/** Undefined where packets stay what they are. */
export function rewriteOf(o: AnonymousOptions, tables: Tables): Rewrite | undefined {
  if (!o.anonymise) return undefined
  const anonymiser = new Anonymiser(secretsFrom(passphraseOf(o)), tables, mappingFrom(o))
  // It is decoded as any other, not as the one that was looked into to be rewritten.
  const own = new Packet(tables)
  return (p) => {
    anonymiser.rewrite(p)
    own.borrow(anonymiser.packet)
    return own
  }
}

/** What a capture says of itself, less what its interfaces are called. */
export function described(facts: CaptureFacts, { anonymise }: AnonymousOptions): CaptureFacts {
  if (!anonymise) return facts
  return { ...facts, interfaces: facts.interfaces.map(({ name: _, ...others }) => others) }
}
