/** Octets of a TCP stream in order: RFC 9293 §3.4, whatever order segments come in. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteStream, type Overlap } from '../../../src/analysis/streams/byte-stream.js'
import { timestamp } from '../../../src/analysis/timestamps.js'

const at = (frame: number) => timestamp(frame, 0, 0)
const octetsOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a stream hands on: text, with gaps as `[3]`. */
class Taken {
  text = ''
  readonly frames: number[] = []
  readonly stream: ByteStream

  constructor(overlap?: Overlap) {
    this.stream = new ByteStream(
      {
        data: (bytes, start, end, { frame }) => {
          this.text += new TextDecoder().decode(bytes.subarray(start, end))
          this.frames.push(frame)
        },
        gap: (octets) => {
          this.text += `[${octets}]`
        },
        restart: () => {
          this.text += '|'
        },
      },
      overlap,
    )
  }

  /** Takes a segment, with octets around it that are not of it. */
  segment(sequence: number, text: string, frame = 1, length = text.length): this {
    const bytes = octetsOf(`<${text}>`)
    this.stream.segment(sequence, bytes, 1, 1 + text.length, length, at(frame))
    return this
  }
}

describe('by hand', () => {
  test('in order, again, early, across the end of the numbers', () => {
    const taken = new Taken()
    const first = 0xffff_fffd
    taken.stream.begin(first - 1, at(1))
    taken
      .segment(first, 'ab', 2)
      .segment(first + 4, 'ef', 3)
      .segment(first, 'ab', 4)
      .segment(first + 2, 'cd', 5)
    expect(taken.text).toBe('abcdef')
    expect(taken.frames).toEqual([2, 5, 3])
    expect(taken.stream.repeated).toBe(2)
  })

  test('without its SYN a stream begins with its first segment', () => {
    expect(new Taken().segment(5000, 'xy').segment(5002, 'z').text).toBe('xyz')
  })

  test('what was handed on is compared when it comes again', () => {
    const taken = new Taken().segment(10, 'abcdefgh').segment(12, 'cDEf', 2).segment(17, 'hi', 3)
    expect(taken.text).toBe('abcdefghi')
    expect([taken.stream.repeated, taken.stream.differing]).toEqual([5, 2])
  })

  test('what was missing and comes late differs from nothing', () => {
    const taken = new Taken().segment(10, 'ab').segment(14, 'ef')
    taken.stream.acknowledged(16, at(3))
    expect(taken.segment(12, 'cd', 4).text).toBe('ab[2]ef')
    expect(taken.stream.differing).toBe(0)
  })

  test('octets from before the first segment were not there before', () => {
    const taken = new Taken().segment(5000, 'middle').segment(4990, 'early-octsmid')
    expect(taken.text).toBe('middle')
    expect([taken.stream.inFront, taken.stream.repeated, taken.stream.differing]).toEqual([10, 3, 0])
  })

  test('a SYN with another number begins another connection, the same one does not', () => {
    const taken = new Taken()
    taken.stream.begin(99, at(1))
    taken.segment(100, 'first')
    taken.stream.begin(99, at(3))
    taken.segment(105, '!')
    taken.stream.begin(7000, at(5))
    expect(taken.segment(7001, 'second').text).toBe('first!|second')
  })

  test('a probe for a closed window and a keepalive repeat an octet', () => {
    const taken = new Taken().segment(10, 'abc').segment(12, 'c').segment(13, 'd')
    expect(taken.text).toBe('abcd')
    expect(taken.stream.repeated).toBe(1)
  })

  test('what nobody captured is a gap once the other side has it, not before', () => {
    const taken = new Taken().segment(10, 'ab').segment(15, 'fg')
    taken.stream.acknowledged(12, at(3))
    expect(taken.text).toBe('ab')
    taken.stream.acknowledged(17, at(4))
    expect(taken.text).toBe('ab[3]fg')
  })

  test('at the end what waits is handed on', () => {
    const taken = new Taken().segment(10, 'ab').segment(15, 'f')
    taken.stream.end(at(9))
    expect(taken.text).toBe('ab[3]f')
  })

  test('of a segment that the capture has cut the rest is a gap', () => {
    expect(new Taken().segment(10, 'ab', 1, 5).segment(15, 'f').text).toBe('ab[3]f')
  })

  test.each([
    ['first', 'abcdXfgh'],
    ['last', 'abcdeYgh'],
  ] as const)('where segments differ that wait, the %s count', (overlap, text) => {
    const taken = new Taken(overlap).segment(10, 'ab').segment(14, 'Xf').segment(14, 'eYg').segment(17, 'h')
    taken.segment(12, 'cd')
    expect(taken.text).toBe(text)
    expect(taken.stream.differing).toBe(2)
  })

  test('a new connection on the same ports begins anew', () => {
    const taken = new Taken()
    taken.stream.begin(9, at(1))
    taken.segment(10, 'one')
    taken.stream.begin(70_000, at(2))
    expect(taken.segment(70_001, 'two').text).toBe('one|two')
  })

  test('no more than a megabyte waits', () => {
    const taken = new Taken().segment(0, 'a')
    const long = 'x'.repeat(100_000)
    for (let i = 0; i < 20; i++) taken.segment(2 + i * long.length, long)
    expect(taken.text.startsWith('a[1]xxx')).toBe(true)
  })
})

test('whatever the order of segments, how often they come and how they are cut, the octets are those that were sent', () => {
  const sent = Array.from({ length: 200 }, (_, i) => String.fromCharCode(97 + ((i * 7) % 26))).join('')
  const piece = fc.record({ from: fc.nat(sent.length - 1), length: fc.integer({ min: 1, max: 40 }) })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(0xffff_ffff), (pieces, first) => {
      const taken = new Taken()
      taken.stream.begin((first - 1) >>> 0, at(1))
      for (const { from, length } of pieces) taken.segment((first + from) >>> 0, sent.slice(from, from + length))
      // What was never there comes at last, octet by octet.
      for (let i = 0; i < sent.length; i += 10) taken.segment((first + i) >>> 0, sent.slice(i, i + 10))
      expect(taken.text).toBe(sent)
      expect(taken.stream.differing).toBe(0)
    }),
    { numRuns: 200 },
  )
})
