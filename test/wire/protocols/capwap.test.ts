import { describe, expect, test } from 'vitest'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { damage, fieldsOf, INNER_FRAME, inUdp, namesOf, udpHex } from '../../helpers/octets.js'

const data = (hex: string) => inUdp(40000, 5247, hex)
const DTLS = '17 fefd 0001 000000000005 0002 5a5a'

describe('CAPWAP, RFC 5415 §4.3', () => {
  test.each([
    ['HLEN', '00 180000', { 'capwap.header.length': 3 }, '00000000'],
    ['RID', '00 17c000', { 'capwap.header.rid': 31, 'capwap.header.length': 2 }, ''],
    ['WBID', '00 103e00', { 'capwap.header.wbid': 31, 'capwap.header.rid': 0 }, ''],
    ['L', '00 100040', { 'capwap.header.flags.l': 1, 'capwap.header.flags.f': 0 }, ''],
    ['W', '00 100020', { 'capwap.header.flags.w': 1 }, ''],
  ])('%s is where the RFC draws it', (_, word, fields, optional) => {
    const p = data(`${word} 80010008 ${optional} ${INNER_FRAME}`)
    expect(fieldsOf(p, 2)).toMatchObject({
      ...fields,
      'capwap.header.fragment.id': 0x8001,
      'capwap.header.fragment.offset': 1,
    })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'capwap.data', 'eth', 'ip', 'data'])
    expect(tunnelType(p, 2)).toBe(TunnelType.Capwap)
  })

  test('the MAC address of the radio', () => {
    const p = data(`00 200210 00000000 06 020000000009 00 ${INNER_FRAME}`)
    expect(fieldsOf(p, 2)).toMatchObject({
      'capwap.header.flags.m': 1,
      'capwap.header.mac.length': 6,
      'capwap.header.mac.eui48': '020000000009',
    })
    expect(namesOf(p).slice(2, 4)).toEqual(['capwap.data', 'eth'])
  })

  test.each([
    ['a frame of the wireless link (T)', '00 100300 00000000', { 'capwap.header.flags.t': 1 }, TunnelType.Capwap],
    ['a fragment (F)', '00 100280 00070000', { 'capwap.header.flags.f': 1 }, TunnelType.Capwap],
    ['a keepalive (K)', '00 100208 00000000', { 'capwap.header.flags.k': 1 }, TunnelType.None],
  ])('%s stays octets', (_, header, fields, type) => {
    const p = data(`${header} ${INNER_FRAME}`)
    expect(fieldsOf(p, 2)).toMatchObject(fields)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'capwap.data', 'data'])
    expect(tunnelType(p, 2)).toBe(type)
  })

  test('DTLS behind a preamble (§4.2), on either port and both ways', () => {
    expect(fieldsOf(data(`01 000000 ${DTLS}`), 2)).toEqual({
      'capwap.preamble.version': 0,
      'capwap.preamble.type': 1,
      'capwap.preamble.reserved': 0,
    })
    expect(namesOf(data(`01 000000 ${DTLS}`))).toEqual(['ip', 'udp', 'capwap.data', 'dtls', 'data'])
    expect(namesOf(inUdp(5246, 40000, `01 000000 ${DTLS}`))).toEqual(['ip', 'udp', 'capwap', 'dtls', 'data'])
  })

  test('control is no tunnel', () => {
    const p = inUdp(40000, 5246, '00 100200 00000000 00000001 01 0000 00')
    expect(namesOf(p)).toEqual(['ip', 'udp', 'capwap', 'data'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test.each([
    ['version 1', `10 100200 00000000 ${INNER_FRAME}`],
    ['type 2', `02 100200 00000000 ${INNER_FRAME}`],
    ['a header of one word', `00 080200 00000000 ${INNER_FRAME}`],
    ['a header beyond the datagram', '00 f80200 00000000'],
    ['reserved bits in front of DTLS', `01 000001 ${DTLS}`],
    ['three octets', '00 1002'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(data(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test.each([`00 200210 00000000 06 020000000009 00 ${INNER_FRAME}`, `01 000000 ${DTLS}`])(
    'damaged and cut: %s',
    (hex) => damage(udpHex(40000, 5247, hex), 228),
  )
})
