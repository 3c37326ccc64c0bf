import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const FRAME = '020000000002 020000000001 88b5 00'

/** An IPv4 packet with this behind EtherIP's protocol number. */
const hexOf = (etherip: string): string => {
  const total = (20 + bytes(etherip).length).toString(16).padStart(4, '0')
  return `4500 ${total} 00000000 40610000 0a000001 0a000002 ${etherip}`
}
const packet = (etherip: string) => packetOf(bytes(hexOf(etherip)), 228)

describe('EtherIP, RFC 3378 §3', () => {
  test('version and reserved bits are where the RFC draws them', () => {
    const p = packet(`3fff ${FRAME}`)
    expect(fieldsOf(p, 1)).toEqual({ 'etherip.ver': 3, 'etherip.reserved': 0xfff })
    expect(namesOf(p)).toEqual(['ip', 'etherip', 'eth', 'data'])
  })

  test.each([
    ['another version', `4000 ${FRAME}`, Reason.BadField, 17],
    ['one octet', '30', Reason.Truncated, 1],
    ['none', '', Reason.Truncated, 0],
  ])('%s cannot be decoded', (_, hex, reason, have) => {
    expect(packet(hex).malformed).toMatchObject({ reason, kind: Kind.EtherIp, offset: 20, need: 2, have })
  })

  test('damaged and cut packets', () => damage(hexOf(`3000 ${FRAME}`), 228))
})
