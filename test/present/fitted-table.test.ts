import { describe, expect, test } from 'vitest'
import { type Column, fittedTable, painted, shortened, type TableView } from '../../src/present/fitted-table.js'
import { width } from '../../src/present/learn/text.js'
import { ANSI, PLAIN } from '../../src/present/palette.js'

const VIEW: TableView = { language: 'en', palette: PLAIN, unicode: false, columns: 0 }
const name: Column<number> = { title: 'name', cell: (n) => `row ${n}` }
const square: Column<number> = { title: 'square', align: 'right', cell: (n) => String(n * n) }
const nothing: Column<number> = { title: 'nothing', cell: () => '' }
const chinese: Column<number> = { title: '隧道', cell: () => '一条隧道' }

const lines = (text: string): string[] => text.trimEnd().split('\n')

describe('a table that fits', () => {
  test('the first layout for which there is room, without columns that are empty', () => {
    const layouts = [[name, square, nothing], [name]]
    expect(fittedTable([2, 12], layouts, VIEW)).toBe(
      [
        '+--------+--------+',
        '| name   | square |',
        '+--------+--------+',
        '| row 2  |      4 |',
        '| row 12 |    144 |',
        '+--------+--------+',
        '',
      ].join('\n'),
    )
    expect(lines(fittedTable([2, 12], layouts, { ...VIEW, columns: 19 }))[1]).toBe('| name   | square |')
    expect(lines(fittedTable([2, 12], layouts, { ...VIEW, columns: 18 }))[1]).toBe('| name   |')
  })

  test('the last one where none fits', () => {
    expect(lines(fittedTable([2], [[name, square], [square]], { ...VIEW, columns: 3 }))[1]).toBe('| square |')
  })

  test('text that may be wrapped gives way before a layout does', () => {
    const notes: Column<number> = { title: 'notes', wrapsTo: 8, cell: () => 'one two three' }
    const layouts = [[square, notes], [square]]
    const rows = (columns: number): string[] => lines(fittedTable([2], layouts, { ...VIEW, columns })).slice(3, -1)
    expect(rows(26)).toEqual(['|      4 | one two three |'])
    expect(rows(25)).toEqual(['|      4 | one two |', '|        | three   |'])
    expect(rows(20)).toEqual(['|      4 |'])
  })

  test('nothing where there are no rows', () => expect(fittedTable([], [[name]], VIEW)).toBe(''))

  test('signs of two columns count as two', () => {
    const text = fittedTable([1], [[chinese, name]], VIEW)
    expect(new Set(lines(text).map(width))).toEqual(new Set([1 + (8 + 3) + (5 + 3)]))
    expect(lines(fittedTable([1], [[chinese, name], [name]], { ...VIEW, columns: 19 }))[1]).toBe('| name  |')
  })

  test('a long table is in one piece: one head, one foot, columns that stand', () => {
    const rows = Array.from({ length: 250 }, (_, i) => i)
    const text = lines(fittedTable(rows, [[name, square]], VIEW))
    expect(text).toHaveLength(250 + 4)
    expect(new Set(text.map((line) => line.length)).size).toBe(1)
    expect(text.filter((line) => line.startsWith('+'))).toHaveLength(3)
    expect(text.slice(3, -1)).toEqual(rows.map((n) => `| ${`row ${n}`.padEnd(7)} | ${String(n * n).padStart(6)} |`))
  })

  test('cells of several lines, each of them in colour', () => {
    const two: Column<number> = { title: 'two', cell: () => painted('up\ndown', ANSI.tunnel, ANSI) }
    const text = fittedTable([1], [[two]], { ...VIEW, palette: ANSI })
    expect(text).toContain('\x1b[36mup')
    expect(text).toContain('\x1b[36mdown')
    expect(new Set(lines(text).map(width))).toEqual(new Set([8]))
  })
})

test('a text that is too long loses its middle', () => {
  expect(shortened('[2001:db8::1:2:3:4]:443', 15, { ...VIEW, unicode: true })).toBe('[2001:d…:4]:443')
  expect(shortened('[2001:db8::1:2:3:4]:443', 15, VIEW)).toBe('[2001:d..4]:443')
  expect(shortened('10.0.0.1:443', 15, VIEW)).toBe('10.0.0.1:443')
})
