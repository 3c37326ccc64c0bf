import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const HEADER = { 'sll.pkttype': 0, 'sll.hatype': 1, 'sll.halen': 0, 'sll.unused': '0000000000000000' }

describe('LINKTYPE_LINUX_SLL', () => {
  test.each([
    ['packet type', '0004 0001 0000 0000000000000000 88b5', { ...HEADER, 'sll.pkttype': 4, 'sll.etype': 0x88b5 }],
    ['ARPHRD_ type', '0000 0304 0000 0000000000000000 88b5', { ...HEADER, 'sll.hatype': 772, 'sll.etype': 0x88b5 }],
    ['protocol type', '0000 0001 0000 0000000000000000 8000', { ...HEADER, 'sll.etype': 0x8000 }],
    ['Linux type', '0000 0001 0000 0000000000000000 0001', { ...HEADER, 'sll.ltype': 1 }],
    ['GRE type', '0000 030a 0000 0000000000000000 0001', { ...HEADER, 'sll.hatype': 778, 'sll.gretype': 1 }],
  ])('%s is where the description draws it', (_, octets, fields) => {
    expect(fieldsOf(packetOf(bytes(octets), 113), 0)).toEqual(fields)
  })

  test.each([
    ['6 octets', '0006 1122334455660000', { 'sll.halen': 6, 'sll.src.eth': '112233445566', 'sll.unused': '0000' }],
    ['4 octets', '0004 0a00000100000000', { 'sll.halen': 4, 'sll.src.ipv4': '0a000001', 'sll.unused': '00000000' }],
    ['7 octets', '0007 1122334455667700', { 'sll.halen': 7, 'sll.src.other': '11223344556677', 'sll.unused': '00' }],
    ['more than 8 octets', '0014 1122334455667788', { 'sll.halen': 20, 'sll.src.other': '1122334455667788' }],
  ])('an address of %s', (_, octets, fields) => {
    const found = fieldsOf(packetOf(bytes(`0000 0001 ${octets} 88b5`), 113), 0)
    expect(found).toEqual({ 'sll.pkttype': 0, 'sll.hatype': 1, 'sll.etype': 0x88b5, ...fields })
  })

  const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
  test.each([
    ['Ethernet device, EtherType', '0001', '0800', IPV4, ['sll', 'ip']],
    ['GRE device, GRE type', '030a', '0800', IPV4, ['sll', 'ip']],
    ['netlink, whose family looks like an EtherType', '0338', '0800', IPV4, ['sll', 'data']],
    ['802.2', '0001', '0004', 'f0f003', ['sll', 'llc']],
    ['Novell 802.3', '0001', '0001', 'ffff', ['sll', 'data']],
  ])('%s', (_, arphrd, type, rest, names) => {
    expect(namesOf(packetOf(bytes(`0000 ${arphrd} 0000 0000000000000000 ${type} ${rest}`), 113))).toEqual(names)
  })

  test('15 octets are truncated', () => {
    const { malformed } = packetOf(bytes('0000 0001 0006 112233445566 0000 08'), 113)
    expect(malformed).toMatchObject({ reason: Reason.Truncated, need: 16, have: 15 })
  })
})
