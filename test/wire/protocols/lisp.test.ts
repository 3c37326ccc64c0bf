import { describe, expect, test } from 'vitest'
import { NO_ID, TunnelType, tunnelId, tunnelType } from '../../../src/wire/tunnel.js'
import { damage, fieldsOf, INNER_IPV4, INNER_IPV6, inUdp, namesOf, udpHex } from '../../helpers/octets.js'

const decoded = (hex: string) => inUdp(61000, 4341, hex)

describe('LISP data, RFC 9300 §5.3', () => {
  test.each([
    ['N', '80 800001 00000000', { 'lisp-data.flags.nonce': 1, 'lisp-data.nonce': 0x800001 }],
    ['L', '40 000000 80000001', { 'lisp-data.flags.lsb': 1, 'lisp-data.lsb': 0x80000001 }],
    ['E', '20 000000 00000000', { 'lisp-data.flags.enr': 1 }],
    ['V', '10 801002 00000000', { 'lisp-data.flags.mv': 1, 'lisp-data.srcmapver': 0x801, 'lisp-data.dstmapver': 2 }],
    ['I', '08 000000 800007 00', { 'lisp-data.flags.iid': 1, 'lisp-data.iid': 0x800007 }],
    ['L and I', '48 000000 000007 81', { 'lisp-data.iid': 7, 'lisp-data.lsb8': 0x81 }],
    ['KK', '07 000000 00000000', { 'lisp-data.flags.res': 7 }],
  ])('%s is where the RFC draws it', (_, header, fields) => {
    const p = decoded(`${header} ${INNER_IPV4}`)
    expect(fieldsOf(p, 2)).toMatchObject(fields)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'lisp-data', 'ip', 'data'])
  })

  test('without its flag a field says nothing', () => {
    expect(Object.keys(fieldsOf(decoded(`00 123456 01020304 ${INNER_IPV6}`), 2)).length).toBe(7)
  })

  test('the instance is the number of the tunnel', () => {
    const [plain, named] = [decoded(`00 000000 00000000 ${INNER_IPV4}`), decoded(`08 000000 000007 00 ${INNER_IPV4}`)]
    expect([tunnelType(plain, 2), tunnelId(plain, 2)]).toEqual([TunnelType.Lisp, NO_ID])
    expect([tunnelType(named, 2), tunnelId(named, 2)]).toEqual([TunnelType.Lisp, 7])
  })

  test.each([
    ['no IP packet', `80 000001 00000000 0102030405060708090a`],
    ['one that is longer than the datagram', `80 000001 00000000 4500 001d ${INNER_IPV4.slice(10)}`],
    ['nothing', '80 000001 00000000'],
  ])('%s behind it: it stays data', (_, hex) => {
    expect(namesOf(decoded(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test('damaged and cut packets', () => damage(udpHex(61000, 4341, `48 000000 000007 81 ${INNER_IPV4}`), 228))
})
