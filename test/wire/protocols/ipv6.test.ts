import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ADDRESSES = '20010db8000000000000000000000001 20010db8000000000000000000000002'
const ZERO = {
  'ipv6.version': 6,
  'ipv6.tclass': 0,
  'ipv6.tclass.dscp': 0,
  'ipv6.tclass.ecn': 0,
  'ipv6.flow': 0,
  'ipv6.plen': 0,
  'ipv6.nxt': 59,
  'ipv6.hlim': 0,
  'ipv6.src': '20010db8000000000000000000000001',
  'ipv6.dst': '20010db8000000000000000000000002',
}

describe('IPv6, RFC 8200 §3', () => {
  test.each([
    ['DSCP', '68000000 0000 3b 00', { ...ZERO, 'ipv6.tclass': 0x80, 'ipv6.tclass.dscp': 32 }],
    ['ECN', '60100000 0000 3b 00', { ...ZERO, 'ipv6.tclass': 1, 'ipv6.tclass.ecn': 1 }],
    ['Flow Label', '60080000 0000 3b 00', { ...ZERO, 'ipv6.flow': 0x80000 }],
    ['Payload Length', '60000000 0102 3b 00', { ...ZERO, 'ipv6.plen': 258 }],
    ['Next Header', '60000000 0000 ff 00', { ...ZERO, 'ipv6.nxt': 255 }],
    ['Hop Limit', '60000000 0000 3b 40', { ...ZERO, 'ipv6.hlim': 64 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(packetOf(bytes(`${octets} ${ADDRESSES}`), 229), 0)).toEqual(fields)
  })

  test('Payload Length ends the packet before what follows it', () => {
    const p = packetOf(bytes(`60000000 0004 fd 40 ${ADDRESSES} 01020304 0000`), 229)
    expect(p.layers[0]).toMatchObject({ payload: 40, end: 44 })
    expect(namesOf(p)).toEqual(['ipv6', 'data'])
  })

  test('a Payload Length of 0 is as long as the frame: a jumbogram (RFC 2675 §3) or a super-frame', () => {
    const p = packetOf(bytes(`60000000 0000 fd 40 ${ADDRESSES} 01020304`), 229)
    expect(p.layers[0]).toMatchObject({ payload: 40, end: 44 })
  })

  test('but without a next header (§4.7) it is 0, and the rest is padding', () => {
    const p = packetOf(bytes(`60000000 0000 3b 40 ${ADDRESSES} 01020304`), 229)
    expect(namesOf(p)).toEqual(['ipv6'])
    expect(p.layers[0]!.end).toBe(40)
  })

  test('what a capture cut is not what a length field cut', () => {
    const cut = packetOf(bytes(`60000000 0008 11 40 ${ADDRESSES} 0001`), 229, 48)
    expect(cut.malformed).toMatchObject({ reason: Reason.Cut, kind: Kind.Udp })
    const short = packetOf(bytes(`60000000 0002 11 40 ${ADDRESSES} 0001 0002 0008 0000`), 229)
    expect(short.malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Udp })
  })

  test('39 octets are truncated, and another version is no IPv6', () => {
    const octets = bytes(`60000000 0000 3b 40 ${ADDRESSES}`)
    const short = packetOf(octets.subarray(0, 39), 229)
    expect(short.malformed).toMatchObject({ reason: Reason.Truncated, need: 40, have: 39 })
    octets[0] = 0x50
    expect(packetOf(octets, 229).malformed).toMatchObject({ reason: Reason.BadField, kind: Kind.Ipv6 })
  })
})
