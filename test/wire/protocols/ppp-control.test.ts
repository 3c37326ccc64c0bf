/** PPP's control protocols: octets by the RFCs. */
import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ppp = (octets: string) => packetOf(bytes(`ff03 ${octets}`), 9)
const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'

describe('LCP, RFC 1661 §5 and §6', () => {
  test('a Configure-Request with its options', () => {
    const p = ppp('c021 01 07 0015 01 04 05dc 03 05 c223 05 05 06 01020304 07 02 ffff')
    expect(namesOf(p)).toEqual(['ppp', 'lcp'])
    expect(fieldsOf(p, 1)).toEqual({
      'ppp.code': 1,
      'ppp.identifier': 7,
      'ppp.length': 21,
      'lcp.opt.type': [1, 3, 5, 7],
      'lcp.opt.length': [4, 5, 6, 2],
      'lcp.opt.mru': 1500,
      'lcp.opt.auth_protocol': 0xc223,
      'lcp.opt.algorithm': 5,
      'lcp.opt.magic_number': 0x01020304,
    })
    expect(p.malformed.reason).toBe(Reason.None)
  })

  test('an Echo-Request has a magic number and no options', () => {
    expect(fieldsOf(ppp('c021 09 01 0008 deadbeef'), 1)).toEqual({
      'ppp.code': 9,
      'ppp.identifier': 1,
      'ppp.length': 8,
      'lcp.magic_number': 0xdeadbeef,
    })
  })

  test('a Protocol-Reject says which', () => {
    expect(fieldsOf(ppp('c021 08 01 0008 80fd 0101'), 1)).toMatchObject({ 'lcp.rej_proto': 0x80fd })
  })

  test('a Length below that of its own head cannot be, a longer one than what is there is truncated', () => {
    expect(ppp('c021 01 01 0003').malformed).toMatchObject({ reason: Reason.BadField, kind: Kind.Lcp })
    expect(ppp('c021 01 01 0009 0104').malformed).toMatchObject({ reason: Reason.Truncated, need: 9, have: 6 })
  })

  test('an option shorter than its head ends the list', () => {
    expect(fieldsOf(ppp('c021 01 01 0008 01 00 05dc'), 1)).not.toHaveProperty(['lcp.opt.type'])
  })
})

test('IPCP: addresses (RFC 1332 §3.3, RFC 1877 §1)', () => {
  expect(fieldsOf(ppp('8021 03 02 0010 03 06 0a000005 81 06 0a000001'), 1)).toEqual({
    'ppp.code': 3,
    'ppp.identifier': 2,
    'ppp.length': 16,
    'ipcp.opt.type': [3, 129],
    'ipcp.opt.length': [6, 6],
    'ipcp.opt.ip_address': '0a000005',
    'ipcp.opt.pri_dns_address': '0a000001',
  })
})

test('IPV6CP: the interface identifier (RFC 5072 §4.1)', () => {
  expect(fieldsOf(ppp('8057 01 01 000e 01 0a 0011223344556677'), 1)).toMatchObject({
    'ipv6cp.opt.type': 1,
    'ipv6cp.interface_identifier': '0011223344556677',
  })
})

test.each([
  ['H', '01000000', 'h'],
  ['M', '00000080', 'm'],
  ['S', '00000040', 's'],
  ['L', '00000020', 'l'],
  ['D', '00000010', 'd'],
  ['C', '00000001', 'c'],
])('CCP: %s of the MPPE option is where RFC 3078 §2 draws it', (_, octets, name) => {
  const fields = fieldsOf(ppp(`80fd 01 01 000a 12 06 ${octets}`), 1)
  const set = Object.entries(fields).filter(([key, value]) => /bits\..$/.test(key) && value === 1)
  expect(set).toEqual([[`ccp.opt.supported_bits.${name}`, 1]])
})

test('PAP: the name, and how long the password is, which is no field (RFC 1334 §2.2.1)', () => {
  expect(fieldsOf(ppp('c023 01 05 000d 03 626f62 04 70617373'), 1)).toEqual({
    'pap.code': 1,
    'pap.identifier': 5,
    'pap.length': 13,
    'pap.peer_id.length': 3,
    'pap.peer_id': '626f62',
    'pap.password.length': 4,
  })
  expect(fieldsOf(ppp('c023 02 05 0007 02 6f6b'), 1)).toMatchObject({ 'pap.message.length': 2, 'pap.message': '6f6b' })
})

test('CHAP: challenge, and what came of it (RFC 1994 §4)', () => {
  expect(fieldsOf(ppp('c223 01 05 000a 02 abcd 626f62'), 1)).toEqual({
    'chap.code': 1,
    'chap.identifier': 5,
    'chap.length': 10,
    'chap.value_size': 2,
    'chap.value': 'abcd',
    'chap.name': '626f62',
  })
  expect(fieldsOf(ppp('c223 03 05 0006 6f6b'), 1)).toMatchObject({ 'chap.message': '6f6b' })
})

describe('multilink, RFC 1990 §3', () => {
  test.each([
    ['B', '80 000001', { 'mp.first': 1, 'mp.last': 0, 'mp.frag': 0x20 }],
    ['E', '40 000001', { 'mp.first': 0, 'mp.last': 1, 'mp.frag': 0x10 }],
    ['the class (RFC 2686 §3)', '3c 000001', { 'mp.first': 0, 'mp.last': 0, 'mp.sequence_num_cls': 15 }],
    ['the sequence number', '00 123456', { 'mp.seq': 0x123456, 'mp.sequence_num_reserved': 0 }],
    ['what is reserved', '03 000000', { 'mp.seq': 0, 'mp.sequence_num_reserved': 1 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(ppp(`003d ${octets} 00`), 1)).toMatchObject(fields)
  })

  test('a whole fragment is opened, a part is not', () => {
    expect(namesOf(ppp(`003d c0 000001 21 ${IPV4}`))).toEqual(['ppp', 'mp', 'ppp', 'ip'])
    expect(namesOf(ppp(`003d 80 000001 21 ${IPV4}`))).toEqual(['ppp', 'mp', 'data'])
  })
})

test('a compressed datagram is named and not read (RFC 1962 §2.2)', () => {
  expect(namesOf(ppp('00fd 9001 5555'))).toEqual(['ppp', 'comp_data'])
})

test('a bridged frame is opened, without its FCS and its pads (RFC 3518 §4.2)', () => {
  const p = ppp(`0031 82 01 ffffffffffff 001122334455 0800 ${IPV4} aabbccdd 0000`)
  expect(namesOf(p)).toEqual(['ppp', 'bcp_bpdu', 'eth', 'ip'])
  expect(p.layers[2]!.end - p.layers[2]!.start).toBe(34)
  expect(namesOf(ppp('0031 00 04 00'))).toEqual(['ppp', 'bcp_bpdu', 'data'])
})

test('cut at each octet, nothing throws', () => {
  for (const octets of [
    'c021 01 07 0015 01 04 05dc 03 05 c223 05 05 06 01020304 07 02',
    '8021 03 02 0010 03 06 0a000005 81 06 0a000001',
    'c023 01 05 000d 03 626f62 04 70617373',
    'c223 01 05 000a 02 abcd 626f62',
    `003d c0 000001 21 ${IPV4}`,
    `0031 82 01 ffffffffffff 001122334455 0800 ${IPV4} aabbccdd 0000`,
    '00fd 9001 5555',
  ]) {
    const whole = bytes(`ff03 ${octets}`)
    for (let n = 0; n <= whole.length; n++) {
      const p = packetOf(whole.slice(0, n), 9, whole.length)
      for (let i = 0; i < p.depth; i++) fieldsOf(p, i)
    }
  }
})
