import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { TunnelType, tunnelId, tunnelType } from '../../../src/wire/tunnel.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')
const ipHex = (protocol: string, hex: string): string =>
  `4500 ${hex4(20 + bytes(hex).length)} 00000000 40${protocol}0000 0a000001 0a000002 ${hex}`
const udpHex = (hex: string, source = 1701, destination = 1701): string =>
  ipHex('11', `${hex4(source)} ${hex4(destination)} ${hex4(8 + bytes(hex).length)} 0000 ${hex}`)
const inUdp = (hex: string) => packetOf(bytes(udpHex(hex)), 228)
const inIp = (hex: string) => packetOf(bytes(ipHex('73', hex)), 228)

const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
const PPP = `ff03 0021 ${IPV4}`
const FRAME = `020000000002 020000000001 0800 ${IPV4}`
const SCCRQ = '8008 0000 0000 0001'

describe('version 2, RFC 2661 §3.1', () => {
  test('without optional fields', () => {
    const p = inUdp(`0002 8001 8002 ${PPP}`)
    expect(fieldsOf(p, 2)).toEqual({
      'l2tp.flags': 2,
      'l2tp.type': 0,
      'l2tp.length_bit': 0,
      'l2tp.seq_bit': 0,
      'l2tp.offset_bit': 0,
      'l2tp.priority': 0,
      'l2tp.version': 2,
      'l2tp.tunnel': 0x8001,
      'l2tp.session': 0x8002,
    })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'l2tp', 'ppp', 'ip', 'data'])
    expect([tunnelType(p, 2), tunnelId(p, 2)]).toEqual([TunnelType.L2tp, 0x80018002])
  })

  test.each([
    ['L', `4002 0028 0001 0002 ${PPP}`, { 'l2tp.length_bit': 1, 'l2tp.length': 40 }],
    ['S', `0802 0001 0002 8003 8004 ${PPP}`, { 'l2tp.seq_bit': 1, 'l2tp.Ns': 0x8003, 'l2tp.Nr': 0x8004 }],
    ['O', `0202 0001 0002 0003 ffffff ${PPP}`, { 'l2tp.offset_bit': 1, 'l2tp.offset': 3 }],
    ['P', `0102 0001 0002 ${PPP}`, { 'l2tp.priority': 1 }],
    [
      'all',
      `4b02 002f 0001 0002 0003 0004 0001 ff ${PPP}`,
      { 'l2tp.length': 47, 'l2tp.tunnel': 1, 'l2tp.session': 2, 'l2tp.Nr': 4, 'l2tp.offset': 1 },
    ],
  ])('%s', (_, hex, fields) => {
    const p = inUdp(hex)
    expect(fieldsOf(p, 2)).toMatchObject(fields)
    expect(namesOf(p).slice(2)).toEqual(['l2tp', 'ppp', 'ip', 'data'])
  })

  test('the length ends the message', () => {
    expect(inUdp(`4002 0028 0001 0002 ${PPP} 0000`).layers[2]).toMatchObject({ payload: 36, end: 68 })
  })

  test('a control message and its attributes', () => {
    expect(fieldsOf(inUdp(`c802 001c 0007 0000 0001 0002 ${SCCRQ} 4008 0001 8002 0000`), 2)).toMatchObject({
      'l2tp.type': 1,
      'l2tp.tunnel': 7,
      'l2tp.Ns': 1,
      'l2tp.Nr': 2,
      'l2tp.avp.mandatory': [1, 0],
      'l2tp.avp.hidden': [0, 1],
      'l2tp.avp.length': [8, 8],
      'l2tp.avp.vendor_id': [0, 1],
      'l2tp.avp.type': 0,
      'l2tp.avp.message_type': 1,
    })
  })

  test('is no tunnel', () => {
    const p = inUdp(`c802 0014 0007 0000 0001 0002 ${SCCRQ}`)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'l2tp'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test.each([
    ['another version', `0001 0001 0002 ${PPP}`],
    ['a reserved bit', `0012 0001 0002 ${PPP}`],
    ['a length beyond the datagram', `4002 0029 0001 0002 ${PPP}`],
    ['a length that ends in the header', '4002 0007 0001 0002'],
    ['padding beyond the datagram', '0202 0001 0002 0003 ffff'],
    ['control without numbers', 'c002 0008 0001 0002'],
    ['five octets', '0002 0001 00'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(inUdp(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test.each([`4b02 002f 0001 0002 0003 0004 0001 ff ${PPP}`, `c802 0014 0007 0000 0001 0002 ${SCCRQ}`])(
    'damaged and cut: %s',
    (hex) => damage(udpHex(hex), 228),
  )
})

describe('version 3, RFC 3931 §4.1', () => {
  test.each([
    ['no cookie, no sublayer', ''],
    ['a sublayer', '00000000'],
    ['a cookie of eight octets', '0102030405060708'],
    ['that and a sublayer', '0102030405060708 40000001'],
  ])('a frame behind %s', (_, before) => {
    const p = inUdp(`0003 0000 80000001 ${before} ${FRAME}`)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'l2tp', 'eth', 'ip', 'data'])
    expect(fieldsOf(p, 2)).toMatchObject({ 'l2tp.version': 3, 'l2tp.res': 0, 'l2tp.sid': 0x80000001 })
    expect(fieldsOf(p, 2)['l2tp.sublayer']).toBe(before === '' ? undefined : before.replaceAll(' ', ''))
    expect([tunnelType(p, 2), tunnelId(p, 2)]).toEqual([TunnelType.L2tpv3, 0x80000001])

    const q = inIp(`80000001 ${before} ${FRAME}`)
    expect(namesOf(q)).toEqual(['ip', 'l2tp', 'eth', 'ip', 'data'])
    expect(fieldsOf(q, 1)['l2tp.sublayer']).toBe(before === '' ? undefined : before.replaceAll(' ', ''))
    expect([tunnelType(q, 1), tunnelId(q, 1)]).toEqual([TunnelType.L2tpv3, 0x80000001])
  })

  test('what is no frame stays octets', () => {
    expect(namesOf(inIp(`00000001 ${'5a'.repeat(40)}`))).toEqual(['ip', 'l2tp', 'data'])
  })

  test('control messages in UDP and in IP', () => {
    const control = `c803 0014 80000007 0001 0002 ${SCCRQ}`
    const p = inUdp(control)
    expect(fieldsOf(p, 2)).toMatchObject({ 'l2tp.ccid': 0x80000007, 'l2tp.Ns': 1, 'l2tp.Nr': 2, 'l2tp.avp.length': 8 })
    const q = inIp(`00000000 ${control}`)
    expect(fieldsOf(q, 1)).toMatchObject({
      'l2tp.sid': 0,
      'l2tp.flags': 0xc803,
      'l2tp.version': 3,
      'l2tp.length': 20,
      'l2tp.ccid': 0x80000007,
      'l2tp.Nr': 2,
      'l2tp.avp.message_type': 1,
    })
    expect(tunnelType(q, 1)).toBe(TunnelType.None)
  })

  test.each([
    ['three octets', '000000', Reason.Truncated, 4],
    ['half a control message', '00000000 c803 0014', Reason.Truncated, 16],
    ['control of another version', `00000000 c802 0014 00000007 0001 0002 ${SCCRQ}`, Reason.BadField, 16],
    ['control without a length', `00000000 8803 0014 00000007 0001 0002 ${SCCRQ}`, Reason.BadField, 16],
  ])('%s in IP cannot be decoded', (_, hex, reason, need) => {
    expect(inIp(hex).malformed).toMatchObject({ reason, kind: Kind.L2tpIp, need })
  })

  test.each([
    udpHex(`0003 0000 80000001 00000000 ${FRAME}`),
    ipHex('73', `80000001 00000000 ${FRAME}`),
    ipHex('73', `00000000 c803 0014 80000007 0001 0002 ${SCCRQ}`),
  ])('damaged and cut: %s', (hex) => damage(hex, 228))
})
