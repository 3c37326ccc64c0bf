/** `vxsniff agent`: its options. */
import type { Command } from 'commander'
import type { ListenAddress } from '../../export/metrics/server.js'
import { type AnonymousOptions, addAnonymousOptions } from '../anonymous-packets.js'
import type { Run } from '../command.js'
import { running } from '../command.js'
import { UsageError } from '../errors.js'
import { addInputOptions, type InputOptions } from '../input-options.js'
import { addIpfixOptions, type IpfixOptions } from '../ipfix-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addSharedOptions, type SharedOptions } from '../shared-options.js'
import { addPartOptions } from './export-options.js'

export interface AgentOptions extends SharedOptions, LanguageOptions, InputOptions, IpfixOptions, AnonymousOptions {
  readonly to?: string
  readonly every: number
  readonly keep?: number
  readonly metrics?: ListenAddress
}

const EXAMPLES = `
One pass over the packets of an interface, without end: tables in a directory, numbers for Prometheus, flows for a collector,
whichever are asked for. Memory stays within --memory, the directory within --keep.

contrib/vxsniff-agent.service runs it by systemd, without root.

Examples:
  sudo vxsniff agent -i eth0 --to /var/lib/vxsniff --every 60s --keep 10G --metrics 9464
  sudo vxsniff agent -i eth0 --metrics 9464 --ipfix 192.0.2.9:4739
  vxsniff sql /var/lib/vxsniff "select * from top_talkers"`

export function declareAgent(program: Command, run: Run<[words: string[], options: AgentOptions]>): void {
  const command = program
    .command('agent')
    .description('watch a node: live tables, numbers and flows from one pass')
    .argument('[filter...]', "libpcap's filter")
    .option('--to <dir>', 'a directory of Parquet files, as vxsniff export writes')
  addPartOptions(command)
  addIpfixOptions(command, 'send the flows there, by UDP or TCP')
  addAnonymousOptions(command)
  addLanguageOption(command)
  addInputOptions(command)
  addSharedOptions(command)
  command
    .hook('preAction', () => {
      const { interface: live, to, metrics, ipfix } = command.opts<AgentOptions>()
      if (live === undefined) throw new UsageError('an agent captures: give -i INTERFACE')
      if (to === undefined && metrics === undefined && ipfix === undefined) {
        throw new UsageError('what is it to do? give --to DIR, --metrics PORT, --ipfix HOST:PORT, or all of them')
      }
      if (to === 'json') throw new UsageError('an agent writes to a directory; vxsniff export -i has --to json')
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}
