/** Written-out time zones against the C library, as `date` uses it: POSIX.1-2017 base definitions §8.3. */
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { posixZone } from '../../src/present/posix-zone.js'

const { PATH = '' } = process.env
const date = spawnSync('date', ['--version'], { encoding: 'utf8' })
const noGnuDate = !/GNU coreutils/.test(date.stdout ?? '')
if (noGnuDate) console.warn('SKIPPED: time zones against the C library, which takes GNU date')

const ZONES = [
  'EST5EDT,M3.2.0,M11.1.0',
  'EST5EDT,M3.2.0/2,M11.1.0/2',
  'CET-1CEST,M3.5.0,M10.5.0/3',
  'GMT0BST,M3.5.0/1,M10.5.0',
  'NZST-12NZDT,M9.5.0,M4.1.0/3',
  'AEST-10AEDT,M10.1.0,M4.1.0/3',
  'LHST-10:30LHDT-11,M10.1.0,M4.1.0',
  'CLT4CLST,M9.1.6/24,M4.1.6/24',
  'IST-2IDT,M3.4.4/26,M10.5.0',
  '<-03>3<-02>,M3.5.0/-2,M10.5.0/-1',
  'WGT3WGST,M3.5.0/-2,M10.5.0/-1',
  'XST3:20:17XDT2:10:09,J60/3:04:05,J300',
  'ABC4ABD,59,365/1',
  'ABC-4ABD,J59,J60/0',
  'ABC4ABD5,M2.5.1/12,M2.5.2/12',
  '<+03>-3',
  '<+0330>-3:30',
  '<-1130>+11:30',
  'EST5',
  'HST10',
  'UTC0',
  'GMT+3',
  'NPT-5:45',
  'XYZ-24',
  'XYZ24',
  'EST5EDT4,M3.2.0,M11.1.0',
  'EST5EDT5:30,M3.2.0,M11.1.0',
] as const

/** From 1971 on (before 1970, the C library knows no summer): the hours of the days around each change and a day in each fortnight. */
function timestamps(): readonly number[] {
  const found: number[] = []
  for (const year of [1971, 1972, 1999, 2000, 2019, 2023, 2024, 2025, 2026, 2027, 2028, 2100]) {
    const start = Date.UTC(year, 0) / 1000
    for (let day = 0; day < 366; day++) {
      found.push(start + day * 86_400 + ((day * 7919) % 86_400))
      if (day % 7 === 0)
        for (let minute = 0; minute < 1440; minute += 97) found.push(start + day * 86_400 + minute * 60)
    }
    // Sundays in March, April, September to November: the hours in which most of the world's clocks change.
    for (const month of [1, 2, 3, 8, 9, 10]) {
      for (let hour = -14; hour < 34; hour++) {
        for (let week = 0; week < 5; week++) {
          const first = Date.UTC(year, month, 1)
          const sunday = first + ((7 - new Date(first).getUTCDay()) % 7) * 864e5 + week * 6048e5
          found.push(sunday / 1000 + hour * 3600 - 1, sunday / 1000 + hour * 3600)
        }
      }
    }
  }
  return found
}

/** What the C library says of each moment: seconds east of UTC. */
function offsetsOfDate(zone: string, at: readonly number[]): readonly number[] {
  const input = at.map((seconds) => `@${seconds}\n`).join('')
  const { stdout } = spawnSync('date', ['-f', '-', '+%::z'], {
    env: { TZ: zone, PATH },
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, sign, h, m, s] = /^([+-])(\d+):(\d+):(\d+)$/.exec(line)!
      return (Number(h) * 3600 + Number(m) * 60 + Number(s)) * (sign === '-' ? -1 : 1)
    })
}

describe.skipIf(noGnuDate)('has the time that date has', () => {
  const at = timestamps()

  test.each(ZONES)('%s', (text) => {
    const zone = posixZone(text)
    expect(zone).toBeDefined()
    const expected = offsetsOfDate(text, at)
    expect(expected).toHaveLength(at.length)
    const wrong = at.flatMap((seconds, i) => {
      const got = zone!.utcOffset(seconds)
      return got === 0 + expected[i]! ? [] : [`${new Date(seconds * 1000).toISOString()}: ${got}, date ${expected[i]}`]
    })
    expect(wrong).toEqual([])
  })

  test('where no rule is given, that of the United States, to the day', () => {
    const zone = posixZone('EST5EDT4')
    expect(zone?.isRuleMissing).toBe(true)
    // In which hour is up to a file that the C library finds, or not.
    const noons = Array.from({ length: 4000 }, (_, day) => Date.UTC(2019, 0, day, 17) / 1000)
    expect(noons.map((seconds) => zone!.utcOffset(seconds))).toEqual(offsetsOfDate('EST5EDT4', noons))
  })
})

test('whatever order the moments come in', () => {
  const { utcOffset } = posixZone('NZST-12NZDT,M9.5.0,M4.1.0/3')!
  const [summer, winter] = [Date.UTC(2024, 0) / 1000, Date.UTC(2023, 6) / 1000]
  expect([summer, winter, summer].map(utcOffset)).toEqual([13 * 3600, 12 * 3600, 13 * 3600])
})

test('what no calendar has, has no offset', () => {
  expect(posixZone('EST5EDT,M3.2.0,M11.1.0')!.utcOffset(1e15)).toBe(0)
})

test.each([
  '',
  'EST',
  'ES5',
  'EST25',
  'EST5:60',
  'EST5EDT,M3.2.0',
  'EST5EDT,M13.2.0,M11.1.0',
  'EST5EDT,M3.6.0,M11.1.0',
  'EST5EDT,M3.2.7,M11.1.0',
  'EST5EDT,J0,J366',
  'EST5EDT,366,1',
  'EST5EDT,M3.2.0/168,M11.1.0',
  'EST5EDT,M3.2.0,M11.1.0,',
  '<+03-3',
  '<a>-3',
  '+08:00',
  'Europe/Berlin',
  'Etc/GMT+3',
])('"%s" is none', (text) => {
  expect(posixZone(text)).toBeUndefined()
})
