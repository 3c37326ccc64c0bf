/** The language: what each part of it takes, and how it says what is wrong. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  arp,
  ethernet,
  geneve,
  gre,
  icmpEcho,
  icmpUnreachable,
  ipv4,
  ipv6,
  tcp,
  text,
  udp,
  vxlan,
} from '../../fixtures/make/packets.js'
import { compileFilter, Needs } from '../../src/filter/compile.js'
import type { FilterContext } from '../../src/filter/context.js'
import { FilterError } from '../../src/filter/error.js'
import { Pattern } from '../../src/filter/pattern.js'
import { decode, decodeOuter } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { ChecksumStatus } from '../../src/wire/verify.js'
import { type Frame, framesOf } from '../helpers/octets.js'
import { A, B, frame, frameOf, INNER_A, INNER_B, inVni, ping, pong, take, underlay } from '../helpers/packets.js'
import { WORD_EXPRESSIONS } from './word-expressions.js'

const SYN = 0x02
const segment = (flags: number, data = '') =>
  tcp({ source: 40_000, destination: 80, sequence: 1, acknowledgment: 0, flags, data: text(data) })
const inner = (body: Parameters<typeof ipv4>[1]) => ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, body)

const FRAMES = {
  ping: frame(underlay(inVni(42, ping()))),
  pong: frame(underlay(inVni(5001, pong()), B.ip, A.ip)),
  get: frame(underlay(inVni(42, inner(segment(0x18, 'GET /secret HTTP/1.1\r\n'))))),
  syn: frame(underlay(inVni(42, inner(segment(SYN))))),
  plain: frame(underlay(segment(SYN))),
  arp: frame(
    underlay(
      inVni(
        42,
        arp({ operation: 'request', sender: [INNER_A.mac, INNER_A.ip], target: ['00:00:00:00:00:00', INNER_B.ip] }),
      ),
    ),
  ),
  group: frame(underlay(inVni(42, ping()), A.ip, '239.1.1.1')),
  broadcast: frame(
    underlay(udp({ source: 1, destination: 4789 }, vxlan(42, ethernet('ff:ff:ff:ff:ff:ff', INNER_A.mac, ping())))),
  ),
  geneve: frame(
    underlay(udp({ source: 1, destination: 6081 }, geneve(77, [], ethernet(INNER_B.mac, INNER_A.mac, ping())))),
  ),
  gre: frame(underlay(gre({ key: 0x222222 }, ping()))),
  nvgre: frame(underlay(gre({ key: (5001 << 8) | 7 }, ethernet(INNER_B.mac, INNER_A.mac, ping())))),
  nested: frame(underlay(gre({ key: 7 }, ipv4({ source: '1.1.1.1', destination: '2.2.2.2' }, inVni(42, ping()))))),
  quote: frame(
    underlay(
      icmpUnreachable(
        4,
        1400,
        Buffer.from(underlay(udp({ source: 9, destination: 53 }, { octets: text('x') })).octets),
      ),
    ),
  ),
  six: frame(ipv6({ source: A.ip6, destination: B.ip6 }, inVni(42, ping()))),
  tagged: frameOf(ethernet(B.mac, A.mac, underlay(inVni(42, ping())), { type: 0x8100, id: 100 }).octets),
}
type Name = keyof typeof FRAMES

function taken(expression: string, context: FilterContext = {}): Name[] {
  const filter = compileFilter(expression, context)
  const p = new Packet()
  return Object.entries(FRAMES)
    .filter(([, f], i) => filter.accepts(take(p, f, i + 1, i * 1e9)))
    .map(([name]) => name as Name)
}

const IN_VNI_42: Name[] = ['ping', 'get', 'syn', 'arp', 'group', 'broadcast', 'nested', 'six', 'tagged']

describe('a test looks at every layer, or at those of its scope', () => {
  test.each<[string, Name[]]>([
    ['host 10.0.0.1 and port 80', ['get', 'syn', 'plain']],
    ['outer tcp', ['plain']],
    ['inner tcp', ['get', 'syn']],
    ['outer (tcp port 80)', ['plain']],
    ['inner (host 172.17.1.3 and tcp port 80)', ['get', 'syn']],
    ['outer src 10.0.0.1 and inner icmp', ['ping', 'group', 'broadcast', 'geneve', 'gre', 'nvgre', 'nested', 'tagged']],
    ['tunnel 1 udp', ['nested']],
    ['tunnel 2 icmp', ['nested']],
    ['innermost udp', []],
    ['innermost tcp', ['get', 'syn', 'plain']],
    ['outer vni 42', ['ping', 'get', 'syn', 'arp', 'group', 'broadcast', 'six', 'tagged']],
    ['inner vni 42', ['nested']],
    // The addresses of one stack and the protocol of another are no packet.
    ['same (host 10.0.0.1 and icmp)', ['quote']],
    [
      'same (host 172.17.1.2 and icmp)',
      ['ping', 'pong', 'group', 'broadcast', 'geneve', 'gre', 'nvgre', 'nested', 'six', 'tagged'],
    ],
    // What an ICMP error quotes is apart.
    ['udp port 53', []],
    ['quoted(udp port 53)', ['quote']],
    ['quoted (ip.dst == 10.0.0.2)', ['quote']],
    [
      'ip.src#1 == 10.0.0.1 && ip.src#2 == 172.17.1.2 && ip.src#-1 == 172.17.1.2',
      ['ping', 'get', 'syn', 'group', 'broadcast', 'geneve', 'gre', 'nvgre', 'tagged'].filter(
        (n) => n !== '',
      ) as Name[],
    ],
    ['ip.src#3 == 172.17.1.2', ['nested']],
  ])('%s', (expression, names) => {
    expect(taken(expression)).toEqual(names)
  })
})

describe('our words', () => {
  test.each<[string, Name[]]>([
    ['vni 42', IN_VNI_42],
    ['vni 40-49', IN_VNI_42],
    ['vni in {42, 5001}', ['ping', 'pong', 'get', 'syn', 'arp', 'group', 'broadcast', 'nested', 'six', 'tagged']],
    ['vni 77', ['geneve']],
    ['vxlan 5001', ['pong']],
    ['geneve', ['geneve']],
    ['geneve 78', []],
    ['key 0x222222', ['gre']],
    ['key 7', ['nested']],
    ['vsid 5001', ['nvgre']],
    ['gre', ['gre', 'nvgre', 'nested']],
    ['nvgre', ['nvgre']],
    ['gretap', ['nvgre']],
    ['erspan or flannel', []],
    ['vtep 10.0.0.1 and vni 5001', ['pong']],
    ['from vtep 10.0.0.2', ['pong']],
    ['to vtep 10.0.0.2 and gre', ['gre', 'nvgre', 'nested']],
    ['vtep 1.1.1.1', ['nested']],
    ['vtep fd00::/16', ['six']],
    ['group', ['group']],
    ['group 239.0.0.0/8', ['group']],
    ['group 224.0.0.1', []],
    ['flood', ['broadcast']],
    ["network 'vxlan 5001'", ['pong']],
    ["network 'gre 7 > vxlan 42'", ['nested']],
    ["network 'gre > vxlan'", ['nested']],
    ["network 'nvgre 5001'", ['nvgre']],
    ['vlan 100', ['tagged']],
    ['frame 1-2, 4', ['ping', 'pong', 'syn']],
    ['time +1 - +2.5', ['pong', 'get']],
    // 1,700,000,000 is 2023-11-14 22:13:20 UTC.
    ['time 22:13:22 - 22:13:23', ['get', 'syn']],
    ['time 22:13:22', ['get']],
    // As -tttt and -tt print it.
    ['time 2023-11-14 22:13:22.000000 - 2023-11-14 22:13:23', ['get', 'syn']],
    ['time 1700000002.000000 - 1700000003', ['get', 'syn']],
    ["time '2023-11-14 22:13:21Z' - '2023-11-14 22:13:22Z'", ['pong', 'get']],
    ['malformed', []],
    ['fragment', []],
    ['less 60', ['plain']],
  ])('%s', (expression, names) => {
    expect(taken(expression)).toEqual(names)
  })

  test('a time of day is local', () => {
    expect(taken('time 23:13:22', { utcOffset: () => 3600 })).toEqual(['get'])
  })

  test('checksums that offload leaves are told apart by whoever knows', () => {
    const checksum = (p: Packet) => (p.number === 1 ? ChecksumStatus.OffloadSeed : ChecksumStatus.Bad)
    expect(taken('checksum offload', { checksum })).toEqual(['ping'])
    expect(taken('checksum bad', { checksum })).not.toContain('ping')
    expect(taken('checksum bad')).toEqual([])
  })

  test('words of analysis are asked of whoever has one', () => {
    expect(() => compileFilter('retransmission')).toThrow("'retransmission' takes an analysis")
    expect(() => compileFilter('tcp.stream == 1')).toThrow("'tcp.stream' takes an analysis")
    const asked: FilterContext['asked'] = (word, argument) => (p) =>
      p.number === 2 && `${word} ${argument}` === 'finding mtu-blackhole'
    expect(taken('finding mtu-blackhole', { asked })).toEqual(['pong'])
    expect(taken('tcp.stream == 3', { value: () => (p) => p.number })).toEqual(['get'])
  })
})

describe("Wireshark's comparisons", () => {
  test.each<[string, Name[]]>([
    ['vxlan.vni == 5001', ['pong']],
    ['vxlan.vni eq 0x1389', ['pong']],
    ['tcp.flags.syn == 1', ['syn', 'plain']],
    ['tcp.flags.syn == true', ['syn', 'plain']],
    ['tcp.flags & 0x02', ['syn', 'plain']],
    ['tcp.flags & 0x12 == 0x10', ['get']],
    ['tcp.port == 80 && !(vxlan)', ['plain']],
    ['ip.addr == 239.0.0.0/8', ['group']],
    // None is equal, as in Wireshark 4; and one is not.
    ['ip.src != 10.0.0.1', ['pong', 'six']],
    ['ip.src ~= 10.0.0.1 && vxlan.vni == 5001', ['pong']],
    ['ip.dst any_ne 10.0.0.2 && tcp.port == 80', ['get', 'syn']],
    ['eth.addr[0:3] == 02:00:00 && geneve', ['geneve']],
    ['eth.dst == ff:ff:ff:ff:ff:ff', ['broadcast']],
    ['arp', ['arp']],
    ['arp.opcode == request', ['arp']],
    ['arp.dst.proto_ipv4 == 172.17.1.3', ['arp']],
    ['vxlan.vni in {5000..5010, 7}', ['pong']],
    ['tcp.dstport not in {80} && tcp', []],
    ['ipv6.src == fd00::1', ['six']],
    ['ipv6.dst == fd00::/16', ['six']],
    ['ipv6.addr[0:2] == fd:00', ['six']],
    ['gre.key == 0x222222', ['gre']],
    ['vxlan.vni > 42', ['pong']],
    ['frame.len >= 1kB', []],
    ['frame.len < 60', ['plain']],
    ['frame.number in {2, 4..5}', ['pong', 'syn', 'plain']],
    ['frame.time_relative > 1500ms && frame.number < 4', ['get']],
    ['frame.time_delta >= 1s && frame.number <= 2', ['pong']],
    ['frame.time >= "2023-11-14 22:13:22" && frame.number < 4', ['get']],
    ['tcp.len > 0', ['get']],
    ['tcp.payload contains "secret"', ['get']],
    ['tcp.payload[0:3] == 47:45:54', ['get']],
    ['tcp.payload matches "get /\\w+ http"', ['get']],
    ['http.request.method == "GET"', ['get']],
    ['http.request.uri contains "sec"', ['get']],
    ['http', ['get']],
    ['udp.srcport > udp.dstport', ['ping', 'pong', 'get', 'syn', 'arp', 'group', 'nested', 'six', 'tagged']],
    ['icmp.type == 0', ['pong']],
    ['eth.src == eth.dst', []],
    ['vlan.id', ['tagged']],
    ['ip.flags', Object.keys(FRAMES) as Name[]],
  ])('%s', (expression, names) => {
    expect(taken(expression)).toEqual(names)
  })
})

describe('and behind or, which tcpdump and Wireshark read differently, takes parentheses', () => {
  // tcpdump -d and tshark -Y of each, as they are and with these parentheses.
  test.each([
    ['arp || icmp && ip', '(arp || icmp) && ip', 'arp || (icmp && ip)'],
    ['geneve or gre and tcp', '(geneve or gre) and tcp', 'geneve or (gre and tcp)'],
    ['tcp or udp.port == 53 and icmp', '(tcp or udp.port == 53) and icmp', 'tcp or (udp.port == 53 and icmp)'],
    ['vlan.id || gre.key == 7 && ip', '(vlan.id || gre.key == 7) && ip', 'vlan.id || (gre.key == 7 && ip)'],
    ['(arp or icmp and ip)', '(arp or icmp) and ip', 'arp or (icmp and ip)'],
  ])('%s', (expression, fromLeft, andFirst) => {
    expect(() => compileFilter(expression)).toThrow(
      `and behind or needs parentheses: tcpdump reads ${fromLeft}, Wireshark ${andFirst}`,
    )
    for (const one of [fromLeft, andFirst]) expect(() => compileFilter(one)).not.toThrow()
  })

  test('in front of or it does not, for both read the same', () => {
    expect(taken('gre and tcp or geneve')).toEqual(taken('(gre and tcp) or geneve'))
    expect(taken('gre.key == 7 && tcp || vlan.id == 100')).toEqual(['tagged'])
  })
})

describe('errors say where', () => {
  test.each<[string, string, string]>([
    ['', '', 'there is no expression'],
    ['vxlan.vnii == 42', '^^^^^^^^^^', "nothing is called 'vxlan.vnii'; there are vxlan.vni"],
    ['tcp and prot 80', '        ^^^^', "nothing is called 'prot'; there are proto"],
    ['host 10.0.0.300', '     ^^^^^^^^^^', "'10.0.0.300' is no address"],
    ['host example.com', '     ^^^^^^^^^^^', "'example.com' would have to be looked up; give the number"],
    ['vni', '   ^', 'a number is expected here'],
    ['vni 42 and', '          ^', 'a test is expected here'],
    ['(vni 42', '       ^', "')' is missing"],
    ['vni 42)', '      ^', "')' cannot follow here; join tests with and, or"],
    ['vni 49-40', '    ^^^^^', '49-40 is no range: its end is below its start'],
    ['port 70000', '     ^^^^^', '70000 is too large; 65535 is the most'],
    ['ip.src == 10.0.0', '          ^^^^^^', "'10.0.0' is no IPv4 address"],
    ['ip.src contains 10', '       ^^^^^^^^', "'contains' does not go with ip.src, which is IPv4 address"],
    ['arp.opcode == reqest', '              ^^^^^^', "'reqest' is no number; there are request"],
    ['http.request.uri matches "("', '                         ^^^', "the pattern cannot be used: '(' without ')'"],
    ['tcp[13', '      ^', "']' is missing"],
    ['tcp[0:3] = 1', '      ^', "'3' is no size of octets, 1, 2 or 4"],
    ["network 'grr 7'", '        ^^^^^^^', "'grr' is no tunnel; there are gre, gtp, gue"],
    ['frame.len > 5 tcp', '              ^^^', "'tcp' cannot follow here"],
    ['ether host 10.0.0.1', '           ^^^^^^^^', "'ether' does not go with '10.0.0.1'"],
    ['()', ' ^', "a test is expected here, not ')'"],
    ['§', '^', "a test is expected here, not '§'"],
    ['日本', '^^', "a test is expected here, not '日本'"],
    ['tunnel 0 tcp', '       ^', "'0' is no number from 1 on"],
    ['vni == 42', '    ^^', "'vni' is followed by its value alone, without '=='; write vni 42"],
    ['vxlan == 42', '         ^^', "'vxlan' is a whole header, which equals no number; write vni 42"],
    ['tcp == 1', '       ^', "'tcp' is a whole header, which equals no number; write tcp.port == 1"],
    // The widths are those of RFC 7348 §5, RFC 7637 §3.2, IEEE 802.1Q §9.6, RFC 3032 §2.1, RFC 791 §3.1.
    ['vni 16777216', '    ^^^^^^^^', '16777216 is too large; 16777215 is the most'],
    ['vxlan.vni == 16777216', '             ^^^^^^^^', '16777216 is too large; 16777215 is the most'],
    ['vsid 99999999', '     ^^^^^^^^', '99999999 is too large; 16777215 is the most'],
    ['vlan 5000', '     ^^^^', '5000 is too large; 4095 is the most'],
    ['mpls 9999999', '     ^^^^^^^', '9999999 is too large; 1048575 is the most'],
    ['ip.ttl == 256', '          ^^^', '256 is too large; 255 is the most'],
    ['ip.ttl in {1, 300}', '              ^^^', '300 is too large; 255 is the most'],
    ['ip.hdr_len == 64', '              ^^', '64 is too large; 60 is the most'],
    ['tcp.port == 70000', '            ^^^^^', '70000 is too large; 65535 is the most'],
    ['ip.ttl == 99999999999999999999', '          ^^^^^^^^^^^^^^^^^^^^', '99999999999999999999 is too large'],
    ['ip[0] / 0 = 1', '      ^', "'/' by 0 has no result"],
    ['ip[0] = 256', '        ^^^', '256 is too large; 255 is the most'],
    ['frame.time > "2023-13-45"', '             ^^^^^^^^^^^^', "'2023-13-45' is no date"],
    ['frame.time > "2023-02-29"', '             ^^^^^^^^^^^^', "'2023-02-29' is no date"],
    ['time 2023-13-45T00:00:00 -', '     ^^^^^^^^^^^^^^^^^^^', "'2023-13-45T00:00:00' is no time"],
    ['time 24:01 -', '     ^^^^^', "'24:01' is no time"],
  ])('%s', (expression, carets, message) => {
    const error = errorOf(expression)
    expect(error.message).toContain(message)
    expect(error.underlined.split('\n')[1]!.slice(0, Math.max(1, carets.length))).toBe(carets === '' ? '^' : carets)
  })

  test('nothing but a FilterError is thrown, whatever is written', () => {
    const pieces = [...new Set(PIECES)]
    let seed = 7
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return (seed >>> 8) % n
    }
    const p = new Packet()
    let compiled = 0
    for (let i = 0; i < 6000; i++) {
      const words = Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)]!)
      const expression = words.join(random(5) === 0 ? '' : ' ')
      try {
        const filter = compileFilter(expression)
        for (const f of Object.values(FRAMES)) filter.accepts(take(p, f, 1))
        compiled++
      } catch (e) {
        if (!(e instanceof FilterError)) throw new Error(`${expression}: ${String(e)}`)
        if (e.at + e.length > expression.length) throw new Error(`${expression}: ${e.at} + ${e.length}`)
      }
    }
    expect(compiled).toBeGreaterThan(150)
  })

  test('deep and long expressions are refused, not run out of stack', () => {
    expect(errorOf('('.repeat(5000)).problem).toBe('tooDeep')
    expect(errorOf('not '.repeat(4000)).problem).toBe('tooDeep')
    expect(errorOf(`tcp[${'('.repeat(5000)}`).problem).toBe('tooDeep')
    expect(errorOf('a'.repeat(50_000)).problem).toBe('tooLong')
  })
})

const PIECES = [
  ...WORD_EXPRESSIONS.flatMap((e) => e.split(' ')),
  ...[
    'vni',
    'key',
    'vtep',
    'from',
    'to',
    'group',
    'network',
    "'gre 7 > vxlan 42'",
    'frame',
    'time',
    '+5',
    '10:31',
    '-',
  ],
  ...['outer', 'inner', 'innermost', 'tunnel', 'quoted', 'same', '(', ')', '{', '}', ',', '..', '#1', '#-1', '[0:3]'],
  ...[
    'ip.src',
    'eth.addr',
    'tcp.port',
    'vxlan.vni',
    'frame.time_relative',
    'dns.qry.name',
    'http.request.uri',
    'frame',
  ],
  ...[
    '==',
    '!=',
    '~=',
    'contains',
    'matches',
    'in',
    '&',
    '~',
    '"a(b|c)*d"',
    '"',
    "'",
    '5ms',
    '\\',
    '\u0000',
    '漢',
    '!',
    'not',
  ],
]

function errorOf(expression: string): FilterError {
  try {
    compileFilter(expression)
  } catch (e) {
    if (e instanceof FilterError) return e
    throw e
  }
  throw new Error(`${expression} is an expression`)
}

describe('matches', () => {
  const matches = (pattern: string, value: string): boolean => {
    const octets = new TextEncoder().encode(value)
    return new Pattern(pattern).matches(new DataView(octets.buffer), 0, octets.length)
  }

  test.each<[string, string, boolean]>([
    ['a', 'xxA', true],
    ['^a', 'ba', false],
    ['a$', 'ba', true],
    ['a.c', 'abc', true],
    ['a.c', 'a\nc', false],
    ['^(ab|cd)+$', 'abcdab', true],
    ['^(ab|cd)+$', 'abc', false],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^a{2}$', 'aa', true],
    ['[^0-9]', '123', false],
    ['[a-c-]x', '-x', true],
    ['[]x]', ']', true],
    ['\\d+\\.\\d+', 'v10.2', true],
    ['\\bcat\\b', 'concat', false],
    ['\\bcat\\b', 'the cat', true],
    ['\\x41\\s', 'a ', true],
    ['(?:ab)?c', 'c', true],
    ['漢', '漢字', true],
    ['a*?b', 'aab', true],
    ['', '', true],
    ['()*x', 'x', true],
  ])('%s in %j is %s', (pattern, value, is) => {
    expect(matches(pattern, value)).toBe(is)
  })

  // What makes an engine that goes back take longer than the universe has been there.
  test.each(['^(a+)+$', '^(a|a)*$', '^(a*)*$', '^(.*a){12}$', '(x+x+)+y'])(
    '%s takes no longer than any other',
    (pattern) => {
      const from = performance.now()
      matches(pattern, `${'a'.repeat(20_000)}!`)
      matches(pattern, 'x'.repeat(20_000))
      expect(performance.now() - from).toBeLessThan(3000)
    },
  )

  test.each([
    '(',
    ')',
    '[a',
    'a{3,2}',
    '*a',
    '\\',
    '(?=a)',
    '(a)\\1',
    'a**',
    '(((a{99}){99}){99})',
    '((){9999}){9999}',
    '[z-a]',
  ])('%s is refused', (pattern) => {
    expect(() => new Pattern(pattern)).toThrow()
  })
})

describe('no more is decoded than is asked for', () => {
  test.each([
    ['frame 1-5 or less 100', Needs.Record],
    ['frame.len > 100 && frame.time_relative < 5', Needs.Record],
    ['outer (udp port 4789 and vni 42)', Needs.Outer],
    ['outer host 10.0.0.1 and greater 100', Needs.Outer],
    ['vni 42', Needs.All],
    ['outer tcp or inner tcp', Needs.All],
    ['outer malformed', Needs.All],
  ])('%s', (expression, needs) => {
    expect(compileFilter(expression).needs).toBe(needs)
  })

  test('what is said of the outer headers is the same where nothing else was decoded', () => {
    const dir = fileURLToPath(new URL('../../fixtures/', import.meta.url))
    const filters = WORD_EXPRESSIONS.map((words) => compileFilter(`outer (${words})`)).filter(
      (f) => f.needs === Needs.Outer,
    )
    expect(filters.length).toBeGreaterThan(300)
    const whole = new Packet()
    const part = new Packet()
    const differ: string[] = []
    let frames = 0
    for (const name of readdirSync(dir).filter((file) => /\.pcap(ng)?$/.test(file))) {
      for (const f of framesOf(dir + name) as readonly Frame[]) {
        take(whole, f, 1)
        part.borrow(whole)
        part.linkType = f.linkType
        decode(whole)
        decodeOuter(part)
        frames++
        for (const filter of filters)
          if (filter.accepts(part) !== filter.accepts(whole)) differ.push(`${name} ${filter.text}`)
      }
    }
    expect(differ).toEqual([])
    expect(frames).toBeGreaterThan(400)
  })
})

test('an echo in a tunnel is an echo', () => {
  const octets = frame(underlay(inVni(1, inner(icmpEcho({ id: 1, sequence: 1 })))))
  expect(
    compileFilter('icmp[icmptype] = icmp-echo and inner (ip[8] = 64)').accepts(take(new Packet(), octets, 1)),
  ).toBe(true)
})
