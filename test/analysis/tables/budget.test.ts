import { describe, expect, test } from 'vitest'
import { Budget, Places } from '../../../src/analysis/tables/budget.js'
import { NO_ROW, RowIndex } from '../../../src/analysis/tables/row-index.js'

describe('a budget', () => {
  test('gives what it has, and remembers that it refused', () => {
    // Nine twentieths of it are for tables, less what those take that do not grow.
    const budget = new Budget(100e6)
    expect(budget.take(35e6)).toBe(true)
    expect(budget.isExhausted).toBe(false)
    expect(budget.take(1)).toBe(false)
    expect(budget.isExhausted).toBe(true)
    expect(budget.take(0)).toBe(true)
  })

  test('a list that is made at the end has a sixteenth, or its own limit', () => {
    expect(new Budget(160e6).most(1e9, 100)).toBe(100_000)
    expect(new Budget(160e6).most(1000, 100)).toBe(1000)
  })
})

describe('tables that share one', () => {
  const fill = (table: RowIndex, rows: number): void => {
    for (let i = 0; i < rows; i++) table.row(i, 0, 0, 0)
  }

  test('together they take no more than there is, whoever comes first', () => {
    const budget = new Budget(100e6)
    const [first, second] = [new RowIndex(1 << 20, budget, 76), new RowIndex(1 << 20, budget, 76)]
    fill(first, 300_000)
    fill(second, 300_000)
    // 100 octets a row, in powers of two.
    expect(first.count).toBe(262_144)
    expect(first.dropped).toBe(300_000 - 262_144)
    expect(second.count).toBe(65_536)
    expect(second.dropped).toBe(300_000 - 65_536)
    expect((first.count + second.count) * 100).toBeLessThanOrEqual(35e6)
    expect(first.find(262_143, 0, 0, 0)).toBe(262_143)
    expect(second.row(299_999, 0, 0, 0)).toBe(NO_ROW)
  })

  test('one that comes when all is taken has 256 rows', () => {
    const budget = new Budget(100e6)
    expect(budget.take(35e6)).toBe(true)
    const late = new RowIndex(1 << 20, budget, 100)
    fill(late, 1000)
    expect([late.count, late.dropped]).toEqual([256, 744])
  })

  test('a limit of its own holds as well', () => {
    const places = new Places(new Budget(), 1000, 8)
    expect(places.has(999)).toBe(true)
    expect(places.has(1000)).toBe(false)
  })
})
