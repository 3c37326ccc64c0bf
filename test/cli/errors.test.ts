/** How the command line shows where an expression is wrong. */
import { expect, test } from 'vitest'
import { explainError } from '../../src/cli/errors.js'
import { compileFilter } from '../../src/filter/compile.js'
import { width } from '../../src/present/learn/text.js'

function shown(expression: string, columns?: number): readonly string[] {
  try {
    compileFilter(expression)
  } catch (e) {
    return explainError(e, columns)!.line.split('\n').slice(1)
  }
  return []
}

test('carets stand under the word, also behind signs that take two cells', () => {
  expect(shown('日本 and arp')).toEqual(['  日本 and arp', '  ^^^^'])
  expect(shown('ip.src == "日本"')).toEqual(['  ip.src == "日本"', '            ^^^^^^'])
})

test.each([40, 80])('an expression that is longer than a line of %i columns is shown around the word', (columns) => {
  const [text, carets] = shown(`${'tcp port 80 or '.repeat(12)}nosuch${' or udp'.repeat(12)}`, columns) as [
    string,
    string,
  ]
  expect(width(text)).toBeLessThanOrEqual(columns)
  expect(text.slice(carets.indexOf('^'), carets.length)).toBe('nosuch')
})
