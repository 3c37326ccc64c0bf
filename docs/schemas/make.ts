/**
 * Writes the schemas of this folder: those of `--json` from what the commands print for the captures of `fixtures/` and of
 * the directories that are given, those of exported tables from `src/export/schema.ts`:
 * `npx tsx docs/schemas/make.ts [DIR…]`.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FINDING_IDS } from '../../src/analysis/check/finding-ids.js'
import { type Column, columnsOf, TABLE_NAMES, type TableName } from '../../src/export/schema.js'
import { printedBy } from '../../test/helpers/printed.js'
import { PRINTED, type Printed, valuesOf } from './calls.js'
import { type Schema, Shape } from './infer.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

type Value = Parameters<Shape['add']>[0]

/** The schemas of tables, by their file names. */
export function tableSchemas(): ReadonlyMap<string, Schema> {
  return new Map(TABLE_NAMES.map((table) => [`export-${table}.schema.json`, tableSchema(table)]))
}

function tableSchema(table: TableName): Schema {
  const columns = columnsOf(table)
  return {
    $schema: DIALECT,
    title: `a row of ${table}`,
    description:
      'as vxsniff export --to json prints it; the same columns are in Parquet, of the type that "parquet" names',
    type: 'object',
    properties: {
      table: { const: table },
      ...Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
    },
    required: ['table', ...columns.map(({ name }) => name)],
    additionalProperties: false,
  }
}

/** How each type is in JSON, and what Parquet calls it. */
const TYPES: Readonly<Record<Column['type'], readonly [json: readonly string[], parquet: string]>> = {
  text: [['string', 'null'], 'STRING'],
  boolean: [['boolean', 'null'], 'BOOLEAN'],
  int32: [['integer', 'null'], 'INT32'],
  uint32: [['integer', 'null'], 'INT(32, false)'],
  // Those that a double has no room for are text.
  int64: [['integer', 'string', 'null'], 'INT64'],
  time: [['integer', 'string', 'null'], 'TIMESTAMP(true, NANOS)'],
}

function columnSchema({ type, about }: Column): Schema {
  const [json, parquet] = TYPES[type]
  return { type: json, description: about, parquet }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await write(process.argv.slice(2))

async function write(folders: readonly string[]): Promise<void> {
  for (const [file, schema] of tableSchemas()) put(file, schema)
  const captures = [FIXTURES, ...folders].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(pcap|pcapng|erf|snoop)$/.test(name))
      .sort()
      .map((name) => join(folder, name)),
  )
  const shapes = new Map(PRINTED.map(({ name }) => [name, new Shape()]))
  for (const file of captures) await look(file, shapes)
  for (const printed of PRINTED) put(`${printed.name}.schema.json`, schemaOf(printed, shapes.get(printed.name)!))
}

async function look(file: string, shapes: ReadonlyMap<string, Shape>): Promise<void> {
  let address: string | undefined
  for (const printed of PRINTED) {
    const words = printed.words(file, address)
    if (words === undefined) continue
    const stdout = await printedBy(words)
    if (stdout === undefined) continue
    const values = valuesOf(printed, stdout)
    if (printed.name === 'flows') address = (values[0] as { readonly a?: string } | undefined)?.a
    for (const value of values) shapes.get(printed.name)!.add(value as Value)
  }
}

function schemaOf({ name, about, each }: Printed, shape: Shape): Schema {
  const { properties, ...schema } = shape.schema() as Schema & { readonly properties: Readonly<Record<string, Schema>> }
  const members = name === 'check' ? { ...properties, id: { enum: FINDING_IDS } } : properties
  const of = each === 'line' ? 'a line of' : 'what is printed by'
  return {
    $schema: DIALECT,
    title: about,
    description: `${of} vxsniff ${name} --json. A new member may come at any time; "schema" grows when one changes its meaning.`,
    ...schema,
    properties: members,
  }
}

function put(file: string, schema: Schema): void {
  writeFileSync(join(FOLDER, file), `${JSON.stringify(schema, undefined, 1)}\n`)
}
