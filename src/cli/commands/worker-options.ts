/** `vxsniff worker`: its options. */
import type { Command } from 'commander'
import { addAnonymousOptions } from '../anonymous-packets.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addLanguageOption } from '../language.js'
import { JSON_OUTPUT } from '../live-parts.js'
import { addSharedOptions } from '../shared-options.js'
import { addTableOptions, type ExportOptions, TARGETS } from './export-options.js'

export interface WorkerOptions extends ExportOptions {
  readonly nats: string
  readonly untilEmpty: boolean
}

const EXAMPLES = `
Takes captures that vxsniff enqueue has added, one after the other, exports each, and confirms it when its rows are there. A worker
that is killed has confirmed nothing: after half a minute another one gets the capture. SIGTERM ends it after the capture that
it is at. Any number may work on any number of machines that see the captures under the same paths.

Where the target is away it waits. What is still being written, or not there, is tried again later; what is no file goes out
of the queue. Each is told.

NATS_USER and NATS_PASSWORD or NATS_PASSWORD_FILE say who asks, for ClickHouse the same with CLICKHOUSE in front.

Examples:
  vxsniff worker --nats nats://broker:4222 --to /shared/facts
  vxsniff worker --nats nats://one:4222,nats://two:4222 --to clickhouse://one:8123,two:8123/vxsniff --until-empty`

export function declareWorker(program: Command, run: Run<[options: WorkerOptions]>): void {
  const command = program
    .command('worker')
    .description('export captures from a queue, on as many machines as there are')
    .requiredOption('--nats <url>', 'the servers of the queue, with commas between them: nats://HOST:4222')
    .requiredOption('--to <where>', TARGETS)
    .option('--until-empty', 'end when nothing waits and nobody works', false)
  addTableOptions(command)
  addAnonymousOptions(command)
  addLanguageOption(command)
  addSharedOptions(command)
  command
    .hook('preAction', () => {
      if (command.opts<WorkerOptions>().to === JSON_OUTPUT) throw new UsageError('--to json is for vxsniff export')
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}
