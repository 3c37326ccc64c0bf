import { describe, expect, test } from 'vitest'
import { gre, ipv4, type Part } from '../../fixtures/make/packets.js'
import { Packet } from '../../src/wire/packet.js'
import { NO_ID, TunnelStack, TunnelType } from '../../src/wire/tunnel.js'
import { fixture, frame, ping, replay, take, underlay } from '../helpers/packets.js'

const NAMES = Object.fromEntries(Object.entries(TunnelType).map(([name, type]) => [type, name]))

/** The stack as `Vxlan 42`, outermost first. */
function stackOf(p: Packet): string {
  const stack = new TunnelStack()
  stack.fill(p)
  const names: string[] = []
  for (let i = 0; i < stack.depth; i++) {
    const id = stack.ids[i]!
    names.push(id === NO_ID ? NAMES[stack.types[i]!]! : `${NAMES[stack.types[i]!]} ${id}`)
  }
  return names.join(' > ')
}

describe('the tunnels of captures', () => {
  test.each([
    ['gre-seed', [`Gre ${0x222222}`, `Gre ${0x111111}`]],
    ['gre-plain', ['Gre']],
    ['gretap', ['Gretap']],
    // VSID 5001 and FlowID 7 and 42: RFC 7637 §3.2.
    ['nvgre', [`GretapOrNvgre ${5001 * 256 + 7}`, `GretapOrNvgre ${5001 * 256 + 42}`]],
    ['pptp', ['Pptp 24577', 'Pptp 1031']],
    ['erspan1', ['Erspan1']],
    ['geneve', ['Geneve 42']],
    ['eoip', ['Eoip 10', 'Eoip 4660']],
    ['etherip', ['EtherIp']],
    ['gue', ['Gue', 'Gue > Gre 5', '']],
    ['teredo', ['Teredo']],
    ['tzsp', ['Tzsp', '']],
    ['lisp', ['Lisp', 'Lisp 7']],
    ['ayiya', ['Ayiya', '']],
    ['capwap', ['Capwap', '']],
    ['6to4', ['SixToFour']],
    ['l2tp', ['', `L2tp ${7 * 0x10000 + 1}`, `L2tp ${9 * 0x10000 + 4}`]],
    ['l2tpv3', [`L2tpv3 ${0x10001}`, `L2tpv3 ${0x20002}`, 'L2tpv3 101', 'L2tpv3 202']],
    ['gtp', [`Gtp ${0x0a1b2c3d}`, 'Gtp 4369', 'Gtp 8738', 'Gtp 13107', 'Gtp 17476', '']],
    ['ipip', ['Ipv4InIpv4', 'Ipv6InIpv4', 'Ipv4InIpv6', 'Ipv6InIpv6']],
    ['flannel-udp', ['FlannelUdp']],
    ['flannel-vxlan', ['Vxlan 1']],
    ['gre-mpls', ['Gre > Mpls 16 > Mpls 17', 'Gre > Mpls 100 > Mpls 299']],
    ['nested', ['Gre 7 > Vxlan 42', 'Vxlan 42 > Gre 7', 'Vxlan 42 > Vxlan 43']],
    // What an ICMP error quotes is not what the error is in.
    ['icmp-quoted', ['Vxlan 42', '', `Gre ${0x222222}`]],
  ])('%s', (name, expected) => {
    const found = new Set<string>()
    replay(fixture(name), (p) => found.add(stackOf(p)))
    expect([...found]).toEqual(expected)
  })

  test.each([
    ['erspan2', 'Erspan2'],
    ['erspan3', 'Erspan3'],
    ['vxlan-gpe', 'VxlanGpe'],
  ])('%s', (name, expected) => {
    const found = new Set<string>()
    replay(fixture(name), (p) => found.add(stackOf(p).split(' ')[0]!))
    expect([...found]).toEqual([expected])
  })
})

test.each([
  [0xfff, 0, 'Gretap'],
  [0x1000, 0, 'GretapOrNvgre'],
  [0xfffffe, 255, 'GretapOrNvgre'],
  [0xffffff, 0, 'Gretap'],
])('VSID %i is reserved or not (RFC 7637 §3.2)', (vsid, flow, expected) => {
  const body: Part = { octets: Buffer.from(frame(ping()).octets), etherType: 0x6558 }
  const p = take(new Packet(), frame(underlay(gre({ key: vsid * 256 + flow }, body))), 1)
  expect(stackOf(p)).toBe(`${expected} ${vsid * 256 + flow}`)
})

test('an IP packet alone is no tunnel', () => {
  expect(stackOf(take(new Packet(), frame(ping()), 1))).toBe('')
  const bare = ipv4({ source: '10.0.0.1', destination: '10.0.0.2' }, ping()).octets
  const p = take(new Packet(), { octets: Uint8Array.from(bare), length: bare.length, linkType: 101 }, 1)
  expect(stackOf(p)).toBe('Ipv4InIpv4')
})
