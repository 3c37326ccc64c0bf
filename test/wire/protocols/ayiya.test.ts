import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { TunnelType, tunnelType } from '../../../src/wire/tunnel.js'
import { bytes, damage, fieldsOf, INNER_IPV6, inUdp, namesOf, packetOf, udpHex } from '../../helpers/octets.js'

const IDENTITY = '20010db8000000000000000000000001'
const SIGNATURE = '5a'.repeat(20)
const HEADER = `44 52 11 29 80000001 ${IDENTITY} ${SIGNATURE}`

describe('AYIYA, draft-massar-v6ops-ayiya-02 §3', () => {
  test('every field is where the draft draws it', () => {
    const p = inUdp(40000, 5072, `${HEADER} ${INNER_IPV6}`)
    expect(fieldsOf(p, 2)).toEqual({
      'ayiya.idlen': 4,
      'ayiya.idtype': 4,
      'ayiya.siglen': 5,
      'ayiya.hashmethod': 2,
      'ayiya.authmethod': 1,
      'ayiya.opcode': 1,
      'ayiya.nextheader': 41,
      'ayiya.seconds': 0x80000001,
      'ayiya.identity': IDENTITY,
      'ayiya.signature': SIGNATURE,
    })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'ayiya', 'ipv6'])
    expect([tunnelType(p, 2), tunnelType(p, 3)]).toEqual([TunnelType.Ayiya, TunnelType.None])
  })

  test('from the broker', () => {
    expect(namesOf(inUdp(5072, 40000, `${HEADER} ${INNER_IPV6}`)).slice(2)).toEqual(['ayiya', 'ipv6'])
  })

  test('a heartbeat is no tunnel', () => {
    const p = inUdp(40000, 5072, `44 52 10 3b 80000001 ${IDENTITY} ${SIGNATURE}`)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'ayiya'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test.each([
    ['operation 8', `44 52 18 29 80000001 ${IDENTITY} ${SIGNATURE}`],
    ['an identity of 512 octets', `94 52 11 29 80000001 ${'00'.repeat(600)}`],
    ['a signature beyond the datagram', `44 f2 11 29 80000001 ${IDENTITY} ${SIGNATURE}`],
    ['a protocol that nobody knows', `44 52 11 fd 80000001 ${IDENTITY} ${SIGNATURE}`],
    ['seven octets', '44 52 11 29 800000'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(inUdp(40000, 5072, hex))).toEqual(['ip', 'udp', 'data'])
  })

  test('a header that the capture cut', () => {
    const octets = bytes(udpHex(40000, 5072, `${HEADER} ${INNER_IPV6}`))
    expect(packetOf(octets.slice(0, 50), 228, octets.length).malformed).toMatchObject({
      reason: Reason.Cut,
      kind: Kind.Ayiya,
      need: 44,
    })
  })

  test('damaged and cut packets', () => damage(udpHex(40000, 5072, `${HEADER} ${INNER_IPV6}`), 228))
})
