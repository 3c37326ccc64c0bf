import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

describe('Cisco HDLC, RFC 1547 §4.3.1', () => {
  test('every field is where the description puts it', () => {
    const p = packetOf(bytes('8f01 88b5 00'), 104)
    expect(fieldsOf(p, 0)).toEqual({ 'chdlc.address': 0x8f, 'chdlc.control': 1, 'chdlc.protocol': 0x88b5 })
    expect(namesOf(p)).toEqual(['chdlc', 'data'])
  })

  test('SLARP has the EtherType of RARP and another format', () => {
    expect(namesOf(packetOf(bytes('8f00 8035 0000000200000000'), 104))).toEqual(['chdlc', 'data'])
  })

  test('3 octets are truncated', () => {
    expect(packetOf(bytes('0f0008'), 104).malformed).toMatchObject({ reason: Reason.Truncated, need: 4, have: 3 })
  })
})
