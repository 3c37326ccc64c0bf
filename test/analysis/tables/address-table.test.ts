import { expect, test } from 'vitest'
import { AddressTable, NO_ADDRESS } from '../../../src/analysis/tables/address-table.js'
import { Kind } from '../../../src/wire/kind.js'
import { bytes } from '../../helpers/octets.js'

const view = (octets: Uint8Array): DataView => new DataView(octets.buffer)

/** An IPv6 address that differs from the others in all of its words by some bits of `i`. */
function address(i: number): Uint8Array {
  const octets = new Uint8Array(16)
  view(octets).setUint32(4 * (i % 4), i)
  return octets
}

test('an IPv4 address is its 32 bits', () => {
  const t = new AddressTable()
  expect(t.number(view(bytes('00 ff fe fd fc')), 1, Kind.Ipv4)).toBe(0xfffefdfc)
  expect(t.isIpv6(0xffffffff)).toBe(false)
})

test('5,000 IPv6 addresses keep their numbers and come back as they were', () => {
  const t = new AddressTable()
  const oracle = new Map<string, number>()
  for (let round = 0; round < 2; round++) {
    for (let i = 1; i <= 5000; i++) {
      const octets = address(i)
      const number = t.number(view(octets), 0, Kind.Ipv6)
      const key = Buffer.from(octets).toString('hex')
      if (round === 0) oracle.set(key, number)
      expect(number).toBe(oracle.get(key))
      expect(t.isIpv6(number)).toBe(true)
    }
  }
  expect(new Set(oracle.values()).size).toBe(5000)
  for (const [key, number] of oracle) {
    const copy = new Uint8Array(18)
    t.copyTo(number, view(copy), 1)
    expect(Buffer.from(copy).toString('hex')).toBe(`00${key}00`)
  }
})

test('a full table knows those it has and no others', () => {
  const t = new AddressTable(2)
  const [a, b, c] = [1, 2, 3].map((i) => view(address(i))) as [DataView, DataView, DataView]
  const first = t.number(a, 0, Kind.Ipv6)
  t.number(b, 0, Kind.Ipv6)
  expect(t.number(c, 0, Kind.Ipv6)).toBe(NO_ADDRESS)
  expect(t.number(a, 0, Kind.Ipv6)).toBe(first)
})
