import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')
const udpHex = (source: number, destination: number, hex: string): string => {
  const length = bytes(hex).length
  return `4500 ${hex4(28 + length)} 00000000 40110000 0a000001 0a000002
    ${hex4(source)} ${hex4(destination)} ${hex4(8 + length)} 0000 ${hex}`
}
const decoded = (hex: string, length = bytes(hex).length) => packetOf(bytes(hex), 228, length)
const zeros = (n: number): string => '00'.repeat(n)

describe('WireGuard §5.4', () => {
  test.each([
    ['initiation', `01000000 04030201 ${zeros(140)}`, { 'wg.type': 1, 'wg.sender': 0x01020304 }],
    [
      'response',
      `02000000 04030201 14131211 ${zeros(80)}`,
      { 'wg.type': 2, 'wg.sender': 0x01020304, 'wg.receiver': 0x11121314 },
    ],
    ['cookie reply', `03000000 04030201 ${zeros(56)}`, { 'wg.type': 3, 'wg.receiver': 0x01020304 }],
    [
      'transport',
      `04000000 04030201 0500000001000000 ${zeros(32)}`,
      { 'wg.type': 4, 'wg.receiver': 0x01020304, 'wg.counter': 0x1_0000_0005 },
    ],
  ])('%s', (_, hex, fields) => {
    const p = decoded(udpHex(51820, 40000, hex))
    expect(fieldsOf(p, 2)).toEqual({ ...fields, 'wg.reserved': '000000' })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'wg', 'data'])
  })

  test.each([
    ['a type that there is not', `05000000 ${zeros(60)}`],
    ['a reserved octet', `04000100 ${zeros(60)}`],
    ['an initiation of another length', `01000000 ${zeros(143)}`],
    ['data that are not padded', `04000000 ${zeros(45)}`],
    ['data without a tag', `04000000 ${zeros(12)}`],
    ['three octets', '040000'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(decoded(udpHex(51820, 51820, hex)))).toEqual(['ip', 'udp', 'data'])
  })

  test('a capture that cut the data has the header all the same', () => {
    const hex = udpHex(40000, 51820, `04000000 04030201 0500000000000000 ${zeros(32)}`)
    const cut = packetOf(bytes(hex).slice(0, 44), 228, bytes(hex).length)
    expect(namesOf(cut)).toEqual(['ip', 'udp', 'wg'])
  })

  test('damaged and cut packets', () => damage(udpHex(40000, 51820, `04000000 04030201 ${zeros(40)}`), 228))
})

describe('OpenVPN §2', () => {
  test.each([
    ['control', `3d 0102030405060708 00`, { 'openvpn.opcode': 7, 'openvpn.keyid': 5 }],
    ['data, version 1', `31 ${zeros(16)}`, { 'openvpn.opcode': 6, 'openvpn.keyid': 1 }],
    ['data, version 2', `48 800001 ${zeros(16)}`, { 'openvpn.opcode': 9, 'openvpn.peerid': 0x800001 }],
  ])('%s', (_, hex, fields) => {
    const p = decoded(udpHex(1194, 40000, hex))
    expect(fieldsOf(p, 2)).toMatchObject(fields)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'openvpn', 'data'])
  })

  test.each([
    ['opcode 0', `00 ${zeros(40)}`],
    ['opcode 12', `60 ${zeros(40)}`],
    ['data without a tag', `30 ${zeros(15)}`],
    ['control without a count', '38 0102030405060708'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(decoded(udpHex(1194, 1194, hex)))).toEqual(['ip', 'udp', 'data'])
  })

  test('damaged and cut packets', () => damage(udpHex(40000, 1194, '38 0102030405060708 00 00'), 228))
})

const FRAME = '020000000002 020000000001'
const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'

describe('MACsec, IEEE 802.1AE §9.3', () => {
  test.each([
    ['ES', '4c', { 'macsec.TCI.ES': 1, 'macsec.TCI.SCB': 0 }],
    ['SCB', '1c', { 'macsec.TCI.SCB': 1, 'macsec.TCI.ES': 0 }],
    ['E', '08', { 'macsec.TCI.E': 1, 'macsec.TCI.C': 0 }],
    ['C', '04', { 'macsec.TCI.C': 1, 'macsec.TCI.E': 0 }],
    ['AN', '0f', { 'macsec.AN': 3, 'macsec.TCI': 3 }],
  ])('%s is where the diagram draws it', (_, first, fields) => {
    const p = packetOf(bytes(`${FRAME} 88e5 ${first}3f 80000002 ${zeros(40)}`), 1)
    expect(fieldsOf(p, 1)).toMatchObject({ ...fields, 'macsec.SL': 63, 'macsec.PN': 0x80000002 })
    expect(namesOf(p)).toEqual(['eth', 'macsec', 'data'])
  })

  test('what is only protected is read as far as the check value', () => {
    const p = packetOf(bytes(`${FRAME} 88e5 2000 00000001 020000000001 0003 0800 ${IPV4} ${zeros(16)}`), 1)
    expect(fieldsOf(p, 1)).toMatchObject({
      'macsec.SCI.system_identifier': '020000000001',
      'macsec.SCI.port_identifier': 3,
      'macsec.etype': 0x0800,
    })
    expect(namesOf(p)).toEqual(['eth', 'macsec', 'ip', 'data'])
    expect(p.layers[1]).toMatchObject({ start: 14, payload: 30, end: 58 })
  })

  test('Short Length ends the data in front of padding (§9.7)', () => {
    const p = packetOf(bytes(`${FRAME} 88e5 001e 00000001 0800 ${IPV4} ${zeros(16)} ${zeros(20)}`), 1)
    expect(p.layers[1]).toMatchObject({ payload: 22, end: 50 })
  })

  test.each([
    ['version 1', '8c00 00000001', Reason.BadField, 6],
    ['five octets', '0c00 000000', Reason.Truncated, 6],
    ['no SCI', '2c00 00000001', Reason.Truncated, 14],
    ['no EtherType', '0000 00000001', Reason.Truncated, 8],
  ])('%s cannot be decoded', (_, hex, reason, need) => {
    expect(packetOf(bytes(`${FRAME} 88e5 ${hex}`), 1).malformed).toMatchObject({ reason, kind: Kind.Macsec, need })
  })

  test('damaged and cut frames', () =>
    damage(`${FRAME} 88e5 2000 00000001 020000000001 0003 0800 ${IPV4} ${zeros(16)}`, 1))
})

describe('a DTLS record, RFC 6347 §4.1', () => {
  const tables = defaultTables()
  tables.linkTypes[147] = Kind.Dtls
  const hex = '17 fefd 0001 0000 0000 0005 0002 5a5a'

  test('every field is where the RFC draws it', () => {
    const p = packetOf(bytes(hex), 147, bytes(hex).length, tables)
    expect(fieldsOf(p, 0)).toEqual({
      'dtls.record.content_type': 23,
      'dtls.record.version': 0xfefd,
      'dtls.record.epoch': 1,
      'dtls.record.sequence_number': 5,
      'dtls.record.length': 2,
    })
  })

  test('damaged and cut records', () => damage(hex, 147, tables))
})
