import { describe, expect, test } from 'vitest'
import { decode } from '../../../src/wire/decode.js'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import * as ipv4 from '../../../src/wire/protocols/ipv4.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ADDRESSES = '0a000001 0a000002'
const ZERO = {
  'ip.version': 4,
  'ip.hdr_len': 20,
  'ip.dsfield': 0,
  'ip.dsfield.dscp': 0,
  'ip.dsfield.ecn': 0,
  'ip.len': 20,
  'ip.id': 0,
  'ip.flags.rb': 0,
  'ip.flags.df': 0,
  'ip.flags.mf': 0,
  'ip.frag_offset': 0,
  'ip.ttl': 0,
  'ip.proto': 0,
  'ip.checksum': 0,
  'ip.src': '0a000001',
  'ip.dst': '0a000002',
}

describe('IPv4, RFC 791 §3.1', () => {
  test.each([
    ['DSCP', '45800014 0000 0000 00 00 0000', { ...ZERO, 'ip.dsfield': 0x80, 'ip.dsfield.dscp': 32 }],
    ['ECN', '45020014 0000 0000 00 00 0000', { ...ZERO, 'ip.dsfield': 2, 'ip.dsfield.ecn': 2 }],
    ['Identification', '45000014 8001 0000 00 00 0000', { ...ZERO, 'ip.id': 0x8001 }],
    ['the reserved flag', '45000014 0000 8000 00 00 0000', { ...ZERO, 'ip.flags.rb': 1 }],
    ['DF', '45000014 0000 4000 00 00 0000', { ...ZERO, 'ip.flags.df': 1 }],
    ['MF', '45000014 0000 2000 00 00 0000', { ...ZERO, 'ip.flags.mf': 1 }],
    ['Fragment Offset', '45000014 0000 1001 00 00 0000', { ...ZERO, 'ip.frag_offset': 4097 }],
    ['Time to Live', '45000014 0000 0000 80 00 0000', { ...ZERO, 'ip.ttl': 128 }],
    ['Protocol', '45000014 0000 0000 00 fd 0000', { ...ZERO, 'ip.proto': 253 }],
    ['Header Checksum', '45000014 0000 0000 00 00 8001', { ...ZERO, 'ip.checksum': 0x8001 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(packetOf(bytes(`${octets} ${ADDRESSES}`), 228), 0)).toEqual(fields)
  })

  test('IHL counts 32-bit words; options stand between the header and the payload', () => {
    const p = packetOf(bytes(`46000019 00000000 40fd0000 ${ADDRESSES} 01 940300 aa`), 228)
    expect(fieldsOf(p, 0)).toMatchObject({ 'ip.hdr_len': 24, 'ip.opt.type': [1, 148], 'ip.opt.len': 3 })
    expect(p.layers[0]).toMatchObject({ payload: 24, end: 25 })
  })

  test('Total Length ends the packet before the padding; 0 is a super-frame as long as the frame', () => {
    expect(packetOf(bytes(`45000015 00000000 40fd0000 ${ADDRESSES} aabbcc`), 228).layers[0]!.end).toBe(21)
    expect(packetOf(bytes(`45000000 00000000 40fd0000 ${ADDRESSES} aabbcc`), 228).layers[0]!.end).toBe(23)
  })

  test.each([
    ['another version', '55000014', Reason.BadField],
    ['an IHL below 5', '44000014', Reason.BadField],
    ['a Total Length below the header', '45000013', Reason.BadField],
    ['an IHL beyond the packet', '46000018', Reason.Truncated],
  ])('%s cannot be decoded', (_, start, reason) => {
    const { malformed } = packetOf(bytes(`${start} 00000000 40fd0000 ${ADDRESSES}`), 228)
    expect(malformed).toMatchObject({ reason, kind: Kind.Ipv4, offset: 0 })
  })
})

describe('IPv4 fragments, RFC 791 §3.2', () => {
  const UDP = '0001 0002 0008 0000'
  const first = (checksum: string) => `4500001c 00072000 4011${checksum} ${ADDRESSES} ${UDP}`
  /** 0xffff less the sum of the header's other words. */
  const CHECKSUM = '46c8'

  test('the getters give the offset in octets', () => {
    const { view } = packetOf(bytes(`45000014 00072003 40110000 ${ADDRESSES}`), 228)
    expect(ipv4.fragmentOffset(view, 0)).toBe(24)
    expect(ipv4.isFragment(view, 0)).toBe(true)
  })

  test('a fragment waits for reassembly, and its payload is octets until then', () => {
    const p = packetOf(bytes(first(CHECKSUM)), 228)
    expect(namesOf(p)).toEqual(['ip', 'data'])
    expect(p.fragment).toBe(0)
  })

  test('one whose header checksum is wrong does not wait', () => {
    expect(packetOf(bytes(first('0000')), 228).fragment).toBe(-1)
  })

  test('without reassembly the first fragment is decoded as far as it goes, the others are payload', () => {
    const tables = { ...defaultTables(), reassemble: false }
    const octets = bytes(first(CHECKSUM))
    expect(namesOf(packetOf(octets, 228, octets.length, tables))).toEqual(['ip', 'udp'])
    octets[7] = 1
    expect(namesOf(packetOf(octets, 228, octets.length, tables))).toEqual(['ip', 'data'])
  })

  test('what is reassembled is decoded on behind the header that was fragmented', () => {
    const p = packetOf(bytes(first(CHECKSUM)), 228)
    p.reassembled(p.view, p.bytes, p.end, 0, [1])
    decode(p)
    expect(namesOf(p)).toEqual(['ip', 'udp'])
  })
})
