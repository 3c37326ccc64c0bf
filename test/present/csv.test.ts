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

test('what a spreadsheet would take for a formula begins with an apostrophe', () => {
  const cells = [
    "=cmd|' /C calc'!A0",
    '@SUM(1)',
    '+1+1',
    '-2+3',
    '=1',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '-1)',
    '+',
    '--1',
  ]
  expect(csvLine(cells)).toBe(`'=cmd|' /C calc'!A0,'@SUM(1),'+1+1,'-2+3,'=1,'\t=1,"'\r=1","'\n=1",'＝1,'-1),+,'--1\n`)
  expect(csvLine(['="a",b'])).toBe(`"'=""a"",b"\n`)
})

test('a number stays a number, and what only holds such a character stays as it is', () => {
  const cells = [-1, -1.5, '-1', '-1.5', '+3', '-.5', '-1e-9', '-1000000000.500000000', '-', 'a=b', '10.0.0.1', '']
  expect(csvLine(cells)).toBe(`-1,-1.5,-1,-1.5,+3,-.5,-1e-9,-1000000000.500000000,-,a=b,10.0.0.1,\n`)
})
