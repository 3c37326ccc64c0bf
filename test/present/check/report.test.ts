/** The screen of `vxsniff check`: how it fits a terminal, and what it never does. */
import { basename } from 'node:path'
import stringWidth from 'string-width'
import { beforeAll, describe, expect, test } from 'vitest'
import { inAscii } from '../../../src/present/check/ascii.js'
import { report } from '../../../src/present/check/report.js'
import { type Results, resultsOf } from '../../../src/present/check/results.js'
import type { CheckView } from '../../../src/present/check/view.js'
import { LANGUAGES } from '../../../src/present/language.js'
import { ANSI, PLAIN } from '../../../src/present/palette.js'
import { capturesOf, FIXTURES, LAB } from '../../analysis/findings/captures.js'
import { factsOfFile } from '../../analysis/findings/check.js'

const view = (columns: number, more: Partial<CheckView> = {}): CheckView => ({
  language: 'en',
  palette: PLAIN,
  unicode: true,
  columns,
  verbose: false,
  ...more,
})
const lines = (text: string): string[] => text.split('\n').slice(0, -1)
const ALL = { only: [], ignore: [] }

const results = new Map<string, Results>()
const of = (name: string): Results => results.get(name)!
beforeAll(async () => {
  for (const capture of [...capturesOf(FIXTURES), ...capturesOf(LAB)]) {
    const name = capture.startsWith(FIXTURES) ? basename(capture) : capture.slice(LAB.length)
    results.set(name, resultsOf(await factsOfFile(capture), ALL))
  }
})

describe('every capture', () => {
  test.each([80, 140])('no line takes more than %d columns, unless a single word does', (columns) => {
    for (const language of LANGUAGES) {
      for (const verbose of [false, true]) {
        for (const [name, result] of results) {
          const wide = lines(report(result, view(columns, { language, verbose }))).filter(
            (line) => stringWidth(line) > columns && /\S\s+\S.*\s\S/.test(line.trim()),
          )
          expect(wide, `${name} in ${language}`).toEqual([])
        }
      }
    }
  })

  test('colour is never the only sign', () => {
    for (const [name, result] of results) {
      const coloured = report(result, view(100, { palette: ANSI }))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR sequences begin with one.
      expect(coloured.replace(/\x1b\[\d+m/g, ''), name).toBe(report(result, view(100)))
    }
  })

  test('English needs no more than ASCII where a terminal has no more', () => {
    for (const [name, result] of results) {
      expect(report(result, view(100, { unicode: false, verbose: true })), name).toMatch(/^[\n\x20-\x7e]*$/)
    }
  })

  test('what hurts more comes first, and those of a kind stand together', () => {
    for (const [name, { found }] of results) {
      const ranks = found.map(({ severity }) => ['error', 'warning', 'info'].indexOf(severity))
      expect(ranks, name).toEqual([...ranks].sort())
      const kinds = found.map(({ id, severity }) => `${severity} ${id}`)
      expect(kinds.filter((kind, i) => kind !== kinds[i - 1]).length, name).toBe(new Set(kinds).size)
    }
  })

  test('the sign of the verdict is that of the worst, and the counts are those of the list', () => {
    for (const [name, result] of results) {
      const text = report(result, view(100, { verbose: true }))
      const count = (severity: string): number => result.found.filter((finding) => finding.severity === severity).length
      const sign = count('error') > 0 ? '✗' : count('warning') > 0 || result.facts.census.packets === 0 ? '!' : '✓'
      expect(text, name).toMatch(new RegExp(`^\\${sign} `))
      const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
      expect(lines(text).at(-1), name).toContain(
        `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('info'), 'note')}.`,
      )
    }
  })
})

describe('one finding', () => {
  test('its lines hang below what they continue', () => {
    const [, , ...list] = lines(report(of('port-mismatch.pcap'), view(80)))
    const indents = list.slice(0, list.indexOf('')).map((line) => /^ */.exec(line)![0].length)
    // At the margin, at a label, behind it, or behind the longest id.
    const ids = of('port-mismatch.pcap').found.map(({ id }) => id.length)
    expect([0, 9, 16, 9 + Math.max(...ids) + 2]).toEqual(expect.arrayContaining([...new Set(indents)]))
  })

  test('a narrow terminal has the sentence below the id', () => {
    const [, , first, second] = lines(
      report({ ...of('port-mismatch.pcap'), ...ALL }, view(60)).replace(/^[\s\S]*?\n\n/, '\n\n'),
    )
    expect(first).toMatch(/^error {4}vxlan\.port-mismatch$/)
    expect(second).toMatch(/^ {9}\S/)
  })
})

describe('many of a kind', () => {
  const many = (): Results => {
    const { found, ...rest } = of('port-mismatch.pcap')
    return { ...rest, found: Array.from({ length: 8 }, () => found[0]!) }
  }

  test('five are shown and the rest is counted, unless all is asked for', () => {
    const { id } = many().found[0]!
    const short = report(many(), view(100))
    expect(short.split(`error    ${id} `)).toHaveLength(6)
    expect(short).toContain(`and 3 more: -v --only ${id}`)
    expect(report(many(), view(100, { verbose: true })).split(`error    ${id} `)).toHaveLength(9)
  })

  test('a cause that is the same is not said again', () => {
    expect(report(many(), view(100)).match(/^ +why /gm)).toHaveLength(1)
  })
})

test('signs have something that stands for them in ASCII', () => {
  expect(inAscii('1500 + 50 → “1550” × 2 … §4.3, 12 µs')).toBe('1500 + 50 -> "1550" x 2 .. section 4.3, 12 us')
})
