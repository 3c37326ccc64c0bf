import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaptureError } from '../../src/capture/capture.js'
import {
  block,
  description,
  enhanced,
  file,
  option,
  order,
  type Result,
  readAll,
  section,
  temporary,
  text,
} from '../helpers/capture-octets.js'

const path = temporary()
let files = 0
const read = (octets: Uint8Array): Promise<Result> => readAll(path(`${files++}.pcapng`, octets))

const TSRESOL = 9
const TSOFFSET = 14
const ENDOFOPT = [0, 0, 0, 0]

describe('pcapng, draft-ietf-opsawg-pcapng', () => {
  it('reads a section, an interface and a packet by hand (§4.1 to §4.3)', async () => {
    const octets = Uint8Array.of(
      ...[0x0a, 0x0d, 0x0d, 0x0a], // Section Header Block
      ...[0x00, 0x00, 0x00, 0x1c], // 28 octets
      ...[0x1a, 0x2b, 0x3c, 0x4d], // byte-order magic: big-endian
      ...[0x00, 0x01, 0x00, 0x00], // version 1.0
      ...[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], // section length not specified
      ...[0x00, 0x00, 0x00, 0x1c],
      ...[0x00, 0x00, 0x00, 0x01], // Interface Description Block
      ...[0x00, 0x00, 0x00, 0x20], // 32 octets
      ...[0x00, 0x71, 0x00, 0x00], // LINKTYPE_LINUX_SLL, reserved
      ...[0x00, 0x00, 0x00, 0x60], // snapshot length 96
      ...[0x00, 0x02, 0x00, 0x03], // if_name, 3 octets
      ...[0x61, 0x6e, 0x79, 0x00], // any
      ...[0x00, 0x00, 0x00, 0x00], // opt_endofopt
      ...[0x00, 0x00, 0x00, 0x20],
      ...[0x00, 0x00, 0x00, 0x06], // Enhanced Packet Block
      ...[0x00, 0x00, 0x00, 0x30], // 48 octets
      ...[0x00, 0x00, 0x00, 0x00], // interface 0
      ...[0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02], // 2^32 + 2 = 4,294,967,298 microseconds
      ...[0x00, 0x00, 0x00, 0x02], // 2 octets captured
      ...[0x00, 0x00, 0x00, 0x3c], // of 60
      ...[0xaa, 0xbb, 0x00, 0x00],
      ...[0x00, 0x01, 0x00, 0x02], // opt_comment, 2 octets
      ...[0x68, 0x69, 0x00, 0x00], // hi
      ...[0x00, 0x00, 0x00, 0x00], // opt_endofopt
      ...[0x00, 0x00, 0x00, 0x30],
    )
    const { rows, capture } = await read(octets)
    expect(capture?.interfaces).toMatchObject([
      { id: 0, linkType: 113, snapLength: 96, name: 'any', nanoseconds: false, littleEndian: false },
    ])
    expect(rows).toEqual([
      {
        number: 1,
        sec: 4294,
        nsec: 967_298_000,
        length: 60,
        captured: 2,
        interfaceId: 0,
        linkType: 113,
        comments: ['hi'],
        data: 'aabb',
      },
    ])
  })

  it('computes time from any resolution and offset without loss (§4.2 if_tsresol, if_tsoffset)', async () => {
    const exponent = fc.oneof(fc.nat({ max: 127 }), fc.constantFrom(3, 6, 9, 12, 0x80 + 10, 0x80 + 20, 0x80 + 32))
    const word = fc.nat({ max: 0xffff_ffff })
    await fc.assert(
      fc.asyncProperty(exponent, fc.boolean(), word, word, fc.integer(), async (e, binary, high, low, offset) => {
        const resolution = binary ? e | 0x80 : e
        const value = new Uint8Array(8)
        new DataView(value.buffer).setBigInt64(0, BigInt(offset), true)
        const options = [...option(TSRESOL, [resolution]), ...option(TSOFFSET, [...value]), ...ENDOFOPT]
        const { rows } = await read(file(section(), description(1, 0, options), enhanced([1], { high, low })))
        const ticks = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f)
        const stamp = (BigInt(high) << 32n) | BigInt(low)
        expect(BigInt(rows[0]!.sec)).toBe(BigInt(Number(stamp / ticks) + offset))
        expect(BigInt(rows[0]!.nsec)).toBe(((stamp % ticks) * 1_000_000_000n) / ticks)
      }),
      { numRuns: 300, examples: [[9, false, 0x1761_c3e2, 0xffff_ffff, 0]] },
    )
  })

  it('turns byte order and interface numbers with every section (§4.1)', async () => {
    const be = (n: number) => order(false).u32(n)
    const { rows, capture, error } = await read(
      file(
        section(true, [...option(2, text('amd64')), ...option(3, text('Linux')), ...option(4, text('dumpcap'))]),
        description(1, 0),
        description(101, 0),
        enhanced([1], { id: 1, low: 1 }),
        section(false),
        description(113, 0, [], false),
        enhanced([2], { id: 0, low: 2, options: option(1, text('zwei'), false) }, false),
        block(5, [...be(0), ...be(0), ...be(0), ...option(5, [0, 0, 0, 0, 0, 0, 0, 7], false)], false),
      ),
    )
    expect(error).toBeUndefined()
    expect(rows.map((r) => [r.interfaceId, r.linkType, r.nsec, r.comments])).toEqual([
      [1, 101, 1000, []],
      [2, 113, 2000, ['zwei']],
    ])
    expect(capture?.interfaces.map(({ id, drops }) => [id, drops])).toEqual([
      [0, undefined],
      [1, undefined],
      [0, 7],
    ])
    expect(capture?.interfaces[0]?.section).toMatchObject({ hardware: 'amd64', os: 'Linux', application: 'dumpcap' })
  })

  it('takes min(original, snapshot length) octets of a Simple Packet Block, which has no time (§4.4)', async () => {
    const simple = (length: number, data: number[]) => block(3, [...order(true).u32(length), ...data])
    const { rows } = await read(file(section(), description(1, 2), simple(9, [1, 2]), simple(1, [3])))
    expect(rows.map((r) => [r.captured, r.length, r.data, r.sec, r.nsec])).toEqual([
      [2, 9, '0102', 0, 0],
      [1, 1, '03', 0, 0],
    ])
    const unlimited = await read(file(section(), description(1, 0), simple(5, [1, 2, 3, 4, 5])))
    expect(unlimited.rows[0]?.data).toBe('0102030405')
  })

  it('reads the obsolete Packet Block (appendix A): 16 bits of interface, then 16 of drops', async () => {
    const o = order(true)
    const body = [o.u16(1), o.u16(77), o.u32(0), o.u32(5), o.u32(2), o.u32(6), [8, 9, 0, 0]].flat()
    const { rows } = await read(file(section(), description(1, 0), description(101, 0), block(2, body)))
    expect(rows).toMatchObject([{ interfaceId: 1, linkType: 101, nsec: 5000, captured: 2, length: 6, data: '0809' }])
  })

  it('skips name resolution, statistics, custom, secrets and unknown blocks', async () => {
    const others = [4, 5, 0xbad, 0x4000_0bad, 0x0a, 0x7fff_ffff].map((type) => block(type, [1, 2, 3, 4, 5, 6, 7, 8]))
    const { rows, error } = await read(file(section(), ...others, description(1, 0), ...others, enhanced([1])))
    expect(error).toBeUndefined()
    expect(rows).toHaveLength(1)
  })

  it('gives all comments of a packet, up to opt_endofopt or an option that does not fit (§3.5)', async () => {
    const comment = (s: string) => option(1, text(s))
    const lists = [
      [...comment('eins'), ...option(2, [0, 0, 0, 0]), ...comment('zwei \u{1f600}\0'), ...ENDOFOPT, ...comment('drei')],
      [...comment('eins'), ...order(true).u16(1), ...order(true).u16(400)],
      ENDOFOPT,
      [],
    ]
    const packets = lists.map((options) => enhanced([1, 2, 3], { options }))
    const { rows } = await read(file(section(), description(1, 0), ...packets))
    expect(rows.map(({ comments }) => comments)).toEqual([['eins', 'zwei \u{1f600}'], ['eins'], [], []])
  })

  const damaged: readonly (readonly [what: string, octets: number[], message: RegExp])[] = [
    ['a length below 12', [6, 0, 0, 0, 8, 0, 0, 0, 1, 2, 3, 4], /claims 8 octets/],
    ['a length beyond 16 MiB', [6, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4], /claims 33554432 octets/],
    ['two lengths that differ (§3.1)', [9, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0], /of 12 octets and ends with one of 16/],
    [
      'an interface that nobody described',
      enhanced([1], { id: 3 }),
      /is of interface 3, but its section has declared 1/,
    ],
    ['more packet data than fits in', enhanced([1]).with(20, 5), /claims 5 octets of packet data, at most 4 fit in/],
    ['no room for its fixed fields', block(6, [1, 2, 3, 4]), /has 12 octets before its trailer, its type needs 28/],
    ['a byte-order magic of neither order', section().with(8, 0), /byte-order magic 0x003c2b1a, not 0x1a2b3c4d/],
    ['a major version other than 1', section(true, [], 2), /has the pcapng version 2\.0; only 1\.0 is known/],
  ]
  it.each(damaged)('refuses a block with %s, after the packets before it', async (_, octets, message) => {
    const { rows, error } = await read(file(section(), description(1, 0), enhanced([7]), octets))
    expect(rows).toHaveLength(1)
    expect(error).toBeInstanceOf(CaptureError)
    expect(error?.message).toMatch(/: octet \d+: block 4 .*; 1 packet was read$/)
    expect(error?.message).toMatch(message)
  })

  it('hands out all whole packets of a file cut at any octet, then says where it was cut', async () => {
    const blocks = [
      section(),
      description(1, 0, [...option(2, text('eth0')), ...ENDOFOPT]),
      enhanced([1, 2, 3]),
      enhanced([], { options: [...option(1, text('leer')), ...ENDOFOPT] }),
    ]
    const octets = file(...blocks)
    const ends = blocks.map((_, i) => blocks.slice(0, i + 1).flat().length)
    for (let cut = 4; cut < octets.length; cut++) {
      const { rows, error } = await read(octets.slice(0, cut))
      const whole = ends.filter((end) => end <= cut).length
      expect(rows).toHaveLength(Math.max(0, whole - 2))
      const start = whole === 0 ? 0 : ends[whole - 1]!
      if (cut === start) {
        expect(error).toBeUndefined()
        continue
      }
      expect((error as CaptureError).offset).toBe(start)
      expect(error?.message).toContain(
        `the file ends ${cut - start} octets into block ${whole + 1}, which needs ` +
          `${cut - start < 12 ? 12 : blocks[whole]!.length}; ${rows.length} packet`,
      )
    }
  })

  // By hand: ticks of 2^-63 s and 10^-19 s, the second after 32 bits of them end, an offset before 1970.
  it.each([
    ['2^-63', [0x80 | 63], 0n, 0xffff_ffff, 0xffff_ffff, 1, 999_999_999],
    ['2^-63, its first nanosecond', [0x80 | 63], 0n, 2, 0x25c17d05, 0, 1],
    ['2^-63, just before it', [0x80 | 63], 0n, 2, 0x25c17d04, 0, 0],
    ['10^-19', [19], 0n, 0x8ac7_2304, 0x89e8_0000, 1, 0],
    ['10^-19, a tick less', [19], 0n, 0x8ac7_2304, 0x89e7_ffff, 0, 999_999_999],
    ['2106', [6], 0n, 0xf_4240, 0, 4_294_967_296, 0],
    ['2106, a tick less', [6], 0n, 0xf_423f, 0xffff_ffff, 4_294_967_295, 999_999_000],
    ['offset', [6], -4_294_967_297n, 0, 1, -4_294_967_297, 1000],
  ])('knows times at the edges exactly: %s', async (_, resolution, offset, high, low, sec, nsec) => {
    const value = new Uint8Array(8)
    new DataView(value.buffer).setBigInt64(0, offset, true)
    const options = [...option(TSRESOL, resolution), ...option(TSOFFSET, [...value])]
    const { rows } = await read(file(section(), description(1, 0, options), enhanced([1], { high, low })))
    expect(rows[0]).toMatchObject({ sec, nsec })
  })
})
