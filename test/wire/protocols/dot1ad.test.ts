import { describe, expect, test } from 'vitest'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const TAG = 'ffffffffffff 001122334455 88a8'

describe('802.1ad tag, IEEE 802.1Q §9.6', () => {
  test.each([
    ['PCP', '4000', { 'ieee8021ad.priority': 2, 'ieee8021ad.dei': 0, 'ieee8021ad.id': 0 }],
    ['DEI', '1000', { 'ieee8021ad.priority': 0, 'ieee8021ad.dei': 1, 'ieee8021ad.id': 0 }],
    ['VID', '0fff', { 'ieee8021ad.priority': 0, 'ieee8021ad.dei': 0, 'ieee8021ad.id': 4095 }],
  ])('%s is where the standard draws it', (_, tci, fields) => {
    expect(fieldsOf(packetOf(bytes(`${TAG} ${tci} 88b5`), 1), 1)).toEqual({ ...fields, 'ieee8021ah.etype': 0x88b5 })
  })

  test('a customer tag follows the service tag', () => {
    expect(namesOf(packetOf(bytes(`${TAG} 0064 8100 0065 88b5 00`), 1))).toEqual(['eth', 'ieee8021ad', 'vlan', 'data'])
  })

  test('a length behind the tag leads to LLC', () => {
    expect(namesOf(packetOf(bytes(`${TAG} 0064 0003 f0f003`), 1))).toEqual(['eth', 'ieee8021ad', 'llc'])
  })
})
