/** What packets carry, in words: the lines' and, field by field, tshark's. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { ipv4, type Part, tcp, text, udp } from '../../fixtures/make/packets.js'
import { Reassembler } from '../../src/analysis/fragments/reassembly.js'
import { openCapture } from '../../src/capture/file.js'
import { FieldColumns } from '../../src/present/fields.js'
import { UNICODE } from '../../src/present/glyphs.js'
import { JsonLines } from '../../src/present/json.js'
import { Lines } from '../../src/present/line.js'
import { PLAIN } from '../../src/present/palette.js'
import { type Detail, writeInside } from '../../src/present/sentence.js'
import { Clock, TimeStyle } from '../../src/present/time.js'
import { Tree } from '../../src/present/tree.js'
import { Writer } from '../../src/present/writer.js'
import { decode } from '../../src/wire/decode.js'
import { Packet } from '../../src/wire/packet.js'
import { ownDepth, TunnelStack } from '../../src/wire/tunnel.js'
import { bytes, CORPUS, hasCorpus } from '../helpers/octets.js'
import { frame, INNER_A, INNER_B, inVni, take, underlay } from '../helpers/packets.js'
import { isMissing } from '../helpers/programs.js'

const FULL: Detail = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }
/** Layers of Ethernet, IP, UDP and VXLAN. */
const OUTER = 4

const packet = (body: Part): Packet =>
  take(new Packet(), frame(underlay(inVni(42, ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, body)))), 1)

/** What is said of a packet of the overlay, without its addresses and ports. */
function said(body: Part, detail: Partial<Detail> = {}): string {
  const w = new Writer()
  const p = packet(body)
  writeInside(p, OUTER, ownDepth(p), { ...FULL, ...detail }, w)
  return w.toString().replace(/^\S+ > \S+ /, '')
}

const datagram = (destination: number, hex: string, source = 40000): Part =>
  udp({ source, destination }, { octets: Buffer.from(bytes(hex)) })
const segment = (data: string, destination = 80): Part =>
  tcp({ source: 40000, destination, sequence: 1, acknowledgment: 1, flags: 0x18, data: text(data) })

/** A DNS message: its flags, counts of questions, answers, authorities and additional records, and the rest. */
const dns = (flags: string, counts: readonly number[], rest: string): string =>
  `1234 ${flags} ${counts.map((n) => n.toString(16).padStart(4, '0')).join(' ')} ${rest}`
const EXAMPLE = '07 6578616d706c65 03 6f7267 00'
const IN = '0001'
const address = (octets: string): string => `c00c 0001 ${IN} 0000003c 0004 ${octets}`

describe('DNS', () => {
  test.each([
    ['DNS A example.org', 53, dns('0100', [1, 0, 0, 0], `${EXAMPLE} 0001 ${IN}`)],
    ['DNS TYPE65280 example.org', 53, dns('0100', [1, 0, 0, 0], `${EXAMPLE} ff00 ${IN}`)],
    ['DNS A example.org 192.0.2.1', 53, dns('8180', [1, 1, 0, 0], `${EXAMPLE} 0001 ${IN} ${address('c0000201')}`)],
    [
      'DNS A example.org 192.0.2.1 +1',
      53,
      dns('8180', [1, 2, 0, 0], `${EXAMPLE} 0001 ${IN} ${address('c0000201')} ${address('c0000202')}`),
    ],
    ['DNS A example.org NXDOMAIN', 53, dns('8183', [1, 0, 0, 0], `${EXAMPLE} 0001 ${IN}`)],
    ['DNS AAAA example.org, answers 0', 53, dns('8180', [1, 0, 0, 0], `${EXAMPLE} 001c ${IN}`)],
    ['DNS NS <Root>', 53, dns('0100', [1, 0, 0, 0], `00 0002 ${IN}`)],
    ['DNS update SOA example.org', 53, dns('2800', [1, 0, 0, 0], `${EXAMPLE} 0006 ${IN}`)],
    ['mDNS PTR example.org +1', 5353, dns('0000', [2, 0, 0, 0], `${EXAMPLE} 000c ${IN} c00c 0021 ${IN}`)],
    ['mDNS A example.org', 5353, dns('8400', [0, 1, 0, 0], `${EXAMPLE} 0001 8001 0000003c 0004 c0000201`)],
    ['LLMNR A example.org', 5355, dns('0000', [1, 0, 0, 0], `${EXAMPLE} 0001 ${IN}`)],
  ])('%s', (expected, port, hex) => {
    const length = bytes(hex).length
    expect(said(datagram(port, hex))).toBe(`UDP, length ${length}: ${expected}`)
    expect(said(datagram(port, hex), { brief: true })).toBe(expected)
    expect(said(datagram(port, hex), { quiet: true })).toBe('UDP')
  })

  test('what a terminal acts on, or shows wider, is escaped, and a long name is cut', () => {
    const odd = `04 1b5b326d 06 e7bd91e7bb9c 00`
    expect(said(datagram(53, dns('0100', [1, 0, 0, 0], `${odd} 0001 ${IN}`)), { brief: true })).toBe(
      'DNS A \\x1b[2m.\\u7f51\\u7edc',
    )
    const long = `3f ${'61'.repeat(63)}`.repeat(3)
    expect(said(datagram(53, dns('0100', [1, 0, 0, 0], `${long} 00 0001 ${IN}`)), { brief: true })).toBe(
      `DNS A ${'a'.repeat(63)}.${'a'.repeat(16)}…`,
    )
  })
})

describe('DHCP', () => {
  const message = (your: string, options: string, hlen = '06'): string =>
    `01 01 ${hlen} 00 3903f326 0000 0000 00000000 ${your} 00000000 00000000 0242ac110002 ${'00'.repeat(202)} 63825363 ${options}`
  test.each([
    ['DHCP Discover 02:42:ac:11:00:02', message('00000000', '35 01 01 ff')],
    ['DHCP Offer 172.17.1.9 for 02:42:ac:11:00:02', message('ac110109', '35 01 02 ff')],
    ['DHCP NAK', message('00000000', '35 01 06 ff', '08')],
    ['DHCP type 99 02:42:ac:11:00:02', message('00000000', '35 01 63 ff')],
    ['BOOTP 02:42:ac:11:00:02', message('00000000', 'ff')],
  ])('%s', (expected, hex) => {
    expect(said(datagram(67, hex, 68), { brief: true })).toBe(expected)
  })
})

describe('TCP', () => {
  test('the first line of HTTP, and no more of it than a line bears', () => {
    expect(said(segment('GET / HTTP/1.1\r\nHost: shop\r\n\r\n'))).toBe(
      'TCP [P.], seq 1, ack 1, win 64240, length 30: GET / HTTP/1.1',
    )
    expect(said(segment('HTTP/1.1 200 OK\r\n\r\n'), { brief: true })).toBe('TCP [P.], length 19: HTTP/1.1 200 OK')
    expect(said(segment(`GET /${'a'.repeat(200)} HTTP/1.1\r\n`), { brief: true })).toBe(
      `TCP [P.], length 216: GET /${'a'.repeat(75)}…`,
    )
    expect(said(segment('GET / HTTP/1.1\r\n'), { quiet: true })).toBe('TCP [P.], length 16')
  })

  test('an application that is known by its port is one word, with and without data', () => {
    expect(said(segment('', 2379))).toBe('TCP [P.], seq 1, ack 1, win 64240, length 0: etcd')
    expect(said(segment('x', 6443), { brief: true })).toBe('TCP [P.], length 1: Kubernetes')
    expect(said(datagram(123, '00'))).toBe('UDP, length 1: NTP')
    expect(said(datagram(123, '00'), { brief: true })).toBe('NTP')
  })
})

describe('lines', () => {
  test('say the same whether they are held back as text or as numbers', () => {
    const bodies = [
      datagram(123, '00'),
      segment('x', 2379),
      segment('GET / HTTP/1.1\r\n'),
      datagram(53, dns('0100', [1, 0, 0, 0], `${EXAMPLE} 0001 ${IN}`)),
      segment('x', 4000),
    ]
    const lines = new Lines({
      palette: PLAIN,
      glyphs: UNICODE,
      clock: new Clock(() => 0),
      time: TimeStyle.None,
      width: 0,
      linkLevel: false,
      quiet: false,
      titles: false,
    })
    const w = new Writer()
    const stack = new TunnelStack()
    for (let i = 0; i < 100; i++) {
      for (const body of bodies) {
        const p = packet(body)
        stack.fill(p)
        lines.write(p, stack, w, -1)
      }
    }
    lines.flush(w)
    const printed = w.toString().trimEnd().split('\n')
    expect(printed).toHaveLength(500)
    expect(printed[0]).toContain('length 1: NTP')
    const last = printed.slice(-bodies.length)
    expect(last).toEqual(printed.slice(0, bodies.length))
  })
})

describe('other forms', () => {
  const query = (): Packet => packet(datagram(53, dns('0100', [1, 0, 0, 0], `${EXAMPLE} 0001 ${IN}`)))

  test('JSON has a layer, whose repeated fields are lists', () => {
    const w = new Writer()
    new JsonLines().packet(query(), w)
    const { layers } = JSON.parse(w.toString()) as { layers: readonly unknown[] }
    expect(layers.at(-1)).toEqual({
      protocol: 'dns',
      offset: 92,
      length: 29,
      fields: {
        'dns.id': 0x1234,
        'dns.flags.response': 0,
        'dns.flags.opcode': 0,
        'dns.qry.name': ['example.org'],
        'dns.qry.type': [1],
      },
    })
  })

  test('--fields and frame.protocols', () => {
    const w = new Writer()
    new FieldColumns(['frame.protocols', 'dns.id', 'dns.qry.name', 'dns.qry.type']).row(query(), w)
    expect(w.toString()).toBe('eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:udp:dns\t0x1234\texample.org\t1\n')
  })

  test('the tree has a line', () => {
    const w = new Writer()
    const options = { palette: PLAIN, glyphs: UNICODE, clock: new Clock(() => 0), fields: false, hex: false }
    new Tree(options).write(query(), w)
    expect(w.toString()).toMatch(/\n {4}DNS {9}query, id 0x1234, A example\.org\n/)
  })
})

/** Fields that tshark 4.0 shows of the same packets with the same values. */
const FIELDS = [
  ...['dns.id', 'dns.flags.response', 'dns.flags.opcode', 'dns.flags.rcode', 'dns.qry.name', 'dns.qry.type', 'dns.a'],
  ...['dns.aaaa', 'dhcp.type', 'dhcp.id', 'dhcp.ip.your', 'dhcp.option.dhcp'],
  'tls.handshake.extensions_server_name',
  ...['http.request.method', 'http.request.uri', 'http.request.version'],
  ...['http.response.version', 'http.response.code', 'http.response.phrase'],
]

/** Captures of tunnels and without, and how many frames have some of the fields. */
const CAPTURES: readonly (readonly [string, number])[] = [
  ['ICS-Security-Tools__EIP-IPAddressChangeAttempt.pcap', 6],
  ['PcapFlowLab__24_outer_vlan_mpls_mpls_gre_inner_ipv4_tcp_tls_client_hello.pcap', 1],
  ['nDPI__4in6tunnel.pcap', 1],
  ['nDPI__custom_risk_mask.pcapng', 2],
  ['nDPI__vxlan.pcap', 10],
  ['networklessons__bgp-tunneled-r2-r4.pcap', 9],
  ['nfstream__dhcp_little_endian.pcapng', 4],
  ['suricata__temp1.pcap', 2],
  ['suricata__vxlan.pcap', 16],
  ['zeek__erspan.pcap', 39],
  ['zeek__geneve-many-options.pcap', 2],
  ['zeek__gre-over-udp-4754.pcap', 6],
  ['zeek__gre-sample.pcap', 4],
  ['zeek__ipv6-fragmented-dns.pcap', 1],
]

const canCompare = hasCorpus('what applications say') && !isMissing('tshark', 'apt-get install tshark')

describe.skipIf(!canCompare)('tshark shows the same', () => {
  test.each(CAPTURES)('%s', async (name, least) => {
    const path = `${CORPUS}files/${name}`
    const theirs = tshark(path)
    const ours: string[] = []
    const columns = new FieldColumns(FIELDS)
    const capture = await openCapture(path)
    const p = new Packet()
    const reassembler = new Reassembler()
    while (await capture.fill()) {
      while (capture.next(p)) {
        const w = new Writer()
        decode(p)
        if (p.fragment !== -1) reassembler.offer(p)
        columns.row(p, w)
        ours.push(w.toString().slice(0, -1))
      }
    }
    capture.close()
    expect(ours).toEqual(theirs)
    expect(ours.filter((row) => row.trim() !== '').length).toBeGreaterThanOrEqual(least)
  })
})

function tshark(path: string): string[] {
  const out = execFileSync(
    'tshark',
    [
      ...['-n', '-r', path, '-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|'],
      // A message that ends in a later segment is shown where it begins.
      ...['-o', 'tcp.desegment_tcp_streams:FALSE', '-d', 'udp.port==8472,vxlan'],
      ...FIELDS.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  return out.split('\n').slice(0, -1)
}
