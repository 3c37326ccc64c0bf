import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const frame = (lldp: string) => packetOf(bytes(`0180c200000e 001122334455 88cc ${lldp}`), 1)

describe('LLDP, IEEE 802.1AB §8.4', () => {
  test('type has 7 bits and length 9', () => {
    const p = frame(`feff ${'00'.repeat(255)} fe03 0080c2 0000`)
    expect(fieldsOf(p, 1)).toMatchObject({ 'lldp.tlv.type': [127, 127, 0], 'lldp.tlv.len': [255, 3, 0] })
    expect(fieldsOf(frame(`0300 ${'00'.repeat(256)} 0000`), 1)).toMatchObject({ 'lldp.tlv.len': [256, 0] })
  })

  test.each([
    ['Chassis Id', '0207 04 001122334455', { 'lldp.chassis.subtype': 4, 'lldp.chassis.id.mac': '001122334455' }],
    ['Chassis Id', '0203 07 6162', { 'lldp.chassis.subtype': 7, 'lldp.chassis.id': '6162' }],
    ['Port Id', '0407 03 001122334455', { 'lldp.port.subtype': 3, 'lldp.port.id.mac': '001122334455' }],
    ['Port Id', '0403 05 6162', { 'lldp.port.subtype': 5, 'lldp.port.id': '6162' }],
    ['Time to Live', '0602 0078', { 'lldp.time_to_live': 120 }],
    ['Port Description', '0803 616263', { 'lldp.port.desc': '616263' }],
    ['System Name', '0a03 616263', { 'lldp.tlv.system.name': '616263' }],
    ['System Description', '0c03 616263', { 'lldp.tlv.system.desc': '616263' }],
    ['Capabilities', '0e04 0014 0010', { 'lldp.tlv.system_cap': 0x14, 'lldp.tlv.enable_system_cap': 0x10 }],
    ['Management Address', '100c 05 01 0a000001 02 00000003 00', { 'lldp.mgn.addr.ip4': '0a000001' }],
    ['Organization', 'fe04 0080c2 01', { 'lldp.orgtlv.oui': 0x0080c2 }],
  ])('%s (§8.5)', (_, tlv, fields) => {
    expect(fieldsOf(frame(`${tlv} 0000`), 1)).toMatchObject(fields)
  })

  test('the End of LLDPDU ends the header; what follows is padding', () => {
    const p = frame('0602 0078 0000 0000 0000')
    expect(p.layers[1]!.payload).toBe(14 + 6)
    expect(namesOf(p)).toEqual(['eth', 'lldp'])
  })

  test('a TLV that reaches beyond the frame makes it truncated', () => {
    expect(frame('0602 0078 0a05 61').malformed).toMatchObject({ reason: Reason.Truncated, need: 11, have: 7 })
  })
})
