/** `vxsniff sql`: its options. */
import { type Command, Option } from 'commander'
import { TABLE_NAMES } from '../../export/schema.js'
import { FDB_AT, VIEWS } from '../../export/views.js'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export interface SqlOptions extends LanguageOptions {
  readonly file?: string
  readonly json: boolean
  readonly csv: boolean
}

const WIDTH = Math.max(...VIEWS.map(({ name }) => name.length))

const EXAMPLES = `
WHERE is a directory that vxsniff export has written, or clickhouse://HOST:8123/DATABASE with CLICKHOUSE_USER and
CLICKHOUSE_PASSWORD or CLICKHOUSE_PASSWORD_FILE in the environment. Tables: ${TABLE_NAMES.join(', ')}.
Over them:
${VIEWS.map(({ name, about }) => `  ${name.padEnd(WIDTH)}  ${about}`).join('\n')}
  ${`${FDB_AT}(t)`.padEnd(WIDTH)}  the forwarding tables at a moment in UTC

Nothing is written: only questions are answered. Without a query it asks for one after the other; Tab completes, Ctrl-D ends.

Examples:
  vxsniff sql facts "select * from top_talkers limit 10"
  vxsniff sql facts "from ${FDB_AT}('2026-11-21 10:31:34') where vni = 42"
  vxsniff sql facts "describe flows"
  vxsniff sql facts -f report.sql --csv > report.csv
  vxsniff sql clickhouse://127.0.0.1:8123/vxsniff "select * from moves"`

export function declareSql(program: Command, run: Run<[words: string[], options: SqlOptions]>): void {
  const command = program
    .command('sql')
    .description('ask exported captures in SQL')
    .argument('<where>', 'a directory that vxsniff export has written, or clickhouse://HOST:8123/DATABASE')
    .argument('[query]', 'what to ask; several after semicolons')
    .option('-f, --file <file>', 'read the query from a file')
    .addOption(new Option('--json', 'an object a row, a line each').default(false).conflicts('csv'))
    .option('--csv', 'comma-separated values', false)
  addLanguageOption(command)
  command
    .addHelpText('after', EXAMPLES)
    .action((where: string, query: string | undefined, o: SqlOptions) =>
      running(run)(query === undefined ? [where] : [where, query], o),
    )
}
