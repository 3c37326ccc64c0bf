import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ETHERNET = 'ffffffffffff 001122334455'
const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const ZERO = {
  'pppoe.version': 0,
  'pppoe.type': 0,
  'pppoe.code': 0,
  'pppoe.session_id': 0,
  'pppoe.payload_length': 0,
}

describe('PPPoE, RFC 2516 §4', () => {
  test.each([
    ['VER', '8000 0000 0000', { ...ZERO, 'pppoe.version': 8 }],
    ['TYPE', '0100 0000 0000', { ...ZERO, 'pppoe.type': 1 }],
    ['CODE', '0080 0000 0000', { ...ZERO, 'pppoe.code': 0x80 }],
    ['SESSION_ID', '0000 8001 0000', { ...ZERO, 'pppoe.session_id': 0x8001 }],
    ['LENGTH', '0000 0000 0100', { ...ZERO, 'pppoe.payload_length': 256 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(packetOf(bytes(`${ETHERNET} 8864 ${octets} 0021`), 1), 1)).toEqual(fields)
  })

  test('the session stage carries PPP, and LENGTH ends it before the padding (§6)', () => {
    const p = packetOf(bytes(`${ETHERNET} 8864 1100 0001 0016 0021 ${IPV4} 00000000`), 1)
    expect(namesOf(p)).toEqual(['eth', 'pppoes', 'ppp', 'ip'])
    expect(p.layers[2]!.end).toBe(14 + 6 + 22)
  })

  test('the tags of the discovery stage belong to its header (§5)', () => {
    const p = packetOf(bytes(`${ETHERNET} 8863 1107 0000 0010 0102 0004 61632d31 0103 0004 01020304 0000`), 1)
    expect(namesOf(p)).toEqual(['eth', 'pppoed'])
    expect(fieldsOf(p, 1)).toMatchObject({
      'pppoe.code': 0x07,
      'pppoed.tag': [0x0102, 0x0103],
      'pppoed.tag_length': [4, 4],
      'pppoed.tag_text': '61632d31',
      'pppoed.tag_value': '01020304',
    })
    expect(p.layers[1]!.payload).toBe(14 + 6 + 16)
  })

  test('a tag that reaches beyond LENGTH ends the list', () => {
    const p = packetOf(bytes(`${ETHERNET} 8863 1109 0000 0008 0101 0000 0103 0009 01020304`), 1)
    expect(fieldsOf(p, 1)).toHaveProperty('pppoed.tag', 0x0101)
  })

  test('5 octets are truncated', () => {
    const { malformed } = packetOf(bytes(`${ETHERNET} 8863 1109 0000 00`), 1)
    expect(malformed).toMatchObject({ reason: Reason.Truncated, need: 6, have: 5 })
  })
})
