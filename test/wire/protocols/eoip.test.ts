import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { TunnelType, tunnelId, tunnelType } from '../../../src/wire/tunnel.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Gre

const FRAME = '020000000002 020000000001 88b5 00'
const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

describe("MikroTik's EoIP", () => {
  test('the key is a length, and a number with its octets the other way round', () => {
    const p = decoded(`2001 6400 000f 0a00 ${FRAME}`)
    expect(fieldsOf(p, 0)).toMatchObject({
      'gre.key': 0x000f0a00,
      'gre.key.eoip_length': 15,
      'gre.key.eoip_tunnel_id': 10,
    })
    expect([tunnelType(p, 0), tunnelId(p, 0)]).toEqual([TunnelType.Eoip, 10])
    expect(tunnelId(decoded(`2001 6400 000f 3412 ${FRAME}`), 0)).toBe(0x1234)
  })

  test('the length ends the frame in front of padding', () => {
    const p = decoded(`2001 6400 000f 0a00 ${FRAME} 0000 0000`)
    expect(p.layers[0]).toMatchObject({ payload: 8, end: 23 })
    expect(namesOf(p)).toEqual(['gre', 'eth', 'data'])
  })

  test('a length of 0 is a keepalive', () => {
    const p = decoded('2001 6400 0000 0a00')
    expect(namesOf(p)).toEqual(['gre'])
    expect(p.malformed.reason).toBe(Reason.None)
  })

  test.each([
    ['version 0', `2000 6400 000f 0a00 ${FRAME}`],
    ['a sequence number', `3001 6400 000f 0a00 00000001 ${FRAME}`],
    ['another type', `2001 6558 000f 0a00 ${FRAME}`],
  ])('%s is not EoIP', (_, hex) => {
    expect(fieldsOf(decoded(hex), 0)).not.toHaveProperty(['gre.key.eoip_tunnel_id'])
  })

  test('damaged and cut packets', () => damage(`2001 6400 000f 0a00 ${FRAME}`, LINK_TYPE, tables))
})
