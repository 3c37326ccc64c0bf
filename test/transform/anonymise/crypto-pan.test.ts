/** Crypto-PAn as its authors publish it, and by another way of writing it down. */
import { createCipheriv } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CryptoPan } from '../../../src/transform/anonymise/crypto-pan.js'
import { subnetFrom } from '../../../src/transform/anonymise/subnets.js'

/** The key of the sample trace that the reference implementation comes with. */
const KEY = Uint8Array.of(
  ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
  ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
)

function mapped(key: Uint8Array, address: string): Uint8Array {
  const octets = subnetFrom(address).octets.slice()
  new CryptoPan(key).apply(octets, 8 * octets.length, 0)
  return octets
}

test.each([
  ['128.11.68.132', '135.242.180.132'],
  ['129.118.74.4', '134.136.186.123'],
  ['130.132.252.244', '133.68.164.234'],
  ['141.223.7.43', '141.167.8.160'],
  ['141.233.145.108', '141.129.237.235'],
  ['152.163.225.39', '151.140.114.167'],
  ['192.102.249.13', '252.138.62.131'],
  ['24.0.250.221', '100.15.198.226'],
  ['38.15.67.68', '64.3.66.187'],
  ['4.3.88.225', '124.60.155.63'],
  ['63.97.7.140', '95.97.9.123'],
  ['64.39.15.238', '0.219.7.41'],
])('%s of the sample trace becomes %s', (address, other) => {
  expect(mapped(KEY, address).join('.')).toBe(other)
})

test.each([
  ['::1', '78ff:f001:9fc0:20df:8380:b1f1:704:ed'],
  ['::2', '78ff:f001:9fc0:20df:8380:b1f1:704:ef'],
  ['::ffff', '78ff:f001:9fc0:20df:8380:b1f1:704:f838'],
  ['2001:db8::1', '4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e'],
  ['2001:db8::2', '4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c'],
])('%s becomes %s, as yacryptopan has it for the same key', (address, other) => {
  expect(mapped(KEY, address)).toEqual(subnetFrom(other).octets)
})

test("the example of yacryptopan's documentation", () => {
  expect(mapped(Buffer.from('32-char-str-for-AES-key-and-pad.'), '192.0.2.1').join('.')).toBe('192.0.125.244')
})

/** The definition, on whole numbers: bit i is turned over by the first bit of AES over the bits in front and the pad. */
function byDefinition(key: Uint8Array, address: bigint, bits: number): bigint {
  const aes = (block: bigint): bigint => {
    const octets = Buffer.from(block.toString(16).padStart(32, '0'), 'hex')
    const cipher = createCipheriv('aes-128-ecb', key.subarray(0, 16), null).setAutoPadding(false)
    return BigInt(`0x${cipher.update(octets).toString('hex')}`)
  }
  const pad = aes(BigInt(`0x${Buffer.from(key.subarray(16)).toString('hex')}`))
  const wide = address << BigInt(128 - bits)
  let result = 0n
  for (let i = 0; i < bits; i++) {
    const rest = (1n << BigInt(128 - i)) - 1n
    const flip = aes((wide & ~rest & ((1n << 128n) - 1n)) | (pad & rest)) >> 127n
    result = (result << 1n) | (((wide >> BigInt(127 - i)) & 1n) ^ flip)
  }
  return result
}

test('any address of any length goes as the definition says', () => {
  const addresses = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), addresses, (key, address) => {
      const octets = address.slice()
      new CryptoPan(key).apply(octets, 8 * octets.length, 0)
      const expected = byDefinition(key, BigInt(`0x${Buffer.from(address).toString('hex')}`), 8 * octets.length)
      expect(BigInt(`0x${Buffer.from(octets).toString('hex')}`)).toBe(expected)
    }),
    { numRuns: 30 },
  )
})
