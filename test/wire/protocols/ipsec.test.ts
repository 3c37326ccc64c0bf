import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')

/** An IPv4 packet with this behind a protocol number. */
const ipHex = (protocol: string, hex: string): string =>
  `4500 ${hex4(20 + bytes(hex).length)} 00000000 40${protocol}0000 0a000001 0a000002 ${hex}`
/** The same in UDP from and to these ports. */
const udpHex = (source: number, destination: number, hex: string): string =>
  ipHex('11', `${hex4(source)} ${hex4(destination)} ${hex4(8 + bytes(hex).length)} 0000 ${hex}`)
const decoded = (hex: string, length = bytes(hex).length) => packetOf(bytes(hex), 228, length)

describe('ESP, RFC 4303 §2', () => {
  test('SPI and sequence number are in the clear, the rest is data', () => {
    const p = decoded(ipHex('32', 'c0ffee01 80000002 5a5a'))
    expect(fieldsOf(p, 1)).toEqual({ 'esp.spi': 0xc0ffee01, 'esp.sequence': 0x80000002 })
    expect(namesOf(p)).toEqual(['ip', 'esp', 'data'])
  })

  test('seven octets are too few', () => {
    const { malformed } = decoded(ipHex('32', 'c0ffee01 800000'))
    expect(malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Esp, offset: 20, need: 8, have: 7 })
  })

  test('behind AH', () => {
    expect(namesOf(decoded(ipHex('33', '32 01 0000 00000100 00000001 c0ffee01 00000001')))).toEqual(['ip', 'ah', 'esp'])
  })

  test('damaged and cut packets', () => damage(ipHex('32', 'c0ffee01 80000002 5a5a'), 228))
})

describe('IPComp, RFC 3173 §3.1', () => {
  test('every field is where the RFC draws it', () => {
    const p = decoded(ipHex('6c', '06 ff 8002 5a5a'))
    expect(fieldsOf(p, 1)).toEqual({ 'ipcomp.next_header': 6, 'ipcomp.flags': 0xff, 'ipcomp.cpi': 0x8002 })
    expect(namesOf(p)).toEqual(['ip', 'ipcomp', 'data'])
  })

  test('three octets are too few', () => {
    const { malformed } = decoded(ipHex('6c', '06 00 00'))
    expect(malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Ipcomp, need: 4, have: 3 })
  })

  test('damaged and cut packets', () => damage(ipHex('6c', '06 00 0002 5a5a'), 228))
})

describe('IPsec in UDP, RFC 3948 §2', () => {
  test.each([
    ['ESP (§2.1)', 4500, 4500, 'c0ffee01 00000001 5a', ['ip', 'udp', 'udpencap', 'esp', 'data']],
    ['IKE behind the marker (§2.2)', 4500, 4500, '00000000 0102030405', ['ip', 'udp', 'udpencap', 'data']],
    ['a NAT-keepalive (§2.3)', 4500, 4500, 'ff', ['ip', 'udp', 'udpencap']],
    ['ESP from a port that a NAT chose', 40000, 4500, 'c0ffee01 00000001', ['ip', 'udp', 'udpencap', 'esp']],
    ['and to it', 4500, 40000, 'c0ffee01 00000001', ['ip', 'udp', 'udpencap', 'esp']],
    ['a reserved SPI (RFC 4303 §2.1)', 4500, 4500, '000000ff 00000001', ['ip', 'udp', 'data']],
    ['less than ESP has', 4500, 4500, 'c0ffee01 000000', ['ip', 'udp', 'data']],
    ['another single octet', 4500, 4500, 'fe', ['ip', 'udp', 'data']],
    ['another port', 4501, 4501, 'c0ffee01 00000001', ['ip', 'udp', 'data']],
  ])('%s', (_, source, destination, hex, names) => {
    expect(namesOf(decoded(udpHex(source, destination, hex)))).toEqual(names)
  })

  test('marker and keepalive are fields', () => {
    expect(fieldsOf(decoded(udpHex(4500, 4500, '00000000 0102030405')), 2)).toEqual({ 'udpencap.marker': 0 })
    expect(fieldsOf(decoded(udpHex(4500, 4500, 'ff')), 2)).toEqual({ 'udpencap.keepalive': 0xff })
    expect(fieldsOf(decoded(udpHex(4500, 4500, 'c0ffee01 00000001')), 2)).toEqual({})
  })

  test.each(['c0ffee01 00000001 5a', '00000000 0102030405', 'ff'])('damaged and cut: %s', (hex) =>
    damage(udpHex(4500, 4500, hex), 228),
  )
})
