import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ethernet, gre, ipv4, ipv6, mpls, tcp } from '../../fixtures/make/packets.js'
import { EchoTable } from '../../src/analysis/flows/echo-round-trips.js'
import { StreamNumbers } from '../../src/analysis/flows/stream-numbers.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { Budget } from '../../src/analysis/tables/budget.js'
import { ASCII, UNICODE } from '../../src/present/glyphs.js'
import { type LineOptions, Lines } from '../../src/present/line.js'
import { ANSI, PLAIN } from '../../src/present/palette.js'
import { Clock, TimeStyle } from '../../src/present/time.js'
import { Writer } from '../../src/present/writer.js'
import { Kind } from '../../src/wire/kind.js'
import { Packet } from '../../src/wire/packet.js'
import { TunnelStack } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, frameOf, inVni, ping, take, underlay } from '../helpers/packets.js'

const OPTIONS: LineOptions = {
  palette: PLAIN,
  glyphs: UNICODE,
  clock: new Clock(() => 0),
  time: TimeStyle.Readable,
  width: 0,
  linkLevel: false,
  quiet: false,
  titles: false,
}

/** The text of these frames, `step` nanoseconds apart; what is held is written before frame `flushAt`, too. */
function textOf(frames: readonly Frame[], options: Partial<LineOptions> = {}, flushAt = -1, step = 1e6): string {
  const lines = new Lines({ ...OPTIONS, ...options })
  const stack = new TunnelStack()
  const echoes = new EchoTable()
  const reassembler = new Reassembler()
  const w = new Writer()
  const p = new Packet()
  for (const [i, f] of frames.entries()) {
    if (i === flushAt) lines.flush(w)
    take(p, f, i + 1, i * step)
    reassembler.offer(p)
    stack.fill(p)
    lines.write(p, stack, w, echoes.observe(p))
  }
  lines.flush(w)
  return w.toString()
}

const linesOf = (...args: Parameters<typeof textOf>): string[] =>
  textOf(...args)
    .trimEnd()
    .split('\n')
/** Characters as a terminal counts them. */
const long = (line: string): number => [...line].length

const PING = frame(underlay(inVni(42, ping())))
const MANY = Array.from({ length: 330 }, (_, i) => fixture('multicast')[i % fixture('multicast').length]!)
const NAMES = ['multicast', 'fragments', 'ipv6-underlay', 'nested', 'icmp-quoted', 'gre-mpls', 'vxlan-46354', 'qinq']
const ALL = [...NAMES, 'pptp', 'erspan3', 'geneve', 'nvgre', 'p2p-noise', 'any-sll2', 'vxlan-reserved'].flatMap(fixture)

test('the tunnel comes first, the inner packet last', () => {
  const f = fixture('nested')
  expect(textOf(f.slice(0, 1), { titles: true })).toBe(
    [
      '  #  time             tunnel           underlay                       inside',
      '  1  22:13:20.000000  gre 7 › vxlan 42  10.65.132.187 → 10.65.132.188  172.17.1.2 > 172.17.1.3 ICMP echo request, id 42, seq 1',
      '',
    ]
      .join('\n')
      .replace('tunnel           underlay', 'tunnel            underlay'),
  )
})

test('MPLS on Ethernet has no underlay: its IP packet is inside', () => {
  expect(textOf([frame(mpls(100, ping()))], { time: TimeStyle.None })).toBe(
    '  1  mpls 100            172.17.1.2 > 172.17.1.3 ICMP echo request, id 7, seq 1\n',
  )
})

describe('columns', () => {
  test('stand at the same place in every line, the first 256 and later ones', () => {
    const at = linesOf(MANY, { time: TimeStyle.Epoch }).map((l) => l.search(/10\.65\.132\.|fe80|::/))
    expect(at).toHaveLength(330)
    expect(new Set(at).size).toBe(1)
  })

  test('lines at once are the lines that are held, whatever was seen before', () => {
    const held = linesOf(MANY.slice(0, 250))
    const atOnce = linesOf(MANY.slice(0, 250), {}, 20)
    expect(atOnce).toEqual(held)
  })

  test('with a VLAN tag around the tunnel, the first 256 and later ones', () => {
    const tagged = frameOf(ethernet(B.mac, A.mac, underlay(inVni(42, ping())), { type: 0x8100, id: 9 }).octets)
    const lines = linesOf(Array.from({ length: 330 }, (_, i) => (i % 2 === 0 ? tagged : PING)))
    expect(lines.filter((line) => line.includes('10.0.0.1 → 10.0.0.2 vlan 9  172.17.1.2 >'))).toHaveLength(165)
    expect(lines.filter((line) => line.includes('10.0.0.1 → 10.0.0.2         172.17.1.2 >'))).toHaveLength(165)
  })

  test('only grow when a wide one comes later', () => {
    const wide = frame(ipv6({ source: A.ip6, destination: B.ip6 }, gre({ key: 0x12345678 }, ping())))
    const [, second, third] = linesOf([PING, wide, PING], { time: TimeStyle.None }, 1)
    expect(third!.indexOf('172.17')).toBe(second!.indexOf('172.17'))
  })
})

describe('the time column', () => {
  const times = (time: TimeStyle, at: number[]): string[] => {
    const lines = new Lines({ ...OPTIONS, time })
    const w = new Writer()
    const p = new Packet()
    const stack = new TunnelStack()
    for (const [i, t] of at.entries()) {
      stack.fill(take(p, PING, i + 1, t))
      lines.write(p, stack, w, -1)
    }
    lines.flush(w)
    return w
      .toString()
      .trimEnd()
      .split('\n')
      .map((l) => l.slice(5, l.indexOf('vxlan')).trim())
  }
  // 2023-11-14 22:13:20 UTC, then 1.5 s later, back by 2 µs, and in the next minute.
  const AT = [1000, 1_500_001_999, 1_500_000_000, 40e9]

  test.each([
    [TimeStyle.Readable, ['22:13:20.000001', '+1.500000', '22:13:21.500000', '22:14:00.000000']],
    [TimeStyle.None, ['', '', '', '']],
    [TimeStyle.Epoch, ['1700000000.000001', '1700000001.500001', '1700000001.500000', '1700000040.000000']],
    [TimeStyle.SincePrevious, ['+0.000000', '+1.500000', '-0.000001', '+38.500000']],
    [TimeStyle.SinceFirst, ['+0.000000', '+1.500000', '+1.499999', '+39.999999']],
  ])('style %i', (style, expected) => expect(times(style, AT)).toEqual(expected))

  test('with the date', () => {
    expect(times(TimeStyle.DateTime, [0])).toEqual(['2023-11-14 22:13:20.000000'])
  })
})

describe('width', () => {
  test.each([60, 80, 109, 110, 140])('no line is longer than %i', (width) => {
    for (const time of Object.values(TimeStyle)) {
      for (const glyphs of [UNICODE, ASCII]) {
        const lines = linesOf(ALL, { width, time, glyphs, titles: true })
        expect(lines).toHaveLength(ALL.length + 1)
        expect(Math.max(...lines.map(long))).toBeLessThanOrEqual(width)
      }
    }
  })

  test('what was left out is marked', () => {
    expect(linesOf([PING], { width: 50 })[0]).toMatch(/ vxlan 42 +\.1 → \.2 +172\.17\.1\.2 > .*…$/)
  })

  test('narrow: addresses are shortened to what differs', () => {
    expect(linesOf([PING], { width: 100 })[0]).toBe(' 1 22:13:20 vxlan 42 .1 → .2  172.17.1.2 > .3 ICMP request 1')
  })
})

test('colour is the only difference that a palette makes', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a palette is made of
  const sgr = /\x1b\[[0-9;]*m/g
  for (const options of [{}, { width: 100 }]) {
    const plain = textOf(ALL, options)
    expect(plain).not.toMatch(sgr)
    const colored = textOf(ALL, { ...options, palette: ANSI })
    expect(colored).toMatch(sgr)
    expect(colored.replace(sgr, '')).toBe(plain)
  }
})

test('ASCII signs alone where the terminal shows no others', () => {
  expect(textOf(ALL, { glyphs: ASCII, width: 70 })).toMatch(/^[\x20-\x7e\n]*$/)
})

test('a damaged packet is written all the same, in one line without control octets', () => {
  const damage = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 })
  fc.assert(
    fc.property(
      fc.constantFrom(...ALL),
      damage,
      fc.nat(300),
      fc.constantFrom(0, 90),
      fc.boolean(),
      (f, at, cut, width, e) => {
        const octets = f.octets.slice(0, Math.max(1, f.octets.length - (cut > 200 ? cut - 200 : 0)))
        for (const [i, value] of at) if (i < octets.length) octets[i] = value
        const text = textOf([{ ...f, octets }, f], { width, linkLevel: e, quiet: e }, 1)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is asked for
        expect(text).toMatch(/^[^\x00-\x1f\x7f]*\n[^\x00-\x1f\x7f]*\n$/)
        expect(text).not.toMatch(/undefined|NaN/)
      },
    ),
    { numRuns: 1500 },
  )
})

test('a plain packet has no tunnel, its addresses are the underlay', () => {
  const plain = frame(ipv4({ source: A.ip, destination: B.ip }, { octets: Buffer.alloc(4), protocol: 252 }))
  expect(linesOf([plain], { time: TimeStyle.None })[0]).toMatch(
    /^ {2}1 +10\.0\.0\.1 → 10\.0\.0\.2 {2}IP protocol 252, 4 octets$/,
  )
})

describe('lines whose cells wait as numbers read as those whose cells are made at once', () => {
  const ways: Partial<LineOptions>[] = [{}, { palette: ANSI, glyphs: ASCII }, { quiet: true }, { linkLevel: true }]
  const times = Object.values(TimeStyle).map((time) => ({ time, interfaceName: (id: number) => `eth${id}` }))
  test.each([...ways, ...times])('%o', (options) => {
    for (const flushAt of [1, 100]) {
      // A terminal too wide to limit anything.
      const made = textOf(ALL, { ...options, width: 1e6 }, flushAt)
      expect(textOf(ALL, options, flushAt)).toBe(made)
    }
  })
})

describe('at 80 columns what tells a packet from others stays', () => {
  /** The frames of all fixtures above, with TCP's numbers as `read` has them. */
  const at80 = (name: string): string[] => framesAt(80, fixture(name))
  const framesAt = (width: number, frames: readonly Frame[]): string[] => {
    const numbers = new StreamNumbers(new Budget(), true)
    const stack = new TunnelStack()
    const lines = new Lines({ ...OPTIONS, width, segment: () => numbers.of(Kind.Tcp) })
    const w = new Writer()
    const p = new Packet()
    for (const [i, f] of frames.entries()) {
      stack.fill(take(p, f, i + 1, i * 1e6))
      numbers.observe(p, stack)
      lines.write(p, stack, w, -1)
    }
    lines.flush(w)
    return w.toString().trimEnd().split('\n')
  }

  test('flags and numbers of a segment, and one sign for offload', () => {
    const [, , syn, synAck, ack, data] = at80('offload').map((line) => line.slice(33).trim())
    expect([syn, synAck, ack, data]).toEqual([
      '172.17.1.2:51720 > .3:8080 TCP [S] 0  *',
      '172.17.1.3:8080 > .2:51720 TCP [S.] 0  *',
      '172.17.1.2:51720 > .3:8080 TCP [.] ack 1  *',
      '172.17.1.2:51720 > .3:8080 TCP [P.] 1:7  *',
    ])
  })

  test('request and reply, who asks and who answers', () => {
    const lines = at80('ipv6-underlay').join('\n')
    expect(lines).toContain('172.17.1.2 > .3 ICMP request 1')
    expect(lines).toContain('172.17.1.3 > .2 ICMP reply 1')
    expect(lines).toContain('fd00:42::3 > ::2 ND advertises fd00:42::3')
    expect(at80('nested')[2]).toContain('172.17.1.2 > .3 ICMP request 3')
  })

  test('no number and no address is cut inside', () => {
    const whole = (name: string): ReadonlySet<string> =>
      new Set(linesOf(fixture(name)).flatMap((line) => line.split(' ')))
    for (const name of NAMES) {
      const words = whole(name)
      for (const line of at80(name)) {
        const [, cut] = /(?:^| )([^ ]*)…/.exec(line) ?? []
        if (cut !== undefined && /\d/.test(cut)) expect(words, `${name}: ${line}`).toContain(cut)
      }
    }
  })

  test('of the numbers of a segment the first stays, if there is room for no more', () => {
    const segment = (sequence: number, length: number): Frame => {
      const data = Buffer.alloc(length)
      const part = tcp({ source: 43234, destination: 5201, sequence, acknowledgment: 1, flags: 0x18, data })
      return frame(underlay(inVni(50, ipv4({ source: '10.15.0.1', destination: '10.15.0.2' }, part))))
    }
    const frames = [segment(1000, 1), segment(133_000, 900)]
    const said = (width: number) => /TCP .*/.exec(framesAt(width, frames)[1]!)?.[0]
    expect(said(100)).toBe('TCP [P.] 132001:132901')
    const cut = Array.from({ length: 30 }, (_, i) => said(70 + i)).filter((text) => text?.includes('…'))
    expect(cut).toContain('TCP [P.] 132001:…')
    for (const text of cut) expect(text).toMatch(/^TCP (\[P\.\] (132001:)?)?…$/)
  })

  test.each([
    ['10.244.0.10', '10.244.1.11', '.10 → .11'],
    ['10.244.0.10', '10.244.1.10', '.0.10 → .1.10'],
    ['10.1.0.10', '10.2.0.10', '10.1.0.10 → 10.2.0.10'],
  ])('different ends never look the same: %s to %s', (source, destination, text) => {
    const [line] = linesOf([frame(underlay(inVni(42, ping()), source, destination))], { width: 80 })
    expect(line).toContain(` ${text} `)
  })

  test('what the sign is, is said below', () => {
    const lines = new Lines({ ...OPTIONS, width: 80 })
    const stack = new TunnelStack()
    const w = new Writer()
    const p = new Packet()
    expect(lines.legend('en')).toEqual([])
    stack.fill(take(p, fixture('offload')[0]!, 1))
    lines.write(p, stack, w, -1)
    expect(lines.legend('en')[0]).toMatch(/^\*: checksums /)
    expect(lines.legend('zh')[0]).toMatch(/^\*：校验和/)
  })
})
