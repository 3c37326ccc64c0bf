/** `vxsniff compare`: its options. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { WHICH, type Which } from '../../analysis/compare/which.js'
import { type Run, running } from '../command.js'
import { wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface CompareOptions extends SharedOptions, ColorOptions, LanguageOptions {
  /** Nanoseconds that the second capture's clock is ahead of the first one's. */
  readonly clockOffset?: number
  readonly lines?: Which
  readonly limit?: number
  readonly json: boolean
  readonly csv: boolean
}

const EXAMPLES = `
The captures are of the same traffic at two places or more: both ends of a tunnel, a tunnel's device and the network card, both
sides of a router. Packets are matched by what is the same in all places, which is the innermost packet without its TTL, DSCP,
checksums and all that is around it; a packet in a tunnel matches the plain one. First comes what matters most, in a sentence;
then the clocks, what was lost, how long packets took, what was changed on the way, and what the lost ones have in common.
Nothing counts as lost that may never have been to pass: packets whose ends were not both seen in both places, or which one
capture came too early or too late for, are told apart. Of three captures and more each is compared with the next, and the first
with the last.

The clocks need not agree: their difference is found from packets that went both ways. With packets of one way only it takes
--clock-offset to know delays. Room is made for 10 million packets of each of two captures; --memory says otherwise.

Members of --json, a line for each two captures: verdict, captures, clocks (offset, uncertainty: ns), compared, directions with
sent, arrived, lost, outside, missed, reordered, delays (ns), shared, losses, lostOverTime, changes; with --lines a line for each
packet instead.

Examples:
  vxsniff compare vtep-a.pcap vtep-b.pcap         what was lost between two VTEPs, and what the lost ones share
  vxsniff compare vxlan0.pcap eth0.pcap           what a tunnel's device does: inside against outside
  vxsniff compare -Y 'vni 42' a.pcap b.pcap c.pcap
  vxsniff compare --lines lost a.pcap b.pcap      each lost packet; --lines all for all, side by side
  vxsniff compare --clock-offset 3.2ms a.pcap b.pcap
  vxsniff compare --json a.pcap b.pcap | jq '.directions[].lost.packets'`

/** Megabytes of all tables unless `--memory` says otherwise. */
export const COMPARE_MEMORY = 3000

export function declareCompare(program: Command, run: Run<[words: string[], options: CompareOptions]>): void {
  const command = program
    .command('compare')
    .description('compare captures of the same traffic at two places: what was lost, delayed, changed')
    .argument('<file...>', 'two captures or more, pcap or pcapng, in the order of the way')
    .option(
      '--clock-offset <time>',
      "the second capture's clock is ahead by: 3.2ms, -1h; for each next one alike",
      offset,
    )
    .addOption(new Option('--lines <which>', 'packets side by side').choices([...WHICH]))
    .option('--limit <n>', 'rows of each kind in a table (5), packets of --lines (200)', wholeFrom1)
    .addOption(new Option('--json', 'a JSON object for each two captures').default(false).conflicts('csv'))
    .addOption(new Option('--csv', 'comma-separated values under a line of titles').default(false).conflicts('json'))
  addLanguageOption(command)
  addSharedOptions(command, COMPARE_MEMORY)
  addColorOption(command)
  addNamesOption(command)
  command.addHelpText('after', EXAMPLES).action(running(run))
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 }

/** A number without a unit is seconds. */
function offset(text: string): number {
  const [, digits, unit = 's'] = /^([+-]?\d+(?:\.\d+)?)(ns|us|ms|s|m|h)?$/.exec(text) ?? []
  const nanoseconds = Number(digits) * UNITS[unit]!
  if (!Number.isFinite(nanoseconds)) throw new InvalidArgumentError('Give a time with its unit: 3.2ms, -40us, 1h.')
  return nanoseconds
}
