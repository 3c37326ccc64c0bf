/** `vxsniff schema`: its options. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { NAME } from '../clickhouse.js'
import { type Run, running } from '../command.js'

export interface SchemaOptions {
  readonly database: string
  readonly cluster?: string
}

const EXAMPLES = `
The statements make tables and views where they are not there yet; run them once, as somebody who may.
On a cluster, each capture is whole on one shard, and each shard has as many copies as it has replicas. Its servers need
ZooKeeper or Keeper, and the macros {shard} and {replica}.

Examples:
  vxsniff schema --engine clickhouse | clickhouse-client -n
  vxsniff schema --engine clickhouse --cluster overlays | clickhouse-client -n
  vxsniff export *.pcap --to clickhouse://127.0.0.1:8123/vxsniff`

export function declareSchema(program: Command, run: Run<[options: SchemaOptions]>): void {
  program
    .command('schema')
    .description('print statements that make the tables of export in a database')
    .addOption(new Option('--engine <name>', 'what they are for').choices(['clickhouse']).makeOptionMandatory())
    .option('--database <name>', 'which the tables are in', sqlName, 'vxsniff')
    .option('--cluster <name>', 'for all servers of a cluster, as their configuration calls it', sqlName)
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}

function sqlName(text: string): string {
  if (!NAME.test(text)) throw new InvalidArgumentError('Give letters, digits and _.')
  return text
}
