/** `vxsniff anonymise`: its options. */

import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { opening } from '../../capture/source.js'
import type { AnonymiserOptions, PayloadUse } from '../../transform/anonymise/anonymiser.js'
import { type Subnet, subnetFrom } from '../../transform/anonymise/subnets.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addSharedOptions, type SharedOptions } from '../shared-options.js'

/** What addresses become. */
export interface MappingOptions {
  /** The passphrase. */
  readonly key?: string
  readonly keyFile?: string
  readonly keepSubnets?: readonly Subnet[]
  readonly keepVendor: boolean
  readonly groups: boolean
  readonly ids: boolean
}

export interface AnonymiseOptions extends SharedOptions, LanguageOptions, MappingOptions {
  readonly write?: string
  readonly payload: PayloadUse
  /** The output that is searched for what it should not have. */
  readonly check?: string
}

const EXAMPLES = `
The same key makes the same of an address on another day and in another file; without it nobody gets the addresses back.
Addresses that have 24 bits in common have 24 bits in common afterwards (Crypto-PAn). Private, link-local and global
addresses stay what they are; loopback, broadcast and groups stay, and no other address becomes itself. Names become letters, each label by itself.

Lengths, times, ports, sequence numbers and flags stay, and what was wrong with a packet stays wrong: check, learn and
flows find the same. Checksums that were right are right. What packets carry becomes 0, and so does all that the decoder
has no name for: addresses that BGP and DHCPv6 tell as well, and headers that stand in later fragments; comments, names of interfaces and secrets of a pcapng file are left out.

Examples:
  vxsniff anonymise trouble.pcap -w ticket.pcap --key-file key.txt
  vxsniff anonymise a.pcap b.pcap -w both.pcapng --key "correct horse" --keep-subnets 10.0.0.0/8,fd00::/8
  vxsniff anonymise trouble.pcap --key-file key.txt --check ticket.pcap     is there anything left in it? 1 if so
  tcpdump -w - | vxsniff anonymise - -w - --key-file key.txt --payload cut > headers.pcap`

export function declareAnonymise(program: Command, run: Run<[files: string[], options: AnonymiseOptions]>): void {
  const command = program
    .command('anonymise')
    .description('write a capture with other addresses and names and without data: the same findings, for a ticket')
    .argument('<file...>', 'pcap or pcapng; - for standard input; several in order of time')
    .option('-w, --write <file>', 'where to; - for standard output; pcapng if its name ends so')
    .addOption(
      new Option('--payload <use>', 'what packets carry: zeroed, kept as it is, or cut off')
        .choices(['zero', 'keep', 'cut'])
        .default('zero'),
    )
    .option('--check <file>', 'search this output for addresses, names and data of the input')
  for (const option of mappingOptions()) command.addOption(option)
  addLanguageOption(command)
  addSharedOptions(command)
  command.addHelpText('after', EXAMPLES)
  command.action(running(run))
}

/** What addresses become by; `before` stands in front of what each says of itself. */
export function mappingOptions(before: string = ''): readonly Option[] {
  const option = (flags: string, about: string): Option => new Option(flags, `${before}${about}`)
  return [
    option('--key <passphrase>', 'what the addresses are made by; others can see it in the list of processes'),
    option('--key-file <file>', 'the same, the first line of a file'),
    option('--keep-subnets <list>', 'networks whose addresses keep their prefix: 10.0.0.0/8,fd00::/8').argParser(
      subnets,
    ),
    option('--keep-vendor', 'leave the first half of MAC addresses').default(false),
    option('--groups', 'map the addresses of groups as well').default(false),
    option('--ids', 'map VNIs, GRE keys and TEIDs as well').default(false),
  ]
}

/** The same for what maps them. */
export function mappingFrom({ keepSubnets, keepVendor, groups, ids }: MappingOptions): AnonymiserOptions {
  return { keepVendor, groups, numbers: ids, ...(keepSubnets === undefined ? {} : { keptSubnets: keepSubnets }) }
}

function subnets(text: string): readonly Subnet[] {
  try {
    return text.split(',').map(subnetFrom)
  } catch (e) {
    throw new InvalidArgumentError((e as Error).message)
  }
}

/** The passphrase, of which there must be one. */
export function passphraseOf({ key, keyFile }: MappingOptions): string | Uint8Array {
  if (key !== undefined && keyFile !== undefined) throw new UsageError('--key and --key-file are the same; choose one')
  if (key !== undefined) return key
  if (keyFile === undefined) {
    throw new UsageError('it takes a key: --key PASSPHRASE or --key-file FILE; the same one maps the same')
  }
  const octets = opening(keyFile, () => readFileSync(keyFile))
  const line = octets.indexOf(0x0a)
  const first = line < 0 ? octets : octets.subarray(0, octets[line - 1] === 0x0d ? line - 1 : line)
  if (first.length === 0) throw new UsageError(`${keyFile}: its first line is empty; write a passphrase there`)
  return first
}
