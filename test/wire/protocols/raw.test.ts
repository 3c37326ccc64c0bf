import { describe, expect, test } from 'vitest'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const IPV6 = '6000000000003b40 00000000000000000000000000000001 00000000000000000000000000000001'

describe('bare IP packets', () => {
  test.each([12, 14, 101])('LINKTYPE_RAW (%i): the version nibble decides', (linkType) => {
    expect(namesOf(packetOf(bytes(IPV4), linkType))).toEqual(['raw', 'ip'])
    expect(namesOf(packetOf(bytes(IPV6), linkType))).toEqual(['raw', 'ipv6'])
    expect(namesOf(packetOf(bytes('50'), linkType))).toEqual(['raw', 'data'])
    expect(namesOf(packetOf(bytes(''), linkType))).toEqual(['raw'])
  })

  test('the layer has no octets', () => {
    const p = packetOf(bytes(IPV4), 101)
    expect(p.layers[0]).toMatchObject({ start: 0, payload: 0, end: 20 })
    expect(fieldsOf(p, 0)).toEqual({})
  })

  test('LINKTYPE_IPV4 and LINKTYPE_IPV6 are those packets themselves', () => {
    expect(namesOf(packetOf(bytes(IPV4), 228))).toEqual(['ip'])
    expect(namesOf(packetOf(bytes(IPV6), 229))).toEqual(['ipv6'])
  })
})
