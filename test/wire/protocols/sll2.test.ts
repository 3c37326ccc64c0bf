import { describe, expect, test } from 'vitest'
import { Reason } from '../../../src/wire/kind.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

describe('LINKTYPE_LINUX_SLL2', () => {
  test('every field is where the description draws it', () => {
    const p = packetOf(bytes('0800 0000 80000001 0304 04 06 112233445566 0000 45'), 276)
    expect(fieldsOf(p, 0)).toEqual({
      'sll.ifindex': 0x80000001,
      'sll.pkttype': 4,
      'sll.hatype': 772,
      'sll.halen': 6,
      'sll.src.eth': '112233445566',
      'sll.unused': '0000',
      'sll.etype': 0x0800,
    })
    expect(p.layers[0]!.payload).toBe(20)
  })

  test('the protocol type means what it means in version 1', () => {
    const header = '0000 00000003 0001 02 00 0000000000000000'
    expect(namesOf(packetOf(bytes(`0004 ${header} 424203 0000 00 80`), 276))).toEqual(['sll', 'llc', 'stp'])
    expect(namesOf(packetOf(bytes(`4321 ${header} cafe`), 276))).toEqual(['sll', 'data'])
  })

  test('19 octets are truncated', () => {
    expect(packetOf(new Uint8Array(19), 276).malformed).toMatchObject({ reason: Reason.Truncated, need: 20, have: 19 })
  })
})
