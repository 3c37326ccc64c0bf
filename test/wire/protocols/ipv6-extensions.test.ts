import { describe, expect, test } from 'vitest'
import { decode } from '../../../src/wire/decode.js'
import { Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import * as fragment from '../../../src/wire/protocols/ipv6-fragment.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ADDRESSES = '20010db8000000000000000000000001 20010db8000000000000000000000002'
/** An IPv6 packet whose Next Header is `next`, with this behind it. */
const packet = (next: string, rest: string, tables = defaultTables()) => {
  const octets = bytes(rest)
  const length = octets.length.toString(16).padStart(4, '0')
  const all = bytes(`60000000 ${length} ${next} 40 ${ADDRESSES} ${rest}`)
  return packetOf(all, 229, all.length, tables)
}

describe.each([
  ['Hop-by-Hop Options, RFC 8200 §4.3', '00', 'ipv6.hopopts'],
  ['Destination Options, RFC 8200 §4.6', '3c', 'ipv6.dstopts'],
])('%s', (_, next, name) => {
  test('Next Header and Hdr Ext Len, which does not count the first 8 octets', () => {
    const p = packet(next, `fd 01 010c ${'00'.repeat(12)} aa`)
    expect(fieldsOf(p, 1)).toMatchObject({ [`${name}.nxt`]: 253, [`${name}.len`]: 1 })
    expect(p.layers[1]!.payload).toBe(40 + 16)
    expect(namesOf(p)).toEqual(['ipv6', name, 'data'])
  })

  test.each([
    ['Router Alert, RFC 2711 §2.1', '3b00 05020001 0100', { 'ipv6.opt.type': [5, 1], 'ipv6.opt.router_alert': 1 }],
    ['Jumbo Payload, RFC 2675 §2', '3b00 c20400010001', { 'ipv6.opt.type': 0xc2, 'ipv6.opt.jumbo': 65537 }],
    ['Tunnel Encapsulation Limit, RFC 2473 §4.1.1', '3b00 040104 010100', { 'ipv6.opt.tel': 4, 'ipv6.opt.padn': '00' }],
    ['Pad1, which has no length', '3b00 00 00 0102 0000', { 'ipv6.opt.type': [0, 0, 1], 'ipv6.opt.length': 2 }],
    ['an unknown one', '3b00 1e04 01020304', { 'ipv6.opt.unknown': '01020304' }],
    ['one of an unexpected length', '3b00 0504 01020304', { 'ipv6.opt.unknown': '01020304' }],
  ])('option: %s', (_title, octets, fields) => {
    expect(fieldsOf(packet(next, octets), 1)).toMatchObject(fields)
  })

  test('an option that reaches beyond the header ends the list', () => {
    expect(fieldsOf(packet(next, '3b00 0505 0001 0000'), 1)).not.toHaveProperty('ipv6.opt.type')
  })

  test.each([
    ['3b00 0502 0000 01', 8, 7],
    ['3b01 0502 0000 0100', 16, 8],
  ])('%s is truncated: %i octets are needed', (octets, need, have) => {
    expect(packet(next, octets).malformed).toMatchObject({ reason: Reason.Truncated, offset: 40, need, have })
  })
})

describe('Routing header, RFC 8200 §4.4', () => {
  const SEGMENT = '20010db8000000000000000000000009'

  test('every field is where the RFC draws it', () => {
    const p = packet('2b', '3b 00 fd 80 01020304')
    expect(fieldsOf(p, 1)).toEqual({
      'ipv6.routing.nxt': 59,
      'ipv6.routing.len': 0,
      'ipv6.routing.type': 253,
      'ipv6.routing.segleft': 128,
    })
  })

  test('Segment Routing, RFC 8754 §2: Last Entry counts the segments, TLVs may follow', () => {
    const p = packet('2b', `3b 05 04 01 01 80 1234 ${SEGMENT} ${SEGMENT} 0400 000000000000`)
    expect(fieldsOf(p, 1)).toMatchObject({
      'ipv6.routing.srh.last_entry': 1,
      'ipv6.routing.srh.flags': 0x80,
      'ipv6.routing.srh.tag': '1234',
      'ipv6.routing.srh.addr': [SEGMENT, SEGMENT],
    })
  })

  test('the addresses of the other types', () => {
    expect(fieldsOf(packet('2b', `3b 02 00 01 00000000 ${SEGMENT}`), 1)).toHaveProperty(
      'ipv6.routing.src.addr',
      SEGMENT,
    )
    const mobility = fieldsOf(packet('2b', `3b 02 02 01 00000000 ${SEGMENT}`), 1)
    expect(mobility).toHaveProperty('ipv6.routing.mipv6.home_address', SEGMENT)
  })
})

describe('Fragment header, RFC 8200 §4.5', () => {
  const ZERO = {
    'ipv6.fraghdr.nxt': 0,
    'ipv6.fraghdr.reserved_octet': 0,
    'ipv6.fraghdr.offset': 0,
    'ipv6.fraghdr.reserved_bits': 0,
    'ipv6.fraghdr.more': 0,
    'ipv6.fraghdr.ident': 0,
  }
  test.each([
    ['Next Header', 'fd 00 0000 00000000', { ...ZERO, 'ipv6.fraghdr.nxt': 253 }],
    ['Reserved', '00 80 0001 00000000', { ...ZERO, 'ipv6.fraghdr.reserved_octet': 128, 'ipv6.fraghdr.more': 1 }],
    ['Fragment Offset', '00 00 8000 00000000', { ...ZERO, 'ipv6.fraghdr.offset': 4096 }],
    ['Fragment Offset', '00 00 0008 00000000', { ...ZERO, 'ipv6.fraghdr.offset': 1 }],
    ['Res', '00 00 0005 00000000', { ...ZERO, 'ipv6.fraghdr.reserved_bits': 2, 'ipv6.fraghdr.more': 1 }],
    ['M', '00 00 0001 00000000', { ...ZERO, 'ipv6.fraghdr.more': 1 }],
    ['Identification', '00 00 0001 80000001', { ...ZERO, 'ipv6.fraghdr.more': 1, 'ipv6.fraghdr.ident': 0x80000001 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(packet('2c', `${octets} 00`), 1)).toEqual(fields)
  })

  const UDP = '0001 0002 0008 0000'

  test('the getters give the offset in octets', () => {
    const { view } = packet('2c', '11 00 0009 00000007')
    expect(fragment.fragmentOffset(view, 40)).toBe(8)
    expect(fragment.moreFragments(view, 40)).toBe(true)
    expect(fragment.identification(view, 40)).toBe(7)
  })

  test('an atomic fragment (RFC 6946) is decoded on', () => {
    const p = packet('2c', `11 00 0000 00000001 ${UDP}`)
    expect(namesOf(p)).toEqual(['ipv6', 'ipv6.fraghdr', 'udp'])
    expect(p.fragment).toBe(-1)
  })

  test('a fragment waits for reassembly, and its payload is octets until then', () => {
    const p = packet('2c', `11 00 0001 00000001 ${UDP}`)
    expect(namesOf(p)).toEqual(['ipv6', 'ipv6.fraghdr', 'data'])
    expect(p.fragment).toBe(1)
  })

  test('without reassembly the first fragment is decoded as far as it goes, the others are payload', () => {
    const tables = { ...defaultTables(), reassemble: false }
    expect(namesOf(packet('2c', `11 00 0001 00000001 ${UDP}`, tables))).toEqual(['ipv6', 'ipv6.fraghdr', 'udp'])
    const second = packet('2c', `11 00 0008 00000001 ${UDP}`, tables)
    expect(namesOf(second)).toEqual(['ipv6', 'ipv6.fraghdr', 'data'])
    expect(second.fragment).toBe(-1)
  })

  test('a fragment that the capture cut does not wait', () => {
    const octets = bytes(`60000000 0010 2c 40 ${ADDRESSES} 11 00 0001 00000001 0001`)
    expect(packetOf(octets, 229, 56).fragment).toBe(-1)
  })

  test('what is reassembled is decoded on behind the header that was fragmented', () => {
    const p = packet('2c', `11 00 0001 00000001 ${UDP}`)
    p.reassembled(p.view, p.bytes, p.end, 40, [1])
    decode(p)
    expect(namesOf(p)).toEqual(['ipv6', 'ipv6.fraghdr', 'udp'])
    expect(p.fragment).toBe(-1)
  })
})
