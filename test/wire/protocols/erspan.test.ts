import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import * as erspan from '../../../src/wire/protocols/erspan.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Erspan2

const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

const ETHERNET = '020000000002 020000000001 88b5 00'

describe('ERSPAN type II, draft-foschiano-erspan-03', () => {
  test.each([
    ['Ver', '1000 0000 00000000', { 'erspan.version': 1, 'erspan.vlan': 0 }],
    ['VLAN', '1fff 0000 00000000', { 'erspan.vlan': 0xfff, 'erspan.cos': 0 }],
    ['COS', '1000 e000 00000000', { 'erspan.vlan': 0, 'erspan.cos': 7, 'erspan.encap': 0 }],
    ['En', '1000 1800 00000000', { 'erspan.cos': 0, 'erspan.encap': 3, 'erspan.truncated': 0 }],
    ['T', '1000 0400 00000000', { 'erspan.encap': 0, 'erspan.truncated': 1, 'erspan.spanid': 0 }],
    ['Session ID', '1000 03ff 00000000', { 'erspan.truncated': 0, 'erspan.spanid': 0x3ff, 'erspan.index': 0 }],
    ['Reserved', '1000 0000 fff00000', { 'erspan.reserved': 0xfff, 'erspan.index': 0 }],
    ['Index', '1000 0000 000fffff', { 'erspan.reserved': 0, 'erspan.index': 0xfffff }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    const p = decoded(`${hex} ${ETHERNET}`)
    expect(fieldsOf(p, 0)).toMatchObject(fields)
    expect(namesOf(p)).toEqual(['erspan', 'eth', 'data'])
    expect(p.layers[0]).toMatchObject({ kind: Kind.Erspan2, payload: erspan.TYPE_II_LEN })
  })
})

describe('ERSPAN type III, draft-foschiano-erspan-03', () => {
  test.each([
    ['Ver', '2000 0000 00000000 0000 0000', { 'erspan.version': 2, 'erspan.spanid': 0 }],
    ['BSO', '2000 1800 00000000 0000 0000', { 'erspan.bso': 3, 'erspan.truncated': 0 }],
    ['Session ID', '2000 03ff 00000000 0000 0000', { 'erspan.spanid': 0x3ff, 'erspan.timestamp': 0 }],
    ['Timestamp', '2000 0000 ffffffff 0000 0000', { 'erspan.timestamp': 0xffffffff, 'erspan.sgt': 0 }],
    ['SGT', '2000 0000 00000000 ffff 0000', { 'erspan.sgt': 0xffff, 'erspan.p': 0 }],
    ['P', '2000 0000 00000000 0000 8000', { 'erspan.p': 1, 'erspan.ft': 0 }],
    ['FT', '2000 0000 00000000 0000 7c00', { 'erspan.p': 0, 'erspan.ft': 31, 'erspan.hw': 0 }],
    ['Hw ID', '2000 0000 00000000 0000 03f0', { 'erspan.ft': 0, 'erspan.hw': 63, 'erspan.direction': 0 }],
    ['D', '2000 0000 00000000 0000 0008', { 'erspan.hw': 0, 'erspan.direction': 1, 'erspan.gra': 0 }],
    ['Gra', '2000 0000 00000000 0000 0006', { 'erspan.direction': 0, 'erspan.gra': 3, 'erspan.o': 0 }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    const p = decoded(`${hex} ${ETHERNET}`)
    expect(fieldsOf(p, 0)).toMatchObject(fields)
    expect(p.layers[0]).toMatchObject({ kind: Kind.Erspan3, payload: erspan.TYPE_III_LEN })
  })

  test.each([
    ['1', '04000fff ffffffff', { 'erspan.pid1.vsmid': 0xfff, 'erspan.pid1.port_index': 0xffffffff }],
    ['3', '0c003fff 00000001', { 'erspan.pid3.port_index': 0x3fff, 'erspan.pid3.timestamp': 1 }],
    ['5', '17ff0000 00000001', { 'erspan.pid5.switchid': 0x3ff, 'erspan.pid5.port_index': 0 }],
    ['6', '1800ffff 00000001', { 'erspan.pid5.port_index': 0xffff, 'erspan.pid5.timestamp': 1 }],
    ['7', '1c0fffff 00000001', { 'erspan.pid7.source_index': 0xfffff, 'erspan.pid7.timestamp': 1 }],
  ])('with O, platform %s has a subheader of eight octets', (id, subheader, fields) => {
    const p = decoded(`2000 0000 00000000 0000 0001 ${subheader} ${ETHERNET}`)
    expect(fieldsOf(p, 0)).toMatchObject({ 'erspan.o': 1, 'erspan.platid': Number(id), ...fields })
    expect(p.layers[0]!.payload).toBe(20)
  })

  test.each([
    ['0 is Ethernet', '0000', ETHERNET, 'eth'],
    ['2 is IP', '0800', '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708', 'ip'],
    ['any other is unknown', '1c00', ETHERNET, 'data'],
  ])('FT %s', (_, word, payload, name) => {
    expect(namesOf(decoded(`2000 0000 00000000 0000 ${word} ${payload}`)).slice(0, 2)).toEqual(['erspan', name])
  })
})

describe('ERSPAN that contradicts itself', () => {
  test.each([
    ['an unknown version', '3000 0000 00000000', Reason.BadField, Kind.Erspan2, 8],
    ['seven octets', '1000 0000 000000', Reason.Truncated, Kind.Erspan2, 8],
    ['type III with eleven octets', '2000 0000 00000000 0000 00', Reason.Truncated, Kind.Erspan3, 12],
    ['a subheader that is missing', '2000 0000 00000000 0000 0001 1c', Reason.Truncated, Kind.Erspan3, 20],
  ])('%s cannot be decoded', (_, hex, reason, kind, need) => {
    expect(decoded(hex).malformed).toMatchObject({ reason, kind, need })
  })
})

describe('real mirrored frames', () => {
  test('type II, session 666', () => {
    const p = packetOf(
      bytes(
        `00e0009b6d8100259e81b354080045fc006c00ab4000fb2fbc0a01010102c0a8ff05100088be000000ab1156c29a00007ff8
        01005e00000d001f9ed2a980080045c0003a5bf4000001676c6b0a300601e000000d2000c530000100020069001400042c6c
        eec000130004000000010015000401000000fdec0000`,
      ),
      1,
    )
    expect(namesOf(p).slice(0, 6)).toEqual(['eth', 'ip', 'gre', 'erspan', 'eth', 'ip'])
    expect(erspan.sessionId(p.view, p.layers[3]!.start)).toBe(666)
    expect(fieldsOf(p, 3)).toMatchObject({ 'erspan.vlan': 342, 'erspan.cos': 6, 'erspan.index': 0x7ff8 })
  })

  test('type III of a switch that leaves out the sequence number', () => {
    const p = packetOf(
      bytes(
        `005056acc80cf8c28890d27b08004500008a000000003f2f3d970a1d1e680a1d0b0d000022eb20140000a3595bff00000006
        005056ac18a0f8c28890d27b81000014080045000054`,
      ),
      1,
      152,
    )
    expect(namesOf(p)).toEqual(['eth', 'ip', 'gre', 'erspan', 'eth', 'vlan'])
    expect(fieldsOf(p, 3)).toMatchObject({ 'erspan.vlan': 20, 'erspan.timestamp': 2740542463, 'erspan.gra': 3 })
  })
})
