/** A live screen without a terminal: keys in, lines out. */
import { describe, expect, test } from 'vitest'
import { Budget } from '../../src/analysis/tables/budget.js'
import { LOOKS, Rates } from '../../src/analysis/totals/rates.js'
import { clipped, width } from '../../src/present/learn/text.js'
import { ANSI, PLAIN } from '../../src/present/palette.js'
import { TopData } from '../../src/present/top/data.js'
import { Key, pressesIn } from '../../src/present/top/keys.js'
import { packetRows } from '../../src/present/top/rows.js'
import { type Circumstances, TopScreen, type TopView, type Wish } from '../../src/present/top/screen.js'
import { Packet } from '../../src/wire/packet.js'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import { LANGUAGES, type Language } from '../../src/words/language.js'
import type { Frame } from '../helpers/octets.js'
import { A, fixture, frame, inVni, ping, take, underlay } from '../helpers/packets.js'

const AROUND: Circumstances = {
  name: 'eth0',
  dropped: 7,
  isPaused: false,
  hasEnded: false,
  speed: 1,
  tables: defaultTables(),
  now: 12_000,
}
const END = { frame: 12, seconds: 1_700_000_011, nanoseconds: 0 }

function viewOf(columns: number, language: Language = 'en', unicode = true): TopView {
  return { language, palette: PLAIN, unicode, columns, utcOffset: () => 0 }
}

/** After packets, those of a fixture or others, a second apart, of which the last two have come since the last look. */
function screenOf(name: string | readonly Frame[], language: Language = 'en'): TopScreen {
  const data = new TopData(new Budget())
  const stack = new TunnelStack()
  const p = new Packet(AROUND.tables)
  const frames = typeof name === 'string' ? fixture(name) : name
  for (const [i, frame] of frames.entries()) {
    if (i === frames.length - 2) data.tick(i)
    stack.fill(take(p, frame, i + 1, i * 1e9))
    data.packet(p, stack)
  }
  data.tick(2)
  data.look({ live: false, interfaces: [], end: END }, { reassembled: 0 } as never, language, true, 0)
  return new TopScreen(data, language)
}

/** Presses keys, and draws in between as a terminal does. */
function press(screen: TopScreen, input: string, view = viewOf(100)): readonly Wish[] {
  return pressesIn(input).map((one) => {
    screen.lines(24, AROUND, view)
    return screen.press(one, view)
  })
}
const text = (screen: TopScreen, view = viewOf(100)): string => screen.lines(24, AROUND, view).join('\n')

describe('the screen', () => {
  test.each([
    [80, 24],
    [100, 30],
    [140, 40],
    [200, 60],
  ])('of %i × %i is full, and no line is longer, on any level and in both languages', (columns, rows) => {
    for (const language of LANGUAGES) {
      for (const unicode of [true, false]) {
        const screen = screenOf('multicast', language)
        for (const key of ['', '\r', '\r', '\r', 'l', '\x1b', '/vni']) {
          const view = viewOf(columns, language, unicode)
          for (const one of pressesIn(key)) screen.press(one, view)
          const lines = screen.lines(rows, AROUND, view)
          expect(lines).toHaveLength(rows)
          for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(columns)
          // Both languages have signs of their own; of ours there are none.
          if (!unicode && language === 'en') expect(lines.join('')).not.toMatch(/[─│▸›→▏·]/)
        }
      }
    }
  })

  test('says what comes in now, what was dropped, and what was found', () => {
    const shown = text(screenOf('port-mismatch'))
    expect(shown).toMatch(/^vxsniff top {2}eth0 {2}\d\d:\d\d:\d\d {2}1 pkt\/s {2}[\d.]+ k?bit\/s {2}7 dropped/)
    expect(shown).toMatch(/! vxlan\.port-mismatch {2}#\d+, 12 s ago {2}/)
  })
})

describe('keys', () => {
  test('Enter leads from networks to tunnels, flows and packets, Esc back', () => {
    const screen = screenOf('multicast')
    expect(text(screen)).toMatch(/▸ │ vxlan 42 │ +1 │/)
    press(screen, '\r')
    expect(text(screen)).toMatch(/networks › vxlan 42 {2}1 of 2[\s\S]*▸ │ 10\.65\.132\.188 ⇄ 10\.65\.132\.187 │/)
    press(screen, '\r')
    expect(text(screen)).toMatch(/▸ │ 172\.17\.1\.2 → 172\.17\.1\.3 │ ICMP \d+ │/)
    press(screen, '\r')
    expect(text(screen)).toMatch(/│ +#\d+ │[^\n]*172\.17\.1\.2 > 172\.17\.1\.3 ICMP echo request/)
    press(screen, '\x1b\x1b\x1b')
    expect(text(screen)).toMatch(/networks {2}1 of 2/)
  })

  test('arrows move the mark and stop at the ends; it stays with its row', () => {
    const screen = screenOf('multicast')
    press(screen, '\x1b[B\x1b[B')
    expect(text(screen)).toMatch(/▸ │ underlay[\s\S]*/)
    press(screen, 's')
    expect(text(screen)).toMatch(/2 of 2 {2}by packets[\s\S]*▸ │ underlay/)
    press(screen, '\x1b[H')
    expect(text(screen)).toContain('▸ │ vxlan 42')
  })

  test('a filter is written at the bottom, and refused with what is wrong with it', () => {
    const screen = screenOf('multicast')
    expect(press(screen, '/qq\x7f\x7farp\r').at(-1)).toEqual({ wish: 'filter', expression: 'arp' })
    screen.refuse('arpp', 'no such word')
    expect(text(screen)).toMatch(/no such word\n[\s\S]*filter: arpp▏/)
    expect(press(screen, '\x1b')).toEqual([undefined])
    expect(text(screen)).toContain('q quit')
  })

  test('what others have to do', () => {
    const screen = screenOf('multicast')
    expect(press(screen, 'pq\x03\f').map((wish) => wish?.wish)).toEqual(['pause', 'quit', 'quit', 'redraw'])
  })

  test('come in whatever way a terminal sends them', () => {
    expect(pressesIn('\x1b[A\x1bOBa中\x1b[5~\x00')).toEqual([
      { key: Key.Up },
      { key: Key.Down },
      { typed: 'a' },
      { typed: '中' },
      { key: Key.PageUp },
    ])
  })
})

describe('a flow whose packets take several tunnels', () => {
  /** Of a ping whose answers and later requests go to another VTEP; the second one alone goes to C. */
  const C = '10.0.0.3'
  const sent = [
    frame(underlay(inVni(7, ping(1)))),
    frame(underlay(inVni(7, ping(2)), A.ip, C)),
    frame(underlay(inVni(7, ping(3)))),
    frame(underlay(inVni(7, ping(4)))),
  ]

  test('counts in each of them with what went through it, and lists that', () => {
    const screen = screenOf(sent)
    press(screen, '\r')
    const tunnels = text(screen)
    expect(tunnels).toMatch(/10\.0\.0\.1 ⇄ 10\.0\.0\.2 │ +[\d.]+ │[^│]+│ +3 │/)
    press(screen, '\r')
    expect(text(screen)).toMatch(/172\.17\.1\.2 → 172\.17\.1\.3 │ ICMP 7 +│ +[\d.]+ │[^│]+│ +3 │/)
    press(screen, '\r')
    expect(text(screen).match(/#\d+/g)).toEqual(['#4', '#3', '#1'])
    press(screen, '\x1b\x1b\x1b[B\r')
    expect(text(screen)).toMatch(/172\.17\.1\.2 → 172\.17\.1\.3 │ ICMP 7 +│ +[\d.]+ │[^│]+│ +1 │/)
    press(screen, '\r')
    expect(text(screen).match(/#\d+/g)).toEqual(['#2'])
  })
})

test('TCP has the numbers that lines have, from where a stream began', () => {
  const screen = screenOf('tenants')
  const flow = [...screen.data.check.learning.flows.rows()].find(({ tcp }) => tcp !== undefined)!
  const rows = packetRows(screen.data, flow.row, undefined, AROUND.tables, 99, true)
  // tshark -r tenants.pcap -Y 'tcp && vxlan.vni == 42' -T fields -e tcp.seq -e tcp.ack: 0 0, 0 1, 1 1, …
  expect(rows.slice(-3).map(({ text }) => /seq \d+(?:, ack \d+)?/.exec(text)?.[0])).toEqual([
    'seq 1, ack 1',
    'seq 0, ack 1',
    'seq 0',
  ])
})

describe('rates', () => {
  test('are what has come since the last look, a second', () => {
    const rates = new Rates()
    rates.look([{ packets: 10, octets: 1000 }], 1)
    rates.look(
      [
        { packets: 14, octets: 3000 },
        { packets: 1, octets: 60 },
      ],
      2,
    )
    expect([rates.packets(0), rates.octets(0), rates.packets(1), rates.packets(2)]).toEqual([2, 1000, 0.5, 0])
    expect(rates.history(0)).toEqual([...new Array(LOOKS - 2).fill(0), 10, 4])
  })
})

describe('a line that is too long', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 4, 'abc…'],
    ['网络 vxlan', 6, '网络 …'],
    ['网络', 3, '网…'],
  ])('%s in %i cells', (line, cells, shown) => {
    expect(clipped(line, cells, { unicode: true, palette: PLAIN })).toBe(shown)
  })

  test('ends with the colours put back', () => {
    const line = `${ANSI.warn}paused${ANSI.reset} and more`
    expect(clipped(line, 4, { unicode: true, palette: ANSI })).toBe(`${ANSI.warn}pau…${ANSI.reset}`)
    expect(clipped(line, 15, { unicode: true, palette: ANSI })).toBe(line)
  })
})
