import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { columnsOf, TABLE_NAMES } from '../../src/export/schema.js'

test.each(TABLE_NAMES)('docs/fleet.md has the columns of %s', (table) => {
  const text = readFileSync('docs/fleet.md', 'utf8')
  const rows = columnsOf(table).map(({ name, type, about }) => `| ${name} | ${type} | ${about} |`)
  expect(text).toContain([`### ${table}`, '', '| column | type | |', '|---|---|---|', ...rows].join('\n'))
})
