/** Headers that capturing machines put in front of packets: octets by the descriptions of the link types. */
import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const FRAME = `ffffffffffff 001122334455 0800 ${IPV4}`
/** Text in a field of so many octets. */
const text = (s: string, octets: number) =>
  Buffer.from(s)
    .toString('hex')
    .padEnd(octets * 2, '0')

const PKTAP_HEAD = `6c000000 01000000 01000000 ${text('en0', 24)} 02000000 02000000 0e000000 00000000 39300000
  ${text('curl', 20)} 00000000 0600 0100 3a300000 ${text('proxy', 20)}`

describe('PKTAP', () => {
  test('interface, process and the packet behind', () => {
    const p = packetOf(bytes(PKTAP_HEAD + FRAME), 258)
    expect(namesOf(p)).toEqual(['pktap', 'eth', 'ip'])
    expect(fieldsOf(p, 0)).toEqual({
      'pktap.hdrlen': 108,
      'pktap.rectype': 1,
      'pktap.dlt': 1,
      'pktap.ifname': text('en0', 24),
      'pktap.flags': 2,
      'pktap.pfamily': 2,
      'pktap.llhdrlen': 14,
      'pktap.lltrlrlen': 0,
      'pktap.pid': 12345,
      'pktap.cmdname': text('curl', 20),
      'pktap.svc_class': 0,
      'pktap.iftype': 6,
      'pktap.ifunit': 1,
      'pktap.epid': 12346,
      'pktap.ecmdname': text('proxy', 20),
    })
  })

  test('a header in a header, and a link type without a decoder, are octets', () => {
    const of = (dlt: string) => PKTAP_HEAD.replace('01000000 01000000', `01000000 ${dlt}`)
    expect(namesOf(packetOf(bytes(of('02010000') + PKTAP_HEAD), 258))).toEqual(['pktap', 'data'])
    expect(namesOf(packetOf(bytes(`${of('ffffff7f')} 00`), 258))).toEqual(['pktap', 'data'])
  })

  test('a length below that of the header cannot be', () => {
    expect(packetOf(bytes(PKTAP_HEAD.replace('6c', '10')), 258).malformed).toMatchObject({ reason: Reason.BadField })
  })
})

describe('NFLOG', () => {
  const little = `02 00 0014 0800 0100 0800 01 00 0600 0a00 6869 0000 0800 0400 00000002 1800 0900 ${IPV4}`
  const big = `02 00 0014 0008 0001 0800 01 00 0006 000a 6869 0000 0008 0004 00000002 0018 0009 ${IPV4}`

  test.each([
    ['a little-endian machine', little],
    ['a big-endian machine', big],
  ])('attributes of %s, and the packet', (_, octets) => {
    const p = packetOf(bytes(octets), 239)
    expect(namesOf(p)).toEqual(['nflog', 'ip'])
    expect(fieldsOf(p, 0)).toEqual({
      'nflog.family': 2,
      'nflog.version': 0,
      'nflog.res_id': 20,
      'nflog.tlv_length': [8, 6, 8, 24],
      'nflog.tlv_type': [1, 10, 4, 9],
      'nflog.protocol': 0x800,
      'nflog.hook': 1,
      'nflog.prefix': '6869',
      'nflog.ifindex_indev': 2,
    })
  })

  test('without a payload there is no packet; an attribute shorter than its head cannot be', () => {
    expect(namesOf(packetOf(bytes('02 00 0014 0800 0100 0800 01 00'), 239))).toEqual(['nflog'])
    expect(packetOf(bytes('02 00 0014 0300 0100'), 239).malformed).toMatchObject({
      reason: Reason.BadField,
      kind: Kind.Nflog,
    })
  })
})

test("IPNET: zones, and the packet by Solaris' numbers of families", () => {
  const p = packetOf(bytes(`01 02 0002 00000014 00000003 00000000 00000001 00000002 ${IPV4}`), 226)
  expect(namesOf(p)).toEqual(['ipnet', 'ip'])
  expect(fieldsOf(p, 0)).toEqual({
    'ipnet.version': 1,
    'ipnet.family': 2,
    'ipnet.htype': 2,
    'ipnet.pktlen': 20,
    'ipnet.ifindex': 3,
    'ipnet.grifindex': 0,
    'ipnet.zsrc': 1,
    'ipnet.zdst': 2,
  })
})

describe('Juniper', () => {
  test.each([
    ['a frame', 178, `4d4743 01 ${FRAME}`, ['juniper', 'eth', 'ip']],
    ['a frame behind extensions', 178, `4d4743 81 0003 010105 ${FRAME}`, ['juniper', 'eth', 'ip']],
    ['PPP', 179, `4d4743 00 ff03 0021 ${IPV4}`, ['juniper', 'ppp', 'ip']],
    ['Cisco HDLC', 181, `4d4743 00 0f00 0800 ${IPV4}`, ['juniper', 'chdlc', 'ip']],
    ['no link header', 178, `4d4743 02 02000000 ${IPV4}`, ['juniper', 'ip']],
  ])('%s', (_, linkType, octets, names) => {
    expect(namesOf(packetOf(bytes(octets), linkType))).toEqual(names)
  })

  test('without its magic number it is something else', () => {
    expect(packetOf(bytes(`4d4744 01 ${FRAME}`), 178).malformed).toMatchObject({ reason: Reason.BadField })
  })
})

describe('cooked captures', () => {
  const sll2 = (type: string, arphrd: string, rest: string) =>
    packetOf(bytes(`${type} 0000 00000003 ${arphrd} 00 06 001122334455 0000 ${rest}`), 276)

  test('version 2: a VLAN tag, and the types of GRE devices', () => {
    expect(namesOf(sll2('8100', '0001', `0064 0800 ${IPV4}`))).toEqual(['sll', 'vlan', 'ip'])
    expect(namesOf(sll2('880b', '0337', `ff03 0021 ${IPV4}`))).toEqual(['sll', 'ppp', 'ip'])
    expect(namesOf(sll2('880b', '030a', `ff03 0021 ${IPV4}`))).toEqual(['sll', 'ppp', 'ip'])
    expect(fieldsOf(sll2('2001', '0337', '00'), 0)).toHaveProperty(['sll.gretype'], 0x2001)
  })

  test('ERSPAN on a GRE device: the first four bits tell whether there is a header', () => {
    expect(namesOf(sll2('88be', '0337', FRAME.replace('ffffffffffff', '020000000001')))).toEqual([
      'sll',
      'erspan',
      'eth',
      'ip',
    ])
    expect(namesOf(sll2('88be', '0337', `1000 0001 00000000 ${FRAME}`))).toEqual(['sll', 'erspan', 'eth', 'ip'])
  })

  test('IEEE 802.11 is not taken for LLC', () => {
    expect(namesOf(sll2('0004', '0323', '000000000000'))).toEqual(['sll', 'data'])
  })
})

test('cut at each octet, nothing throws', () => {
  for (const [linkType, octets] of [
    [258, PKTAP_HEAD + FRAME],
    [239, `02 00 0014 0800 0100 0800 01 00 0600 0a00 6869 0000 0800 0400 00000002 1800 0900 ${IPV4}`],
    [226, `01 02 0002 00000014 00000003 00000000 00000001 00000002 ${IPV4}`],
    [178, `4d4743 81 0003 010105 ${FRAME}`],
    [178, `4d4743 02 02000000 ${IPV4}`],
  ] as const) {
    const whole = bytes(octets)
    for (let n = 0; n <= whole.length; n++) {
      const p = packetOf(whole.slice(0, n), linkType, whole.length)
      for (let i = 0; i < p.depth; i++) fieldsOf(p, i)
    }
  }
})
