import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'

describe('PPP, RFC 1661 §2 and RFC 1662 §3.1', () => {
  test.each([
    ['Address and Control', 'ff03 0021', { 'ppp.address': 0xff, 'ppp.control': 3, 'ppp.protocol': 0x21 }, 4],
    ['without them (RFC 1662 §3.2)', '0021', { 'ppp.protocol': 0x21 }, 2],
    [
      'compressed Protocol (RFC 1661 §6.5)',
      'ff03 21',
      { 'ppp.address': 0xff, 'ppp.control': 3, 'ppp.protocol': 0x21 },
      3,
    ],
    ['both left out', '21', { 'ppp.protocol': 0x21 }, 1],
  ])('%s', (_, octets, fields, payload) => {
    const p = packetOf(bytes(octets + IPV4), 9)
    expect(fieldsOf(p, 0)).toEqual(fields)
    expect(p.layers[0]!.payload).toBe(payload)
    expect(namesOf(p)).toEqual(['ppp', 'ip'])
  })

  test.each([
    ['0057 6000000000003b40 00000000000000000000000000000001 00000000000000000000000000000001', 'ipv6'],
    ['0281 00010140 10', 'mpls'],
    ['0283 00010140 10', 'mpls'],
    ['c021 01010004', 'lcp'],
    ['c227 01010004', 'data'],
  ])('%s leads to %s', (octets, name) => {
    expect(namesOf(packetOf(bytes(`ff03 ${octets}`), 9))[1]).toBe(name)
  })

  test('on a serial line, Cisco HDLC is told by its Address and Control', () => {
    expect(namesOf(packetOf(bytes(`0f00 0800 ${IPV4}`), 50))).toEqual(['ppp', 'chdlc', 'ip'])
  })

  test.each([
    ['', 1],
    ['ff', 3],
    ['ff03', 3],
    ['ff0300', 4],
  ])('"%s" is truncated: %i octets are needed', (octets, need) => {
    expect(packetOf(bytes(octets), 9).malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Ppp, need })
  })
})
