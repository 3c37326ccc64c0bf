/** `vxsniff follow`: its options. */
import { type Command, Option } from 'commander'
import type { Overlap } from '../../analysis/streams/byte-stream.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface FollowOptions extends SharedOptions, ColorOptions, LanguageOptions {
  readonly hex: boolean
  readonly json: boolean
  readonly ladder: boolean
  readonly raw?: 'a' | 'b'
  readonly overlap: Overlap
}

const EXAMPLES = `
Prints the octets of one conversation inside its network, through moves of the tunnel: TCP in order, each octet once, of UDP
each datagram; a is the side that sent first. What the capture does not have is marked. Tenants with the same addresses and
ports stay apart. Numbers of flows are those of vxsniff flows --json, from 0 on; without one the flows are listed.

Members of --json: from (a or b), frame, time, offset (octets from the beginning of that side), length, data in base64; or gap.

Examples:
  vxsniff follow capture.pcap                               which flows there are, and their numbers
  vxsniff follow capture.pcap 3
  vxsniff follow capture.pcap -Y 'vni 42 and tcp port 80'   the one flow that has such packets
  vxsniff follow capture.pcap 3 --raw b > answer.bin        what b sent, as it was
  vxsniff follow capture.pcap 3 --hex
  vxsniff follow capture.pcap 3 --ladder                    SYN, data, FIN and RST in their order`

export function declareFollow(
  program: Command,
  run: Run<[file: string, flow: string | undefined, options: FollowOptions]>,
): void {
  const command = program
    .command('follow')
    .description('print what one conversation has said, each side in its order')
    .argument('<file>', 'pcap or pcapng; - for standard input')
    .argument('[flow]', 'the number of a flow')
    .option('--hex', 'as digits, with text beside', false)
    .addOption(new Option('--raw <side>', 'the octets of one side alone, as they are').choices(['a', 'b']))
    .option('--json', 'an object a piece', false)
    .option('--ladder', 'the packets instead of the octets: who said how much when', false)
    .addOption(
      new Option('--overlap <which>', 'where segments differ that wait for others: which octets count')
        .choices(['first', 'last'])
        .default('first'),
    )
  addLanguageOption(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command
    .hook('preAction', () => {
      const o = command.opts<FollowOptions>()
      const forms = [o.hex && '--hex', o.raw && '--raw', o.json && '--json', o.ladder && '--ladder'].filter(
        (form) => form,
      )
      if (forms.length > 1) throw new UsageError(`${forms[0]} and ${forms[1]} are two forms; choose one`)
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}
