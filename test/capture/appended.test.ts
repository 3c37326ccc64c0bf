/** A capture behind a capture in one file, as `tcpdump -w - >> FILE` and `cat` leave them. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import {
  block,
  description,
  enhanced,
  file,
  order,
  type PcapOptions,
  pcap,
  readAll,
  section,
  temporary,
} from '../helpers/capture-octets.js'

const path = temporary()
const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url))
let files = 0
const read = (...parts: readonly Uint8Array[]) => readAll(path(`${files++}`, Buffer.concat(parts)))

const records = (first: number) =>
  [first, first + 1, first + 2].map((sec) => ({ sec, fraction: 5, data: new Array<number>(sec).fill(sec) }))

const SHAPES: Readonly<Record<string, PcapOptions>> = {
  'little-endian microseconds': {},
  'big-endian microseconds': { le: false },
  'little-endian nanoseconds': { magic: 0xa1b23c4d },
  'big-endian nanoseconds': { le: false, magic: 0xa1b23c4d },
  "Kuznetzov's": { magic: 0xa1b2cd34, extra: [0, 0, 0, 0, 0, 0, 0, 0] },
  'of another link type': { linkType: 113, snapLength: 96 },
  'version 2.2': { minor: 2, swapped: true },
}
const asPcapng = (first: number, le = true): Uint8Array =>
  file(
    section(le),
    description(101, 0, [], le),
    ...records(first).map(({ sec, data }) => enhanced(data, { low: sec * 1e6 + 5 }, le)),
  )

const CAPTURES: Readonly<Record<string, (first: number) => Uint8Array>> = {
  ...Object.fromEntries(Object.entries(SHAPES).map(([name, o]) => [name, (first: number) => pcap(records(first), o)])),
  'pcapng little-endian': (first) => asPcapng(first),
  'pcapng big-endian': (first) => asPcapng(first, false),
}

describe('a capture behind a capture', () => {
  const pairs = Object.keys(CAPTURES).flatMap((one) => Object.keys(CAPTURES).map((other) => [one, other] as const))
  test.each(pairs)('%s, then %s', async (one, other) => {
    const [a, b] = [CAPTURES[one]!(1), CAPTURES[other]!(7)]
    const { rows, error, capture } = await read(a, b)
    expect(error).toBeUndefined()
    // Each as it is read alone, but for numbers that count on.
    const alone = [...(await read(a)).rows, ...(await read(b)).rows]
    const linkTypes = rows.map(({ interfaceId }) => capture!.interfaces[interfaceId]!.linkType)
    expect(linkTypes).toEqual(alone.map(({ linkType }) => linkType))
    expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(rows.map(({ interfaceId }) => interfaceId)).toEqual([0, 0, 0, 1, 1, 1])
    const bare = ({ number, interfaceId, ...row }: (typeof rows)[number]) => row
    expect(rows.map(bare)).toEqual(alone.map(bare))
    expect(capture?.notes).toMatchObject([{ id: 'follows', offset: a.length, frame: 4, captures: 2 }])
  })

  it('goes on to any number of them, of no packets too, and says it once', async () => {
    const parts = [pcap([]), asPcapng(1), pcap([]), pcap(records(4)), asPcapng(7, false), asPcapng(1)]
    const { rows, error, capture } = await read(...parts)
    expect([rows.length, error]).toEqual([12, undefined])
    expect(capture?.notes).toMatchObject([{ id: 'follows', offset: 24, frame: 1, captures: 6 }])
  })

  it('finds them inside gzip, in a member of their own or in one for both, and plain behind it', async () => {
    const [a, b] = [pcap(records(1)), asPcapng(7)]
    const whole = await read(a, b)
    for (const parts of [[gzipSync(a), gzipSync(b)], [gzipSync(Buffer.concat([a, b]))], [gzipSync(a), b]]) {
      const { rows, error, capture } = await read(...parts)
      expect([rows, error]).toEqual([whole.rows, undefined])
      expect(capture?.notes).toMatchObject([{ id: 'follows', offset: a.length, frame: 4 }])
    }
  })

  it('says what is wrong with the second one by its place in the file', async () => {
    const [a, b] = [pcap(records(1)), pcap(records(7))]
    const { rows, error } = await read(a, b.subarray(0, b.length - 1))
    expect(rows).toHaveLength(5)
    expect(error?.message).toMatch(/record 6, which needs 25; 5 packets were read$/)
  })
})

describe('no capture begins', () => {
  const o = order(true)
  const magic = 0xa1b2c3d4
  const zeros = o.u32(0)

  test.each([
    ['a time that reads as the magic number', [...o.u32(magic), ...o.u32(5), ...o.u32(0), ...o.u32(0)]],
    ['another version', [...o.u32(magic), ...o.u16(3), ...o.u16(4), ...zeros, ...zeros]],
    ['an original length', [...o.u32(magic), ...o.u16(2), ...o.u16(4), ...zeros, ...o.u32(60)]],
    ['a section without its byte-order magic', [0x0a, 0x0d, 0x0d, 0x0a, ...o.u32(28), ...zeros, ...zeros]],
  ])('with %s', async (_, header) => {
    const { rows, error, capture } = await read(
      pcap(records(1)),
      Uint8Array.from(header),
      pcap(records(7)).subarray(24),
    )
    expect(capture?.notes).toEqual([])
    expect(error).toBeUndefined()
    expect(rows).toHaveLength(7)
    expect(rows[3]).toMatchObject({ number: 4, captured: 0 })
  })

  it('with a pcapng block of a local type that reads as the magic number', async () => {
    const local = block(magic, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    const { rows, error, capture } = await read(file(section(), description(1, 0), local, enhanced([1, 2, 3])))
    expect([rows.length, error, capture?.notes]).toEqual([1, undefined, []])
  })
})

describe('nanoseconds under the number that stands for microseconds', () => {
  const at = (...fractions: number[]) => pcap(fractions.map((fraction, sec) => ({ sec, fraction, data: [1] })))

  it('are read as such, and said', async () => {
    const { rows, capture } = await read(at(100_000_000, 999_999_000, 5, 999_999, 1_000_000))
    expect(rows.map(({ nsec }) => nsec)).toEqual([100_000_000, 999_999_000, 5, 999_999, 1_000_000])
    expect(capture?.notes).toMatchObject([{ id: 'nanoseconds' }])
    expect(capture?.interfaces).toMatchObject([{ nanoseconds: true }])
  })

  it('are not where a program has only failed to carry', async () => {
    const { rows, capture } = await read(at(1_000_000, 5, 999_999))
    expect(rows.map(({ sec, nsec }) => [sec, nsec])).toEqual([
      [1, 0],
      [1, 5000],
      [2, 999_999_000],
    ])
    expect(capture?.notes).toEqual([])
  })

  it('are not where a fraction is beyond a second of nanoseconds as well', async () => {
    const { capture } = await read(at(2_000_000, 3_000_000, 1_000_000_000))
    expect(capture?.notes).toEqual([])
  })
})

describe.skipIf(!existsSync(CASES))('cases', () => {
  test.each([
    ['app-ng', 450],
    ['app-same', 450],
  ])('%s: a second capture begins where record 4 would', async (name, offset) => {
    const { rows, error, capture } = await readAll(`${CASES}/${name}.pcap`)
    expect(error).toBeUndefined()
    expect(rows.map(({ captured }) => captured)).toEqual(new Array(rows.length).fill(126))
    expect(rows.length).toBeGreaterThan(3)
    expect(capture?.notes).toMatchObject([{ id: 'follows', offset, frame: 4, captures: 2 }])
  })

  test('ns-in-us: #3 is 0.999995 s before #2', async () => {
    const { rows, capture } = await readAll(`${CASES}/ns-in-us.pcap`)
    const at = (n: number): bigint => BigInt(rows[n - 1]!.sec) * 1_000_000_000n + BigInt(rows[n - 1]!.nsec)
    expect(at(3) - at(2)).toBe(-999_994_999n)
    expect(capture?.notes).toMatchObject([{ id: 'nanoseconds' }])
  })
})
