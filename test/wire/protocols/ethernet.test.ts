import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const ADDRESSES = 'ffffffffffff 001122334455'

describe('Ethernet, IEEE 802.3 §3.1.1', () => {
  test('the addresses and the type are where the standard draws them', () => {
    const p = packetOf(bytes('800000000001 010000000002 88b5'), 1)
    expect(fieldsOf(p, 0)).toEqual({ 'eth.dst': '800000000001', 'eth.src': '010000000002', 'eth.type': 0x88b5 })
  })

  test('a Length/Type from 0x0600 on is an EtherType, below it a length (§3.2.6)', () => {
    expect(fieldsOf(packetOf(bytes(`${ADDRESSES} 0600`), 1), 0)).toHaveProperty('eth.type', 0x0600)
    expect(fieldsOf(packetOf(bytes(`${ADDRESSES} 05ff 424203`), 1), 0)).toHaveProperty('eth.len', 0x05ff)
  })

  test('a length ends the frame before its padding and leads to LLC (§3.2.7)', () => {
    const p = packetOf(bytes(`${ADDRESSES} 0003 f0f003 000000000000`), 1)
    expect(namesOf(p)).toEqual(['eth', 'llc'])
    expect(p.layers[0]!.end).toBe(17)
  })

  test('a length of more than there is does not stop the decoder, and is told (tshark: eth.len.past_end)', () => {
    const stp = '0190 424203 0000 00 00'
    const p = packetOf(bytes(`${ADDRESSES} ${stp} ${'00'.repeat(39)}`), 1)
    expect(namesOf(p)).toEqual(['eth', 'llc', 'stp'])
    expect(p.malformed).toMatchObject({
      reason: Reason.Overlong,
      kind: Kind.Ethernet,
      offset: p.start,
      need: 400,
      have: 46,
    })
    expect(p.malformed.isStop).toBe(false)
  })

  test('the tag has a length of its own (tshark: vlan.len.past_end)', () => {
    const p = packetOf(bytes(`${ADDRESSES} 8100 0007 0004 f0f003`), 1)
    expect(p.malformed).toMatchObject({
      reason: Reason.Overlong,
      kind: Kind.Vlan,
      offset: p.start + 14,
      need: 4,
      have: 3,
    })
  })

  test('what the capture cut was there, and what stops the decoder is worse', () => {
    expect(packetOf(bytes(`${ADDRESSES} 0010 f0f003`), 1, 60).malformed.reason).toBe(Reason.None)
    expect(packetOf(bytes(`${ADDRESSES} 0010 f0`), 1).malformed).toMatchObject({
      reason: Reason.Truncated,
      kind: Kind.Llc,
    })
  })

  test('13 octets are no header: cut by the capture or by the sender', () => {
    const octets = bytes(`${ADDRESSES} 08`)
    expect(packetOf(octets, 1, 60).malformed).toMatchObject({ reason: Reason.Cut, need: 14, have: 13 })
    expect(packetOf(octets, 1).malformed).toMatchObject({ reason: Reason.Truncated, need: 14, have: 13 })
  })
})
