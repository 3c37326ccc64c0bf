import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import * as nsh from '../../../src/wire/protocols/nsh.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Nsh

const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

describe('Network Service Header, RFC 8300 §2', () => {
  test.each([
    ['O', '2002 02 00 000000 00', { 'nsh.Obit': 1, 'nsh.CBit': 0, 'nsh.version': 0 }],
    ['U, once C', '1002 02 00 000000 00', { 'nsh.Obit': 0, 'nsh.CBit': 1, 'nsh.ttl': 0 }],
    ['TTL', '0fc2 02 00 000000 00', { 'nsh.ttl': 63, 'nsh.CBit': 0, 'nsh.length': 2 }],
    ['MD Type', '0002 0f 00 000000 00', { 'nsh.mdtype': 15, 'nsh.nextproto': 0 }],
    ['the bits before MD Type', '0002 f2 00 000000 00', { 'nsh.mdtype': 2 }],
    ['Next Protocol', '0002 02 ff 000000 00', { 'nsh.nextproto': 255, 'nsh.mdtype': 2, 'nsh.spi': 0 }],
    ['Service Path Identifier', '0002 02 00 ffffff 00', { 'nsh.spi': 0xffffff, 'nsh.si': 0 }],
    ['Service Index', '0002 02 00 000000 ff', { 'nsh.spi': 0, 'nsh.si': 255 }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    expect(fieldsOf(decoded(hex), 0)).toMatchObject(fields)
  })

  test('Length counts 32-bit words of the whole header', () => {
    const p = decoded('0003 0f 00 000001 ff 01020304 aa')
    expect(nsh.headerLen(p.view, 0)).toBe(12)
    expect(p.layers[0]).toMatchObject({ start: 0, payload: 12, end: 13 })
  })

  test('MD Type 1 has four context headers of four octets (§2.4)', () => {
    const p = decoded('0006 01 00 000001 ff 01020304 05060708 090a0b0c 0d0e0f10')
    expect(fieldsOf(p, 0)).toMatchObject({ 'nsh.contextheader': ['01020304', '05060708', '090a0b0c', '0d0e0f10'] })
  })

  test('MD Type 2 has context headers whose metadata is padded to four octets (§2.5.1)', () => {
    const p = decoded('0008 02 00 000001 ff 0100 81 05 0102030405 000000 0101 02 80 0102 03 84 0a0b0c0d')
    expect(fieldsOf(p, 0)).toMatchObject({
      'nsh.metadataclass': [0x100, 0x101, 0x102],
      'nsh.metadatatype': [0x81, 2, 3],
      'nsh.metadataunassignedbit': [0, 1, 1],
      'nsh.metadatalen': [5, 0, 4],
      'nsh.metadata': ['0102030405', '0a0b0c0d'],
    })
    expect(p.layers[0]!.payload).toBe(32)
  })

  test.each([
    ['1', 'ip', '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'],
    ['2', 'ipv6', '60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002'],
    ['3', 'eth', '020000000002 020000000001 88b5 00'],
    ['4', 'nsh', '0002 02 00 000001 ff'],
    ['5', 'mpls', '00064140'],
    ['6', 'data', '00'],
  ])('Next Protocol %s leads to %s', (next, name, payload) => {
    expect(namesOf(decoded(`0002 02 0${next} 000001 ff ${payload}`)).slice(0, 2)).toEqual(['nsh', name])
  })

  test.each([
    ['a version that is not 0', '4002 02 00 000001 ff', Reason.BadField, 8],
    ['a Length below that of the two fixed headers', '0001 02 00 000001 ff', Reason.BadField, 8],
    ['MD Type 1 with a Length other than 6', '0003 01 00 000001 ff 01020304', Reason.BadField, 24],
    ['a context header beyond Length', '0003 02 00 000001 ff 0100 81 05 0102030405 000000', Reason.BadField, 20],
    ['a Length beyond the packet', '003f 02 00 000001 ff', Reason.Truncated, 252],
    ['seven octets', '0002 02 00 000001', Reason.Truncated, 8],
  ])('%s cannot be decoded', (_, hex, reason, need) => {
    expect(decoded(hex).malformed).toMatchObject({ reason, kind: Kind.Nsh, need })
  })

  test('a real service chain: NSH in VXLAN-GPE', () => {
    const p = packetOf(
      bytes(
        `00000000000000000000000008004500005c402340004011fc6b7f0000017f00000112b612b6004849f70c000004ffffff00
        30060201ffffffff0001020112345678000203011234567845000020d4310000ff116647c0a80001c0a8000227104e20000c
        217874657374`,
      ),
      1,
    )
    expect(namesOf(p)).toEqual(['eth', 'ip', 'udp', 'vxlan', 'nsh', 'ip', 'udp', 'data'])
    expect(fieldsOf(p, 4)).toMatchObject({
      'nsh.length': 6,
      'nsh.spi': 0xffffff,
      'nsh.metadatatype': [2, 3],
      'nsh.metadata': ['12', '12'],
    })
    expect(nsh.servicePathIdentifier(p.view, p.layers[4]!.start)).toBe(0xffffff)
  })
})
