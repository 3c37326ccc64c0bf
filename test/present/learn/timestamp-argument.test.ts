import { expect, test } from 'vitest'
import { parseWhen, spanOf } from '../../../src/present/learn/timestamp-argument.js'
import { multicast } from '../../helpers/stories.js'

/** The capture begins at 2026-11-21 07:12:32.609450 UTC and ends at 07:12:39.628657. */
const facts = multicast()
const UTC = (): number => 0
const CHINA = (): number => 8 * 3600

test.each([
  ['#6', { frame: 6 }],
  ['6', { frame: 6 }],
  ['#1795245154', { frame: 1795245154 }],
  ['1795245154', { seconds: 1795245154, nanoseconds: 0 }],
  ['1795245154.121191', { seconds: 1795245154, nanoseconds: 121_191_000 }],
  ['1795245154.1234567899', { seconds: 1795245154, nanoseconds: 123_456_789 }],
  ['07:12:34', { seconds: 1795245154, nanoseconds: 0 }],
  ['7:12:34.5', { seconds: 1795245154, nanoseconds: 500_000_000 }],
  ['07:13', { seconds: 1795245180, nanoseconds: 0 }],
  ['2026-11-21 07:12:34', { seconds: 1795245154, nanoseconds: 0 }],
  ['2026-11-22T07:12:34', { seconds: 1795245154 + 86_400, nanoseconds: 0 }],
  ['+1.5', { seconds: 1795245154, nanoseconds: 109_450_000 }],
  ['+7 s', { seconds: 1795245159, nanoseconds: 609_450_000 }],
])('%s', (text, when) => expect(parseWhen(text, spanOf(facts), UTC)).toEqual(when))

test.each(['', 'now', '25:00', '12:60', '12:00:61', '#', '#x', '-3', '+', '1.2.3', '12:00:00.'])(
  '%j is no moment',
  (text) => {
    expect(parseWhen(text, spanOf(facts), UTC)).toBeUndefined()
  },
)

test('a time of day is one of the zone that times are shown in', () => {
  expect(parseWhen('15:12:34', spanOf(facts), CHINA)).toEqual({ seconds: 1795245154, nanoseconds: 0 })
})

test('after midnight a time of day before the beginning is one of the next day', () => {
  const overnight = { ...facts, end: { ...facts.end, seconds: facts.end.seconds + 20 * 3600 } }
  expect(parseWhen('01:00', spanOf(overnight), UTC)).toEqual({ seconds: 1795222800 + 86_400, nanoseconds: 0 })
  expect(parseWhen('01:00', spanOf(facts), UTC)).toEqual({ seconds: 1795222800, nanoseconds: 0 })
})
