import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import * as vxlanGpe from '../../../src/wire/protocols/vxlan-gpe.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.VxlanGpe

const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
const IPV6 = '60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002'
const ETHERNET = '020000000002 020000000001 88b5 00'
const NSH = '0fc2 02 00 000001 ff'
const MPLS = '00064140'

describe('VXLAN-GPE header, draft-ietf-nvo3-vxlan-gpe-13 §3', () => {
  test.each([
    ['R', 'c000 0000 000000 00', { 'vxlan.flags': 0xc0, 'vxlan.flags_reserved': 3, 'vxlan.ver': 0 }],
    ['I', '0800 0000 000000 00', { 'vxlan.flags': 0x08, 'vxlan.i_bit': 1, 'vxlan.p_bit': 0 }],
    ['P', '0400 0000 000000 00', { 'vxlan.flags': 0x04, 'vxlan.p_bit': 1, 'vxlan.i_bit': 0 }],
    ['B', '0200 0000 000000 00', { 'vxlan.flags': 0x02, 'vxlan.b_bit': 1, 'vxlan.o_bit': 0 }],
    ['O', '0100 0000 000000 00', { 'vxlan.flags': 0x01, 'vxlan.o_bit': 1, 'vxlan.b_bit': 0 }],
    ['Reserved', '00ff ff00 000000 00', { 'vxlan.reserved_16': 0xffff, 'vxlan.next_proto': 0 }],
    ['Next Protocol', '0000 00ff 000000 00', { 'vxlan.next_proto': 255, 'vxlan.reserved_16': 0, 'vxlan.vni': 0 }],
    ['VNI', '0000 0000 ffffff 00', { 'vxlan.vni': 0xffffff, 'vxlan.next_proto': 0, 'vxlan.reserved8': 0 }],
    ['the last octet', '0000 0000 000000 ff', { 'vxlan.vni': 0, 'vxlan.reserved8': 255 }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    expect(fieldsOf(decoded(hex), 0)).toMatchObject(fields)
  })

  test('the masks are those of the diagram', () => {
    expect([vxlanGpe.FLAG_I, vxlanGpe.FLAG_P, vxlanGpe.FLAG_B, vxlanGpe.FLAG_O]).toEqual([8, 4, 2, 1])
  })

  test.each([
    ['IPv4', '01', IPV4, 'ip'],
    ['IPv6', '02', IPV6, 'ipv6'],
    ['Ethernet', '03', ETHERNET, 'eth'],
    ['NSH', '04', NSH, 'nsh'],
    ['MPLS', '05', MPLS, 'mpls'],
    ['Group Based Policy', '06', MPLS, 'data'],
    ['vBNG', '07', MPLS, 'data'],
    ['nothing assigned', '00', MPLS, 'data'],
  ])('with P, %s follows Next Protocol %s', (_, next, payload, name) => {
    expect(namesOf(decoded(`0c00 00${next} 000064 00 ${payload}`)).slice(0, 2)).toEqual(['vxlan', name])
  })

  test('without P an Ethernet frame follows, whatever Next Protocol says', () => {
    expect(namesOf(decoded(`0800 0001 000064 00 ${ETHERNET}`))).toEqual(['vxlan', 'eth', 'data'])
  })

  test('a version that is not 0 cannot be decoded', () => {
    expect(decoded(`1c00 0001 000064 00 ${IPV4}`).malformed).toMatchObject({
      reason: Reason.BadField,
      kind: Kind.VxlanGpe,
    })
  })

  test('seven octets are truncated', () => {
    expect(decoded('0c00 0001 000064').malformed).toMatchObject({ reason: Reason.Truncated, need: 8, have: 7 })
  })
})
