import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { label } from '../../../src/wire/protocols/mpls.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const frame = (mpls: string) => packetOf(bytes(`ffffffffffff 001122334455 8847 ${mpls}`), 1)
const IPV4 = '45000014 00010000 40fd0000 0a000001 0a000002'
const IPV6 = '6000000000003b40 00000000000000000000000000000001 00000000000000000000000000000001'
/** The Ethernet frame of a pseudowire. */
const INNER = 'ffffffffffff 001122334455 0800'

describe('MPLS label stack entry, RFC 3032 §2.1', () => {
  const ZERO = { 'mpls.label': 0, 'mpls.exp': 0, 'mpls.bottom': 0, 'mpls.ttl': 0 }
  test.each([
    ['Label', '80001000', { ...ZERO, 'mpls.label': 0x80001 }],
    ['Exp', '00000800', { ...ZERO, 'mpls.exp': 4 }],
    ['Exp', '00000200', { ...ZERO, 'mpls.exp': 1 }],
    ['S', '00000100', { ...ZERO, 'mpls.bottom': 1 }],
    ['TTL', '00000081', { ...ZERO, 'mpls.ttl': 129 }],
  ])('%s is where the RFC draws it', (_, octets, fields) => {
    expect(fieldsOf(frame(`${octets} 00000140`), 1)).toEqual(fields)
  })

  test('one layer per entry, down to the bottom of the stack', () => {
    const p = frame(`00010040 00011040 00012140 ${IPV4}`)
    expect(namesOf(p)).toEqual(['eth', 'mpls', 'mpls', 'mpls', 'ip'])
    expect([1, 2, 3].map((i) => label(p.view, p.layers[i]!.start))).toEqual([16, 17, 18])
  })

  test('a stack without a bottom is truncated, one without an end too deep', () => {
    expect(frame('00010040 0001').malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Mpls, have: 2 })
    expect(frame('00010040'.repeat(200)).malformed.reason).toBe(Reason.TooDeep)
  })
})

describe('what a label stack carries, RFC 4928 §3', () => {
  test.each([
    ['IPv4', IPV4, ['ip']],
    ['IPv6', IPV6, ['ipv6']],
    ['an Ethernet pseudowire with control word', `00000007 ${INNER} ${IPV4}`, ['pwethcw', 'eth', 'ip']],
    ['one without, from a MAC address that starts with 0', `00aabbccddee 001122334455 0800 ${IPV4}`, ['eth', 'ip']],
    ['one without, from another MAC address', `${INNER} ${IPV4}`, ['eth', 'ip']],
    ['an associated channel (RFC 4385 §5)', `10000021 ${IPV4}`, ['data']],
    ['nothing that is known', '00112233445566778899', ['data']],
    ['nothing at all', '', []],
  ])('%s', (_, octets, names) => {
    const p = frame(`00010140 ${octets}`)
    expect(namesOf(p)).toEqual(['eth', 'mpls', ...names])
    expect(p.malformed.reason).toBe(Reason.None)
  })

  test('the control word has its sequence number where RFC 4448 §4.6 draws it', () => {
    expect(fieldsOf(frame(`00010140 00008001 ${INNER} ${IPV4}`), 2)).toEqual({ 'pweth.cw.sequence_number': 0x8001 })
  })
})
