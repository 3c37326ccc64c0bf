import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import type { Packet } from '../../../src/wire/packet.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINKTYPE_IPV4 = 228

/** An IPv4 packet with this IGMP message. */
function ofMessage(hex: string): Packet {
  const total = (20 + bytes(hex).length).toString(16).padStart(4, '0')
  return packetOf(bytes(`4500 ${total} 0000 0000 01 02 0000 0a000001 e0000001 ${hex}`), LINKTYPE_IPV4)
}

describe('versions 1 and 2, RFC 2236 §2', () => {
  test.each([
    ['general query of version 1', '11 00 eeff 00000000', 0x11, { 'igmp.max_resp': 0, 'igmp.maddr': '00000000' }],
    ['query', '11 64 1234 efff0001', 0x11, { 'igmp.max_resp': 100, 'igmp.maddr': 'efff0001' }],
    ['report of version 1', '12 00 1234 efff0001', 0x12, { 'igmp.maddr': 'efff0001' }],
    ['report of version 2', '16 00 1234 efff0001', 0x16, { 'igmp.max_resp': 0, 'igmp.maddr': 'efff0001' }],
    ['leave', '17 00 1234 efff0001', 0x17, { 'igmp.max_resp': 0, 'igmp.maddr': 'efff0001' }],
  ])('%s', (_, hex, type, expected) => {
    const p = ofMessage(hex)
    expect(namesOf(p)).toEqual(['ip', 'igmp'])
    expect(fieldsOf(p, 1)).toEqual({
      'igmp.type': type,
      'igmp.checksum': Number.parseInt(hex.slice(6, 10), 16),
      ...expected,
    })
  })

  test('octets behind the message are allowed, §2.5', () => {
    expect(namesOf(ofMessage('16 00 1234 efff0001 00'))).toEqual(['ip', 'igmp', 'data'])
  })
})

describe('version 3, RFC 3376 §4', () => {
  test('a query of 12 octets and more has flags and sources, §4.1', () => {
    expect(fieldsOf(ofMessage('11 80 0000 efff0001 0a 7d 0002 0a000001 0a000002'), 1)).toEqual({
      'igmp.type': 0x11,
      'igmp.max_resp': 128,
      'igmp.checksum': 0,
      'igmp.maddr': 'efff0001',
      'igmp.s': 1,
      'igmp.qrv': 2,
      'igmp.qqic': 125,
      'igmp.num_src': 2,
      'igmp.saddr': ['0a000001', '0a000002'],
    })
  })

  test.each([
    ['7f', 127],
    ['80', 128],
    ['fe', 30720],
    ['ff', 31744],
  ])('Max Resp Code %s is %d tenths of a second, §4.1.1', (code, time) => {
    expect(fieldsOf(ofMessage(`11 ${code} 0000 00000000 00 00 0000`), 1)['igmp.max_resp']).toBe(time)
  })

  test('a report has group records with sources and auxiliary data, §4.2', () => {
    const report = '22 00 1234 0000 0002 04 00 0000 efff0001 01 01 0002 efff0002 0a000001 0a000002 deadbeef'
    const p = ofMessage(report)
    expect(namesOf(p)).toEqual(['ip', 'igmp'])
    expect(fieldsOf(p, 1)).toEqual({
      'igmp.type': 0x22,
      'igmp.checksum': 0x1234,
      'igmp.num_grp_recs': 2,
      'igmp.record_type': [4, 1],
      'igmp.aux_data_len': [0, 1],
      'igmp.num_src': [0, 2],
      'igmp.maddr': ['efff0001', 'efff0002'],
      'igmp.saddr': ['0a000001', '0a000002'],
      'igmp.aux_data': 'deadbeef',
    })
  })

  test.each([
    ['a report with fewer records than it counts', '22 00 1234 0000 0002 04 00 0000 efff0001', 24],
    ['a record with fewer sources than it counts', '22 00 1234 0000 0001 01 00 0003 efff0002 0a000001', 28],
    ['a query with fewer sources than it counts', '11 64 0000 efff0001 00 00 0002 0a000001', 20],
    ['a message of 7 octets', '16 00 1234 efff00', 8],
  ])('%s is cut off', (_, hex, need) => {
    const p = ofMessage(hex)
    expect(namesOf(p)).toEqual(['ip'])
    expect(p.malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Igmp, offset: 20, need })
  })
})

test('of an unknown type only type and checksum are known', () => {
  const p = ofMessage('30 14 1234 0000 0000')
  expect(namesOf(p)).toEqual(['ip', 'igmp', 'data'])
  expect(fieldsOf(p, 1)).toEqual({ 'igmp.type': 0x30, 'igmp.checksum': 0x1234 })
})
