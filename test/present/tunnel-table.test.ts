import { describe, expect, test } from 'vitest'
import { ethernet, gre, ipv4, type Part } from '../../fixtures/make/packets.js'
import { Flows } from '../../src/analysis/flows/flows.js'
import type { Timestamp } from '../../src/analysis/timestamps.js'
import { GreSequences } from '../../src/analysis/tunnels/gre-sequence.js'
import { Networks } from '../../src/analysis/tunnels/networks.js'
import { TunnelTraffic } from '../../src/analysis/tunnels/tunnel-traffic.js'
import type { TableView } from '../../src/present/fitted-table.js'
import { width } from '../../src/present/learn/text.js'
import { PLAIN } from '../../src/present/palette.js'
import {
  TUNNEL_CSV_TITLES,
  type Tunnel,
  tunnelCsv,
  tunnelJson,
  tunnelTable,
  withSequences,
} from '../../src/present/tunnel-table.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, pong, replay, underlay } from '../helpers/packets.js'

const VIEW: TableView = { language: 'en', palette: PLAIN, unicode: true, columns: 0 }
const START: Timestamp = { frame: 1, seconds: 1_700_000_000, nanoseconds: 0 }

interface Tunnels {
  readonly networks: Networks
  readonly rows: readonly Tunnel[]
}

function tunnelsOf(frames: readonly Frame[]): Tunnels {
  const networks = new Networks()
  const flows = new Flows(networks)
  const traffic = new TunnelTraffic(networks)
  const sequences = new GreSequences(networks)
  const stack = new TunnelStack()
  replay(frames, (p) => {
    stack.fill(p)
    networks.observe(p, stack)
    traffic.observe(p, stack, flows.observe(p, stack))
    sequences.observe(p, stack)
  })
  return { networks, rows: [...traffic.records()].map((record) => withSequences(record, networks, sequences)) }
}

/** The cells of each row by title, the lines of a cell one after the other. */
function cells({ networks, rows }: Tunnels, view: TableView = VIEW): Record<string, string>[] {
  const [, titles, , ...lines] = tunnelTable(rows, networks, START, view).trimEnd().split('\n')
  const split = (line: string): string[] =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const names = split(titles!)
  const found: Record<string, string>[] = []
  for (const line of lines.slice(0, -1).map(split)) {
    if (line[0] !== '') found.push({})
    const row = found.at(-1)!
    for (const [i, cell] of line.entries()) row[names[i]!] = `${row[names[i]!] ?? ''} ${cell}`.trim()
  }
  return found
}

const there = (body: Part): Frame => frame(underlay(body))
const back = (body: Part): Frame => frame(underlay(body, B.ip, A.ip))
const notes = (frames: readonly Frame[], view = VIEW): string[] =>
  cells(tunnelsOf(frames), view).map(({ notes = '' }) => notes)

describe('the table', () => {
  test('a tunnel of two VTEPs, and the group that one of them sends to', () => {
    const [group, pair] = cells(tunnelsOf(fixture('multicast')))
    expect(pair).toMatchObject({
      kind: 'vxlan',
      id: '42',
      a: '10.65.132.188',
      b: '10.65.132.187',
      port: '4789',
      'packets →': '4',
      'packets ←': '3',
      notes: 'group 224.1.1.1',
    })
    expect(group).toMatchObject({ b: '224.1.1.1', 'packets →': '1', notes: 'to a group' })
  })

  test('GRE with a key for each direction is one row (RFC 2890 §2.1)', () => {
    expect(cells(tunnelsOf(fixture('gre-seed')))).toMatchObject([
      {
        kind: 'gre',
        id: 'keys',
        'packets →': '3',
        'packets ←': '3',
        notes: 'key 0x222222 / 0x111111 checksum, sequence in step',
      },
    ])
  })

  test('a key that may be NVGRE has both readings; several FlowIDs leave the VSID', () => {
    const l2 = (key: number): Frame => there(gre({ key }, ethernet(INNER_B.mac, INNER_A.mac, ping())))
    expect(cells(tunnelsOf([l2(0x138907)]))[0]).toMatchObject({ kind: 'gretap', id: '0x138907 = nvgre 5001/7' })
    expect(cells(tunnelsOf(fixture('nvgre')))[0]).toMatchObject({
      id: 'nvgre 5001',
      notes: '2 FlowIDs, or gretap keys',
    })
  })

  test("PPTP's two call ids", () => {
    expect(cells(tunnelsOf(fixture('pptp')))[0]).toMatchObject({ kind: 'pptp' })
  })

  test('what is wrong with the numbers, each direction by itself', () => {
    const numbered = (sequence: number): Part => gre({ key: 1, sequence }, ping())
    expect(notes([0, 1, 4, 3, 3].map((n) => there(numbered(n))).concat(back(numbered(0))))).toEqual([
      'sequence → 1 missing, 1 late, 1 twice',
    ])
    expect(notes([0, 1, 2, 0].map((n) => back(numbered(n))).concat(there(numbered(0))))).toEqual([
      'sequence → 1 restart',
    ])
    expect(notes([there(numbered(0)), there(gre({ key: 1 }, ping())), there(numbered(1))])).toEqual([
      'sequence → 1 without number one way',
    ])
    expect(notes([0, 0, 0].map((n) => there(numbered(n))))).toEqual(['sequence → always the same one way'])
  })

  test('checksums in all packets, in some, in none', () => {
    const sums = (...checksums: boolean[]) => checksums.map((checksum) => there(gre({ key: 1, checksum }, ping())))
    expect(notes([...sums(true, true), back(gre({ key: 1, checksum: true }, pong()))])).toEqual(['checksum'])
    expect(notes([...sums(true, false), back(gre({ key: 1 }, pong()))])).toEqual(['checksum in some'])
    expect(notes([...sums(false), back(gre({ key: 1 }, pong()))])).toEqual([''])
  })

  test('one way, except for what is so by its nature', () => {
    expect(notes([there(inVni(42, ping()))])).toEqual(['one way'])
    expect(notes(fixture('erspan2')).join()).not.toContain('one way')
    expect(notes([frame(underlay(inVni(42, ping()), A.ip, '239.1.1.1'))])).toEqual(['to a group'])
  })

  test('what a tunnel is in', () => {
    const inner = ipv4({ source: '192.0.2.1', destination: '192.0.2.2' }, inVni(42, ping()))
    expect(notes([there(gre({ key: 7 }, inner))])).toEqual(['one way', 'in gre 7 one way'])
  })

  test('source ports of each direction', () => {
    expect(cells(tunnelsOf(fixture('multicast')))[1]).toMatchObject({
      'source ports': '→ 45703–52215 (2) ← 45703–52215 (2)',
    })
  })

  test('in Chinese', () => {
    const text = cells(tunnelsOf(fixture('gre-seed')), { ...VIEW, language: 'zh' })
    expect(text).toMatchObject([{ 类型: 'gre', 标识: '各有 key', 备注: 'key 0x222222 / 0x111111 有校验和，序号连续' }])
  })

  test.each([60, 80, 140])('in %i columns no line is longer', (columns) => {
    for (const name of ['multicast-3nodes', 'gre-seed', 'nvgre', 'ipv6-underlay', 'nested', 'gre-mpls', 'pptp']) {
      for (const language of ['en', 'zh'] as const) {
        const { networks, rows } = tunnelsOf(fixture(name))
        const text = tunnelTable(rows, networks, START, { ...VIEW, language, columns })
        expect(Math.max(...text.split('\n').map(width)), name).toBeLessThanOrEqual(columns)
      }
    }
  })
})

describe('JSON', () => {
  const json = ({ networks, rows }: Tunnels) => rows.map((row) => JSON.parse(tunnelJson(row, networks)))

  test('VXLAN', () => {
    expect(json(tunnelsOf([there(inVni(42, ping())), back(inVni(42, pong()))]))).toMatchObject([
      {
        tunnel: 'vxlan',
        vni: 42,
        inside: null,
        a: A.ip,
        b: B.ip,
        toGroup: false,
        groups: [],
        ports: [4789],
        packets: 2,
        octets: 2 * 148,
        firstFrame: 1,
        firstTime: '1700000000.000000000',
        durationNs: 1e6,
        forth: {
          packets: 1,
          sourcePorts: { distinct: 1, isAtLeast: false, lowest: 50_000, highest: 50_000 },
          flowIds: null,
          flows: 1,
          flags: [],
          sequence: null,
        },
      },
    ])
  })

  test('GRE: both keys, flags and numbers', () => {
    expect(json(tunnelsOf(fixture('gre-seed')))).toMatchObject([
      {
        vni: null,
        key: 0x222222,
        keyBack: 0x111111,
        forth: {
          flags: ['C', 'K', 'S'],
          flagsInAll: ['C', 'K', 'S'],
          sequence: { numbered: 3, missing: 0, events: [] },
        },
      },
    ])
  })

  test('both readings of what may be NVGRE', () => {
    expect(json(tunnelsOf(fixture('nvgre')))).toMatchObject([
      { tunnel: 'gretap', vsid: 5001, key: (5001 << 8) | 7, forth: { flowIds: { distinct: 2 }, sourcePorts: null } },
    ])
  })

  test('what is wrong with the numbers, by frame', () => {
    const frames = [0, 3].map((sequence) => there(gre({ key: 1, sequence }, ping())))
    expect(json(tunnelsOf(frames))[0].forth.sequence.events).toEqual([
      { fault: 'gap', expected: 1, found: 3, missing: 2, frame: 2, time: '1700000000.001000000' },
    ])
  })
})

test('comma-separated values have a cell for every title', () => {
  const { networks, rows } = tunnelsOf([...fixture('gre-seed'), ...fixture('multicast')])
  const titles = TUNNEL_CSV_TITLES.trimEnd().split(',')
  const lines = rows.map((row) => tunnelCsv(row, networks).trimEnd().split(','))
  expect(lines.map((line) => line.length)).toEqual(rows.map(() => titles.length))
  const [first] = lines.map((line) => Object.fromEntries(line.map((cell, i) => [titles[i]!, cell])))
  expect(first).toMatchObject({
    tunnel: 'gre',
    key: String(0x222222),
    keyBack: String(0x111111),
    packetsForth: '3',
    missingForth: '0',
  })
})
