import { describe, expect, test } from 'vitest'
import { icmpEcho, ipv4, ipv4Fragments, ipv6, type Part, tcp, udp } from '../../fixtures/make/packets.js'
import { Flows } from '../../src/analysis/flows/flows.js'
import { NO_ROW } from '../../src/analysis/tables/row-index.js'
import type { Timestamp } from '../../src/analysis/timestamps.js'
import type { FlowOrder } from '../../src/analysis/totals/order.js'
import { Rates } from '../../src/analysis/totals/rates.js'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import type { TableView } from '../../src/present/fitted-table.js'
import { FLOW_CSV_TITLES, flowCsv, flowJson, flowTable } from '../../src/present/flow-table.js'
import { width } from '../../src/present/learn/text.js'
import { PLAIN } from '../../src/present/palette.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { B, A as END_A, fixture, frame, INNER_A, INNER_B, inVni, take, underlay } from '../helpers/packets.js'

const VIEW: TableView = { language: 'en', palette: PLAIN, unicode: true, columns: 0 }
const START: Timestamp = { frame: 1, seconds: 1_700_000_000, nanoseconds: 0 }
const forth = { source: INNER_A.ip, destination: INNER_B.ip }
const back = { source: INNER_B.ip, destination: INNER_A.ip }
const SYN = 0x02

const request = (sequence: number): Part => ipv4(forth, icmpEcho({ id: 7, sequence }))
const reply = (sequence: number): Part => ipv4(back, icmpEcho({ reply: true, id: 7, sequence }))
const inside = (part: Part): Frame => frame(underlay(inVni(42, part)))
const segment = (flags: number): Part =>
  ipv4(forth, tcp({ source: 40_000, destination: 80, sequence: 1, acknowledgment: 0, flags }))

/** Flows of packets at times in nanoseconds. */
function flowsOf(...packets: ReadonlyArray<readonly [at: number, f: Frame]>) {
  const networks = new Networks()
  const flows = new Flows(networks)
  const stack = new TunnelStack()
  const p = new Packet()
  for (const [i, [at, f]] of packets.entries()) {
    stack.fill(take(p, f, i + 1, at))
    networks.observe(p, stack)
    flows.observe(p, stack)
  }
  return { networks, rows: [...flows.rows()] }
}

const every = (frames: readonly Frame[]) => flowsOf(...frames.map((f, i) => [i * 1e6, f] as const))

/** Cells of the table's rows, by the titles of their columns. */
function cells({ networks, rows }: ReturnType<typeof flowsOf>, view: TableView = VIEW): Record<string, string>[] {
  const [, titles, , ...lines] = flowTable(rows, networks, START, view).trimEnd().split('\n')
  const split = (line: string): string[] =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const names = split(titles!)
  return lines.slice(0, -1).map((line) => Object.fromEntries(split(line).map((cell, i) => [names[i]!, cell])))
}

describe('the table', () => {
  test('two tenants with the same addresses, each on a line of its own', () => {
    const rows = cells(every(fixture('tenants')))
    const same = { protocol: 'TCP', a: '172.17.1.2:40000', b: '172.17.1.3:80', 'packets →': '3', 'packets ←': '2' }
    expect(rows).toMatchObject([
      { network: 'vxlan 42', ...same },
      { network: 'vxlan 43', ...same },
    ])
    expect(rows[0]).toMatchObject({ flags: 'SP. / SP.', notes: 'established' })
  })

  test('a ping: its identifier, round trips as ping has them, what was lost; times since the capture began', () => {
    const flows = flowsOf(
      [2e9, inside(request(1))],
      [2e9 + 100_000, inside(reply(1))],
      [3e9, inside(request(2))],
      [3e9 + 300_000, inside(reply(2))],
      [4e9, inside(request(3))],
    )
    expect(cells(flows)).toMatchObject([
      {
        protocol: 'ICMP 7',
        a: '172.17.1.2',
        start: '+2.00 s',
        duration: '2.00 s',
        notes: 'rtt 0.100/0.200/0.300 ms, 1 of 3 unanswered',
      },
    ])
    expect(cells(flows, { ...VIEW, language: 'zh' })).toMatchObject([
      { 备注: '往返 0.100/0.200/0.300 ms，3 个中 1 个无应答' },
    ])
  })

  test('SYN retries', () => {
    const flows = flowsOf([0, inside(segment(SYN))], [1e9, inside(segment(SYN))], [3e9, inside(segment(SYN))])
    expect(cells(flows)[0]).toMatchObject({ flags: 'S /', notes: 'SYN sent, 2 SYN retries' })
  })

  test('fragments have no ports', () => {
    const big = udp({ source: 1, destination: 2 }, { octets: Buffer.alloc(100) })
    const [first] = ipv4Fragments(forth, big, [[0, 80]])
    expect(cells(every([inside(first!)]))).toMatchObject([{ protocol: 'UDP', a: '172.17.1.2', notes: 'fragments' }])
  })

  test('the port of an IPv6 address stands behind brackets (RFC 3986 §3.2.2)', () => {
    const packet = ipv6(
      { source: INNER_A.ip6, destination: INNER_B.ip6 },
      udp({ source: 5000, destination: 53 }, { octets: Buffer.alloc(4) }),
    )
    expect(cells(every([frame(packet)]))[0]).toMatchObject({ a: '[fd00:42::2]:5000', b: '[fd00:42::3]:53' })
  })

  test.each([80, 140])('in %i columns no line is longer', (columns) => {
    const addresses = 'fd00:1234:5678:9abc:def0:1234:5678:9ab'
    const packet = ipv6(
      { source: `${addresses}c`, destination: `${addresses}d` },
      tcp({ source: 40_000, destination: 50_000, sequence: 1, acknowledgment: 0, flags: SYN }),
    )
    for (const frames of [fixture('gre-seed'), fixture('ipv6-underlay'), fixture('tenants'), [inside(packet)]]) {
      for (const language of ['en', 'zh'] as const) {
        const { networks, rows } = every(frames)
        const text = flowTable(rows, networks, START, { ...VIEW, language, columns })
        expect(Math.max(...text.split('\n').map(width))).toBeLessThanOrEqual(columns)
      }
    }
  })

  test('without flows there is nothing', () => {
    expect(flowTable([], new Networks(), START, VIEW)).toBe('')
  })
})

describe('JSON', () => {
  test('an object a flow, with everything by its name', () => {
    const { networks, rows } = flowsOf([0, inside(segment(SYN))], [1e9, inside(segment(SYN))])
    const text = flowJson(rows[0]!, networks, NO_ROW)
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toEqual({
      flow: 0,
      network: 1,
      tunnel: 'vxlan',
      vni: 42,
      tunnels: [{ network: 1, tunnel: 'vxlan', vni: 42, port: 4789 }],
      protocol: 'tcp',
      protocolNumber: 6,
      a: '172.17.1.2',
      portA: 40_000,
      b: '172.17.1.3',
      portB: 80,
      identifier: null,
      packets: 2,
      octets: 80,
      firstFrame: 1,
      firstTime: '1700000000.000000000',
      lastFrame: 2,
      lastTime: '1700000001.000000000',
      durationNs: 1e9,
      forth: {
        packets: 2,
        octets: 80,
        firstFrame: 1,
        firstTime: '1700000000.000000000',
        lastFrame: 2,
        lastTime: '1700000001.000000000',
        tcpFlags: ['SYN'],
      },
      back: { packets: 0, octets: 0, firstFrame: null, firstTime: null, lastFrame: null, lastTime: null, tcpFlags: [] },
      tcp: {
        state: 'syn-sent',
        connections: 1,
        synRetries: 1,
        syns: [
          { frame: 1, time: '1700000000.000000000' },
          { frame: 2, time: '1700000001.000000000' },
        ],
      },
      echo: null,
      copyOf: null,
    })
  })

  test('an echo exchange, and what it is a copy of', () => {
    const { networks, rows } = flowsOf([0, frame(request(1))], [100, frame(reply(1))], [200, frame(reply(1))])
    expect(JSON.parse(flowJson(rows[0]!, networks, 4))).toMatchObject({
      tunnel: null,
      protocol: 'icmp',
      portA: null,
      identifier: 7,
      echo: {
        requests: 1,
        answered: 1,
        unanswered: 0,
        moreReplies: 1,
        roundTrips: { count: 1, minNs: 100, averageNs: 100, maxNs: 100 },
      },
      copyOf: 4,
    })
  })
})

test('comma-separated values have a cell for every title', () => {
  const { networks, rows } = every([
    ...fixture('tenants'),
    frame(request(1)),
    frame(underlay(reply(1), B.ip, END_A.ip)),
  ])
  const titles = FLOW_CSV_TITLES.trimEnd().split(',')
  const lines = rows.map((row) => flowCsv(row, networks, NO_ROW).trimEnd().split(','))
  expect(lines.map((line) => line.length)).toEqual(rows.map(() => titles.length))
  const [first] = lines.map((line) => Object.fromEntries(line.map((cell, i) => [titles[i]!, cell])))
  expect(first).toMatchObject({
    tunnel: 'vxlan 42',
    vni: '42',
    a: '172.17.1.2',
    portA: '40000',
    packetsForth: '3',
    tcpState: 'established',
    copyOf: '',
  })
})

describe('what a table is sorted by', () => {
  const { networks, rows } = every([inside(request(1)), inside(reply(1)), inside(segment(SYN))])
  const titles = (columns: number, order: FlowOrder): string =>
    flowTable(rows, networks, START, { ...VIEW, columns }, { order }).split('\n')[1]!

  test.each(['octets', 'start', 'duration', 'retries'] as const)(
    'is there however few columns there are: %s',
    (order) => {
      const title = order === 'retries' ? 'SYN retries' : order
      for (const columns of [40, 60, 80, 120, 200]) expect(titles(columns, order)).toContain(title)
    },
  )

  test('numbers of both ways in one cell say which is which, and octets are short', () => {
    const many = { ...rows[0]!, forth: { ...rows[0]!.forth, octets: 1_234_567 } }
    const text = flowTable([many], networks, START, { ...VIEW, columns: 80 }, { order: 'octets' })
    expect(text).toMatch(/│ +→ 1 │ → 1\.2 MB │[^\n]*\n[^\n]*│ +← 1 │ +← 84 B │/)
  })

  test('what grows has its rates', () => {
    const rates = new Rates()
    rates.look([{ packets: 3, octets: 250 }], 2)
    const text = flowTable([rows[0]!], networks, START, VIEW, { rates })
    expect(text).toMatch(/│ pkt\/s │ bit\/s │/)
    expect(text).toMatch(/│ +1\.50 │ +1 k │/)
  })
})
