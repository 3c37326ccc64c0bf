import { describe, expect, test } from 'vitest'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { damage, fieldsOf, INNER_IPV4, INNER_IPV6, inUdp, namesOf, udpHex } from '../../helpers/octets.js'

const decoded = (hex: string) => inUdp(50000, 6080, hex)

describe('GUE, draft-ietf-intarea-gue-09 §3', () => {
  test('variant 0', () => {
    const p = decoded(`00 04 0000 ${INNER_IPV4}`)
    expect(fieldsOf(p, 2)).toEqual({
      'gue.variant': 0,
      'gue.control': 0,
      'gue.hlen': 0,
      'gue.proto': 4,
      'gue.flags': 0,
    })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'gue', 'ip', 'data'])
    expect([tunnelType(p, 2), tunnelType(p, 3)]).toEqual([TunnelType.Gue, TunnelType.None])
  })

  test('extension fields, in words of four octets', () => {
    const p = decoded(`02 29 8001 0102030405060708 ${INNER_IPV6}`)
    expect(fieldsOf(p, 2)).toMatchObject({ 'gue.hlen': 2, 'gue.flags': 0x8001, 'gue.extensions': '0102030405060708' })
    expect(namesOf(p).slice(2)).toEqual(['gue', 'ipv6'])
  })

  test.each([
    ['IPv4', INNER_IPV4, 'ip'],
    ['IPv6', INNER_IPV6, 'ipv6'],
  ])('variant 1 is %s at once', (_, hex, name) => {
    const p = decoded(hex)
    expect(namesOf(p).slice(2, 4)).toEqual(['gue', name])
    expect(fieldsOf(p, 2)).toEqual({})
    expect(tunnelType(p, 2)).toBe(TunnelType.Gue)
  })

  test('a control message is no tunnel', () => {
    const p = decoded('20 07 0000 aa')
    expect(fieldsOf(p, 2)).toMatchObject({ 'gue.control': 1, 'gue.ctype': 7 })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'gue', 'data'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test.each([
    ['variant 2', `80 04 0000 ${INNER_IPV4}`],
    ['a protocol that nobody knows', `00 fd 0000 ${INNER_IPV4}`],
    ['a protocol that no tunnel carries', `00 06 0000 ${INNER_IPV4}`],
    ['a packet of another version than it says', `00 29 0000 ${INNER_IPV4}`],
    ['flags without the fields that they announce', `00 04 8000 ${INNER_IPV4}`],
    ['a header beyond the datagram', '1f 04 0000'],
    ['IPv4 that is longer than the datagram', `4500 001d ${INNER_IPV4.slice(10)}`],
    ['three octets', '00 04 00'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(decoded(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test('the source port says nothing: it is a hash', () => {
    expect(namesOf(inUdp(6080, 50000, `00 04 0000 ${INNER_IPV4}`))).toEqual(['ip', 'udp', 'data'])
  })

  test.each([`01 04 0000 01020304 ${INNER_IPV4}`, INNER_IPV6])('damaged and cut: %s', (hex) =>
    damage(udpHex(50000, 6080, hex), 228),
  )
})
