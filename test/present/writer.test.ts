import { SocketAddress } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { literal, Writer } from '../../src/present/writer.js'
import { bytes } from '../helpers/octets.js'

/** What `write` writes behind other text, with little room. */
function written(write: (w: Writer) => void): string {
  const w = new Writer(2)
  w.text('<')
  write(w)
  w.text('>')
  const text = w.toString()
  expect(text).toMatch(/^<.*>$/s)
  return text.slice(1, -1)
}

const view = (octets: Uint8Array): DataView => new DataView(octets.buffer, octets.byteOffset, octets.byteLength)

describe('decimal', () => {
  const edges = [0, 9, 10, 99, 100, 255, 256, 999, 1000, 9999, 10_000, 65_535, 99_999, 100_000, 999_999, 1e6]
  const more = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 99_999_999_999, 1e15, 2 ** 53 - 1]
  test.each([...edges, ...more])('%i', (n) => expect(written((w) => w.dec(n))).toBe(String(n)))

  test('any number up to 2^53', () => {
    const number = fc.oneof(fc.nat(100_000), fc.maxSafeNat())
    fc.assert(fc.property(number, (n) => written((w) => w.dec(n)) === String(n)))
  })

  test('beyond 2^53, as 64-bit times in pcapng may be, nothing but digits, and about as many', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }), (n) => {
        const text = written((w) => w.dec(Number(n)))
        expect(text).toMatch(/^[0-9]{16,20}$/)
        expect(Math.abs(Number(text) / Number(n) - 1)).toBeLessThan(1e-9)
      }),
    )
  })

  test('with leading zeros', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(3), (n, zeros) => {
        const digits = String(n).length + zeros
        expect(written((w) => w.digits(n, digits))).toBe(String(n).padStart(digits, '0'))
      }),
    )
  })
})

test('hexadecimal with leading zeros', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (n) => {
      for (let digits = n.toString(16).length; digits <= 8; digits++) {
        expect(written((w) => w.hex(n, digits))).toBe(n.toString(16).padStart(digits, '0'))
      }
    }),
  )
})

test('octets in hexadecimal', () => {
  expect(written((w) => w.hexBytes(view(bytes('ff 00 0a b0')), 1, 3))).toBe('000ab0')
})

test('IPv4 addresses', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (octets) => {
      expect(written((w) => w.ipv4(view(octets), 0))).toBe(octets.join('.'))
      expect(written((w) => w.ipv4Value(view(octets).getUint32(0)))).toBe(octets.join('.'))
    }),
  )
})

test('MAC addresses', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (octets) => {
      const expected = Buffer.from(octets).toString('hex').match(/../g)!.join(':')
      expect(written((w) => w.mac(view(octets), 0))).toBe(expected)
      const [hi, lo] = [0, 3].map((i) => octets[i]! * 65536 + octets[i + 1]! * 256 + octets[i + 2]!) as [number, number]
      expect(written((w) => w.macValue(hi, lo))).toBe(expected)
    }),
  )
})

describe('IPv6 addresses (RFC 5952 §4)', () => {
  const ipv6 = (octets: Uint8Array) => written((w) => w.ipv6(view(octets), 0))

  test.each([
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['000000000000000000000000000000ff', '::ff'],
    ['00000000000000000000000000000000', '::'],
    ['00010000000000000000000000000000', '1::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
    ['0000000000000000ffff0000c0000201', '::ffff:0:c000:201'],
    ['0064ff9b0000000000000000c0000221', '64:ff9b::c000:221'],
  ])('%s is %s', (hex, expected) => expect(ipv6(bytes(hex))).toBe(expected))

  test("agree with libuv's", () => {
    const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff), fc.constantFrom(1, 0xf, 0x100))
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const octets = bytes(groups.map((g) => g.toString(16).padStart(4, '0')).join(''))
        const full = groups.map((g) => g.toString(16)).join(':')
        expect(ipv6(octets)).toBe(new SocketAddress({ address: full, family: 'ipv6' }).address)
      }),
      { numRuns: 500 },
    )
  })
})

test('text of any characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const w = new Writer(1)
      w.text(text)
      w.text(text)
      expect(w.toString()).toBe(text + text)
    }),
  )
})

test('literals of any length, one behind the other', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'abcd', 'abcde', 'äöü → …']) {
    expect(written((w) => w.put(literal(text)))).toBe(text)
    expect(
      written((w) => {
        for (let i = 0; i < 3; i++) w.put(literal(text))
      }),
    ).toBe(text.repeat(3))
  }
})

test('what is written in one go is the same as its parts', () => {
  const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  const text = fc.constantFrom('', ' > ', ' → ', ', sequence number ')
  fc.assert(
    fc.property(int, int, text, fc.nat(65_535), (a, b, between, port) => {
      const [x, y] = [a, b].map((n) => written((w) => w.ipv4Value(n)))
      expect(written((w) => w.ipv4Pair(a, literal(between), b))).toBe(x + between + y)
      expect(written((w) => w.ipv4Socket(a, port))).toBe(`${x}:${port}`)
      expect(written((w) => w.putDec(literal(between), port))).toBe(between + port)
    }),
  )
})

test('continuation counts the octets that are no characters of their own', () => {
  const w = new Writer()
  for (const text of [' → ', 'abc', '…', ' ⇄ ']) w.put(literal(text))
  w.textFrom(w, 0, w.length)
  w.ipv4Pair(0, literal(' → '), 0)
  w.putDec(literal('⇄'), 1)
  expect(w.length - w.continuation).toBe([...w.toString()].length)
})

test('spaces, octets of other text, and a buffer that grows keep what was written', () => {
  const w = new Writer(1)
  let expected = ''
  const other = new Writer()
  other.text('abcdef')
  for (let i = 0; i < 300; i++) {
    w.dec(i)
    w.space(i % 7)
    w.bytesFrom(other, 1, 1 + (i % 5))
    w.newline()
    expected += `${i}${' '.repeat(i % 7)}${'abcdef'.slice(1, 1 + (i % 5))}\n`
  }
  expect(w.toString()).toBe(expected)
  expect(Buffer.from(w.borrow()).toString()).toBe(expected)
  w.clear()
  expect([w.length, w.toString()]).toEqual([0, ''])
})
