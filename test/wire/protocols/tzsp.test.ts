import { describe, expect, test } from 'vitest'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { damage, fieldsOf, INNER_FRAME, inUdp, namesOf, udpHex } from '../../helpers/octets.js'

const decoded = (hex: string) => inUdp(40000, 37008, hex)
const TAGS = '28 04 80000007 29 02 8050 3c 06 020000000009 0a 01 c5 00 01'

describe('TZSP', () => {
  test('a frame without tags', () => {
    const p = decoded(`01 00 0001 01 ${INNER_FRAME}`)
    expect(fieldsOf(p, 2)).toEqual({ 'tzsp.version': 1, 'tzsp.type': 0, 'tzsp.encap': 1, 'tzsp.option_tag': 1 })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'tzsp', 'eth', 'ip', 'data'])
    expect(tunnelType(p, 2)).toBe(TunnelType.Tzsp)
  })

  test('tags, padding and the end', () => {
    const p = decoded(`01 01 0001 ${TAGS} ${INNER_FRAME}`)
    expect(fieldsOf(p, 2)).toMatchObject({
      'tzsp.option_tag': [40, 41, 60, 10, 0, 1],
      'tzsp.option_length': [4, 2, 6, 1],
      'tzsp.packet_id': 0x80000007,
      'tzsp.original_length': 0x8050,
      'tzsp.sensormac': '020000000009',
      'tzsp.value': 'c5',
    })
    expect(namesOf(p).slice(2, 4)).toEqual(['tzsp', 'eth'])
  })

  test('another link layer stays octets', () => {
    expect(namesOf(decoded('01 00 0012 01 08020000'))).toEqual(['ip', 'udp', 'tzsp', 'data'])
  })

  test('a keepalive is no tunnel', () => {
    const p = decoded('01 04 0000 01')
    expect(namesOf(p)).toEqual(['ip', 'udp', 'tzsp'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test.each([
    ['version 2', `02 00 0001 01 ${INNER_FRAME}`],
    ['type 6', `01 06 0001 01 ${INNER_FRAME}`],
    ['tags without an end', '01 00 0001 0a 01 c5'],
    ['a tag beyond the datagram', '01 00 0001 0a ff c5'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(decoded(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test('damaged and cut packets', () => damage(udpHex(40000, 37008, `01 00 0001 ${TAGS} ${INNER_FRAME}`), 228))
})
