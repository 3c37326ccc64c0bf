/** GARP and MRP: octets by the standards, and what tshark 4.0.17 says of the same octets. */
import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const SOURCE = '020000000001'
/** A frame of IEEE 802.3 to an address of the standards, with a BPDU's LLC header. */
const bpdu = (body: string, last = '21') => {
  const octets = bytes(body)
  const length = (octets.length + 3).toString(16).padStart(4, '0')
  return packetOf(bytes(`0180c20000${last} ${SOURCE} ${length} 424203 ${body}`), 1)
}
const GVRP = '0001 01 02 00 04 01 0064 04 02 0065 00 00'
const GMRP = '0001 01 08 02 01005e010203 02 00 00 02 03 04 01 00 00'

describe('GARP, IEEE 802.1D §12.10', () => {
  test('GVRP: VLANs with their events', () => {
    const p = bpdu(GVRP)
    expect(namesOf(p)).toEqual(['eth', 'llc', 'gvrp'])
    expect(fieldsOf(p, 2)).toEqual({
      'gvrp.protocol_id': 1,
      'gvrp.attribute_type': 1,
      'gvrp.attribute_length': [2, 4, 4],
      'gvrp.attribute_event': [0, 1, 2],
      'gvrp.attribute_value': [100, 101],
    })
  })

  test('GMRP: group addresses, then service requirements', () => {
    const p = bpdu(GMRP, '20')
    expect(namesOf(p)).toEqual(['eth', 'llc', 'gmrp'])
    expect(fieldsOf(p, 2)).toMatchObject({
      'gmrp.attribute_type': [1, 2],
      'gmrp.attribute_length': [8, 2, 3],
      'gmrp.attribute_event': [2, 0, 4],
      'gmrp.attribute_value_group_membership': '01005e010203',
      'gmrp.attribute_value_service_requirement': 1,
    })
  })

  test('another application is GARP by name', () => expect(namesOf(bpdu(GVRP, '22'))).toEqual(['eth', 'llc', 'garp']))

  test('behind SNAP as bridges tunnel BPDUs (RFC 2684 §5.2)', () => {
    const p = packetOf(bytes(`0180c2000021 ${SOURCE} 0016 aaaa03 0080c2 000e ${GVRP}`), 1)
    expect(namesOf(p)).toEqual(['eth', 'llc', 'gvrp'])
  })

  test('a spanning tree stays one', () => {
    expect(namesOf(bpdu('0000 00 80'))).toEqual(['eth', 'llc', 'stp'])
  })

  test.each([
    ['the last End Mark', GVRP.slice(0, -3)],
    ['both End Marks', GVRP.slice(0, -6)],
  ])('where the octets end, %s need not be there (§12.10.2.5)', (_, body) => {
    expect(bpdu(body).malformed.reason).toBe(Reason.None)
    expect(fieldsOf(bpdu(body), 2)).toHaveProperty(['gvrp.attribute_value'], [100, 101])
  })

  test('an attribute that is not whole is truncated', () => {
    expect(bpdu('0001 01 04 01 00').malformed).toMatchObject({
      reason: Reason.Truncated,
      kind: Kind.Gvrp,
      offset: 17,
      need: 7,
      have: 6,
    })
  })

  test('an attribute that claims less than its own head does not stop the walk', () => {
    expect(bpdu('0001 01 01 01 00 00').malformed.reason).toBe(Reason.None)
  })
})

describe('MRP, IEEE 802.1Q §10.8', () => {
  const mrp = (type: string, body: string) => packetOf(bytes(`0180c2000021 ${SOURCE} ${type} ${body}`), 1)

  test('MVRP: two vectors, three events in an octet of base 6', () => {
    const p = mrp('88f5', '00 01 02 0003 0064 24 2001 00c8 6c 0000 0000 00000000')
    expect(namesOf(p)).toEqual(['eth', 'mrp-mvrp'])
    expect(fieldsOf(p, 1)).toEqual({
      'mrp-mvrp.protocol_version': 0,
      'mrp-mvrp.attribute_type': 1,
      'mrp-mvrp.attribute_length': 2,
      'mrp-mvrp.vector_header': [0x0003, 0x2001],
      'mrp-mvrp.leave_all_event': [0, 1],
      'mrp-mvrp.number_of_values': [3, 1],
      'mrp-mvrp.vid': [100, 200],
      'mrp-mvrp.three_packed_event': [1, 0, 0, 3],
    })
    expect(p.layers[1]!.payload - p.layers[1]!.start).toBe(17)
  })

  test('MMRP: a message for service requirements, one for addresses', () => {
    const p = mrp('88f6', '00 01 01 0001 00 24 0000 02 06 2001 01005e010203 24 0000 0000')
    expect(namesOf(p)).toEqual(['eth', 'mrp-mmrp'])
    expect(fieldsOf(p, 1)).toMatchObject({
      'mrp-mmrp.attribute_type': [1, 2],
      'mrp-mmrp.attribute_length': [1, 6],
      'mrp-mmrp.first_value': [0, '01005e010203'],
      'mrp-mmrp.three_packed_event': [1, 1],
    })
  })

  test('an attribute length that is not the standard has has no values', () => {
    expect(fieldsOf(mrp('88f5', '00 01 03 0001 006400 24 0000 0000'), 1)).toEqual({
      'mrp-mvrp.protocol_version': 0,
      'mrp-mvrp.attribute_type': 1,
      'mrp-mvrp.attribute_length': 3,
    })
  })

  test('a vector that is not whole is truncated', () => {
    expect(mrp('88f5', '00 01 02 0003 00').malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Mvrp })
  })
})

test('cut at each octet, nothing throws and nothing is taken for a spanning tree', () => {
  for (const [octets, stop] of [
    [`0180c2000021 ${SOURCE} 0011 424203 ${GVRP}`, 17],
    [`0180c2000020 ${SOURCE} 0016 424203 ${GMRP}`, 17],
    [`0180c2000021 ${SOURCE} 88f5 00 01 02 0003 0064 24 2001 00c8 6c 0000 0000`, 14],
    [`0180c2000020 ${SOURCE} 88f6 00 01 01 0001 00 24 0000 02 06 2001 01005e010203 24 0000 0000`, 14],
  ] as const) {
    const whole = bytes(octets)
    for (let n = 0; n < whole.length; n++) {
      const p = packetOf(whole.slice(0, n), 1, whole.length)
      if (n >= stop + 2) expect(namesOf(p)).not.toContain('stp')
    }
  }
})
