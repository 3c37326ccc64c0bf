/** The options that `vxsniff flows` and `vxsniff tunnels` share. */
import { type Command, Option } from 'commander'
import { addInputOptions, type InputOptions, wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import {
  addColorOption,
  addNamesOption,
  addSharedOptions,
  type ColorOptions,
  type SharedOptions,
} from '../shared-options.js'

export interface TableOptions<Order extends string> extends SharedOptions, ColorOptions, InputOptions, LanguageOptions {
  readonly sort: Order
  readonly top?: number
  readonly json: boolean
  readonly csv: boolean
}

/** Adds them; `orders` are what `--sort` takes, the first one unless it is given. */
export function addTableOptions(command: Command, orders: readonly string[]): void {
  command
    .argument(
      '[file...]',
      'pcap or pcapng, also compressed; - for standard input; several in order of time; with -i a filter',
    )
    .addOption(new Option('--sort <order>', 'the most first, or the earliest').choices([...orders]).default(orders[0]))
    .option('--top <n>', 'only the first n', wholeFrom1)
    .addOption(new Option('--json', 'a JSON object a row').default(false).conflicts('csv'))
    .addOption(new Option('--csv', 'comma-separated values under a line of titles').default(false).conflicts('json'))
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  addColorOption(command)
  addNamesOption(command)
}
