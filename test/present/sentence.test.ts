import { describe, expect, test } from 'vitest'
import { arp, ethernet, gre, ipv4, ipv6, type Part, tcp, u8, u16, u32, udp } from '../../fixtures/make/packets.js'
import { UNICODE } from '../../src/present/glyphs.js'
import { type Detail, writeInside } from '../../src/present/sentence.js'
import { Writer } from '../../src/present/writer.js'
import { Packet } from '../../src/wire/packet.js'
import { ownDepth } from '../../src/wire/tunnel.js'
import type { Frame } from '../helpers/octets.js'
import { A, B, fixture, frame, frameOf, INNER_A, INNER_B, inVni, replay, take, underlay } from '../helpers/packets.js'

const FULL: Detail = { glyphs: UNICODE, narrow: false, quiet: false, linkLevel: false }
/** Layers of Ethernet, IP, UDP and VXLAN. */
const OUTER = 4

function said(p: Packet, from: number, detail: Partial<Detail> = {}): string {
  const w = new Writer()
  writeInside(p, from, ownDepth(p), { ...FULL, ...detail }, w)
  return w.toString()
}

/** What is said of a packet of the overlay. */
const inside = (body: Part, detail?: Partial<Detail>): string =>
  said(take(new Packet(), frame(underlay(inVni(42, body))), 1), OUTER, detail)

/** What is said of a packet of the underlay. */
const plain = (f: Frame, detail?: Partial<Detail>): string => said(take(new Packet(), f, 1), 0, detail)

/** What is said of every packet of a capture. */
function captured(name: string): string[] {
  const found: string[] = []
  replay(fixture(name), (p) => found.push(said(p, 0)))
  return found
}

const between = (body: Part): Part => ipv4({ source: INNER_A.ip, destination: INNER_B.ip }, body)
const NOBODY = '00:00:00:00:00:00'

describe('ARP (RFC 826, RFC 5227 §2.1)', () => {
  const ask = (sender: string, target: string) =>
    arp({ operation: 'request', sender: [INNER_A.mac, sender], target: [NOBODY, target] })
  const broadcast = (body: Part) => frame(ethernet('ff:ff:ff:ff:ff:ff', INNER_A.mac, body)).octets.subarray(14)

  test.each([
    ['172.17.1.2', '172.17.1.3', 'ARP who-has 172.17.1.3 tell 172.17.1.2'],
    ['0.0.0.0', '172.17.1.3', 'ARP probe: who has 172.17.1.3'],
    ['172.17.1.2', '172.17.1.2', 'ARP announcement: 172.17.1.2 is-at 02:00:00:00:01:01'],
  ])('%s asks for %s', (sender, target, expected) => {
    expect(plain(frameOf(broadcast(ask(sender, target))))).toBe(expected)
  })

  test('a neighbour that is asked alone is refreshed', () => {
    expect(inside(ask('172.17.1.2', '172.17.1.3'))).toMatch(/^ARP who-has .* \(unicast: refresh\)$/)
  })

  test('a reply', () => {
    const reply = arp({ operation: 'reply', sender: [INNER_B.mac, INNER_B.ip], target: [INNER_A.mac, INNER_A.ip] })
    expect(inside(reply)).toBe('ARP 172.17.1.3 is-at 02:00:00:00:01:02')
  })
})

describe('TCP and UDP', () => {
  const segment = (flags: number) =>
    tcp({ source: 49152, destination: 80, sequence: 7, acknowledgment: 9, flags, data: Buffer.alloc(5) })

  test('ports stand alone where the addresses have a column', () => {
    expect(plain(frame(underlay(udp({ source: 1, destination: 53 }, { octets: Buffer.alloc(9) }))))).toBe(
      '1 > 53 UDP, length 9',
    )
  })

  test('UDP inside', () => {
    const body = between(udp({ source: 1, destination: 53 }, { octets: Buffer.alloc(9) }))
    expect(inside(body)).toBe('172.17.1.2:1 > 172.17.1.3:53 UDP, length 9')
    expect(inside(body, { narrow: true, quiet: true })).toBe('172.17.1.2:1 > .3:53 UDP')
  })

  test('TCP over IPv6 has its addresses in brackets', () => {
    const body = ipv6({ source: INNER_A.ip6, destination: INNER_B.ip6 }, segment(0x12))
    expect(inside(body)).toMatch(
      /^\[fd00:42::2\]:49152 > \[fd00:42::3\]:80 TCP \[S\.\], seq 7, ack 9, win 64240, length 5$/,
    )
  })
})

describe('ICMP', () => {
  const icmp = (type: number, code: number, rest: Buffer = Buffer.alloc(0)): Part => ({
    octets: Buffer.concat([u8(type, code), u16(0), rest]),
    protocol: 1,
  })

  test('errors tell of the packet that they quote (RFC 792)', () => {
    expect(captured('icmp-quoted').filter((s) => s.includes(', for '))).toEqual([
      'ICMP port unreachable, for 10.65.132.187:49877 > 10.65.132.188:4789 vxlan 42',
      'ICMP fragmentation needed, mtu 1400, for 10.65.132.187:49877 > 10.65.132.188:4789 vxlan 42',
      'ICMP port unreachable, for 10.65.132.187 > 10.65.132.188 gre 0x222222',
      'ICMP fragmentation needed, mtu 1400, for 10.65.132.187:49877 > 10.65.132.188:4789 UDP',
    ])
  })

  test('of a quoted ping the protocol is named', () => {
    const quote = ipv4({ source: A.ip, destination: B.ip }, icmp(8, 0, u16(1, 2))).octets
    const error = icmp(11, 0, Buffer.concat([u32(0), quote]))
    expect(plain(frame(underlay(error)))).toMatch(/^ICMP .*, for 10\.0\.0\.1 > 10\.0\.0\.2 ICMP$/)
    expect(plain(frame(underlay(error)), { narrow: true })).toMatch(/, for ICMP$/)
  })

  test('an unknown type is its number', () => {
    expect(inside(between(icmp(200, 0, u32(0))))).toBe('172.17.1.2 > 172.17.1.3 ICMP type 200')
  })
})

test('IGMP: an unknown type is hexadecimal', () => {
  const report = (type: number): Part => ({
    octets: Buffer.concat([u8(type, 0), u16(0), u32(0xef010101)]),
    protocol: 2,
  })
  expect(plain(frame(underlay(report(0x16))))).toBe('IGMP v2 report 239.1.1.1')
  expect(plain(frame(underlay(report(0x99))))).toMatch(/^IGMP type 0x99/)
})

test('IGMP: of an unknown type nothing is said that may have been cut', () => {
  const f = frame(underlay({ octets: Buffer.concat([u8(0x99, 0), u16(0)]), protocol: 2 }))
  expect(plain({ ...f, octets: new Uint8Array(f.octets) })).toBe('IGMP type 0x99')
})

test('Neighbour Discovery names who is asked for (RFC 4861 §4.3)', () => {
  expect(captured('ipv6-underlay').some((s) => /ICMP6 .*, who has fd00:/.test(s))).toBe(true)
})

test('fragments tell which octets of which datagram they are', () => {
  expect(captured('overlap-fragments').filter((s) => s.includes('fragment'))).toEqual([
    'fragment 0+64 octets of id 0x0001, the first',
    'fragment 0+64 octets of id 0x0002, the first',
    'fragment 56+58 octets of id 0x0002, the last',
    'fragment 0+64 octets of id 0x0003, the first',
    'fragment 56+58 octets of id 0x0003, the last',
  ])
})

test('an atomic fragment is no fragment (RFC 6946)', () => {
  const atomic: Part = { octets: Buffer.concat([u8(253, 0), u16(0), u32(1), Buffer.alloc(6)]), protocol: 44 }
  expect(plain(frame(ipv6({ source: A.ip6, destination: B.ip6 }, atomic)))).toBe('Experiments (253), 6 octets')
})

describe('what no decoder claims', () => {
  test.each([
    ['an EtherType without a name', frame({ octets: Buffer.alloc(46), etherType: 0xabcd }), /type 0xabcd, 46 octets$/],
    ['an IP protocol', frame(underlay({ octets: Buffer.alloc(7), protocol: 252 })), /^IP protocol 252, 7 octets$/],
    ['a link type', { ...frameOf(Buffer.alloc(5)), linkType: 147 }, /^link type 147, 5 octets: 00 00 00 00 00$/],
    [
      'a link type with a name',
      { ...frameOf(Buffer.alloc(20, 7)), linkType: 127 },
      /^IEEE802_11_RADIO, 20 octets:( 07){16}$/,
    ],
  ])('%s', (_, f, expected) => expect(plain(f)).toMatch(expected))

  test('GRE names what it carries', () => {
    const p = take(new Packet(), frame(underlay(gre({}, { octets: Buffer.alloc(9), etherType: 0xabcd }))), 1)
    expect(said(p, 3)).toBe('type 0xabcd, 9 octets')
  })

  test('a keepalive comes back in a tunnel of its own', () => {
    const inner = ipv4({ source: B.ip, destination: A.ip }, gre({}, { octets: Buffer.alloc(0), etherType: 0 }))
    const p = take(new Packet(), frame(underlay(gre({}, inner))), 1)
    expect(said(p, 5)).toBe('GRE keepalive')
  })

  test('PPTP: an acknowledgment alone (RFC 2637 §4.1)', () => {
    const p = take(new Packet(), fixture('pptp')[3]!, 1)
    expect(said(p, 3)).toBe('PPTP acknowledgment 1')
  })
})

test('tags and, if asked for, MAC addresses come first', () => {
  const body = underlay(udp({ source: 1, destination: 53 }, { octets: Buffer.alloc(9) }))
  const tagged = ethernet(B.mac, A.mac, body, { type: 0x88a8, id: 200 }, { type: 0x8100, id: 100 })
  expect(plain(frameOf(tagged.octets), { linkLevel: true })).toBe(
    '02:00:00:00:00:01 > 02:00:00:00:00:02, vlan 200 vlan 100 1 > 53 UDP, length 9',
  )
})
