import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const IPV6 = '6000000000003b40 00000000000000000000000000000001 00000000000000000000000000000001'

describe('LINKTYPE_NULL and LINKTYPE_LOOP', () => {
  test.each([
    [0, '02000000', 'ip', IPV4, 2],
    [0, '00000002', 'ip', IPV4, 2],
    [108, '00000002', 'ip', IPV4, 2],
    [0, '0a000000', 'ipv6', IPV6, 10],
    [0, '18000000', 'ipv6', IPV6, 24],
    [0, '0000001c', 'ipv6', IPV6, 28],
    [0, '1e000000', 'ipv6', IPV6, 30],
    [108, '0000001e', 'ipv6', IPV6, 30],
    [0, '07000000', 'data', '00', 7],
  ])('link type %i, %s is a family in whichever order makes it small: %s', (linkType, family, name, rest, value) => {
    const p = packetOf(bytes(family + rest), linkType)
    expect(namesOf(p)).toEqual(['null', name])
    expect(fieldsOf(p, 0)).toEqual({ 'null.family': value })
  })

  test.each(['00000800', '00080000'])('%s is an EtherType: no family is that large', (type) => {
    const p = packetOf(bytes(type + IPV4), 0)
    expect(namesOf(p)).toEqual(['null', 'ip'])
    expect(fieldsOf(p, 0)).toEqual({ 'null.type': 0x0800 })
  })

  test('3 octets are truncated', () => {
    expect(packetOf(bytes('020000'), 0).malformed).toMatchObject({ reason: Reason.Truncated, need: 4, have: 3 })
  })
})
