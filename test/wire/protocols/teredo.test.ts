import { describe, expect, test } from 'vitest'
import { writeText } from '../../../src/present/value.js'
import { Writer } from '../../../src/present/writer.js'
import { visitFields } from '../../../src/wire/field.js'
import { protocol } from '../../../src/wire/protocols/teredo.js'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { damage, fieldsOf, INNER_IPV4, INNER_IPV6, inUdp, namesOf, udpHex } from '../../helpers/octets.js'

// RFC 4380 §5.1.1: the port and address 40000 of 192.0.2.45, each bit reversed.
const ORIGIN = '0000 63bf 3ffffdd2'
const AUTHENTICATION = '0001 04 05 69646964 6175746876 0102030405060708 09'

describe('Teredo, RFC 4380 §5.1.1', () => {
  test('an IPv6 packet alone, to the server and from it', () => {
    for (const p of [inUdp(40000, 3544, INNER_IPV6), inUdp(3544, 40000, INNER_IPV6)]) {
      expect(namesOf(p)).toEqual(['ip', 'udp', 'teredo', 'ipv6'])
      expect(fieldsOf(p, 2)).toEqual({})
      expect(tunnelType(p, 2)).toBe(TunnelType.Teredo)
    }
  })

  test('authentication', () => {
    const p = inUdp(40000, 3544, `${AUTHENTICATION} ${INNER_IPV6}`)
    expect(fieldsOf(p, 2)).toEqual({
      'teredo.auth.idlen': 4,
      'teredo.auth.aulen': 5,
      'teredo.auth.id': '69646964',
      'teredo.auth.value': '6175746876',
      'teredo.auth.nonce': '0102030405060708',
      'teredo.auth.conf': '09',
    })
    expect(namesOf(p).slice(2)).toEqual(['teredo', 'ipv6'])
  })

  test.each([
    ['alone', ORIGIN],
    ['behind authentication', `${AUTHENTICATION} ${ORIGIN}`],
  ])('an origin %s is shown as the server saw it', (_, hex) => {
    const p = inUdp(3544, 40000, `${hex} ${INNER_IPV6}`)
    const shown: Record<string, string> = {}
    const { start, payload } = p.layers[2]!
    visitFields(protocol, p.view, start, payload, (f, v, at, size, o) => {
      const w = new Writer()
      writeText(w, f, v, at, size, o)
      shown[f.name] = w.toString()
    })
    expect(shown).toMatchObject({ 'teredo.orig.port': '40000', 'teredo.orig.addr': '192.0.2.45' })
    expect(namesOf(p).slice(2)).toEqual(['teredo', 'ipv6'])
  })

  test.each([
    ['IPv4', INNER_IPV4],
    ['an IPv6 packet longer than the datagram', INNER_IPV6.replace('0000 3b', '0001 3b')],
    ['an origin without a packet', ORIGIN],
    ['another indicator', `0002 63bf 3ffffdd2 ${INNER_IPV6}`],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(inUdp(40000, 3544, hex))).toEqual(['ip', 'udp', 'data'])
  })

  test('damaged and cut packets', () => damage(udpHex(3544, 40000, `${AUTHENTICATION} ${ORIGIN} ${INNER_IPV6}`), 228))
})
