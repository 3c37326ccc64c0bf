import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import * as gre from '../../../src/wire/protocols/gre.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Gre

const decoded = (hex: string) => packetOf(bytes(hex), LINK_TYPE, bytes(hex).length, tables)

const IPV4 = '4500 001c 0001 0000 40fd 0000 0a000001 0a000002 0102030405060708'
const ETHERNET = '020000000002 020000000001 88b5 00'
const PPP = `ff03 0021 ${IPV4}`

describe('GRE header, RFC 2784 §2.1, RFC 2890 §2 and RFC 1701', () => {
  test.each([
    ['C', '8000 88b5 0000 0000', { 'gre.flags.checksum': 1, 'gre.flags.routing': 0 }],
    ['K', '2000 88b5 00000000', { 'gre.flags.key': 1, 'gre.flags.checksum': 0 }],
    ['S', '1000 88b5 00000000', { 'gre.flags.sequence_number': 1, 'gre.flags.key': 0 }],
    ['s', '0800 88b5', { 'gre.flags.strict_source_route': 1, 'gre.flags.sequence_number': 0 }],
    ['Recur', '0700 88b5', { 'gre.flags.recursion_control': 7, 'gre.flags.strict_source_route': 0 }],
    ['Flags', '00f8 88b5', { 'gre.flags.reserved': 31, 'gre.flags.recursion_control': 0, 'gre.flags.version': 0 }],
    ['Ver', '0001 88b5', { 'gre.flags.version': 1, 'gre.flags.reserved': 0 }],
    ['Protocol Type', '0000 ffff', { 'gre.flags_and_version': 0, 'gre.proto': 0xffff }],
  ])('%s is where the diagram draws it', (_, hex, fields) => {
    expect(fieldsOf(decoded(hex), 0)).toMatchObject(fields)
  })

  test('the masks are those of the diagram', () => {
    expect([gre.FLAG_C, gre.FLAG_R, gre.FLAG_K, gre.FLAG_S, gre.FLAG_A]).toEqual([
      0x8000, 0x4000, 0x2000, 0x1000, 0x0080,
    ])
  })

  const C = ['gre.checksum', 0xc5c5] as const
  const K = ['gre.key', 0x11223344] as const
  const S = ['gre.sequence_number', 0x55667788] as const
  test.each([
    ['none', '0000 0800', 4, []],
    ['C', '8000 0800 c5c5 0000', 8, [C]],
    ['K', '2000 0800 11223344', 8, [K]],
    ['S', '1000 0800 55667788', 8, [S]],
    ['C and K', 'a000 0800 c5c5 0000 11223344', 12, [C, K]],
    ['C and S', '9000 0800 c5c5 0000 55667788', 12, [C, S]],
    ['K and S', '3000 0800 11223344 55667788', 12, [K, S]],
    ['C, K and S', 'b000 0800 c5c5 0000 11223344 55667788', 16, [C, K, S]],
  ])('optional fields stand one after the other: %s', (_, hex, len, present) => {
    const p = decoded(`${hex} ${IPV4}`)
    const fields = fieldsOf(p, 0)
    for (const [name, value] of [C, K, S]) {
      expect(fields[name]).toBe(present.some((f) => f[0] === name) ? value : undefined)
    }
    expect(gre.headerLen(p.view, 0)).toBe(len)
    expect(p.layers[0]!.payload).toBe(len)
    expect(namesOf(p).slice(0, 2)).toEqual(['gre', 'ip'])
  })

  test('the getters read what the table shows', () => {
    const { view } = decoded(`b000 0800 c5c5 0000 11223344 55667788 ${IPV4}`)
    expect(gre.checksum(view, 0)).toBe(0xc5c5)
    expect(gre.key(view, 0)).toBe(0x11223344)
    expect(gre.sequenceNumber(view, 0)).toBe(0x55667788)
    expect([gre.keyOffset(view, 0), gre.sequenceOffset(view, 0)]).toEqual([8, 12])
  })

  test('routing is a list that an entry of length 0 ends, with checksum and offset before it (RFC 1701)', () => {
    const p = decoded(`4000 0800 0000 0004 0800 00 08 0a000003 0a000004 0800 04 04 0a000005 0000 00 00 ${IPV4}`)
    expect(fieldsOf(p, 0)).toMatchObject({
      'gre.checksum': 0,
      'gre.offset': 4,
      'gre.routing.address_family': [0x0800, 0x0800, 0],
      'gre.routing.sre_offset': [0, 4, 0],
      'gre.routing.src_length': [8, 4, 0],
      'gre.routing.information': ['0a0000030a000004', '0a000005'],
    })
    expect(namesOf(p).slice(0, 2)).toEqual(['gre', 'ip'])
  })

  test.each([
    ['three octets', '0000 08', Reason.Truncated, 4],
    ['a key that is missing', '2000 0800 1122', Reason.Truncated, 8],
    ['routing that does not end', '4000 0800 0000 0000 0800 00 04 0a000003', Reason.Truncated, 20],
    ['a routing entry beyond the packet', '4000 0800 0000 0000 0800 00 c8 0a000003', Reason.Truncated, 216],
    ['a version that nobody defined', `0002 0800 ${IPV4}`, Reason.BadField, 4],
  ])('%s cannot be decoded', (_, hex, reason, need) => {
    expect(decoded(hex).malformed).toMatchObject({ reason, kind: Kind.Gre, need })
  })

  test.each([
    ['IPv4', '0000 0800', IPV4, ['gre', 'ip']],
    ['Ethernet', '0000 6558', ETHERNET, ['gre', 'eth']],
    ["Ethernet in MikroTik's EoIP", '2001 6400 000f 1900', ETHERNET, ['gre', 'eth']],
    ['ERSPAN type I: no sequence number', '0000 88be', ETHERNET, ['gre', 'erspan', 'eth']],
    ['ERSPAN type II', '1000 88be 00000001', `1000 0001 00000000 ${ETHERNET}`, ['gre', 'erspan', 'eth']],
    ['ERSPAN type III', '1000 22eb 00000001', `2000 0001 00000000 0000 0000 ${ETHERNET}`, ['gre', 'erspan', 'eth']],
    ['NSH', '0000 894f', '0002 02 00 000001 ff', ['gre', 'nsh']],
    ['Cisco MetaData', '0000 8909', `0800 01 01 0001 0007 ${IPV4}`, ['gre', 'cmd', 'ip']],
    ['NHRP', '0000 2001', `${'00'.repeat(10)} 0014 ${'00'.repeat(8)}`, ['gre', 'nhrp']],
    ['Aruba', '0000 8200', '00', ['gre', 'data']],
    ['a keepalive', '0000 0000', '', ['gre']],
    ['an empty packet', '0000 0800', '', ['gre']],
  ])('Protocol Type: %s', (_, header, payload, names) => {
    const p = decoded(`${header} ${payload}`)
    expect(namesOf(p).slice(0, names.length)).toEqual(names)
    expect(p.malformed.reason).toBe(Reason.None)
  })
})

describe('PPTP, RFC 2637 §4.1', () => {
  test('the key is payload length and call id, and A adds an acknowledgment number', () => {
    const p = decoded(`3081 880b 0020 9858 0000006a 0000008c ${PPP}`)
    const fields = fieldsOf(p, 0)
    expect(fields).toMatchObject({
      'gre.flags.ack': 1,
      'gre.flags.reserved': 0,
      'gre.key.payload_length': 32,
      'gre.key.call_id': 39000,
      'gre.sequence_number': 106,
      'gre.ack_number': 140,
    })
    expect(fields).not.toHaveProperty('gre.key')
    expect(namesOf(p).slice(0, 3)).toEqual(['gre', 'ppp', 'ip'])
    expect(gre.callId(p.view, 0)).toBe(39000)
    expect(gre.acknowledgmentNumber(p.view, 0)).toBe(140)
    expect(gre.acknowledgmentOffset(p.view, 0)).toBe(12)
  })

  test('payload length ends the payload before the padding', () => {
    const p = decoded(`3001 880b 0008 0042 00000001 ${PPP}`)
    expect(p.layers[0]).toMatchObject({ payload: 12, end: 20 })
  })

  test('an acknowledgment alone carries nothing', () => {
    const p = decoded('2081 880b 0000 0042 00000002 000000000000')
    expect(namesOf(p)).toEqual(['gre'])
    expect(p.layers[0]).toMatchObject({ payload: 12, end: 12 })
  })

  test('in version 0 neither A nor the halves of the key have a meaning', () => {
    const p = decoded(`2080 880b 0008 0042 ${PPP}`)
    expect(fieldsOf(p, 0)).toMatchObject({ 'gre.key': 0x00080042, 'gre.flags.reserved': 16 })
    expect(namesOf(p).slice(0, 2)).toEqual(['gre', 'ppp'])
  })
})

describe('NVGRE, RFC 7637 §3.2', () => {
  test('both readings of the key are there: the packet cannot tell NVGRE from gretap', () => {
    const p = decoded(`2000 6558 12345602 ${ETHERNET}`)
    expect(fieldsOf(p, 0)).toMatchObject({ 'gre.key': 0x12345602, 'gre.key.vsid': 0x123456, 'gre.key.flowid': 2 })
    expect([gre.vsid(p.view, 0), gre.flowId(p.view, 0)]).toEqual([0x123456, 2])
  })

  test.each([
    ['a checksum', `a000 6558 0000 0000 12345602 ${ETHERNET}`],
    ['a sequence number', `3000 6558 12345602 00000001 ${ETHERNET}`],
    ['no key', `0000 6558 ${ETHERNET}`],
    ['no Ethernet frame', `2000 0800 12345602 ${IPV4}`],
  ])('with %s it is not NVGRE', (_, hex) => {
    const p = decoded(hex)
    expect(gre.isNvgre(p.view, 0)).toBe(false)
    expect(fieldsOf(p, 0)).not.toHaveProperty('gre.key.vsid')
  })
})

describe('WCCP', () => {
  test.each([
    ['version 1 has no header of its own', '0000 883e', 4],
    ['version 1 behind a key', '2000 883e 00000005', 8],
    ['version 2 has four octets', '0000 883e 05020304', 8],
    ['version 2 behind a key', '2000 883e 40000005 05020304', 12],
  ])('%s', (_, header, len) => {
    const p = decoded(`${header} ${IPV4}`)
    expect(p.layers[0]!.payload).toBe(len)
    expect(namesOf(p).slice(0, 2)).toEqual(['gre', 'ip'])
  })

  test('the redirect header names service and buckets', () => {
    expect(fieldsOf(decoded(`0000 883e 05020304 ${IPV4}`), 0)).toMatchObject({
      'gre.wccp.dynamic_service': 1,
      'gre.wccp.alternative_bucket_used': 0,
      'gre.wccp.redirect_header_valid': 1,
      'gre.wccp.service_id': 2,
      'gre.wccp.alternative_bucket': 3,
      'gre.wccp.primary_bucket': 4,
    })
  })

  test('a redirect header that is cut short is truncated', () => {
    expect(decoded('0000 883e 0502').malformed).toMatchObject({ reason: Reason.Truncated, need: 8, have: 6 })
  })
})

describe('damaged GRE, ERSPAN, Geneve, NSH and VXLAN-GPE', () => {
  const FRAMES: ReadonlyArray<readonly [Kind, string]> = [
    [Kind.Gre, `f000 0800 0000 0000 11223344 55667788 0800 00 04 0a000001 0000 00 00 ${IPV4}`],
    [Kind.Gre, `3081 880b 0020 0042 00000001 00000002 ${PPP}`],
    [Kind.Gre, `1000 22eb 00000001 2000 0000 00000000 0000 0001 1c0fffff 00000001 ${ETHERNET}`],
    [Kind.Geneve, `0300 6558 000064 00 0100 01 00 0102 83 01 0a0b0c0d ${ETHERNET}`],
    [Kind.VxlanGpe, `0c00 0004 000064 00 0005 02 01 000001 ff 0100 81 05 0102030405 000000 ${IPV4}`],
  ]
  test.each(FRAMES)('kind %i: any octet at any value and any cut leaves layers within the frame', (kind, hex) => {
    const damaged = defaultTables()
    damaged.linkTypes[LINK_TYPE] = kind
    const octets = bytes(hex)
    for (let at = 0; at < octets.length; at++) {
      for (let value = 0; value < 256; value += 3) {
        const copy = Uint8Array.from(octets)
        copy[at] = value
        const cut = (at * 7 + value) % (octets.length + 1)
        const p = packetOf(copy.slice(0, cut), LINK_TYPE, octets.length, damaged)
        for (let i = 0; i < p.depth; i++) {
          const l = p.layers[i]!
          expect(l.start <= l.payload && l.payload <= l.end && l.end <= cut).toBe(true)
          fieldsOf(p, i)
        }
      }
    }
  })
})
