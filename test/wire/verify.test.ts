import { describe, expect, test } from 'vitest'
import { defaultTables } from '../../src/wire/protocols/index.js'
import { ChecksumReason, ChecksumStatus, Verdict, verify } from '../../src/wire/verify.js'
import { bytes, packetOf } from '../helpers/octets.js'

const LINKTYPE_IPV4 = 228
const LINKTYPE_IPV6 = 229

const V4 = '0a000001 0a000002'
const ONE = '20010db8000000000000000000000001'
const TWO = '20010db8000000000000000000000002'
const NINE = '20010db8000000000000000000000009'
const { None, Good, Bad, Absent, Unverified } = ChecksumStatus
const { Cut, Fragment, Missing, NoAddresses, Forbidden } = ChecksumReason

/** The verdict about layer `index` of a packet that had `length` octets on the wire. */
function verdictOf(hex: string, linkType: number, index: number, length?: number): Verdict {
  const verdict = new Verdict()
  const octets = bytes(hex)
  // First fragments are decoded as far as they go.
  const tables = { ...defaultTables(), reassemble: false }
  verify(packetOf(octets, linkType, length ?? octets.length, tables), index, verdict)
  return verdict
}

describe.each([
  ['IPv4 header, RFC 791 §3.1', LINKTYPE_IPV4, 0, 0x65eb, `4500 0014 0000 0000 40 fd`, V4],
  ['UDP, RFC 768', LINKTYPE_IPV4, 1, 0x8a72, `4500 001e 0000 0000 40 11 0000 ${V4} 0001 0002 000a`, '6162'],
  [
    'UDP over IPv6, RFC 8200 §8.1',
    LINKTYPE_IPV6,
    1,
    0x4300,
    `60000000 000a 11 40 ${ONE} ${TWO} 0001 0002 000a`,
    '6162',
  ],
  [
    'UDP behind a Routing header has the final destination in its pseudo-header, RFC 8200 §8.1',
    LINKTYPE_IPV6,
    2,
    0x42f9,
    `60000000 0022 2b 40 ${ONE} ${TWO} 11 02 04 01 00 00 0000 ${NINE} 0001 0002 000a`,
    '6162',
  ],
  [
    'UDP behind a Routing header that is used up',
    LINKTYPE_IPV6,
    2,
    0x4300,
    `60000000 0022 2b 40 ${ONE} ${TWO} 11 02 04 00 00 00 0000 ${NINE} 0001 0002 000a`,
    '6162',
  ],
  [
    'TCP, RFC 9293 §3.1',
    LINKTYPE_IPV4,
    1,
    0x9bdf,
    `4500 0028 0000 0000 40 06 0000 ${V4} 0001 0002 00000000 00000000 5000 0000`,
    '0000',
  ],
  ['ICMP, RFC 792', LINKTYPE_IPV4, 1, 0xf7fd, `4500 001c 0000 0000 40 01 0000 ${V4} 0800`, '0001 0001'],
  ['ICMPv6, RFC 4443 §2.3', LINKTYPE_IPV6, 1, 0x2446, `60000000 0008 3a 40 ${ONE} ${TWO} 8000`, '0001 0001'],
  ['IGMP, RFC 3376 §4.1.2', LINKTYPE_IPV4, 1, 0xf9fd, `4500 001c 0000 0000 01 02 0000 ${V4} 1600`, 'efff 0002'],
  ['GRE, RFC 2784 §2.5', LINKTYPE_IPV4, 1, 0x95e7, `4500 001e 0000 0000 40 2f 0000 ${V4} 8000 88b5`, '0000 6162'],
])('%s', (_, linkType, index, checksum, before, after) => {
  test('the right checksum is good', () => {
    const hex = `${before} ${checksum.toString(16).padStart(4, '0')} ${after}`
    expect(verdictOf(hex, linkType, index)).toMatchObject({
      status: Good,
      stored: checksum,
      computed: checksum,
      isComputed: true,
    })
  })

  test('another one is bad, and the right one is told', () => {
    expect(verdictOf(`${before} 0123 ${after}`, linkType, index)).toMatchObject({
      status: Bad,
      stored: 0x0123,
      computed: checksum,
      isComputed: true,
    })
  })
})

describe('zero', () => {
  test('a UDP checksum of 0 is none, over IPv6 too, RFC 768, RFC 6935 §5', () => {
    const absent = { status: Absent, stored: 0, computed: 0, isComputed: false }
    const udp = '0001 0002 000a 0000 6162'
    expect(verdictOf(`4500 001e 0000 0000 40 11 0000 ${V4} ${udp}`, LINKTYPE_IPV4, 1)).toMatchObject(absent)
    const over6 = verdictOf(`60000000 000a 11 40 ${ONE} ${TWO} ${udp}`, LINKTYPE_IPV6, 1)
    expect(over6).toMatchObject({ ...absent, reason: Forbidden })
  })

  test('a UDP checksum that comes to 0 is sent as all ones, RFC 768', () => {
    const ip = `4500 001e 0000 0000 40 11 0000 ${V4}`
    expect(verdictOf(`${ip} 0001 0002 000a ffff ebd4`, LINKTYPE_IPV4, 1).status).toBe(Good)
    expect(verdictOf(`${ip} 0001 0002 000a 0123 ebd4`, LINKTYPE_IPV4, 1).computed).toBe(0xffff)
  })

  test('a TCP checksum that comes to 0 is 0, and all ones are as good, RFC 1624 §3', () => {
    const segment = `4500 002a 0000 0000 40 06 0000 ${V4} 0001 0002 00000000 00000000 5000 0000`
    expect(verdictOf(`${segment} 0000 0000 9bdd`, LINKTYPE_IPV4, 1).status).toBe(Good)
    expect(verdictOf(`${segment} ffff 0000 9bdd`, LINKTYPE_IPV4, 1).status).toBe(Good)
    expect(verdictOf(`${segment} 0123 0000 9bdd`, LINKTYPE_IPV4, 1).computed).toBe(0)
  })
})

describe('no verdict', () => {
  test.each([
    ['ARP has no checksum', 'ffffffffffff 020000000001 0806 0001 0800 06 04 0001', 1, 1],
    ['GRE without the C bit has none', `4500 001a 0000 0000 40 2f 0000 ${V4} 0000 88b5 6162`, LINKTYPE_IPV4, 1],
  ])('%s', (_, hex, linkType, index) => {
    const octets = `${hex}${'00'.repeat(20)}`
    expect(verdictOf(octets, linkType, index).status).toBe(None)
  })

  test('a packet that an ICMP error quotes is not judged', () => {
    const quoted = `4500 001c 0000 0000 40 11 0123 ${V4} 0001 0002 0008 0123`
    const hex = `4500 0038 0000 0000 40 01 0000 ${V4} 0303 0000 0000 0000 ${quoted}`
    expect(verdictOf(hex, LINKTYPE_IPV4, 2).status).toBe(None)
    expect(verdictOf(hex, LINKTYPE_IPV4, 3).status).toBe(None)
  })

  const udp = '0001 0002 000a 0123 6162'
  const routing = `11 02 09 01 00 00 0000 ${NINE}`
  test.each([
    ['the snapshot length cut its octets', Cut, `4500 0020 0000 0000 40 11 0000 ${V4} 0001 0002 000c 0123 6162`, 32],
    ['it is in a first fragment', Fragment, `4500 001e 0000 2000 40 11 0000 ${V4} ${udp}`, undefined],
    [
      'it is in a first fragment of more than that',
      Fragment,
      `4500 001e 0000 2000 40 11 0000 ${V4} 0001 0002 0400 0123 6162`,
      undefined,
    ],
    [
      'UDP claims more than its packet has',
      Missing,
      `4500 001e 0000 0000 40 11 0000 ${V4} 0001 0002 000c 0123 6162`,
      undefined,
    ],
    ['IP claims more than its frame has', Missing, `4500 0020 0000 0000 40 11 0000 ${V4} ${udp}`, undefined],
    ['IPv6 claims more than its frame has', Missing, `60000000 000c 11 40 ${ONE} ${TWO} ${udp}`, undefined],
    [
      'it is in a first fragment over IPv6',
      Fragment,
      `60000000 0012 2c 40 ${ONE} ${TWO} 1100 0001 00000000 ${udp}`,
      undefined,
    ],
    [
      'the final destination is not known',
      NoAddresses,
      `60000000 0022 2b 40 ${ONE} ${TWO} ${routing} ${udp}`,
      undefined,
    ],
  ])('it is not verified when %s', (_, reason, hex, length) => {
    const isV4 = hex.startsWith('4')
    // Behind the IP header, and what the next one may put in front.
    const index = / (2b|2c) /.test(hex.slice(0, 24)) ? 2 : 1
    expect(verdictOf(hex, isV4 ? LINKTYPE_IPV4 : LINKTYPE_IPV6, index, length)).toMatchObject({
      status: Unverified,
      reason,
      stored: 0x0123,
      computed: 0,
      isComputed: false,
    })
  })

  test('the IPv4 header of a fragment is judged all the same', () => {
    const hex = `4500 001c 0000 2000 40 fd 45e3 ${V4} 0000000000000000`
    expect(verdictOf(hex, LINKTYPE_IPV4, 0).status).toBe(Good)
  })
})
