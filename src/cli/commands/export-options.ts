/** `vxsniff export`: its options. */
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { PACKETS, TABLE_NAMES, type TableName } from '../../export/schema.js'
import { type Run, running } from '../command.js'
import { UsageError } from '../errors.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'
import { addSharedOptions, type SharedOptions } from '../shared-options.js'

export interface ExportOptions extends SharedOptions, LanguageOptions {
  /** A directory, or `json`. */
  readonly to: string
  readonly tables?: readonly TableName[]
  readonly packets: boolean
}

/** Made in any case. */
const USUAL: readonly TableName[] = TABLE_NAMES.filter((name) => name !== PACKETS)

const EXAMPLES = `
Each file is one capture and becomes ${USUAL.length} tables: ${USUAL.join(', ')}.
Parquet files lie in DIR/TABLE/day=YYYY-MM-DD/CAPTURE.parquet. CAPTURE is 16 digits of the SHA-256 of the file's octets: the
same capture again, under whatever name, replaces itself. What it was called is in DIR/sources/CAPTURE.json.

A network is called the same in every capture (column path), so flows of many captures can be added up. Findings are of each
capture alone.

Examples:
  vxsniff export *.pcapng --to facts
  vxsniff sql facts "select * from top_talkers"
  find /captures -name '*.pcap' -print0 | xargs -0 -P 4 -n 8 vxsniff export --to facts
  vxsniff export capture.pcap --to json --tables flows,fdb_events | jq .
  duckdb -c "select path, sum(packets_ab + packets_ba) from 'facts/flows/*/*.parquet' group by path"`

export function declareExport(program: Command, run: Run<[files: string[], options: ExportOptions]>): void {
  const command = program
    .command('export')
    .description('write what captures say as tables: Parquet for SQL engines, or JSON')
    .argument('<file...>', 'pcap or pcapng; each is a capture of its own')
    .requiredOption('--to <where>', 'a directory of Parquet files, which may have others already; or json')
    .option('--packets', 'also a row for each packet, which takes most of the room', false)
    .option('--tables <list>', `only these: ${USUAL.join(', ')}`, tables)
  addLanguageOption(command)
  addSharedOptions(command)
  command
    .hook('preAction', () => {
      const { to, packets } = command.opts<ExportOptions>()
      if (packets && to === 'json')
        throw new UsageError('--packets is for a directory; vxsniff read --json has packets')
    })
    .addHelpText('after', EXAMPLES)
    .action(running(run))
}

function tables(text: string): readonly TableName[] {
  const names = text.split(',')
  if (names.includes(PACKETS)) throw new InvalidArgumentError('--packets makes that one.')
  const unknown = names.find((name) => !USUAL.includes(name as TableName))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no table "${unknown}"; there are ${USUAL.join(', ')}.`)
  }
  return names as TableName[]
}
