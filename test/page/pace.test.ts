/** How long a step is seen. */
import { expect, test } from 'vitest'
import { stepTime } from '../../src/page/pace.js'

test('the longer its sentence is, a Chinese sign counting twice, and half or twice as long as one likes', () => {
  expect(stepTime('a'.repeat(100), 1)).toBe(5000)
  expect(stepTime('学'.repeat(40), 1)).toBe(4000)
  expect(stepTime('a'.repeat(100), 0.5)).toBe(10_000)
  expect(stepTime('a'.repeat(100), 2)).toBe(2500)
  expect(stepTime('short', 1)).toBe(2600)
})
