/** What `--json` and `export --to json` print is what docs/schemas says. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { PRINTED, valuesOf } from '../docs/schemas/calls.js'
import { type Schema, Shape } from '../docs/schemas/infer.js'
import { tableSchemas } from '../docs/schemas/make.js'
import { PACKETS, TABLE_NAMES } from '../src/export/schema.js'
import { printedBy } from './helpers/printed.js'
import { share } from './helpers/share.js'

const SCHEMAS = fileURLToPath(new URL('../docs/schemas/', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url))
const captures = readdirSync(FIXTURES)
  .filter((name) => /\.(pcap|pcapng|erf|snoop)$/.test(name))
  .sort()
/** Captures of which some commands say much, and a share of all others. */
const tried = [...new Set(['tenants.pcap', 'multicast.pcap', 'evpn.pcap', ...share(captures, 40)])].filter((name) =>
  captures.includes(name),
)

const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allowUnionTypes: true })
ajv.addKeyword('parquet')

function read(name: string): Schema {
  return JSON.parse(readFileSync(`${SCHEMAS}${name}.schema.json`, 'utf8')) as Schema
}

/** The same schema with all that it does not name refused: a new member has to be in it, whatever consumers may expect. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)])
  const isOpen = 'properties' in schema && !('additionalProperties' in schema)
  return { ...Object.fromEntries(entries), ...(isOpen ? { additionalProperties: false } : {}) }
}

describe.each(PRINTED)('$name --json', (printed) => {
  const schema = read(printed.name)

  test('prints what its schema says, and nothing besides', async () => {
    const isValid = ajv.compile(closed(schema) as object)
    let count = 0
    for (const name of tried) {
      const words = printed.words(`${FIXTURES}${name}`, '172.17.1.2')
      const stdout = words === undefined ? undefined : await printedBy(words)
      if (stdout === undefined) continue
      for (const value of valuesOf(printed, stdout)) {
        count++
        const where = `${name}: ${JSON.stringify(value).slice(0, 200)}`
        expect(isValid(value), `${where}\n${ajv.errorsText(isValid.errors)}`).toBe(true)
      }
    }
    expect(count).toBeGreaterThan(0)
  })

  test('its schema refuses another shape', () => {
    const isValid = ajv.compile(schema as object)
    expect([isValid([]), isValid('text')]).toEqual([false, false])
  })
})

test('exported rows are what the schemas of tables say, and those are of the columns that there are', async () => {
  const tables = tableSchemas()
  for (const [file, schema] of tables) expect(read(file.replace('.schema.json', '')), file).toEqual(schema)
  const validators = new Map(
    TABLE_NAMES.map((table) => [table, ajv.compile(tables.get(`export-${table}.schema.json`)!)]),
  )
  const seen = new Set<string>()
  for (const name of ['tenants.pcap', 'multicast.pcap', 'port-mismatch.pcap', 'mac-moved.pcap']) {
    const stdout = await printedBy(['export', '--to', 'json', `${FIXTURES}${name}`])
    for (const row of valuesOf({ each: 'line' }, stdout ?? '') as readonly { readonly table: string }[]) {
      const isValid = validators.get(row.table as (typeof TABLE_NAMES)[number])!
      seen.add(row.table)
      expect(isValid(row), `${name}: ${JSON.stringify(row)}\n${ajv.errorsText(isValid.errors)}`).toBe(true)
    }
  }
  expect([...seen].sort()).toEqual(TABLE_NAMES.filter((table) => table !== PACKETS).sort())
})

test('a schema tells apart what is always there, and what a text is', () => {
  const shape = new Shape()
  shape.add({ a: 1, time: '1.000000001', fields: { 'x.y': 1 } })
  shape.add({ a: null, b: [2.5], time: '2.000000000', fields: { 'y.z': 'text' } })
  expect(shape.schema()).toEqual({
    type: 'object',
    properties: {
      a: { type: ['integer', 'null'] },
      time: { type: 'string', description: 'seconds since 1970, with nine decimals', pattern: '^-?\\d+\\.\\d{9}$' },
      fields: { type: 'object', additionalProperties: { type: ['integer', 'string'] } },
      b: { type: 'array', items: { type: 'number' } },
    },
    required: ['a', 'time', 'fields'],
  })
})
