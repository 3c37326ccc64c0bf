import { describe, expect, test } from 'vitest'
import { durationText, hanging, sinceText, wrap } from '../../../src/present/learn/text.js'

describe('lines', () => {
  test('end at spaces', () => {
    expect(wrap('who has 172.17.1.3, and where', 12)).toEqual(['who has', '172.17.1.3,', 'and where'])
  })

  test('of Chinese end between any two signs, but not in front of punctuation that closes', () => {
    expect(wrap('多播组的成员都会收到，然后解包。', 20)).toEqual(['多播组的成员都会收', '到，然后解包。'])
    expect(wrap('都在成员（两个）之中', 10)).toEqual(['都在成员', '（两个）之', '中'])
  })

  test('keep a frame number and the bracket in front of it together', () => {
    expect(wrap('八个报文（#5 至 #12）', 11)).toEqual(['八个报文', '（#5 至', '#12）'])
  })

  test('break an address that is longer behind a colon, not within `::`', () => {
    expect(wrap('fe80::3884:39ff:fecc:593', 16)).toEqual(['fe80::3884:39ff:', 'fecc:593'])
    expect(wrap('fd00:65:132::187', 10)).toEqual(['fd00:65:', '132::187'])
  })

  test('hang below what stands in front of the first one', () => {
    expect(hanging('  7  ', 'one two three', 12)).toEqual(['  7  one two', '     three'])
    expect(hanging('  \u001b[2m7\u001b[0m  ', 'one two three', 12)[1]).toBe('     three')
  })
})

test.each([
  [0, '0'],
  [999, '999 ns'],
  [1000, '1 µs'],
  [173_000, '173 µs'],
  [1_024_305, '1.02 ms'],
  [16_040_000, '16.0 ms'],
  [999_600_000, '1000 ms'],
  [5_076_379_000, '5.08 s'],
  [59_000_000_000, '59.0 s'],
  [185e9, '3 min 5 s'],
  [7500e9, '2 h 5 min'],
])('%i ns is %s', (nanoseconds, text) => {
  expect(durationText(nanoseconds, true)).toBe(text)
  expect(durationText(nanoseconds, false)).toBe(text.replace('µ', 'u'))
})

test('a clock may go back', () => {
  expect(sinceText(173_000, true)).toBe('+173 µs')
  expect(sinceText(-173_000, true)).toBe('-173 µs')
})
