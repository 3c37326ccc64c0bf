import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import * as arp from '../../../src/wire/protocols/arp.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const frame = (arp: string, type = '0806') => packetOf(bytes(`ffffffffffff 001122334455 ${type} ${arp}`), 1)
const START = 14
const MAC_A = '001122334455'
const MAC_B = '00aabbccddee'

describe('ARP, RFC 826 "Packet format"', () => {
  test('every field is where the RFC lists it', () => {
    const p = frame(`0001 0800 06 04 0002 ${MAC_A} 0a000001 ${MAC_B} 0a000002 ${'00'.repeat(18)}`)
    expect(fieldsOf(p, 1)).toEqual({
      'arp.hw.type': 1,
      'arp.proto.type': 0x0800,
      'arp.hw.size': 6,
      'arp.proto.size': 4,
      'arp.opcode': 2,
      'arp.src.hw_mac': MAC_A,
      'arp.src.proto_ipv4': '0a000001',
      'arp.dst.hw_mac': MAC_B,
      'arp.dst.proto_ipv4': '0a000002',
    })
    expect(namesOf(p)).toEqual(['eth', 'arp'])
    expect(p.layers[1]!.payload).toBe(START + 28)
  })

  test('the getters read the same addresses', () => {
    const p = frame(`0001 0800 06 04 0001 ${MAC_A} 8a000001 ${MAC_B} fa000002`)
    const v = p.view
    expect(arp.isEthernetIpv4(v, START)).toBe(true)
    expect(arp.operation(v, START)).toBe(arp.OPERATION_REQUEST)
    expect([arp.senderMacHi(v, START), arp.senderMacLo(v, START)]).toEqual([0x001122, 0x334455])
    expect([arp.targetMacHi(v, START), arp.targetMacLo(v, START)]).toEqual([0x00aabb, 0xccddee])
    expect([arp.senderIp(v, START), arp.targetIp(v, START)]).toEqual([0x8a000001, 0xfa000002])
  })

  test.each([
    [
      'EUI-64 hardware',
      '001b 0800 08 04 0001 0011223344556677 0a000001 8899aabbccddeeff 0a000002',
      { 'arp.src.hw': '0011223344556677', 'arp.src.proto_ipv4': '0a000001', 'arp.dst.hw': '8899aabbccddeeff' },
    ],
    [
      'no hardware address at all',
      '0001 0800 00 04 0001 0a000001 0a000002',
      { 'arp.src.proto_ipv4': '0a000001', 'arp.dst.proto_ipv4': '0a000002' },
    ],
    [
      'a protocol that is not IPv4',
      `0001 88b5 06 02 0001 ${MAC_A} 0102 ${MAC_B} 0304`,
      { 'arp.src.hw_mac': MAC_A, 'arp.src.proto': '0102', 'arp.dst.proto': '0304' },
    ],
  ])('addresses of any length: %s', (_, octets, fields) => {
    const p = frame(octets)
    expect(fieldsOf(p, 1)).toMatchObject(fields)
    expect(p.layers[1]!.payload).toBe(p.end)
  })

  test('RARP, RFC 903, has the same format under its own EtherType', () => {
    const p = frame(`0001 0800 06 04 0003 ${MAC_A} 00000000 ${MAC_A} 00000000`, '8035')
    expect(fieldsOf(p, 1)).toHaveProperty('arp.opcode', 3)
  })

  const NONE = { isprobe: false, isgratuitous: false, isannouncement: false }
  test.each([
    ['a request', '0001', '0a000001', '0a000002', NONE],
    ['a probe: no sender address (RFC 5227 §1.1)', '0001', '00000000', '0a000002', { ...NONE, isprobe: true }],
    [
      'an announcement: a request for the own address (RFC 5227 §1.1)',
      '0001',
      '0a000001',
      '0a000001',
      { ...NONE, isgratuitous: true, isannouncement: true },
    ],
    ['a gratuitous reply (RFC 5944 §4.6)', '0002', '0a000001', '0a000001', { ...NONE, isgratuitous: true }],
    ['a request without any address', '0001', '00000000', '00000000', NONE],
    ['a reverse request', '0003', '0a000001', '0a000001', NONE],
  ])('%s', (_, opcode, sender, target, is) => {
    const p = frame(`0001 0800 06 04 ${opcode} ${MAC_A} ${sender} 000000000000 ${target}`)
    const found = fieldsOf(p, 1)
    for (const [name, expected] of Object.entries(is)) expect(found[`arp.${name}`] === 1, name).toBe(expected)
    expect(arp.isProbe(p.view, START)).toBe(is.isprobe)
    expect(arp.isGratuitous(p.view, START)).toBe(is.isgratuitous)
    expect(arp.isAnnouncement(p.view, START)).toBe(is.isannouncement)
  })

  test('lengths beyond the frame make it truncated', () => {
    expect(frame('0001 0800 06 04 00').malformed).toMatchObject({ reason: Reason.Truncated, need: 8, have: 7 })
    const long = frame(`0001 0800 ff 04 0001 ${MAC_A} 0a000001 ${MAC_B} 0a000002`)
    expect(long.malformed).toMatchObject({ reason: Reason.Truncated, need: 8 + 2 * 259, have: 28 })
  })
})
