import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import * as vxlan from '../../../src/wire/protocols/vxlan.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Vxlan

function view(hex: string): DataView {
  return new DataView(bytes(hex).buffer)
}

describe('VXLAN header, RFC 7348 §5', () => {
  test.each([
    ['G', '8000 0000 000000 00', { 'vxlan.flags': 0x8000, 'vxlan.flag_g': 1, 'vxlan.flags_reserved': 0 }],
    ['I', '0800 0000 000000 00', { 'vxlan.flags': 0x0800, 'vxlan.flag_i': 1, 'vxlan.flags_reserved': 0 }],
    ['D', '0040 0000 000000 00', { 'vxlan.flags': 0x0040, 'vxlan.flag_d': 1, 'vxlan.flags_reserved': 0 }],
    ['A', '0008 0000 000000 00', { 'vxlan.flags': 0x0008, 'vxlan.flag_a': 1, 'vxlan.flags_reserved': 0 }],
    ['every R', '77b7 0000 000000 00', { 'vxlan.flag_i': 0, 'vxlan.flags_reserved': 0x77b7 }],
    ['Group Policy ID', '0000 ffff 000000 00', { 'vxlan.gbp': 0xffff, 'vxlan.vni': 0 }],
    ['VNI', '0000 0000 ffffff 00', { 'vxlan.gbp': 0, 'vxlan.vni': 0xffffff, 'vxlan.reserved8': 0 }],
    ['the last octet', '0000 0000 000000 ff', { 'vxlan.vni': 0, 'vxlan.reserved8': 255 }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    expect(fieldsOf(packetOf(bytes(hex), LINK_TYPE, 8, tables), 0)).toMatchObject(fields)
  })

  test('the masks are those of the diagram', () => {
    expect([vxlan.FLAG_G, vxlan.FLAG_I, vxlan.FLAG_D, vxlan.FLAG_A]).toEqual([0x8000, 0x0800, 0x0040, 0x0008])
  })

  test('reserved bits and a clear I bit do not stop the decoder', () => {
    const p = packetOf(bytes('f7ff d1f2 00000b ff 020000000002 020000000001 88b5'), LINK_TYPE, 22, tables)
    expect(namesOf(p)).toEqual(['vxlan', 'eth'])
    expect(p.malformed.reason).toBe(Reason.None)
  })

  test('a header cut short by a length field around it is truncated, by the snapshot length it is cut', () => {
    expect(packetOf(bytes('0800 0000 0000'), LINK_TYPE, 6, tables).malformed).toMatchObject({
      reason: Reason.Truncated,
      kind: Kind.Vxlan,
      need: 8,
      have: 6,
    })
    expect(packetOf(bytes('0800 0000 0000'), LINK_TYPE, 60, tables).malformed.reason).toBe(Reason.Cut)
  })

  test('a real ARP request in VNI 100', () => {
    const p = packetOf(
      bytes(
        `36dc851eb34000163e0871cf08004500004eb80240003e116e48c0a8ca01c0a8cb01a6d612b5003a00000800000000006400
        ffffffffffff00308801000208060001080006040001003088010002c0a8cb05000000000000c0a8cb03`,
      ),
      1,
    )
    expect(namesOf(p)).toEqual(['eth', 'ip', 'udp', 'vxlan', 'eth', 'arp'])
    expect(vxlan.vni(p.view, p.layers[3]!.start)).toBe(100)
  })
})

describe('UDP data that looks like VXLAN', () => {
  const frame = '020000000002 020000000001 0800'
  test.each([
    ['I alone, before an IPv4 frame', `0800 0000 000064 00 ${frame}`, true],
    ['I clear', `0000 0000 000064 00 ${frame}`, false],
    ['a reserved bit', `0800 0001 000064 00 ${frame}`, false],
    ['the reserved octet', `0800 0000 000064 01 ${frame}`, false],
    ['a group as the source station', '0800 0000 000064 00 020000000002 030000000001 0800', false],
    ['a frame of an unknown type', '0800 0000 000064 00 020000000002 020000000001 88b5', false],
    ['an 802.3 length', '0800 0000 000064 00 020000000002 020000000001 0100', false],
    ['less than an Ethernet header', '0800 0000 000064 00 020000000002 0200000000', false],
  ])('%s', (_, hex, expected) => {
    const v = view(hex)
    expect(vxlan.looksLikeVxlan(v, 0, v.byteLength)).toBe(expected)
  })
})
