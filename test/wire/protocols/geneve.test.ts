import { describe, expect, test } from 'vitest'
import { visitPartial } from '../../../src/wire/field.js'
import { Kind, Reason } from '../../../src/wire/kind.js'
import * as geneve from '../../../src/wire/protocols/geneve.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { OPTION_CLASS_NAMES } from '../../../src/wire/registries/geneve-options.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Geneve

const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

const ETHERNET = '020000000002 020000000001 88b5 00'

describe('Geneve header, RFC 8926 §3.4', () => {
  test.each([
    ['O', '0080 0000 000000 00', { 'geneve.flags': 0x80, 'geneve.flags.oam': 1, 'geneve.flags.critical': 0 }],
    ['C', '0040 0000 000000 00', { 'geneve.flags': 0x40, 'geneve.flags.oam': 0, 'geneve.flags.critical': 1 }],
    ['Rsvd.', '003f 0000 000000 00', { 'geneve.flags': 0x3f, 'geneve.flags.reserved': 1, 'geneve.flags.oam': 0 }],
    ['Protocol Type', '0000 ffff 000000 00', { 'geneve.proto_type': 0xffff, 'geneve.flags': 0, 'geneve.vni': 0 }],
    ['VNI', '0000 0000 ffffff 00', { 'geneve.vni': 0xffffff, 'geneve.proto_type': 0, 'geneve.reserved': 0 }],
    ['the last octet', '0000 0000 000000 ff', { 'geneve.vni': 0, 'geneve.reserved': 255 }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    expect(fieldsOf(decoded(hex), 0)).toMatchObject(fields)
  })

  test('the masks are those of the diagram', () => {
    expect([geneve.FLAG_O, geneve.FLAG_C]).toEqual([0x80, 0x40])
  })

  test('without options the header has eight octets and the length of all options is 0', () => {
    const p = decoded(`0000 6558 000064 00 ${ETHERNET}`)
    expect(namesOf(p)).toEqual(['geneve', 'eth', 'data'])
    expect(fieldsOf(p, 0)).toMatchObject({ 'geneve.version': 0, 'geneve.option.length': 0 })
    expect(fieldsOf(p, 0)).not.toHaveProperty('geneve.options')
  })

  test('lengths of options are octets, each with its own four (§3.5)', () => {
    const p = decoded(`0300 6558 000064 00 0100 01 e0 0102 83 01 0a0b0c0d ${ETHERNET}`)
    expect(fieldsOf(p, 0)).toMatchObject({
      'geneve.option.length': [12, 4, 8],
      'geneve.option.class': [0x0100, 0x0102],
      'geneve.option.type': [0x01, 0x83],
      'geneve.option.type.critical': [0, 1],
      'geneve.option.flags': [7, 0],
      'geneve.option.unknown.data': '0a0b0c0d',
      'geneve.options': '010001e0010283010a0b0c0d',
    })
    expect(namesOf(p)).toEqual(['geneve', 'eth', 'data'])
    expect(p.layers[0]!.payload).toBe(20)
  })

  test.each([
    ['0800', 'ip', '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'],
    ['0806', 'arp', '0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002'],
    ['88b5', 'data', '00'],
  ])('Protocol Type %s leads to %s', (type, name, payload) => {
    expect(namesOf(decoded(`0000 ${type} 000064 00 ${payload}`)).slice(0, 2)).toEqual(['geneve', name])
  })

  test.each([
    ['a version that is not 0, which receivers MUST drop', `4000 6558 000064 00 ${ETHERNET}`, Reason.BadField, 8],
    ['options beyond the packet', '0200 6558 000064 00 0100 01 01', Reason.Truncated, 16],
    ['an option beyond Opt Len, §3.5', `0100 6558 000064 00 0100 01 02 ${ETHERNET}`, Reason.BadField, 20],
    ['seven octets', '0000 6558 000064', Reason.Truncated, 8],
  ])('%s cannot be decoded', (_, hex, reason, need) => {
    const p = decoded(hex)
    expect(p.depth).toBe(0)
    expect(p.malformed).toMatchObject({ reason, kind: Kind.Geneve, need })
  })

  test('what there is of a header that cannot be decoded can still be shown', () => {
    const p = decoded(`4100 6558 000064 00 0100 01 00 ${ETHERNET}`)
    const names: string[] = []
    visitPartial(geneve.protocol, p.view, 0, p.end, (f) => names.push(f.name))
    expect(names).toContain('geneve.vni')
    expect(names).toContain('geneve.option.class')
  })

  test.each([
    [
      'GCP, as tshark 4.0 reads it',
      '0a00 0800 000000 00 0132 01 01 800000d1 0132 02 04 0800000dc63364020000000000000000 0132 03 02 0000000000001234',
      {
        'geneve.option.gcp.vnid': 134217741,
        'geneve.option.gcp.direction': 1,
        'geneve.option.gcp.reserved': 0,
        'geneve.option.gcp.endpoint': '0800000dc63364020000000000000000',
        'geneve.option.gcp.profile': '0000000000001234',
      },
    ],
    [
      'OVN: 15 bits of ingress, 16 of egress (ovn-architecture(7))',
      '0200 6558 000064 00 0102 80 01 80018002',
      { 'geneve.option.ovn.ingress': 1, 'geneve.option.ovn.egress': 0x8002, 'geneve.option.unknown.data': '80018002' },
    ],
    [
      'a gateway load balancer of AWS',
      '0800 0800 000000 00 0108 01 02 0011223344556677 0108 02 02 0000000000000001 0108 03 01 deadbeef',
      {
        'geneve.option.gwlb.endpoint': '0011223344556677',
        'geneve.option.gwlb.attachment': '0000000000000001',
        'geneve.option.gwlb.flow_cookie': 0xdeadbeef,
      },
    ],
    [
      'a service of Cilium, IPv4',
      '0300 0800 000000 00 014b 81 02 0a600064 1f90 0000',
      { 'geneve.option.cilium.address': '0a600064', 'geneve.option.cilium.port': 8080 },
    ],
    [
      'a service of Cilium, IPv6',
      '0600 86dd 000000 00 014b 81 05 fd000000000000000000000000000001 1f90 0000',
      { 'geneve.option.cilium.address': 'fd000000000000000000000000000001', 'geneve.option.cilium.port': 8080 },
    ],
  ])('options by class and type: %s', (_, hex, fields) => {
    expect(fieldsOf(decoded(hex), 0)).toMatchObject(fields)
  })

  test('an option whose data are too short for its fields has none of them', () => {
    expect(fieldsOf(decoded('0100 0800 000000 00 0108 01 00'), 0)).not.toHaveProperty(['geneve.option.gwlb.endpoint'])
  })

  test.each([
    [0x0000, 'Standard'],
    [0x0102, 'Open Virtual Networking'],
    [0x0108, 'Amazon'],
    [0x0110, 'Amazon'],
    [0x0111, 'IBM'],
    [0x0129, 'Oxide Computer Company'],
    [0x0131, 'Cisco'],
    [0x0135, 'Google'],
    [0x0140, 'Alibaba'],
    [0x014b, 'Cilium'],
    [0x0170, '7Generation'],
    [0x0171, undefined],
    [0xffef, undefined],
    [0xfff0, 'Experimental'],
  ])('option class %#x is of %s: IANA, RFC 8926 §7.1', (optionClass, owner) => {
    expect(OPTION_CLASS_NAMES[optionClass]).toBe(owner)
  })

  test('a real TCP segment with a critical option', () => {
    const p = packetOf(
      bytes(
        `001b213cac30001b213cab64080045000076dfba4000401132ba1400000114000002580c17c1006200000240655800000a00
        000080010000000cfe71d883724fb69ed249514808004500003c000040004006feb91e0000011e0000020016c819ad805fe2
        17b30cb0a0127120101d0000020405b40402080a05058989ab6d56be01030307`,
      ),
      1,
    )
    expect(namesOf(p)).toEqual(['eth', 'ip', 'udp', 'geneve', 'eth', 'ip', 'tcp'])
    expect(geneve.vni(p.view, p.layers[3]!.start)).toBe(10)
    expect(fieldsOf(p, 3)).toMatchObject({ 'geneve.option.length': [8, 8], 'geneve.option.type': 0x80 })
  })
})
