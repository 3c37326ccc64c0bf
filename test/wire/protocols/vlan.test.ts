import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const TAG = 'ffffffffffff 001122334455 8100'

describe('802.1Q tag, IEEE 802.1Q §9.6', () => {
  test.each([
    ['PCP', '8000', { 'vlan.priority': 4, 'vlan.dei': 0, 'vlan.id': 0 }],
    ['PCP', '2000', { 'vlan.priority': 1, 'vlan.dei': 0, 'vlan.id': 0 }],
    ['DEI', '1000', { 'vlan.priority': 0, 'vlan.dei': 1, 'vlan.id': 0 }],
    ['VID', '0800', { 'vlan.priority': 0, 'vlan.dei': 0, 'vlan.id': 2048 }],
    ['VID', '0001', { 'vlan.priority': 0, 'vlan.dei': 0, 'vlan.id': 1 }],
  ])('%s is where the standard draws it: %s', (_, tci, fields) => {
    expect(fieldsOf(packetOf(bytes(`${TAG} ${tci} 88b5`), 1), 1)).toEqual({ ...fields, 'vlan.etype': 0x88b5 })
  })

  test('a value below 0x0600 behind the tag is a length and leads to LLC', () => {
    const p = packetOf(bytes(`${TAG} 0064 0003 f0f003 0000`), 1)
    expect(namesOf(p)).toEqual(['eth', 'vlan', 'llc'])
    expect(fieldsOf(p, 1)).toHaveProperty('vlan.len', 3)
    expect(p.layers[1]!.end).toBe(21)
  })

  test('0x9100, the old tag of stacked VLANs, is read the same way', () => {
    const p = packetOf(bytes('ffffffffffff 001122334455 9100 0064 8100 0065 88b5 00'), 1)
    expect(namesOf(p)).toEqual(['eth', 'vlan', 'vlan', 'data'])
    expect(fieldsOf(p, 2)).toHaveProperty('vlan.id', 0x65)
  })

  test('a tag of 3 octets is truncated', () => {
    const { malformed } = packetOf(bytes(`${TAG} 0064 08`), 1)
    expect(malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Vlan, offset: 14, need: 4, have: 3 })
  })
})
