/** `vxsniff decap`: its options. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { TUNNEL_TYPES } from '../../filter/compile-words.js'
import { SPLITS, type Split } from '../../present/decap.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addInputOptions, type InputOptions, wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addSharedOptions, type SharedOptions } from '../shared-options.js'

export interface DecapOptions extends SharedOptions, InputOptions, LanguageOptions {
  readonly write: string
  readonly depth?: number
  /** Words of tunnels. */
  readonly only?: readonly string[]
  readonly splitBy?: Split
  readonly keep: boolean
  readonly note: boolean
  readonly link: 'own' | 'ethernet'
  readonly finishChecksums: boolean
}

const EXAMPLES = `
A packet of the output is what a capture inside the tunnel had shown: the innermost one, with its time, its lengths (also
of what was cut) and its link type; each says in a comment where it was (pcapng). Datagrams that were fragmented on the way
are put together first, fragments inside a tunnel stay what they are, and so do packets that ICMP errors quote.

A tunnel without Ethernet inside gives bare IP packets, of an interface of their own (link type RAW). A pcap file has one link
type: --link ethernet gives those packets a header, 02:00:00:00:00:01 > 02:00:00:00:00:02.

Examples:
  vxsniff decap capture.pcap -w inside.pcapng
  vxsniff decap capture.pcap -Y 'vni 42' -w tenant.pcapng         one tenant's packets
  vxsniff decap capture.pcap --split-by vni -w tenant.pcapng      tenant-vxlan-42.pcapng and so on
  vxsniff decap capture.pcap --depth 1 -w outer-off.pcapng        of tunnels in tunnels the outermost alone
  vxsniff decap capture.pcap --only gre,erspan --keep -w rest.pcapng
  vxsniff decap capture.pcap --finish-checksums --link ethernet -w - | suricata -r /dev/stdin
  sudo vxsniff decap -i eth0 -w - udp port 4789 | tcpdump -nn -r -`

export function declareDecap(program: Command, run: Run<[words: string[], options: DecapOptions]>): void {
  const command = program
    .command('decap')
    .description('take packets out of their tunnels, into a capture that tools without tunnels understand')
    .argument('[file...]', 'pcap or pcapng; - for standard input; with -i a filter')
    .option('-w, --write <file>', 'the capture to write: .pcapng or pcap, - for standard output')
    .option('--depth <n>', 'of tunnels in tunnels the outermost n', wholeFrom1)
    .option('--only <tunnels>', `tunnels of these kinds: ${Object.keys(TUNNEL_TYPES).join(', ')}`, tunnels)
    .addOption(new Option('--split-by <key>', '-w: a file for each, named by it').choices(SPLITS))
    .option('--keep', 'packets in no such tunnel are written as they are', false)
    .option('--no-note', 'no comment on where a packet was')
    .addOption(
      new Option('--link <type>', 'of packets without Ethernet: ethernet makes a header')
        .choices(['own', 'ethernet'])
        .default('own'),
    )
    .option('--finish-checksums', 'fill in those that a network card was to finish; wrong ones stay wrong', false)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  command
    .hook('preAction', () => {
      const { write, splitBy } = command.opts<Partial<DecapOptions>>()
      if (write === undefined) throw new UsageError('where to? give -w FILE, or -w - for standard output')
      if (splitBy !== undefined && write === '-')
        throw new UsageError('--split-by needs a file to name others by, not -w -')
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}

function tunnels(text: string): readonly string[] {
  const words = text.split(',')
  const unknown = words.find((word) => !Object.hasOwn(TUNNEL_TYPES, word))
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no tunnel "${unknown}"; there are ${Object.keys(TUNNEL_TYPES).join(', ')}.`,
    )
  return words
}
