/** `vxsniff top`: its options. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addInputOptions, type InputOptions } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface TopOptions extends SharedOptions, ColorOptions, InputOptions, LanguageOptions {
  /** How many times as fast as it was taken a file is played; infinite for all packets at once. */
  readonly speed: number
}

const EXAMPLES = `
Keys: Enter opens a network, a tunnel, a flow; Esc goes back. Arrows, PageUp and PageDown move. / takes another filter (the
language of -Y), s sorts by another column, p pauses, l shows who learned what for the two of a flow, q quits.

A file is played as it was taken; a silence of more than three seconds is passed over.

Examples:
  sudo vxsniff top -i eth0
  sudo vxsniff top -i eth0 -Y 'inner icmp' udp port 4789
  vxsniff top capture.pcap
  vxsniff top --speed 10 capture.pcap             ten times as fast
  vxsniff top --speed max capture.pcap            to its end at once`

export function declareTop(program: Command, run: Run<[words: string[], options: TopOptions]>): void {
  const command = program
    .command('top')
    .description('watch networks, their tunnels, flows and packets as they come, on a live screen')
    .argument('[file...]', 'pcap or pcapng to be played; - for standard input; with -i a filter')
    .option('--speed <n>', 'files: so many times as fast as it was, or max', speed, 1)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
  command
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      const isLive = command.getOptionValue('interface') !== undefined
      if (isLive && command.getOptionValueSource('speed') === 'cli') {
        throw new UsageError('--speed is for files; it does not go with -i')
      }
    })
    .action(running(run))
}

function speed(text: string): number {
  const n = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (!(n > 0)) throw new InvalidArgumentError('Give a number above 0, or max.')
  return n
}
