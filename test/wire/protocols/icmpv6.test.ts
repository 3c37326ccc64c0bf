import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import type { Packet } from '../../../src/wire/packet.js'
import {
  findOption,
  OPTION_SOURCE_LINK_LAYER,
  OPTION_TARGET_LINK_LAYER,
} from '../../../src/wire/protocols/icmpv6-nd.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINKTYPE_IPV6 = 229
const ONE = 'fe800000000000000000000000000001'
const TWO = 'fe800000000000000000000000000002'
const GROUP = 'ff020000000000000000000000000016'

/** An IPv6 packet with this ICMPv6 message. */
function ofMessage(hex: string): Packet {
  const length = bytes(hex).length.toString(16).padStart(4, '0')
  return packetOf(bytes(`60000000 ${length} 3a ff ${ONE} ${TWO} ${hex}`), LINKTYPE_IPV6)
}

/** The start of a UDP packet to port 4789, as an error quotes it. */
const QUOTED = `60000000 005e 11 40 ${TWO} ${ONE} c000 12b5 005e 0000`

describe('messages, RFC 4443', () => {
  test.each([
    ['no route', '01 00 1234 00000000', { 'icmpv6.type': 1 }],
    ['packet too big', '02 00 1234 000005aa', { 'icmpv6.type': 2, 'icmpv6.mtu': 1450 }],
    ['hop limit exceeded', '03 00 1234 00000000', { 'icmpv6.type': 3 }],
    ['parameter problem', '04 01 1234 00000028', { 'icmpv6.type': 4, 'icmpv6.code': 1, 'icmpv6.pointer': 40 }],
    ['length of the quoted datagram, RFC 4884 §4', '03 00 1234 10 000000', { 'icmpv6.type': 3, 'icmpv6.length': 16 }],
    [
      'echo request',
      '80 00 1234 5678 9abc',
      { 'icmpv6.type': 128, 'icmpv6.echo.identifier': 0x5678, 'icmpv6.echo.sequence_number': 0x9abc },
    ],
    [
      'echo reply',
      '81 00 1234 5678 9abc',
      { 'icmpv6.type': 129, 'icmpv6.echo.identifier': 0x5678, 'icmpv6.echo.sequence_number': 0x9abc },
    ],
  ])('%s', (_, hex, expected) => {
    const p = ofMessage(hex)
    expect(namesOf(p)).toEqual(['ipv6', 'icmpv6'])
    expect(fieldsOf(p, 1)).toEqual({ 'icmpv6.code': 0, 'icmpv6.checksum': 0x1234, ...expected })
  })

  test.each(['01 04', '02 00', '03 00', '04 00'])('type and code %s quote the packet that caused them', (start) => {
    const p = ofMessage(`${start} 0000 00000000 ${QUOTED}`)
    expect(namesOf(p)).toEqual(['ipv6', 'icmpv6', 'ipv6', 'udp'])
    expect(p.quoted).toBe(2)
    expect(p.layers[1]?.payload).toBe(48)
    expect(fieldsOf(p, 3)['udp.dstport']).toBe(4789)
  })

  test('extensions follow the quoted datagram where its length says, in 64-bit words, RFC 4884 §4', () => {
    const quoted = `60000000 05a0 11 40 ${TWO} ${ONE} c000 1b58 05a0 0000 ${'00'.repeat(80)}`
    const p = ofMessage(`03 00 0000 10 000000 ${quoted} 2000 0000 0008 0101 00010140`)
    expect(namesOf(p)).toEqual(['ipv6', 'icmpv6', 'ipv6', 'udp', 'data'])
    expect(p.layers[1]?.end).toBe(40 + 8 + 128 + 12)
    expect(p.layers[4]?.end).toBe(40 + 8 + 128)
  })
})

describe('Neighbor Discovery, RFC 4861 §4', () => {
  test('a solicitation tells who asks for whom, §4.3', () => {
    const p = ofMessage(`87 00 1234 00000000 ${TWO} 01 01 020000000001`)
    expect(namesOf(p)).toEqual(['ipv6', 'icmpv6'])
    expect(fieldsOf(p, 1)).toEqual({
      'icmpv6.type': 135,
      'icmpv6.code': 0,
      'icmpv6.checksum': 0x1234,
      'icmpv6.nd.ns.target_address': TWO,
      'icmpv6.opt.type': 1,
      'icmpv6.opt.length': 1,
      'icmpv6.opt.linkaddr': '020000000001',
    })
  })

  test.each([
    ['R', '80', [1, 0, 0]],
    ['S', '40', [0, 1, 0]],
    ['O', '20', [0, 0, 1]],
  ])('flag %s of an advertisement is where §4.4 draws it', (_, octet, flags) => {
    const fields = fieldsOf(ofMessage(`88 00 1234 ${octet}000000 ${TWO}`), 1)
    expect(['r', 's', 'o'].map((f) => fields[`icmpv6.nd.na.flag.${f}`])).toEqual(flags)
    expect(fields['icmpv6.nd.na.target_address']).toBe(TWO)
  })

  test('a router advertisement with its options, §4.2', () => {
    const prefix = '03 04 40 c0 00278d00 00093a80 00000000 20010db8000000000000000000000000'
    const mtu = '05 01 0000 000005aa'
    const route = '18 02 30 08 00000708 20010db800010000'
    const rdnss = `19 05 0000 00000e10 ${ONE} ${TWO}`
    const p = ofMessage(`86 00 1234 40 c8 0708 00000001 00000002 ${prefix} ${mtu} ${route} ${rdnss} 0e 01 112233445566`)
    expect(fieldsOf(p, 1)).toEqual({
      'icmpv6.type': 134,
      'icmpv6.code': 0,
      'icmpv6.checksum': 0x1234,
      'icmpv6.nd.ra.cur_hop_limit': 64,
      'icmpv6.nd.ra.flag': 0xc8,
      'icmpv6.nd.ra.flag.m': 1,
      'icmpv6.nd.ra.flag.o': 1,
      'icmpv6.nd.ra.flag.h': 0,
      'icmpv6.nd.ra.flag.prf': 1,
      'icmpv6.nd.ra.flag.p': 0,
      'icmpv6.nd.ra.router_lifetime': 1800,
      'icmpv6.nd.ra.reachable_time': 1,
      'icmpv6.nd.ra.retrans_timer': 2,
      'icmpv6.opt.type': [3, 5, 24, 25, 14],
      'icmpv6.opt.length': [4, 1, 2, 5, 1],
      'icmpv6.opt.prefix.length': [64, 48],
      'icmpv6.opt.prefix.flag.l': 1,
      'icmpv6.opt.prefix.flag.a': 1,
      'icmpv6.opt.prefix.flag.r': 0,
      'icmpv6.opt.prefix.valid_lifetime': 2592000,
      'icmpv6.opt.prefix.preferred_lifetime': 604800,
      'icmpv6.opt.prefix': '20010db8000000000000000000000000',
      'icmpv6.opt.mtu': 1450,
      'icmpv6.opt.route_info.flag.route_preference': 1,
      'icmpv6.opt.route_lifetime': 1800,
      'icmpv6.opt.route_info.prefix': '20010db800010000',
      'icmpv6.opt.rdnss.lifetime': 3600,
      'icmpv6.opt.rdnss': [ONE, TWO],
      'icmpv6.opt.data': '112233445566',
    })
  })

  test('a redirect names target and destination and holds the packet as octets, §4.5', () => {
    const p = ofMessage(`89 00 1234 00000000 ${ONE} ${GROUP} 04 02 000000000000 6162636465666768`)
    expect(fieldsOf(p, 1)).toMatchObject({
      'icmpv6.nd.rd.target_address': ONE,
      'icmpv6.rd.na.destination_address': GROUP,
      'icmpv6.opt.redirected_packet': '6162636465666768',
    })
  })

  test('options are found by type; a length of 0 ends the list, §4.6', () => {
    const p = ofMessage(`87 00 1234 00000000 ${TWO} 05 01 0000 000005aa 02 01 020000000001 00 00 01 01`)
    const l = p.layers[1]!
    expect(findOption(p.view, l.start, l.payload, OPTION_TARGET_LINK_LAYER)).toBe(l.start + 32)
    expect(findOption(p.view, l.start, l.payload, OPTION_SOURCE_LINK_LAYER)).toBe(-1)
  })

  test('a solicitation without its whole target is cut off', () => {
    const p = ofMessage(`87 00 1234 00000000 ${TWO.slice(2)}`)
    expect(p.malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Icmpv6, need: 24, have: 23 })
  })
})

describe('Multicast Listener Discovery', () => {
  test('a message of 24 octets is version 1, RFC 2710 §3', () => {
    expect(fieldsOf(ofMessage(`82 00 1234 2710 0000 ${GROUP}`), 1)).toMatchObject({
      'icmpv6.type': 130,
      'icmpv6.mld.maximum_response_delay': 10000,
      'icmpv6.mld.multicast_address': GROUP,
    })
  })

  test('a query of 28 octets and more is version 2, RFC 3810 §8.1', () => {
    expect(fieldsOf(ofMessage(`82 00 1234 2710 0000 ${GROUP} 0a 7d 0002 ${ONE} ${TWO}`), 1)).toEqual({
      'icmpv6.type': 130,
      'icmpv6.code': 0,
      'icmpv6.checksum': 0x1234,
      'icmpv6.mld.maximum_response_code': 10000,
      'icmpv6.mld.multicast_address': GROUP,
      'icmpv6.mld.flag.s': 1,
      'icmpv6.mld.flag.qrv': 2,
      'icmpv6.mld.qqi': 125,
      'icmpv6.mld.nb_sources': 2,
      'icmpv6.mld.source_address': [ONE, TWO],
    })
  })

  test('a report of version 2 has records with sources, RFC 3810 §5.2', () => {
    expect(fieldsOf(ofMessage(`8f 00 1234 0000 0002 04 00 0000 ${GROUP} 01 00 0001 ${GROUP} ${ONE}`), 1)).toEqual({
      'icmpv6.type': 143,
      'icmpv6.code': 0,
      'icmpv6.checksum': 0x1234,
      'icmpv6.mldr.nb_mcast_records': 2,
      'icmpv6.mldr.mar.record_type': [4, 1],
      'icmpv6.mldr.mar.aux_data_len': [0, 0],
      'icmpv6.mldr.mar.nb_sources': [0, 1],
      'icmpv6.mldr.mar.multicast_address': [GROUP, GROUP],
      'icmpv6.mldr.mar.source_address': ONE,
    })
  })

  test('a report with fewer sources than it counts is cut off', () => {
    expect(ofMessage(`8f 00 1234 0000 0001 01 00 0002 ${GROUP} ${ONE}`).malformed.reason).toBe(Reason.Truncated)
  })
})

test('of an unknown type only type, code and checksum are known', () => {
  expect(namesOf(ofMessage('9b 04 1234 00'))).toEqual(['ipv6', 'icmpv6', 'data'])
})
