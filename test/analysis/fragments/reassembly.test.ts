import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  icmpEcho,
  ipv4,
  ipv4Fragments,
  ipv6,
  ipv6Fragments,
  type Part,
  text,
  u8,
  u16,
  u32,
  udp,
} from '../../../fixtures/make/packets.js'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import { Kind } from '../../../src/wire/kind.js'
import { Packet } from '../../../src/wire/packet.js'
import { type Frame, fieldsOf, namesOf } from '../../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, replay, take, underlay } from '../../helpers/packets.js'

const LONG_PING = ping(1, 1200)
const BODY = inVni(42, LONG_PING)

type Range = readonly [number, number]

/** Ranges that cover `length` octets, cut at these multiples of 8. */
function ranges(length: number, cuts: readonly number[]): Range[] {
  const at = [0, ...[...new Set(cuts)].filter((c) => c > 0 && c < length).sort((a, b) => a - b), length]
  return at.slice(1).map((end, i) => [at[i]!, end])
}

function outer4(id: number, parts: readonly Range[], body: Part = BODY): Frame[] {
  return ipv4Fragments({ source: A.ip, destination: B.ip, identification: id }, body, parts).map(frame)
}

function outer6(id: number, parts: readonly Range[]): Frame[] {
  return ipv6Fragments({ source: A.ip6, destination: B.ip6, identification: id }, BODY, parts).map(frame)
}

/** Fragments of a ping of the overlay, each in a VXLAN packet of its own. */
function inner(vni: number, id: number, parts: readonly Range[], first = 0): Part[] {
  const body = icmpEcho({ id: 7, sequence: first, length: 1200 })
  const header = { source: INNER_A.ip, destination: INNER_B.ip, identification: id }
  return ipv4Fragments(header, body, parts).map((part) => inVni(vni, part))
}

/** A fragment of IPv4 that says whatever it likes. */
function raw4(id: number, offset: number, more: boolean, payload: Uint8Array): Frame {
  const [part] = ipv4Fragments({ source: A.ip, destination: B.ip, identification: id }, odd(payload), [
    [0, payload.length],
  ])
  const octets = Buffer.from(part!.octets)
  octets.writeUInt16BE((more ? 0x2000 : 0) | (offset / 8), 6)
  octets.writeUInt16BE(0, 10)
  let sum = 0
  for (let i = 0; i < 20; i += 2) sum += octets.readUInt16BE(i)
  octets.writeUInt16BE(0xffff - ((sum & 0xffff) + (sum >> 16)), 10)
  return frame({ octets, etherType: 0x0800 })
}

const odd = (payload: Uint8Array): Part => ({ octets: Buffer.from(payload), protocol: 17 })

/** What a packet says from its outermost layer `from` on: names, fields, and the octets at the end. */
function told(p: Packet, from: number): unknown {
  const last = p.layers[p.depth - 1]!
  return {
    names: namesOf(p).slice(from),
    fields: p.layers.slice(from, p.depth).map((_, i) => fieldsOf(p, from + i)),
    rest: Buffer.from(p.bytes.subarray(last.payload, last.end)).toString('hex'),
    end: Buffer.from(p.bytes.subarray(last.start, last.end)).toString('hex'),
    claimed: p.layers.slice(from, p.depth).map((l) => l.claimed - l.end),
    malformed: p.malformed.reason,
  }
}

/** What a single frame says. */
function toldBy(f: Frame, from: number): unknown {
  return told(take(new Packet(), f, 1), from)
}

/** What the packets say that were put together, and the reassembler itself. */
function together(frames: readonly Frame[], from: number, reassembler = new Reassembler()) {
  const found: unknown[] = []
  const sources: (readonly number[])[] = []
  replay(
    frames,
    (p) => {
      if (!p.isReassembled || p.fragment !== -1) return
      found.push(told(p, from))
      sources.push(p.reassembledFrom)
    },
    reassembler,
  )
  return { found, sources, counts: reassembler.counts }
}

const shuffled = fc
  .uniqueArray(fc.integer({ min: 1, max: 150 }), { maxLength: 8 })
  .chain((cuts) => {
    const parts = ranges(
      BODY.octets.length,
      cuts.map((c) => 8 * c),
    )
    return fc.shuffledSubarray(parts, { minLength: parts.length, maxLength: parts.length })
  })
  .filter((parts) => parts.length > 1)

describe('fragments in any order are the datagram (RFC 791 §3.2, RFC 8200 §4.5)', () => {
  test('outer IPv4', () => {
    const whole = toldBy(frame(underlay(BODY)), 2)
    fc.assert(
      fc.property(shuffled, (parts) => {
        const { found, sources, counts } = together(outer4(1, parts), 2)
        expect(found).toEqual([whole])
        expect(sources).toEqual([parts.map((_, i) => i + 1)])
        expect(counts).toMatchObject({ completed: 1, refused: 0, abandoned: 0, waiting: 0 })
      }),
      { numRuns: 50 },
    )
  })

  test('outer IPv6', () => {
    const whole = toldBy(frame(ipv6({ source: A.ip6, destination: B.ip6 }, BODY)), 2)
    fc.assert(
      fc.property(shuffled, (parts) => {
        expect(together(outer6(1, parts), 3).found).toEqual([whole])
      }),
      { numRuns: 50 },
    )
  })

  test('inner IPv4: the lengths around the last fragment do not cut the whole', () => {
    const whole = toldBy(frame(underlay(BODY)), 6)
    const length = LONG_PING.octets.length - 20
    fc.assert(
      fc.property(fc.shuffledSubarray(ranges(length, [400, 800]), { minLength: 3 }), (parts) => {
        const frames = inner(42, 5, parts, 1).map((part) => frame(underlay(part)))
        expect(together(frames, 6).found).toEqual([whole])
      }),
      { numRuns: 6 },
    )
  })

  test('both: outer fragments carry inner fragments, and every frame is named', () => {
    const whole = toldBy(frame(underlay(BODY)), 6)
    const length = LONG_PING.octets.length - 20
    const frames = inner(42, 5, ranges(length, [600]), 1).flatMap((part, i) =>
      outer4(i + 1, ranges(part.octets.length, [320]), part),
    )
    expect(frames).toHaveLength(4)
    const { found, sources, counts } = together(frames, 6)
    expect(found).toEqual([whole])
    expect(sources).toEqual([[1, 2, 3, 4]])
    expect(counts).toMatchObject({ completed: 3, waiting: 0 })
  })
})

test("the kernel's own fragments give the pings that it sent", () => {
  const echoes: number[] = []
  replay(fixture('fragments'), (p) => {
    const last = p.layers[p.depth - 2]!
    if (last.kind === Kind.Icmp) echoes.push(p.layers[p.depth - 1]!.end - last.start)
  })
  // Pings of 56, 1472 and 3000 octets and their answers; RFC 792's header has 8 octets more.
  expect(echoes).toEqual(expect.arrayContaining([64, 64, 3008, 3008]))
  expect(echoes).toHaveLength(6)
})

test('the record itself stays as it was captured', () => {
  const frames = outer4(1, ranges(BODY.octets.length, [640]))
  const before = frames.map((f) => Buffer.from(f.octets))
  replay(frames, (p) => {
    expect(p.recordBytes).toBe(frames[p.number - 1]!.octets)
    expect(p.captured).toBe(frames[p.number - 1]!.octets.length)
    expect(p.isReassembled).toBe(p.number === 2)
  })
  expect(frames.map((f) => Buffer.from(f.octets))).toEqual(before)
})

describe('what is refused', () => {
  const data = (octets: number, fill = 0) => new Uint8Array(octets).fill(fill)

  test.each([
    ['an overlap with other octets', [raw4(1, 0, true, data(64, 1)), raw4(1, 56, false, data(64, 2))]],
    ['an overlap with the same octets', [raw4(1, 0, true, data(64)), raw4(1, 56, false, data(64))]],
    ['teardrop: a last fragment inside the first', [raw4(1, 0, true, data(40)), raw4(1, 24, false, data(4))]],
    ['a range with other octets', [raw4(1, 0, true, data(64, 1)), raw4(1, 0, true, data(64, 2))]],
    ['ping of death: beyond 65,535 octets', [raw4(1, 65528, false, data(100))]],
    ['65,535 octets and a header', [raw4(1, 65512, false, data(8))]],
    ['two last fragments', [raw4(1, 80, false, data(8)), raw4(1, 160, false, data(8))]],
    ['octets behind the last fragment', [raw4(1, 80, false, data(8)), raw4(1, 160, true, data(8))]],
    ['a last fragment before others', [raw4(1, 160, true, data(8)), raw4(1, 80, false, data(8))]],
    ['the same octets, last and not last', [raw4(1, 0, true, data(64)), raw4(1, 0, false, data(64))]],
    ['not the last and no multiple of 8', [raw4(1, 0, true, data(63))]],
  ])('%s (RFC 5722 §4, RFC 8200 §4.5)', (_, frames) => {
    // What would have completed it comes too late.
    const late = [raw4(1, 0, true, data(8)), raw4(1, 8, false, data(8))]
    const { found, counts } = together([...frames, ...late], 2)
    expect(found).toEqual([])
    expect(counts).toMatchObject({ completed: 0, refused: 1, abandoned: 0, waiting: 0 })
  })

  test('65,515 octets behind a header of 20 are the most (RFC 791 §3.1)', () => {
    const { counts } = together([raw4(1, 0, true, data(65504)), raw4(1, 65504, false, data(11))], 2)
    expect(counts).toMatchObject({ completed: 1, refused: 0 })
  })

  test('the captured overlaps', () => {
    const { counts } = together(fixture('overlap-fragments'), 2)
    expect(counts).toMatchObject({ completed: 1, refused: 2, abandoned: 0, waiting: 0 })
  })
})

test('an exact duplicate is ignored', () => {
  const [first, second, third] = outer4(1, ranges(BODY.octets.length, [400, 800])) as [Frame, Frame, Frame]
  const { found, sources, counts } = together([first, first, third, third, second], 2)
  expect(found).toEqual([toldBy(frame(underlay(BODY)), 2)])
  expect(sources).toEqual([[1, 3, 5]])
  expect(counts.refused).toBe(0)
})

test('an empty fragment is ignored', () => {
  const { counts } = together([raw4(1, 0, true, new Uint8Array(0))], 2)
  expect(counts).toMatchObject({ completed: 0, refused: 0, waiting: 0 })
})

test('tenants with the same addresses and identification are not mixed', () => {
  const parts = ranges(LONG_PING.octets.length - 20, [600])
  const [a1, a2] = inner(42, 5, parts, 1).map((part) => frame(underlay(part))) as [Frame, Frame]
  const [b1, b2] = inner(43, 5, parts, 2).map((part) => frame(underlay(part))) as [Frame, Frame]
  const { sources, counts } = together([a1, b1, a2, b2], 6)
  expect(sources).toEqual([
    [1, 3],
    [2, 4],
  ])
  expect(counts).toMatchObject({ completed: 2, refused: 0 })
})

test('tunnels without a number are told apart by their endpoints', () => {
  const parts = ipv4Fragments(
    { source: INNER_A.ip, destination: INNER_B.ip, identification: 5 },
    odd(text('x'.repeat(64))),
    [
      [0, 32],
      [32, 64],
    ],
  )
  const [one, two] = parts as [Part, Part]
  const { counts } = together([frame(underlay(one)), frame(underlay(two, '10.0.0.9'))], 2)
  expect(counts).toMatchObject({ completed: 0, waiting: 2 })
})

test('the Next Header of the fragment at offset 0 counts (RFC 8200 §4.5)', () => {
  const packet = udp({ source: 1, destination: 2 }, { octets: text('x'.repeat(24)) }).octets
  const fragment = (next: number, offset: number, more: number, body: Buffer): Frame =>
    frame(
      ipv6(
        { source: A.ip6, destination: B.ip6 },
        { octets: Buffer.concat([u8(next, 0), u16(offset | more), u32(9), body]), protocol: 44 },
      ),
    )
  const first = fragment(17, 0, 1, packet.subarray(0, 16))
  const last = fragment(6, 16, 0, packet.subarray(16))
  for (const frames of [
    [first, last],
    [last, first],
  ]) {
    const names: string[][] = []
    replay(frames, (p) => {
      if (p.isReassembled) names.push(namesOf(p))
    })
    expect(names).toEqual([['eth', 'ipv6', 'ipv6.fraghdr', 'udp', 'data']])
  }
})

describe('fragments wait for 60 seconds of packet time (RFC 8200 §4.5)', () => {
  const [first, last] = outer4(1, ranges(BODY.octets.length, [640])) as [Frame, Frame]

  test.each([
    [60, true],
    [61, false],
    [-60, true],
    [-61, false],
  ])('the last one %i s after the first: put together is %s', (seconds, expected) => {
    const reassembler = new Reassembler()
    const p = new Packet()
    reassembler.offer(take(p, first, 1))
    expect(reassembler.offer(take(p, last, 2, seconds * 1e9))).toBe(expected)
    const { completed, abandoned, waiting } = reassembler.counts
    expect([completed, abandoned, waiting]).toEqual(expected ? [1, 0, 0] : [0, 1, 1])
  })

  test('one that came from the future does not keep the others', () => {
    const reassembler = new Reassembler()
    const p = new Packet()
    reassembler.offer(take(p, raw4(2, 0, true, new Uint8Array(8)), 1, 50e9))
    reassembler.offer(take(p, first, 2, 0))
    expect(reassembler.offer(take(p, last, 3, 70e9))).toBe(false)
  })
})

describe('memory is bounded', () => {
  const flood = (n: number, make: (i: number) => Frame, limits = { datagrams: 16, octets: 1 << 20 }) => {
    const reassembler = new Reassembler(limits)
    const p = new Packet()
    for (let i = 0; i < n; i++) reassembler.offer(take(p, make(i), i + 1))
    return reassembler.counts
  }

  test('first fragments: the oldest give way', () => {
    const counts = flood(1000, (i) => raw4(i, 0, true, new Uint8Array(800)))
    expect(counts).toMatchObject({ completed: 0, refused: 0, abandoned: 984, waiting: 16 })
  })

  test('octets: the oldest give way', () => {
    const limits = { datagrams: 1000, octets: 20_000 }
    const { waiting, abandoned } = flood(100, (i) => raw4(i, 0, true, new Uint8Array(1400)), limits)
    expect(waiting).toBeLessThanOrEqual(14)
    expect(waiting).toBeGreaterThan(0)
    expect(waiting + abandoned).toBe(100)
  })

  test('refused ones are forgotten too: what was refused long ago is put together', () => {
    const limits = { datagrams: 4, octets: 1 << 20 }
    const reassembler = new Reassembler(limits)
    const p = new Packet()
    for (let i = 0; i < 10; i++) reassembler.offer(take(p, raw4(i, 65528, false, new Uint8Array(100)), i + 1))
    expect(reassembler.counts).toMatchObject({ refused: 10, abandoned: 0, waiting: 0 })
    reassembler.offer(take(p, raw4(0, 0, true, new Uint8Array(8)), 11))
    expect(reassembler.offer(take(p, raw4(0, 8, false, new Uint8Array(8)), 12))).toBe(true)
  })
})

test('ICMP quotes of fragments are not collected', () => {
  const quote = ipv4Fragments({ source: A.ip, destination: B.ip }, BODY, [[0, 640]])[0]!
  const error = { octets: Buffer.concat([u8(3, 3), u16(0), u32(0), quote.octets]), protocol: 1 }
  expect(together([frame(ipv4({ source: B.ip, destination: A.ip }, error))], 2).counts.waiting).toBe(0)
})
