import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { MAX_LAYERS, type Packet } from '../../../src/wire/packet.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINKTYPE_IPV4 = 228

/** An IPv4 packet with this ICMP message. */
function ofMessage(hex: string): Packet {
  const total = (20 + bytes(hex).length).toString(16).padStart(4, '0')
  return packetOf(bytes(`4500 ${total} 0000 0000 40 01 0000 0a000001 0a000002 ${hex}`), LINKTYPE_IPV4)
}

/** The start of a UDP packet to port 4789, as an error quotes it. */
const QUOTED = '4500 0072 0000 0000 40 11 0000 0a000002 0a000001 c000 12b5 005e 0000'

describe('messages, RFC 792', () => {
  test.each([
    ['echo request', '08 00 1234 5678 9abc', { 'icmp.type': 8, 'icmp.ident': 0x5678, 'icmp.seq': 0x9abc }],
    ['echo reply', '00 00 1234 5678 9abc', { 'icmp.type': 0, 'icmp.ident': 0x5678, 'icmp.seq': 0x9abc }],
    [
      'timestamp reply',
      '0e 00 1234 0001 0002 00000003 00000004 00000005',
      {
        'icmp.type': 14,
        'icmp.ident': 1,
        'icmp.seq': 2,
        'icmp.originate_timestamp': 3,
        'icmp.receive_timestamp': 4,
        'icmp.transmit_timestamp': 5,
      },
    ],
    [
      'address mask reply, RFC 950',
      '12 00 1234 0001 0002 ffffff00',
      { 'icmp.type': 18, 'icmp.ident': 1, 'icmp.seq': 2, 'icmp.address_mask': 'ffffff00' },
    ],
    ['router solicitation, RFC 1256 §3', '0a 00 1234 00000000', { 'icmp.type': 10 }],
    [
      'router advertisement, RFC 1256 §3',
      '09 00 1234 02 02 0708 0a000001 00000001 0a000002 80000000',
      {
        'icmp.type': 9,
        'icmp.num_addrs': 2,
        'icmp.addr_entry_size': 2,
        'icmp.lifetime': 1800,
        'icmp.router_address': ['0a000001', '0a000002'],
        'icmp.pref_level': [1, 0x80000000],
      },
    ],
    [
      'extended echo request, RFC 8335 §2',
      '2a 00 1234 5678 9a 01',
      { 'icmp.type': 42, 'icmp.ident': 0x5678, 'icmp.ext.echo.seq': 0x9a, 'icmp.ext.echo.req.local': 1 },
    ],
    [
      'extended echo reply, RFC 8335 §3',
      '2b 00 1234 5678 9a 44',
      {
        'icmp.type': 43,
        'icmp.ident': 0x5678,
        'icmp.ext.echo.seq': 0x9a,
        'icmp.ext.echo.rsp.state': 2,
        'icmp.ext.echo.rsp.active': 1,
      },
    ],
    ['unreachable', '03 01 1234 00000000', { 'icmp.type': 3, 'icmp.code': 1 }],
    ['fragmentation needed, RFC 1191 §4', '03 04 1234 0000 05aa', { 'icmp.type': 3, 'icmp.code': 4, 'icmp.mtu': 1450 }],
    ['redirect', '05 01 1234 0a000003', { 'icmp.type': 5, 'icmp.code': 1, 'icmp.redir_gw': '0a000003' }],
    ['time exceeded', '0b 00 1234 00000000', { 'icmp.type': 11 }],
    ['parameter problem', '0c 00 1234 14 000000', { 'icmp.type': 12, 'icmp.pointer': 20 }],
    ['length of the quoted datagram, RFC 4884 §4', '0b 00 1234 00 20 0000', { 'icmp.type': 11, 'icmp.length': 32 }],
  ])('%s', (_, hex, expected) => {
    const p = ofMessage(hex)
    expect(namesOf(p)).toEqual(['ip', 'icmp'])
    expect(p.malformed.reason).toBe(Reason.None)
    expect(fieldsOf(p, 1)).toEqual({ 'icmp.code': 0, 'icmp.checksum': 0x1234, ...expected })
  })

  test('what follows an echo message is data', () => {
    expect(namesOf(ofMessage('08 00 0000 0001 0001 6162'))).toEqual(['ip', 'icmp', 'data'])
  })

  test.each([
    ['three octets', '08 00 12', 4],
    ['half an echo', '08 00 1234 5678', 8],
    ['a timestamp without its last time', '0e 00 1234 0001 0002 00000003 00000004', 20],
    ['a router advertisement with fewer routers than it counts', '09 00 1234 02 02 0708 0a000001 00000001', 24],
  ])('%s are cut off', (_, hex, need) => {
    expect(ofMessage(hex).malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Icmp, offset: 20, need })
  })

  test('of an unknown type only type, code and checksum are known', () => {
    const p = ofMessage('61 74 1234 0000')
    expect(namesOf(p)).toEqual(['ip', 'icmp', 'data'])
    expect(fieldsOf(p, 1)).toEqual({ 'icmp.type': 97, 'icmp.code': 116, 'icmp.checksum': 0x1234 })
  })
})

describe('the packet that an error quotes, RFC 792', () => {
  test.each([
    ['03 03', 3],
    ['04 00', 4],
    ['05 01', 5],
    ['0b 00', 11],
    ['0c 00', 12],
  ])('type and code %s quote the packet that caused them', (start) => {
    const p = ofMessage(`${start} 0000 00000000 ${QUOTED}`)
    expect(namesOf(p)).toEqual(['ip', 'icmp', 'ip', 'udp'])
    expect(p.quoted).toBe(2)
    expect(fieldsOf(p, 3)['udp.dstport']).toBe(4789)
    expect(p.malformed.reason === Reason.None || p.malformed.reason === Reason.Quoted).toBe(true)
  })

  test('an echo quotes nothing', () => {
    expect(ofMessage('08 00 0000 0001 0001').quoted).toBe(MAX_LAYERS)
  })

  test('8 octets of TCP are too few for its header and no fault', () => {
    const p = ofMessage('0b 00 0000 00000000 4500 0028 0000 0000 01 06 0000 0a000002 0a000001 c000 0050 00000001')
    expect(namesOf(p)).toEqual(['ip', 'icmp', 'ip'])
    expect(p.malformed).toMatchObject({ reason: Reason.Quoted, kind: Kind.Tcp, have: 8 })
  })

  test('extensions follow the quoted datagram where its length says, RFC 4884 §4', () => {
    const extension = '2000 0000 0008 0101 00010140'
    const quoted = `4500 05dc 0000 0000 40 11 0000 0a000002 0a000001 c000 1b58 05c8 0000 ${'00'.repeat(100)}`
    const p = ofMessage(`0b 00 0000 00 20 0000 ${quoted} ${extension}`)
    expect(namesOf(p)).toEqual(['ip', 'icmp', 'ip', 'udp', 'data'])
    expect(p.layers[1]?.end).toBe(20 + 8 + 128 + 12)
    expect(p.layers[4]?.end).toBe(20 + 8 + 128)
  })

  test('a length below 128 octets is of older use and limits nothing, RFC 4884 §4', () => {
    const p = ofMessage(`03 03 0000 00 06 0000 ${QUOTED}`)
    expect(namesOf(p)).toEqual(['ip', 'icmp', 'ip', 'udp'])
  })
})
