import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import type { Packet } from '../../../src/wire/packet.js'
import * as tcp from '../../../src/wire/protocols/tcp.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINKTYPE_IPV4 = 228

/** An IPv4 packet with this TCP segment. */
function ofSegment(hex: string): Packet {
  const segment = bytes(hex)
  const total = (20 + segment.length).toString(16).padStart(4, '0')
  return packetOf(bytes(`4500 ${total} 0000 0000 40 06 0000 0a000001 0a000002 ${hex}`), LINKTYPE_IPV4)
}

const HEADER_FIELDS = {
  'tcp.srcport': 0,
  'tcp.dstport': 0,
  'tcp.seq_raw': 0,
  'tcp.ack_raw': 0,
  'tcp.hdr_len': 20,
  'tcp.flags': 0,
  'tcp.flags.res': 0,
  'tcp.flags.ae': 0,
  'tcp.flags.cwr': 0,
  'tcp.flags.ece': 0,
  'tcp.flags.urg': 0,
  'tcp.flags.ack': 0,
  'tcp.flags.push': 0,
  'tcp.flags.reset': 0,
  'tcp.flags.syn': 0,
  'tcp.flags.fin': 0,
  'tcp.window_size_value': 0,
  'tcp.checksum': 0,
  'tcp.urgent_pointer': 0,
}

describe('the header, RFC 9293 §3.1', () => {
  test.each([
    ['Source Port', '1234 0000 00000000 00000000 5000 0000 0000 0000', { 'tcp.srcport': 0x1234 }],
    ['Destination Port', '0000 1234 00000000 00000000 5000 0000 0000 0000', { 'tcp.dstport': 0x1234 }],
    ['Sequence Number', '0000 0000 fedcba98 00000000 5000 0000 0000 0000', { 'tcp.seq_raw': 0xfedcba98 }],
    ['Acknowledgment Number', '0000 0000 00000000 fedcba98 5000 0000 0000 0000', { 'tcp.ack_raw': 0xfedcba98 }],
    ['Rsrvd', '0000 0000 00000000 00000000 5800 0000 0000 0000', { 'tcp.flags': 0x800, 'tcp.flags.res': 1 }],
    ['AE', '0000 0000 00000000 00000000 5100 0000 0000 0000', { 'tcp.flags': 0x100, 'tcp.flags.ae': 1 }],
    ['CWR', '0000 0000 00000000 00000000 5080 0000 0000 0000', { 'tcp.flags': 0x080, 'tcp.flags.cwr': 1 }],
    ['ECE', '0000 0000 00000000 00000000 5040 0000 0000 0000', { 'tcp.flags': 0x040, 'tcp.flags.ece': 1 }],
    ['URG', '0000 0000 00000000 00000000 5020 0000 0000 0000', { 'tcp.flags': 0x020, 'tcp.flags.urg': 1 }],
    ['ACK', '0000 0000 00000000 00000000 5010 0000 0000 0000', { 'tcp.flags': 0x010, 'tcp.flags.ack': 1 }],
    ['PSH', '0000 0000 00000000 00000000 5008 0000 0000 0000', { 'tcp.flags': 0x008, 'tcp.flags.push': 1 }],
    ['RST', '0000 0000 00000000 00000000 5004 0000 0000 0000', { 'tcp.flags': 0x004, 'tcp.flags.reset': 1 }],
    ['SYN', '0000 0000 00000000 00000000 5002 0000 0000 0000', { 'tcp.flags': 0x002, 'tcp.flags.syn': 1 }],
    ['FIN', '0000 0000 00000000 00000000 5001 0000 0000 0000', { 'tcp.flags': 0x001, 'tcp.flags.fin': 1 }],
    ['Window', '0000 0000 00000000 00000000 5000 1234 0000 0000', { 'tcp.window_size_value': 0x1234 }],
    ['Checksum', '0000 0000 00000000 00000000 5000 0000 1234 0000', { 'tcp.checksum': 0x1234 }],
    ['Urgent Pointer', '0000 0000 00000000 00000000 5000 0000 0000 1234', { 'tcp.urgent_pointer': 0x1234 }],
  ])('%s is where the diagram draws it', (_, hex, expected) => {
    expect(fieldsOf(ofSegment(hex), 1)).toEqual({ ...HEADER_FIELDS, ...expected })
  })

  test('the masks are the bits of the diagram', () => {
    expect([tcp.FLAG_AE, tcp.FLAG_CWR, tcp.FLAG_ECE, tcp.FLAG_URG]).toEqual([0x100, 0x080, 0x040, 0x020])
    expect([tcp.FLAG_ACK, tcp.FLAG_PSH, tcp.FLAG_RST, tcp.FLAG_SYN, tcp.FLAG_FIN]).toEqual([16, 8, 4, 2, 1])
  })

  test('a header without data ends the packet; octets behind it are payload', () => {
    expect(namesOf(ofSegment('0000 0000 00000000 00000000 5000 0000 0000 0000'))).toEqual(['ip', 'tcp'])
    expect(namesOf(ofSegment('0000 0000 00000000 00000000 5000 0000 0000 0000 61'))).toEqual(['ip', 'tcp', 'data'])
  })

  test.each([
    ['a Data Offset below 5 is nonsense', '0000 0000 00000000 00000000 4000 0000 0000 0000', Reason.BadField],
    [
      'a header longer than the segment is cut off',
      '0000 0000 00000000 00000000 6000 0000 0000 0000',
      Reason.Truncated,
    ],
    ['19 octets are no header', '0000 0000 00000000 00000000 5000 0000 0000 00', Reason.Truncated],
  ])('%s', (_, hex, reason) => {
    const p = ofSegment(hex)
    expect(namesOf(p)).toEqual(['ip'])
    expect(p.malformed).toMatchObject({ reason, kind: Kind.Tcp })
  })
})

describe('options', () => {
  /** The fields that options alone have, of a header with these. */
  function optionsOf(hex: string): Record<string, unknown> {
    const offset = ((20 + bytes(hex).length) / 4).toString(16)
    const all = fieldsOf(ofSegment(`0000 0000 00000000 00000000 ${offset}000 0000 0000 0000 ${hex}`), 1)
    return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('tcp.option')))
  }

  test.each([
    ['maximum segment size, RFC 9293 §3.7.1', '02 04 05b4', { 'tcp.option_len': 4, 'tcp.options.mss_val': 1460 }],
    ['SACK permitted, RFC 2018 §2', '04 02 01 01', { 'tcp.option_kind': [4, 1, 1], 'tcp.option_len': 2 }],
    [
      'window scale, RFC 7323 §2.2',
      '03 03 07 01',
      { 'tcp.option_kind': [3, 1], 'tcp.option_len': 3, 'tcp.options.wscale.shift': 7 },
    ],
    [
      'SACK, RFC 2018 §3',
      '01 01 05 12 00000001 00000002 00000003 00000004',
      {
        'tcp.option_kind': [1, 1, 5],
        'tcp.option_len': 18,
        'tcp.options.sack_le': [1, 3],
        'tcp.options.sack_re': [2, 4],
      },
    ],
    [
      'timestamps, RFC 7323 §3.2',
      '01 01 08 0a 00000001 fffffffe',
      {
        'tcp.option_kind': [1, 1, 8],
        'tcp.option_len': 10,
        'tcp.options.timestamp.tsval': 1,
        'tcp.options.timestamp.tsecr': 0xfffffffe,
      },
    ],
    [
      'user timeout, RFC 5482 §2',
      '1c 04 8005',
      { 'tcp.option_len': 4, 'tcp.options.user_to_granularity': 1, 'tcp.options.user_to_val': 5 },
    ],
    [
      'an option without fields of its own shows its octets',
      'fe 04 f989',
      { 'tcp.option_len': 4, 'tcp.options.unknown.payload': 'f989' },
    ],
  ])('%s', (_, hex, expected) => {
    expect(optionsOf(hex)).toMatchObject(expected)
  })

  test('kind 0 ends the list: what is behind it is padding, RFC 9293 §3.2', () => {
    expect(optionsOf('00 02 04 05')).toEqual({ 'tcp.option_kind': 0 })
  })

  test.each(['02 00 05b4', '02 01 05b4'])('a length below 2 ends the list: %s', (hex) => {
    expect(optionsOf(hex)).toMatchObject({ 'tcp.option_kind': 2 })
  })

  test('an option that reaches beyond the header is left out', () => {
    expect(optionsOf('01 02 04 05')).toEqual({ 'tcp.option_kind': 1 })
  })
})
