import { expect, test } from 'vitest'
import { csvLine } from '../../src/present/csv.js'

test('RFC 4180 §2: commas, quotes and line breaks are quoted, quotes are doubled', () => {
  expect(csvLine(['plain', 'a,b', 'say "no"', 'two\nlines', 'cr\r'])).toBe(
    'plain,"a,b","say ""no""","two\nlines","cr\r"\n',
  )
})

test('numbers and truth as they are, nothing as nothing', () => {
  expect(csvLine([0, -1.5, true, false, null, undefined, ''])).toBe('0,-1.5,true,false,,,\n')
})
