import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, damage, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const MACS = '020000000002 020000000001'
const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
const frame = (hex: string) => packetOf(bytes(`${MACS} ${hex}`), 1)

describe('VN-Tag', () => {
  test.each([
    ['d', '8000 0000', { 'vntag.dir': 1, 'vntag.ptr': 0 }],
    ['p', '4000 0000', { 'vntag.ptr': 1, 'vntag.dst': 0 }],
    ['dvif_id', '3fff 0000', { 'vntag.dst': 0x3fff, 'vntag.ptr': 0, 'vntag.looped': 0 }],
    ['l', '0000 8000', { 'vntag.looped': 1, 'vntag.r': 0 }],
    ['r', '0000 4000', { 'vntag.r': 1, 'vntag.version': 0 }],
    ['ver', '0000 3000', { 'vntag.version': 3, 'vntag.src': 0 }],
    ['svif_id', '0000 0fff', { 'vntag.src': 0xfff, 'vntag.version': 0 }],
  ])('%s is where the diagram draws it', (_, tag, fields) => {
    const p = frame(`8926 ${tag} 0800 ${IPV4}`)
    expect(fieldsOf(p, 1)).toMatchObject({ ...fields, 'vntag.etype': 0x0800 })
    expect(namesOf(p)).toEqual(['eth', 'vntag', 'ip', 'data'])
  })

  test('in front of a VLAN tag, and of a length', () => {
    expect(namesOf(frame(`8926 00000000 8100 000a 0800 ${IPV4}`))).toEqual(['eth', 'vntag', 'vlan', 'ip', 'data'])
    const p = frame('8926 00000000 0003 424203 0000')
    expect(fieldsOf(p, 1)).toMatchObject({ 'vntag.len': 3 })
    expect(p.layers[1]!.end).toBe(23)
  })

  test('five octets are too few', () => {
    const { malformed } = frame('8926 00000000 08')
    expect(malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.VnTag, need: 6, have: 5 })
  })

  test('damaged and cut frames', () => damage(`${MACS} 8926 c0051006 0800 ${IPV4}`, 1))
})

describe('E-TAG, IEEE 802.1BR §7.5', () => {
  test.each([
    ['E-PCP', 'e000 0000 00 00', { 'etag.pcp': 7, 'etag.dei': 0 }],
    ['E-DEI', '1000 0000 00 00', { 'etag.dei': 1, 'etag.iecid_base': 0 }],
    ['Ingress_E-CID_base', '0fff 0000 00 00', { 'etag.iecid_base': 0xfff, 'etag.dei': 0 }],
    ['Reserved', '0000 c000 00 00', { 'etag.resv': 3, 'etag.group': 0 }],
    ['GRP', '0000 3000 00 00', { 'etag.group': 3, 'etag.ecid_base': 0 }],
    ['E-CID_base', '0000 0fff 00 00', { 'etag.ecid_base': 0xfff, 'etag.iecid_ext': 0 }],
    ['Ingress_E-CID_ext', '0000 0000 ff 00', { 'etag.iecid_ext': 0xff, 'etag.ecid_ext': 0 }],
    ['E-CID_ext', '0000 0000 00 ff', { 'etag.ecid_ext': 0xff, 'etag.iecid_ext': 0 }],
  ])('%s is where the diagram draws it', (_, tag, fields) => {
    const p = frame(`893f ${tag} 0800 ${IPV4}`)
    expect(fieldsOf(p, 1)).toMatchObject({ ...fields, 'etag.etype': 0x0800 })
    expect(namesOf(p)).toEqual(['eth', 'etag', 'ip', 'data'])
  })

  test('seven octets are too few', () => {
    const { malformed } = frame('893f 00000000 0000 08')
    expect(malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.ETag, need: 8, have: 7 })
  })

  test('damaged and cut frames', () => damage(`${MACS} 893f e0071234 0102 0800 ${IPV4}`, 1))
})
