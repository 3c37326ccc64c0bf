import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const frame = (bpdu: string) => {
  const length = (3 + bytes(bpdu).length).toString(16).padStart(4, '0')
  return packetOf(bytes(`0180c2000000 001122334455 ${length} 424203 ${bpdu}`), 1)
}
const BODY = '8003 001122334455 00000004 9005 00aabbccddee 8002 0180 1400 0200 0f00'
const FIELDS = {
  'stp.protocol': 0,
  'stp.root.prio': 32768,
  'stp.root.ext': 3,
  'stp.root.hw': '001122334455',
  'stp.root.cost': 4,
  'stp.bridge.prio': 36864,
  'stp.bridge.ext': 5,
  'stp.bridge.hw': '00aabbccddee',
  'stp.port': 0x8002,
  'stp.msg_age': 1,
  'stp.max_age': 20,
  'stp.hello': 2,
  'stp.forward': 15,
}

describe('Spanning Tree, IEEE 802.1D §9.3', () => {
  test('a Configuration BPDU (§9.3.1)', () => {
    const p = frame(`0000 00 00 81 ${BODY} 00000000`)
    expect(fieldsOf(p, 2)).toEqual({
      ...FIELDS,
      'stp.version': 0,
      'stp.type': 0,
      'stp.flags': 0x81,
      'stp.flags.tcack': 1,
      'stp.flags.tc': 1,
    })
    expect(p.layers[2]!.payload).toBe(17 + 35)
  })

  test.each([
    ['Topology Change Acknowledgment', '80', { 'stp.flags.tcack': 1 }],
    ['Agreement', '40', { 'stp.flags.agreement': 1 }],
    ['Forwarding', '20', { 'stp.flags.forwarding': 1 }],
    ['Learning', '10', { 'stp.flags.learning': 1 }],
    ['Port Role', '08', { 'stp.flags.port_role': 2 }],
    ['Proposal', '02', { 'stp.flags.proposal': 1 }],
    ['Topology Change', '01', { 'stp.flags.tc': 1 }],
  ])('a Rapid BPDU (§9.3.3): %s', (_, flags, fields) => {
    const clear = {
      'stp.flags.tcack': 0,
      'stp.flags.agreement': 0,
      'stp.flags.forwarding': 0,
      'stp.flags.learning': 0,
      'stp.flags.port_role': 0,
      'stp.flags.proposal': 0,
      'stp.flags.tc': 0,
    }
    expect(fieldsOf(frame(`0000 02 02 ${flags} ${BODY} 01`), 2)).toEqual({
      ...FIELDS,
      'stp.version': 2,
      'stp.type': 2,
      'stp.flags': Number.parseInt(flags, 16),
      'stp.version_1_length': 1,
      ...clear,
      ...fields,
    })
  })

  test('a Topology Change Notification is 4 octets (§9.3.2)', () => {
    const p = frame('0000 00 80 ffffffff')
    expect(fieldsOf(p, 2)).toEqual({ 'stp.protocol': 0, 'stp.version': 0, 'stp.type': 0x80 })
    expect(namesOf(p)).toEqual(['eth', 'llc', 'stp'])
  })

  test.each([
    ['0000 00', 4],
    [`0000 00 00 00 ${BODY.slice(0, -2)}`, 35],
    [`0000 02 02 00 ${BODY}`, 36],
  ])('%s is truncated: %i octets are needed', (octets, need) => {
    expect(frame(octets).malformed).toMatchObject({ reason: Reason.Truncated, kind: Kind.Stp, need })
  })
})
