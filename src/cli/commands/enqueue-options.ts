/** `vxsniff enqueue`: its options. */
import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { wholeFrom1 } from '../input-options.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export interface EnqueueOptions extends LanguageOptions {
  readonly nats: string
  readonly replicas: number
}

const EXAMPLES = `
The queue is made where there is none. It has the paths of captures, and not their octets: workers must see the same files
under the same paths. The same capture twice is exported twice, and counts once.

Examples:
  vxsniff enqueue /shared/captures/*.pcap --nats nats://broker:4222
  vxsniff enqueue /shared/new.pcap --nats nats://one:4222,nats://two:4222 --replicas 3`

export function declareEnqueue(program: Command, run: Run<[files: string[], options: EnqueueOptions]>): void {
  const command = program
    .command('enqueue')
    .description('add captures to the queue that vxsniff worker takes them from')
    .argument('<file...>', 'captures, or file: URLs of them')
    .requiredOption('--nats <url>', 'the servers of the queue, with commas between them: nats://HOST:4222')
    .option('--replicas <n>', 'a new queue: how many servers keep it, 1, 3 or 5', wholeFrom1, 1)
  addLanguageOption(command)
  command.addHelpText('after', EXAMPLES).action(running(run))
}
