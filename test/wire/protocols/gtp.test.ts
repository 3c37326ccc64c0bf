import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { TunnelType, tunnelId, tunnelType } from '../../../src/wire/tunnel.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const hex4 = (n: number): string => n.toString(16).padStart(4, '0')
const udpHex = (hex: string, source = 2152, destination = 2152): string => {
  const length = bytes(hex).length
  return `4500 ${hex4(28 + length)} 00000000 40110000 0a000001 0a000002
    ${hex4(source)} ${hex4(destination)} ${hex4(8 + length)} 0000 ${hex}`
}
const decoded = (hex: string) => packetOf(bytes(udpHex(hex)), 228)

const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
const IPV6 = '60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002'
const FRAME = `020000000002 020000000001 0800 ${IPV4}`
/** A T-PDU without optional fields. */
const plain = (payload: string): string => `30 ff ${hex4(bytes(payload).length)} 80000001 ${payload}`

describe('GTP, 3GPP TS 29.281 §5.1', () => {
  test('the header without optional fields', () => {
    const p = decoded(plain(IPV4))
    expect(fieldsOf(p, 2)).toEqual({
      'gtp.flags': 0x30,
      'gtp.flags.version': 1,
      'gtp.flags.payload': 1,
      'gtp.flags.reserved': 0,
      'gtp.flags.e': 0,
      'gtp.flags.s': 0,
      'gtp.flags.pn': 0,
      'gtp.message': 255,
      'gtp.length': 28,
      'gtp.teid': 0x80000001,
    })
    expect(namesOf(p)).toEqual(['ip', 'udp', 'gtp', 'ip', 'data'])
    expect([tunnelType(p, 2), tunnelId(p, 2)]).toEqual([TunnelType.Gtp, 0x80000001])
  })

  test.each([
    ['S', '32', { 'gtp.seq_number': 0x8001 }, ['gtp.npdu_number', 'gtp.ext_hdr.next']],
    ['PN', '31', { 'gtp.npdu_number': 0x81 }, ['gtp.seq_number', 'gtp.ext_hdr.next']],
    ['E', '34', { 'gtp.ext_hdr.next': 0 }, ['gtp.seq_number', 'gtp.npdu_number']],
  ])('%s alone makes all three fields stand there, and one count', (_, flags, fields, missing) => {
    const p = decoded(`${flags} ff 0020 00000001 8001 81 00 ${IPV4}`)
    expect(fieldsOf(p, 2)).toMatchObject(fields)
    for (const name of missing) expect(fieldsOf(p, 2)).not.toHaveProperty([name])
    expect(p.layers[2]!.payload - p.layers[2]!.start).toBe(12)
    expect(namesOf(p).slice(3)).toEqual(['ip', 'data'])
  })

  test('extension headers, in words of four octets (§5.2)', () => {
    const p = decoded(`34 ff 0028 00000001 0000 00 c0 01 8001 85 01 00 c9 00 ${IPV4}`)
    expect(fieldsOf(p, 2)).toMatchObject({
      'gtp.ext_hdr.next': [0xc0, 0x85, 0],
      'gtp.ext_hdr.length': [1, 1],
      'gtp.ext_hdr.pdu_ses_con.pdu_type': 0,
      'gtp.ext_hdr.pdu_ses_cont.ppp': 1,
      'gtp.ext_hdr.pdu_ses_cont.rqi': 1,
      'gtp.ext_hdr.pdu_ses_con.qos_flow_id': 9,
    })
    expect(namesOf(p).slice(3)).toEqual(['ip', 'data'])
  })

  test('one of two words, from user to network', () => {
    const p = decoded(`34 ff 0028 00000001 0000 00 85 02 1f 09 00000000 00 ${IPV4}`)
    expect(fieldsOf(p, 2)).toMatchObject({
      'gtp.ext_hdr.pdu_ses_con.pdu_type': 1,
      'gtp.ext_hdr.pdu_ses_con.qos_flow_id': 9,
    })
    expect(fieldsOf(p, 2)).not.toHaveProperty(['gtp.ext_hdr.pdu_ses_cont.rqi'])
    expect(namesOf(p).slice(3)).toEqual(['ip', 'data'])
  })

  test.each([
    ['IPv4', IPV4, 'ip'],
    ['IPv6', IPV6, 'ipv6'],
    ['a frame', FRAME, 'eth'],
    ['something else', '0102030405060708090a0b0c0d0e0f', 'data'],
    ['IPv4 whose length is too large', `45 00ffff ${'00'.repeat(17)}`, 'ip'],
    ['a frame to an address that begins with 4', FRAME.replace('020000000002', '46ffffffff02'), 'eth'],
  ])('what a user sends: %s', (_, payload, name) => {
    expect(namesOf(decoded(plain(payload)))[3]).toBe(name)
  })

  test.each([
    ['an echo', '32 01 0004 00000000 0001 0000'],
    ['an end marker', '30 fe 0000 00000001'],
  ])('%s is no tunnel', (_, hex) => {
    const p = decoded(hex)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'gtp'])
    expect(tunnelType(p, 2)).toBe(TunnelType.None)
  })

  test('answers go to whatever port asked', () => {
    const p = packetOf(bytes(udpHex('32 02 0006 00000000 0001 0000 0e00', 2152, 40000)), 228)
    expect(namesOf(p)).toEqual(['ip', 'udp', 'gtp'])
  })

  test('octets behind the length are not the message', () => {
    expect(decoded(`${plain(IPV4)} 0000`).layers[2]).toMatchObject({ payload: 36, end: 64 })
  })

  test.each([
    ['version 2', '48 01 0004 00000001'],
    ['charging (PT 0)', '2f 01 0000 00000000'],
    ['a length beyond the datagram', '30 ff 0001 00000001'],
    ['seven octets', '30 ff 0000 000000'],
  ])('%s stays data', (_, hex) => {
    expect(namesOf(decoded(hex))).toEqual(['ip', 'udp', 'data'])
  })

  test.each([
    ['an extension header of length 0', '34 ff 0008 00000001 0000 00 85 00 00 09 00', Reason.BadField],
    ['one beyond the message', '34 ff 0008 00000001 0000 00 85 02 00 09 00', Reason.Truncated],
    ['one that is missing', '34 ff 0004 00000001 0000 00 85', Reason.Truncated],
    ['no room for the optional fields', '32 ff 0003 00000001 000000', Reason.BadField],
  ])('%s cannot be decoded', (_, hex, reason) => {
    expect(decoded(hex).malformed).toMatchObject({ reason, kind: Kind.Gtp })
  })

  test.each([
    plain(IPV4),
    `34 ff 0028 00000001 0000 00 c0 01 8001 85 01 00 c9 00 ${IPV4}`,
    '32 01 0004 00000000 0001 0000',
  ])('damaged and cut: %s', (hex) => damage(udpHex(hex), 228))
})
