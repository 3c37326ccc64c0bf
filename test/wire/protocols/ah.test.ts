import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

/** An IPv4 packet with this behind AH's protocol number. */
const packet = (ah: string) => {
  const total = (20 + bytes(ah).length).toString(16).padStart(4, '0')
  return packetOf(bytes(`4500 ${total} 00000000 40330000 0a000001 0a000002 ${ah}`), 228)
}

describe('AH, RFC 4302 §2', () => {
  test('every field is where the RFC draws it', () => {
    const p = packet('fd 02 0001 80000001 80000002 01020304 aa')
    expect(fieldsOf(p, 1)).toEqual({
      'ah.next_header': 253,
      'ah.length': 2,
      'ah.reserved': '0001',
      'ah.spi': 0x80000001,
      'ah.sequence': 0x80000002,
      'ah.icv': '01020304',
    })
    expect(namesOf(p)).toEqual(['ip', 'ah', 'data'])
  })

  test('Payload Len counts 32-bit words less 2 (§2.2)', () => {
    expect(packet(`3b 04 0000 00000001 00000001 ${'00'.repeat(12)}`).layers[1]!.payload).toBe(20 + 24)
    const short = packet('3b 00 0000 00000001 00000001')
    expect(short.malformed).toMatchObject({ reason: Reason.BadField, kind: Kind.Ah, offset: 20 })
    const long = packet('3b 04 0000 00000001 00000001')
    expect(long.malformed).toMatchObject({ reason: Reason.Truncated, need: 24, have: 12 })
  })
})
