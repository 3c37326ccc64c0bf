import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Clock, epoch, fraction, since } from '../../src/present/time.js'
import { Writer } from '../../src/present/writer.js'
import { Packet } from '../../src/wire/packet.js'

function at(sec: number, nsec = 0): Packet {
  const p = new Packet()
  const none = new Uint8Array(0)
  p.record(new DataView(none.buffer), none, 0, 0, 0)
  p.tsSec = sec
  p.tsNsec = nsec
  return p
}

function written(write: (w: Writer) => void): string {
  const w = new Writer()
  write(w)
  return w.toString()
}

const seconds = fc.integer({ min: 0, max: 2 ** 32 + 1e9 })

test('dates and times are those of the Gregorian calendar, in any zone', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: -14 * 3600, max: 14 * 3600 }), (sec, offset) => {
      const clock = new Clock(() => offset)
      const expected = new Date((sec + offset) * 1000).toISOString().slice(0, 19).replace('T', ' ')
      expect(written((w) => clock.dateTime(at(sec), w, 0))).toBe(expected)
    }),
    { numRuns: 500 },
  )
})

test('years of more than four digits, and before the year 0, as far as there are dates', () => {
  const clock = new Clock(() => 0)
  const days = fc.integer({ min: -100_000_000, max: 100_000_000 })
  fc.assert(
    fc.property(days, (day) => {
      const date = new Date(day * 86_400_000)
      const year = date.getUTCFullYear()
      const expected = year >= 0 && year <= 9999 ? String(year).padStart(4, '0') : String(year)
      const [, monthDay] = /-(\d\d-\d\d)T/.exec(date.toISOString())!
      expect(written((w) => clock.date(at(day * 86_400), w))).toBe(`${expected}-${monthDay}`)
    }),
    { numRuns: 500 },
  )
})

test('a time that no calendar has is told by its seconds', () => {
  const clock = new Clock(() => Number.NaN)
  const p = at(2 ** 53, 618_314_000)
  for (const text of [
    (w: Writer) => clock.dateTime(p, w),
    (w: Writer) => clock.time(p, w),
    (w: Writer) => epoch(p, w),
  ]) {
    expect(written(text)).toBe('9007199254740992.618314')
  }
  expect(written((w) => epoch(at(-1, 500_000_000), w))).toBe('-0.500000')
})

test('leap days', () => {
  const clock = new Clock(() => 0)
  for (const day of ['1972-02-29', '2000-02-29', '2024-02-29', '2100-02-28', '2100-03-01']) {
    expect(written((w) => clock.date(at(Date.parse(day) / 1000), w))).toBe(day)
  }
})

test('the offset of each second is asked for: summer time', () => {
  const change = Date.parse('2023-03-26T01:00:00Z') / 1000
  const clock = new Clock((s) => (s < change ? 3600 : 7200))
  expect(written((w) => clock.time(at(change - 1, 999_999_999), w))).toBe('01:59:59.999999')
  expect(written((w) => clock.time(at(change), w))).toBe('03:00:00.000000')
  expect(written((w) => clock.time(at(change - 1), w))).toBe('01:59:59.000000')
})

test('minutes change when the clock shows it', () => {
  const clock = new Clock(() => 30)
  const minute = clock.minute(at(29))
  expect(clock.minute(at(30))).toBe(minute + 1)
  expect(clock.minute(at(89))).toBe(minute + 1)
})

test('decimals are cut, not rounded', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.integer({ min: 1, max: 9 }), (nsec, decimals) => {
      expect(written((w) => fraction(nsec, w, decimals))).toBe(String(nsec).padStart(9, '0').slice(0, decimals))
    }),
  )
})

test('the epoch time', () => {
  expect(written((w) => epoch(at(1684735894, 560469999), w))).toBe('1684735894.560469')
  expect(written((w) => epoch(at(0, 1), w, 9))).toBe('0.000000001')
})

test('differences are exact, backwards too', () => {
  fc.assert(
    fc.property(
      seconds,
      fc.nat(999_999_999),
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.nat(999_999_999),
      (s, n, d, m) => {
        const expected = BigInt(d) * 1_000_000_000n + BigInt(m) - BigInt(n)
        expect(BigInt(since(at(s + d, m), s, n))).toBe(expected)
      },
    ),
  )
})
