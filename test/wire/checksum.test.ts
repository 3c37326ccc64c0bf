import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, foldedSum, foldInt, joined } from '../../src/wire/checksum.js'
import { bytes } from '../helpers/octets.js'

const viewOf = (octets: Uint8Array) => new DataView(octets.buffer, octets.byteOffset, octets.byteLength)

/** RFC 1071 §4.1, octet by octet. */
function plainSum(octets: Uint8Array, initial: number): number {
  let sum = initial
  for (let i = 0; i < octets.length; i++) sum += i % 2 === 0 ? (octets[i] ?? 0) * 256 : (octets[i] ?? 0)
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000)
  return sum
}

describe('the one’s complement sum', () => {
  test('the example of RFC 1071 §3', () => {
    expect(foldedSum(viewOf(bytes('0001 f203 f4f5 f6f7')), 0, 8, 0)).toBe(0xddf2)
  })

  test('an odd last octet is padded on the right, RFC 1071 §1', () => {
    expect(foldedSum(viewOf(bytes('0001 f2')), 0, 3, 0)).toBe(0xf201)
  })

  test('carries come round until none is left', () => {
    expect([fold(0xffff), fold(0x10000), fold(0x1ffff), fold(0xffffffff)]).toEqual([0xffff, 1, 1, 0xffff])
  })

  test('any octets from any place, with any start', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat({ max: 5 }),
        fc.integer({ min: 0, max: 0xffffffff }),
        (o, skip, initial) => {
          const part = o.subarray(Math.min(skip, o.length))
          expect(foldedSum(viewOf(o), o.length - part.length, part.length, initial)).toBe(plainSum(part, initial))
        },
      ),
    )
  })

  test('the largest sums, of records of 16 MiB that are all ones, lose nothing', () => {
    const octets = new Uint8Array((1 << 24) + 3).fill(0xff)
    expect(foldedSum(viewOf(octets), 0, 1 << 24, 0)).toBe(0xffff)
    expect(foldedSum(viewOf(octets), 3, 1 << 24, 1)).toBe(1)
    octets[1 << 23] = 0
    expect(foldedSum(viewOf(octets), 0, octets.length, 0)).toBe(plainSum(octets, 0))
  })

  test('a range is the sum of its parts, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 60 }), (octets, at) => {
        const [first, second] = [octets.subarray(0, at), octets.subarray(at)]
        const sums = [first, second].map((part) => foldedSum(viewOf(part), 0, part.length, 0))
        expect(joined(sums[0]!, sums[1]!, first.length)).toBe(plainSum(octets, 0))
      }),
    )
  })

  test('both ways of folding are one', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0x7fffffff }), (n) => {
        expect(foldInt(n)).toBe(fold(n))
      }),
    )
  })
})
