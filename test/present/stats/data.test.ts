import { describe, expect, test } from 'vitest'
import { udp } from '../../../fixtures/make/packets.js'
import { Budget } from '../../../src/analysis/tables/budget.js'
import { Extent } from '../../../src/analysis/totals/extent.js'
import { GROUPINGS, type Grouping, type StatsOrder } from '../../../src/analysis/totals/order.js'
import { Tally } from '../../../src/analysis/totals/tally.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { width } from '../../../src/present/learn/text.js'
import { PLAIN } from '../../../src/present/palette.js'
import { sparkLine } from '../../../src/present/spark.js'
import { statsCsv, statsJson } from '../../../src/present/stats/data.js'
import { statsData } from '../../../src/present/stats/rows.js'
import { intervalTable, type StatsView, statsTable } from '../../../src/present/stats/table.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { fixture, frame, take, underlay } from '../../helpers/packets.js'

/** What the packets of a fixture add up to; they come 400 ms apart, so many nanoseconds after a second. */
function counted(name: string, by: Grouping, order: StatsOrder = 'packets', span?: number, after = 0) {
  const networks = new Networks()
  const tally = new Tally(networks, by, span)
  const extent = new Extent()
  const stack = new TunnelStack()
  const p = new Packet()
  for (const [i, frame] of fixture(name).entries()) {
    stack.fill(take(p, frame, i + 1, after + i * 400e6))
    extent.observe(p)
    networks.observe(p, stack)
    tally.observe(p, stack)
  }
  return statsData(by, order, tally, networks, extent, undefined)
}

describe('what packets are told apart by', () => {
  test.each([
    ['network', ['1,vxlan 42,42,8,960,', '0,,,4,216,']],
    ['vni', ['42,8,960,', ',4,216,']],
    ['tunnel', ['vxlan 42,10.65.132.188,10.65.132.187,7,868,', 'vxlan 42,10.65.132.187,224.1.1.1,1,92,']],
    ['vtep', ['10.65.132.187,8,960,', '10.65.132.188,7,868,', '224.1.1.1,1,92,']],
    ['host', ['vxlan 42,172.17.1.2,4,592,', 'vxlan 42,172.17.1.3,4,592,', ',224.0.0.22,4,216,']],
    ['protocol', ['ICMP,4,592,', 'ARP,4,368,', 'IGMP,4,216,']],
    ['size', ['40,79,4,216,', '80,159,8,960,']],
  ] as const)('%s', (by, starts) => {
    const [, ...rows] = statsCsv(counted('multicast', by), 99)
    for (const start of starts) expect(rows.filter((row) => row.startsWith(start))).toHaveLength(1)
  })

  test('dscp: what the outermost header says, and the innermost', () => {
    const rows = [...statsJson(counted('multicast', 'dscp'), 99)].map((line) => JSON.parse(line))
    expect(rows.map(({ outer, inner, packets }) => [outer, inner, packets])).toContainEqual([0, 0, 8])
  })

  test('a packet in several tunnels counts in each; in one network, one protocol and one size', () => {
    const sum = (by: Grouping): number => counted('nested', by).rows.reduce((all, { packets }) => all + packets, 0)
    const packets = fixture('nested').length
    expect(sum('tunnel')).toBeGreaterThan(packets)
    for (const by of ['network', 'vni', 'protocol', 'dscp', 'size'] as const) expect(sum(by)).toBe(packets)
  })
})

test('what finds no room is counted by packets', () => {
  // A table has 256 rows however little memory there is.
  const networks = new Networks(new Budget(0))
  const tally = new Tally(networks, 'host', undefined)
  const stack = new TunnelStack()
  const p = new Packet()
  for (let i = 0; i < 300; i++) {
    const packet = underlay(
      udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(4) }),
      `10.1.${i >> 8}.${i & 255}`,
    )
    stack.fill(take(p, frame(packet), i + 1))
    networks.observe(p, stack)
    tally.observe(p, stack)
  }
  expect([tally.count, tally.dropped]).toEqual([256, 300 + 1 - 256])
})

describe('the table', () => {
  const view = (columns: number, unicode = true): StatsView => {
    return { language: 'en', palette: PLAIN, unicode, columns, utcOffset: () => 0 }
  }

  test.each([40, 60, 80, 140])('keeps to %i columns, and to the one that it is sorted by', (columns) => {
    for (const by of GROUPINGS) {
      const text = statsTable(counted('multicast', by, 'last'), 99, 'last', view(columns))
      expect(text.split('\n')[1]).toMatch(/│ +last │/)
      const fits = columns > 40 && by !== 'tunnel'
      if (fits) for (const line of text.split('\n')) expect(width(line), `${by}: ${line}`).toBeLessThanOrEqual(columns)
    }
  })

  test('a row an interval, also where nothing was', () => {
    const lines = intervalTable(counted('multicast', 'network', 'packets', 300e6), 99, view(0)).split('\n')
    expect(lines[1]).toMatch(/│ +from │ packets │ octets │ +bit\/s │ vxlan 42 │ underlay │/)
    expect(lines.slice(3, 6).map((line) => line.split('│')[2]!.trim())).toEqual(['1', '1', '1'])
    expect(lines.slice(3, 8).map((line) => line.split('│')[2]!.trim())).toContain('0')
  })

  test('an interval says when it begins, which is where the first packet came', () => {
    const lines = intervalTable(counted('multicast', 'network', 'packets', 1e9, 609_450_000), 99, view(0)).split('\n')
    const from = lines.slice(3, -2).map((line) => line.split('│')[1]!.trim())
    expect(from.slice(0, 2)).toEqual(['22:13:20.609', '22:13:21.609'])
  })
})

describe('numbers as marks', () => {
  test.each([
    [[0, 1, 4, 8], 8, ' ▁▄█'],
    [[1, 1, 8, 8], 2, '▁█'],
    [[0, 0], 8, '  '],
    [[], 8, ''],
  ])('%j in %i cells', (numbers, cells, text) => {
    expect(sparkLine(numbers, cells, true)).toBe(text)
  })

  test('without more than ASCII', () => expect(sparkLine([0, 1, 8], 8, false)).toBe(' .@'))
})
