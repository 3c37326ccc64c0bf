/** NHRP: octets by RFC 2332 §5.2. */
import { describe, expect, test } from 'vitest'
import { Kind, Reason } from '../../../src/wire/kind.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { bytes, fieldsOf, namesOf, packetOf } from '../../helpers/octets.js'

const LINK_TYPE = 147
const tables = defaultTables()
tables.linkTypes[LINK_TYPE] = Kind.Nhrp
const decoded = (hex: string, length?: number) => packetOf(bytes(hex), LINK_TYPE, length ?? bytes(hex).length, tables)

const fixed = (type: string, size: string) => `0001 0800 0000000000 ff ${size} abcd 0000 01 ${type} 04 00`
const ADDRESSES = '04 04 c002 00000005 c0a87b02 ac107b02 ac107b01'

describe('NHRP, RFC 2332 §5.2', () => {
  test('a registration request: fixed part, common header and addresses', () => {
    const p = decoded(`${fixed('03', '0028')} ${ADDRESSES}`)
    expect(namesOf(p)).toEqual(['nhrp'])
    expect(fieldsOf(p, 0)).toEqual({
      'nhrp.hdr.afn': 1,
      'nhrp.hdr.pro.type': 0x0800,
      'nhrp.hdr.hopcnt': 255,
      'nhrp.hdr.pktsz': 40,
      'nhrp.hdr.chksum': 0xabcd,
      'nhrp.hdr.extoff': 0,
      'nhrp.hdr.version': 1,
      'nhrp.hdr.op.type': 3,
      'nhrp.hdr.shtl.len': 4,
      'nhrp.hdr.sstl.len': 0,
      'nhrp.src.prot.len': 4,
      'nhrp.dst.prot.len': 4,
      'nhrp.flags': 0xc002,
      'nhrp.reqid': 5,
      'nhrp.src.nbma.addr': 'c0a87b02',
      'nhrp.src.prot.addr': 'ac107b02',
      'nhrp.dst.prot.addr': 'ac107b01',
    })
  })

  test('a traffic indication has addresses and no request ID', () => {
    const fields = fieldsOf(decoded(`${fixed('08', '0028')} ${ADDRESSES}`), 0)
    expect(fields).toMatchObject({ 'nhrp.hdr.op.type': 8, 'nhrp.dst.prot.addr': 'ac107b01' })
    expect(fields).not.toHaveProperty(['nhrp.reqid'])
  })

  test('a traffic indication quotes the packet that it is about, in front of its extensions', () => {
    const quoted = '45000014 00010000 40fd0000 0a000001 0a000002'
    const p = decoded(`${fixed('08', '0040').replace('abcd 0000', 'abcd 003c')} ${ADDRESSES} ${quoted} 80000000`)
    expect(namesOf(p)).toEqual(['nhrp', 'ip'])
    expect([p.quoted, p.layers[1]!.end]).toEqual([1, 60])
  })

  test('what follows the packet is padding', () => {
    const p = decoded(`${fixed('03', '0028')} ${ADDRESSES} 0000`)
    expect(p.layers[0]!.payload).toBe(40)
  })

  test('a size below the fixed part cannot be, one beyond the octets is truncated', () => {
    expect(decoded(fixed('01', '0013')).malformed).toMatchObject({ reason: Reason.BadField, kind: Kind.Nhrp })
    expect(decoded(fixed('01', '0015')).malformed).toMatchObject({ reason: Reason.Truncated, need: 21, have: 20 })
  })

  test('in GRE by Protocol Type 0x2001, in IP by protocol 54', () => {
    const ip = (protocol: string, rest: string) =>
      packetOf(bytes(`45000040 00000000 40${protocol}0000 0a000001 0a000002 ${rest}`), 101)
    expect(namesOf(ip('2f', `0000 2001 ${fixed('03', '0028')} ${ADDRESSES}`))).toEqual(['raw', 'ip', 'gre', 'nhrp'])
    expect(namesOf(ip('36', `${fixed('03', '0028')} ${ADDRESSES} 00000000`))).toEqual(['raw', 'ip', 'nhrp'])
  })

  test('cut at each octet, nothing throws', () => {
    const whole = `${fixed('03', '0028')} ${ADDRESSES}`
    for (let n = 0; n < 40; n++) {
      const p = packetOf(bytes(whole).slice(0, n), LINK_TYPE, 40, tables)
      expect(p.malformed.reason).toBe(Reason.Cut)
    }
  })
})
