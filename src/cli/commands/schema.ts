/** `vxsniff schema`: the tables of export, for a database that others run. */
import { clickhouseTables } from '../../export/clickhouse/tables.js'
import { Exit } from '../errors.js'
import { writeStdout } from '../output.js'
import type { SchemaOptions } from './schema-options.js'

/** Prints the statements; the exit code. */
export function schema(o: SchemaOptions): number {
  writeStdout(
    Buffer.from(
      clickhouseTables(o)
        .map((statement) => `${statement};\n\n`)
        .join(''),
    ),
  )
  return Exit.Fine
}
