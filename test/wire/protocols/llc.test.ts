import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

/** A frame of IEEE 802.3 with this in it. */
const frame = (llc: string) => {
  const octets = bytes(llc)
  const length = octets.length.toString(16).padStart(4, '0')
  return packetOf(bytes(`ffffffffffff 001122334455 ${length} ${llc}`), 1)
}
const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'

describe('LLC, IEEE 802.2 §3.2', () => {
  test.each([
    ['DSAP', '80 00 03', { 'llc.dsap': 0x80, 'llc.dsap.ig': 0, 'llc.ssap': 0, 'llc.ssap.cr': 0, 'llc.control': 3 }],
    ['I/G', '01 00 03', { 'llc.dsap': 1, 'llc.dsap.ig': 1, 'llc.ssap': 0, 'llc.ssap.cr': 0, 'llc.control': 3 }],
    ['C/R', '00 01 03', { 'llc.dsap': 0, 'llc.dsap.ig': 0, 'llc.ssap': 1, 'llc.ssap.cr': 1, 'llc.control': 3 }],
  ])('%s is where the standard draws it', (_, octets, fields) => {
    expect(fieldsOf(frame(octets), 1)).toEqual(fields)
  })

  test('Control has 2 octets in the I and S formats, the lower one first, and 1 in the U format (§5.2)', () => {
    expect(fieldsOf(frame('f0f0 0204 99'), 1)).toHaveProperty('llc.control', 0x0402)
    expect(frame('f0f0 0204 99').layers[1]!.payload).toBe(18)
    expect(fieldsOf(frame('f0f0 0104 99'), 1)).toHaveProperty('llc.control', 0x0401)
    expect(fieldsOf(frame('f0f0 f3 99'), 1)).toHaveProperty('llc.control', 0xf3)
    expect(frame('f0f0 f3 99').layers[1]!.payload).toBe(17)
  })

  test.each([
    ['IP by its SAP', `0606 03 ${IPV4}`, ['eth', 'llc', 'ip']],
    ['an EtherType by RFC 1042', `aaaa03 000000 0800 ${IPV4}`, ['eth', 'llc', 'ip']],
    ['an EtherType by IEEE 802.1H', `aaaa03 0000f8 0800 ${IPV4}`, ['eth', 'llc', 'ip']],
    ['a bridged frame, RFC 2684 §5.2', `aaaa03 0080c2 0007 ffffffffffff 001122334455 88b5`, ['eth', 'llc', 'eth']],
    ['PVST+ of Cisco', 'aaaa03 00000c 010b 0000 00 80', ['eth', 'llc', 'stp']],
    ['CDP of Cisco, which is not decoded', 'aaaa03 00000c 2000 02', ['eth', 'llc', 'data']],
    ['BPDU', '424203 0000 00 80', ['eth', 'llc', 'stp']],
    ['OSI, which is not decoded', 'fefe03 83', ['eth', 'llc', 'data']],
    ["Novell's frame, which has no LLC", 'ffff 0022', ['eth', 'data']],
  ])('%s', (_, octets, names) => {
    expect(namesOf(frame(octets))).toEqual(names)
  })

  test('SNAP, IEEE 802 §9.2: OUI and Protocol Identifier by the name that the OUI gives it', () => {
    expect(fieldsOf(frame('aaaa03 000000 88b5'), 1)).toMatchObject({ 'llc.oui': 0, 'llc.type': 0x88b5 })
    expect(fieldsOf(frame('aaaa03 00000c 2000'), 1)).toMatchObject({ 'llc.oui': 12, 'llc.cisco_pid': 0x2000 })
    expect(fieldsOf(frame('aaaa03 800001 1234'), 1)).toMatchObject({ 'llc.oui': 0x800001, 'llc.pid': 0x1234 })
  })

  test.each(['42', '4242', 'f0f002', 'aaaa03 000000 08'])('%s is truncated', (octets) => {
    expect(frame(octets).malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Llc, offset: 14 })
  })
})
