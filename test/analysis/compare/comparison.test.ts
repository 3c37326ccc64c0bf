/** What two places say of the way between them: what was done on it is known, and has to come out in exact numbers. */
import { describe, expect, test } from 'vitest'
import { Known } from '../../../src/analysis/compare/ways.js'
import {
  between,
  datagram,
  edited,
  fragments,
  frameAt,
  hop,
  INNER,
  jitter,
  OUTER,
  outOfTunnel,
  segment,
  tagged,
  talk,
  type Way,
  withClass,
  withoutDf,
  withPort,
  withSource,
  withVni,
} from '../../helpers/on-the-way.js'
import { changesOf, compareFrames, textOf, verdict } from '../../helpers/places.js'

const TALK = talk(2000)
const compared = (way: Way, packets = TALK) => compareFrames(...between(packets, way))
/** Forth alone something is done. */
const forth =
  (edit: (octets: Uint8Array, n: number) => readonly Uint8Array[]): NonNullable<Way['pass']> =>
  (octets, n, { isForth }) =>
    isForth ? edit(octets, n) : [octets]

describe('the clocks', () => {
  const delay: Way['delay'] = (n, { isForth }) => (isForth ? jitter(40_000, 200_000)(n) : jitter(60_000, 90_000)(n))

  test.each([
    ['ahead', 3.218, 0],
    ['behind', -7200, 0],
    ['ahead and faster', 0.0042, 50],
    ['behind and slower', -86_400 * 365, -20],
  ])('differ as they do: %s', (_, offset, ppm) => {
    const { comparison } = compared({ offset, ppm, delay, every: 10e6 })
    const { clocks, directions } = comparison
    expect(clocks).toMatchObject({ known: Known.Both, pairs: 2000 })
    // The first packet is at 0 of both clocks.
    expect(Math.abs(clocks.offset - offset * 1e9)).toBeLessThanOrEqual(clocks.uncertainty + 1000)
    // Half the sum of the smallest delays, and what the drift is not known to.
    expect(clocks.uncertainty).toBeGreaterThan(45_000)
    expect(clocks.uncertainty).toBeLessThan(60_000)
    expect(Math.abs(clocks.drift * 1e6 - ppm)).toBeLessThan(5)
    // What cannot be told apart is shared out evenly: 100 µs between both.
    for (const { delays } of directions) expect(Math.abs(delays!.least - 50_000)).toBeLessThan(5000)
    const [there, back] = directions.map(({ delays }) => delays!.median - delays!.least)
    expect(Math.abs(there! - 100_000)).toBeLessThan(10_000)
    expect(Math.abs(back! - 45_000)).toBeLessThan(10_000)
    expect(comparison.directions.map(({ sent, arrived }) => [sent, arrived])).toEqual([
      [1000, 1000],
      [1000, 1000],
    ])
  })

  test('are as given', () => {
    const { clocks, directions } = compareFrames(...between(TALK, { offset: 5, delay: () => 80_000 }), 5e9).comparison
    expect(clocks).toMatchObject({ known: Known.Given, offset: 5e9 })
    expect(directions.map(({ delays }) => delays!.median)).toEqual([80_000, 80_000])
  })

  test('cannot be told from the delay by packets of one way', () => {
    const oneWay = TALK.filter(({ isForth }) => isForth)
    const result = compared({ offset: 0.002, delay: jitter(40_000, 50_000), pass: (octets) => [hop(octets)] }, oneWay)
    expect(result.comparison.clocks.known).toBe(Known.OneWay)
    expect(result.comparison.directions[0].delays!.least).toBe(0)
    expect(textOf(result)).toContain('the difference of the clocks and the smallest delay are +2.04 ms together')
  })
})

describe('losses', () => {
  test('are counted, and those before and after the other capture are not among them', () => {
    const [a, b] = between(TALK, { offset: 1, pass: forth((octets, n) => (n % 7 === 0 ? [] : [octets])) })
    const { comparison } = compareFrames(a, b.slice(200, -100))
    const [there, back] = comparison.directions
    expect(there.sent + there.outside.packets).toBe(1000)
    expect(there.sent).toBe(there.arrived + there.lost.packets)
    // Of the packets forth between the second capture's first and last one every seventh is lost.
    const first = b[200]!.octets
    const last = b.at(-101)!.octets
    const number = (octets: Uint8Array): number => new DataView(octets.buffer).getUint32(INNER + 28)
    const lost = TALK.filter((_, n) => n % 14 === 0 && n > number(first) && n < number(last)).length
    expect(there.lost.packets).toBe(lost)
    expect(back.lost.packets).toBe(0)
    expect(back.missed.packets).toBe(0)
  })

  test('of all and only the packets to one port name it', () => {
    const packets = Array.from({ length: 400 }, (_, n) => datagram(n, n % 2 === 0, 64, n % 6 === 2 ? 8472 : 4789))
    const result = compared({ pass: forth((octets, n) => (n % 6 === 2 ? [] : [octets])) }, packets)
    expect(result.comparison.directions[0].losses.shared).toEqual({
      by: 'tunnel-port',
      value: 8472,
      lost: 67,
      arrived: 0,
    })
    expect(verdict(result)).toBe(
      '✗ 67 packets to UDP port 8472 left A and none arrived at B; all 133 others arrived; something on the way takes UDP 8472 (VMware NSX, a filter)',
    )
  })

  test.each([
    ['VNI', (n: number) => datagram(n, n % 2 === 0, 64, 4789, n % 6 === 2 ? 43 : 42), 'in vxlan 43'],
    ['flow', (n: number) => datagram(n, n % 2 === 0, 64, 4789, 42, n % 6 === 2 ? 5001 : 5000), 'of port 5001'],
  ])('of one %s name it', (_, make, what) => {
    const packets = Array.from({ length: 400 }, (__, n) => make(n))
    const result = compared({ pass: forth((octets, n) => (n % 6 === 2 ? [] : [octets])) }, packets)
    expect(verdict(result)).toContain(`67 packets ${what} left A and none arrived at B`)
  })

  test('of long packets name the length', () => {
    const result = compared({ pass: forth((octets) => (octets.length > 1000 ? [] : [octets])) })
    const lengths = TALK.filter(({ isForth }) => isForth).map(({ octets }) => octets.length)
    const long = lengths.filter((length) => length > 1000)
    expect(result.comparison.directions[0].losses.shared).toEqual({
      by: 'length',
      least: Math.min(...long),
      most: Math.max(...lengths.filter((length) => length <= 1000)),
      lost: long.length,
    })
    expect(verdict(result)).toContain('the way has a smaller MTU than the sender believes')
  })

  test('of a time name it', () => {
    const result = compared({ pass: forth((octets, n) => (n >= 500 && n < 700 ? [] : [octets])) })
    expect(result.comparison.directions[0].losses.shared).toMatchObject({
      by: 'time',
      lost: 100,
      from: 500e6,
      to: 698e6,
    })
    expect(verdict(result)).toBe(
      '✗ nothing from A arrived at B from 22:13:20.500000 until 22:13:20.698000: 100 packets lost, and no other',
    )
  })

  test('of fragmented packets name that', () => {
    // Both places see fragments; of each long packet forth the second one is lost.
    const packets = TALK.slice(0, 400)
    const [a, b] = between(packets)
    const cut = (frames: typeof a, drops: boolean) =>
      frames.flatMap((f) => {
        if (f.octets.length < 800) return [f]
        const pieces = fragments(f.octets, 640).map((octets) => ({ ...f, octets, length: octets.length }))
        return drops && f.octets[OUTER + 15] === 1 ? pieces.slice(0, 1) : pieces
      })
    const result = compareFrames(cut(a, false), cut(b, true))
    const long = packets.filter(({ isForth, octets }) => isForth && octets.length >= 800).length
    const [there, back] = result.comparison.directions
    expect(there.lost.packets).toBe(long)
    expect(there.losses.shared).toMatchObject({ by: 'fragment', value: 1, arrived: 0 })
    expect(result.comparison.places[1].pieces).toBe(long)
    expect(back.lost.packets).toBe(0)
    expect(verdict(result)).toContain('fragments do not get through')
  })

  test('of no pattern claim none', () => {
    const result = compared({ pass: forth((octets, n) => ((n * 2654435761) % 97 < 5 ? [] : [octets])) })
    const { lost, losses } = result.comparison.directions[0]
    expect(losses.shared).toBeUndefined()
    expect(verdict(result)).toMatch(new RegExp(`^✗ ${lost.packets} of \\d+ packets from A to B got lost`))
  })

  test('are told from what the sender has not seen', () => {
    const [a, b] = between(TALK)
    const result = compareFrames(
      a.filter((_, i) => i % 20 !== 10),
      b,
    )
    const { directions } = result.comparison
    expect(directions.map(({ missed, lost }) => missed.packets + lost.packets)).toEqual([100, 0])
    expect(verdict(result)).toBe(
      '! nothing was lost on the way, but A has missed 100 packets that the other place has seen',
    )
  })
})

describe('the order', () => {
  test('of packets that one overtakes is counted', () => {
    const late: Way['delay'] = (n) => (n % 50 === 0 ? 2_500_000 : 50_000)
    const { directions } = compared({ delay: late }).comparison
    // Packets of a way are 2 ms apart.
    expect(directions.map(({ reordered }) => reordered.packets)).toEqual([40, 0])
  })

  test('tells which of what is sent again and again was lost', () => {
    const same = Array.from({ length: 300 }, (_, n) => datagram(n % 2, n % 2 === 0, 64))
    const result = compareFrames(
      ...between([...TALK.slice(0, 100), ...same], {
        every: 20e6,
        offset: -40,
        pass: forth((octets, n) => (n >= 100 && n % 10 === 0 ? [] : [octets])),
      }),
    )
    const [there, back] = result.comparison.directions
    expect([there.sent, there.lost.packets, back.lost.packets]).toEqual([200, 30, 0])
    const first = result.places[0]
    const lost = there.lost.frames.map((frame) => Math.round(first.time(frame - 1) / 20e6))
    expect(lost).toEqual([100, 110, 120, 130, 140, 150, 160, 170])
  })
})

describe('what was changed', () => {
  const NAT = 0xc0000201
  test.each<[string, (octets: Uint8Array) => readonly Uint8Array[], Readonly<Record<string, number>>]>([
    ['the TTL', (o) => [hop(hop(o))], { 'outer ttl −2': 1000 }],
    ['the DSCP', (o) => [withClass(o, 46 << 2)], { 'outer DSCP 0 → 46': 1000 }],
    ['ECN', (o) => [withClass(o, 3, INNER)], { 'inner ECN 0 → 3': 1000 }],
    ['DF', (o) => [withoutDf(o, INNER)], { 'inner DF cleared': 1000 }],
    ['a VLAN', (o) => [tagged(o, 100)], { 'outer VLAN 100 added': 1000 }],
    ['the VNI', (o) => [withVni(o, 4242)], { 'network vxlan 42 → vxlan 4242': 1000 }],
    ['the port', (o) => [withPort(o, 8472)], { 'UDP port 4789 → 8472': 1000 }],
    [
      'the outer address',
      (o) => [withSource(hop(o), NAT)],
      { 'outer ttl −1': 1000, 'outer source 10.65.0.1 → 192.0.2.1': 1000 },
    ],
    ['the tunnel', (o) => [outOfTunnel(o)], { 'taken out of vxlan 42': 1000 }],
    ['the inner TTL', (o) => [hop(o, INNER)], { 'inner ttl −1': 1000 }],
    [
      'the inner checksum',
      (o) => [edited(o, (v) => v.setUint16(INNER + 26, v.getUint16(INNER + 26) ^ 0x0f0f))],
      { 'inner checksum rewritten': 1000 },
    ],
  ])('%s', (_, edit, expected) => {
    const result = compared({ offset: -0.5, pass: forth(edit) })
    const [there, back] = result.comparison.directions
    expect(there.lost.packets + back.lost.packets).toBe(0)
    expect(changesOf(result, there)).toEqual(expected)
    expect(changesOf(result, back)).toEqual({})
    expect(there.changes[0]!.frames[0]).toEqual([1, 1])
  })

  test('an outer address without a router: there and back, and in what is sent again and again', () => {
    const nat: Way['pass'] = (octets, _, { isForth }) => [
      isForth ? withSource(octets, NAT) : edited(octets, (v) => v.setUint32(OUTER + 16, 0x0a410001), OUTER),
    ]
    const same = Array.from({ length: 40 }, (_, n) => datagram(n % 2, n % 2 === 0, 64))
    const [a, b] = between([...TALK.slice(0, 400), ...same], { offset: 2, every: 20e6, pass: nat })
    // Behind the translation nobody knows the address in front of it.
    const behind = b.map((frame) => {
      const v = new DataView(frame.octets.buffer)
      return v.getUint32(OUTER + 16) === 0x0a410001
        ? { ...frame, octets: edited(frame.octets, (w) => w.setUint32(OUTER + 16, NAT), OUTER) }
        : frame
    })
    const result = compareFrames(a, behind)
    const [there, back] = result.comparison.directions
    expect([there.sent, there.arrived, back.sent, back.arrived]).toEqual([220, 220, 220, 220])
    expect(changesOf(result, there)).toEqual({ 'outer source 10.65.0.1 → 192.0.2.1': 220 })
    expect(changesOf(result, back)).toEqual({ 'outer destination 192.0.2.1 → 10.65.0.1': 220 })
  })

  test('none where an end sends the same to two others, of which one answers', () => {
    const [a, b] = between(TALK.slice(0, 200))
    const other = b.filter(({ octets }) => octets[OUTER + 15] === 1)
    const flooded = other.map((frame) => ({
      ...frame,
      octets: edited(frame.octets, (v) => v.setUint32(OUTER + 16, 0x0a410003), OUTER),
    }))
    expect(compareFrames(a, flooded).comparison.clocks.pairs).toBe(0)
  })

  test('whole packets into fragments', () => {
    const result = compared({ pass: forth((octets) => (octets.length > 800 ? fragments(octets, 640) : [octets])) })
    const long = TALK.filter(({ isForth, octets }) => isForth && octets.length > 800).length
    expect(changesOf(result, result.comparison.directions[0])).toEqual({ fragmented: long })
    expect(result.comparison.directions.map(({ lost, missed }) => lost.packets + missed.packets)).toEqual([0, 0])
    expect(result.comparison.places.map(({ alone, pieces }) => alone.packets + pieces)).toEqual([0, 0])
  })

  test('the addresses of what is in no tunnel', () => {
    const plain = TALK.map((sent) => ({ ...sent, octets: outOfTunnel(sent.octets) }))
    const at = INNER - OUTER - 36
    const [a, b] = between(plain, {
      offset: 2,
      pass: (octets, _, { isForth }) => [
        isForth ? withSource(octets, NAT, at) : edited(octets, (v) => v.setUint32(at + 16, 0xac110102), at),
      ],
    })
    // Behind the translation nobody knows the address in front of it.
    const behind = b.map((f) => {
      const v = new DataView(f.octets.buffer)
      return v.getUint32(at + 16) === 0xac110102
        ? { ...f, octets: edited(f.octets, (w) => w.setUint32(at + 16, NAT), at) }
        : f
    })
    const result = compareFrames(a, behind, 2e9)
    const [there, back] = result.comparison.directions
    expect([there.sent, there.arrived, back.sent, back.arrived]).toEqual([1000, 1000, 1000, 1000])
    expect(changesOf(result, there)).toEqual({
      'addresses translated: 172.17.1.2:5000 → 172.17.1.3:7000 UDP → 192.0.2.1:5000 → 172.17.1.3:7000 UDP': 1000,
    })
  })

  test('seeds into checksums', () => {
    const seeded = TALK.map(({ isForth, octets }) => ({
      isForth,
      octets: edited(octets, (v) => v.setUint16(INNER + 26, seed(v))),
    }))
    const result = compared({ pass: (_, n) => [TALK[n]!.octets] }, seeded)
    for (const direction of result.comparison.directions) {
      expect(changesOf(result, direction)).toEqual({ 'inner checksum filled in': 1000 })
    }
  })

  test('the segment size of a SYN', () => {
    const mss = (octets: Uint8Array, size: number) => {
      // Data offset 6: one option more, kind 2 of four octets (RFC 9293 §3.7.1), in place of four octets of data.
      const at = INNER + 20
      return edited(octets, (v) => {
        v.setUint8(at + 12, 0x60)
        v.setUint32(at + 20, 0x02040000 | size)
      })
    }
    const syn = segment(9999, true, 100, 0x02, Buffer.alloc(4))
    const result = compared({ pass: (octets, n) => [n === 100 ? mss(octets, 1410) : octets] }, [
      ...TALK.slice(0, 100),
      { ...syn, octets: mss(syn.octets, 1460) },
      ...TALK.slice(100, 200),
    ])
    expect(changesOf(result, result.comparison.directions[0])).toEqual({ 'MSS 1460 → 1410': 1 })
  })

  test('one long segment into several: nothing was lost', () => {
    const long = segment(5, true, 1000, 0x10, Buffer.alloc(5600, 1))
    const short = [0, 1, 2, 3].map((i) => segment(5 + i, true, 1000 + 1400 * i, 0x10, Buffer.alloc(1400, 1)).octets)
    const cut = segment(50, true, 10_000, 0x10, Buffer.alloc(2800, 1))
    const half = segment(50, true, 10_000, 0x10, Buffer.alloc(1400, 1)).octets
    const packets = [...TALK.slice(0, 50), long, cut, ...TALK.slice(50, 100)]
    const pass: Way['pass'] = (octets, n) => (n === 50 ? short : n === 51 ? [half] : [octets])
    const result = compared({ pass }, packets)
    const [there] = result.comparison.directions
    expect(changesOf(result, there)).toEqual({ 'in other segments (offload)': 1 })
    expect(there.lost).toEqual({ packets: 1, frames: [52] })
    expect(there.missed.packets).toBe(0)
  })
})

/** RFC 1071 sum of the pseudo-header of a UDP datagram inside, not complemented. */
function seed(v: DataView): number {
  let sum = 17 + v.getUint16(INNER + 24)
  for (let o = INNER + 12; o < INNER + 20; o += 2) sum += v.getUint16(o)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum
}

test('what two hosts say that have no address yet is two packets', () => {
  // A DHCP discover, a membership report: the same octets but for the MAC address in front.
  const bare = (n: number, mac: number) =>
    edited(datagram(n, true).octets, (v) => v.setUint32(INNER - 6, mac), INNER).map((octet, o) =>
      o >= INNER + 12 && o < INNER + 16 ? 0 : octet,
    )
  const [a, b] = between(TALK.slice(0, 100))
  const own = [a, b].map((_, place) => frameAt(200e6, bare(7, place + 1)))
  const { comparison } = compareFrames([...a, own[0]!], [...b, own[1]!])
  expect(comparison.clocks.pairs).toBe(100)
  const same = compareFrames([...a, own[0]!], [...b, own[0]!]).comparison
  expect(same.clocks.pairs).toBe(101)
})

test('copies on interfaces that the capture does not tell apart count once', () => {
  // LINKTYPE_LINUX_SLL: in place of the MAC addresses type, kind and the sender's (libpcap's linktypes).
  const cooked = (octets: Uint8Array): Uint8Array =>
    Uint8Array.from([0, 0, 0, 1, 0, 6, ...octets.subarray(6, 12), 0, 0, ...octets.subarray(12)])
  const [a, b] = between(TALK.slice(0, 200))
  const any = b.flatMap((frame) => {
    const one = { ...frame, octets: cooked(frame.octets), length: frame.length + 2, linkType: 113 }
    return [one, { ...one, nanoseconds: one.nanoseconds + 900 }]
  })
  const { comparison } = compareFrames(a, any)
  expect(comparison.directions.map(({ lost, missed }) => lost.packets + missed.packets)).toEqual([0, 0])
  expect(comparison.places[1].copies).toBe(200)
})

describe('captures that say little', () => {
  const [a, b] = between(TALK, { offset: 3 })

  test('the same one twice', () => {
    expect(verdict(compareFrames(a, a))).toMatch(
      /^! A and B hold the same packets with the same times: one capture twice/,
    )
  })

  test('one without packets', () => {
    expect(verdict(compareFrames(a, []))).toBe('! B has no packets: there is nothing to compare')
  })

  test('of another time, of other traffic', () => {
    const other = Array.from({ length: 50 }, (_, n) => datagram(100_000 + n, true, 64, 4789, 7))
    const [then] = between(other, { every: 1e6 })
    expect(verdict(compareFrames(a, then))).toMatch(/^! no packet of A is in B/)
    const later = then.map((f) => ({ ...f, seconds: f.seconds + 3600 }))
    expect(verdict(compareFrames(a, later))).toMatch(/^! A and B were not taken at the same time, by their clocks/)
  })

  test('cut ones are compared as far as both go', () => {
    // Up to the inner UDP header and 8 octets of its data.
    const cut = b.map((f) => ({ ...f, octets: f.octets.slice(0, INNER + 36) }))
    const { comparison } = compareFrames(a, cut)
    expect(comparison.compared).toBe(16)
    expect(comparison.directions.map(({ arrived, lost }) => [arrived, lost.packets])).toEqual([
      [1000, 0],
      [1000, 0],
    ])
    const useless = b.map((f) => ({ ...f, octets: f.octets.slice(0, INNER) }))
    expect(verdict(compareFrames(a, useless))).toBe(
      '! the packets of B are cut in front of where they differ: capture with a larger snapshot length',
    )
  })

  test('another link type', () => {
    const raw = b.map((f) => ({ ...f, octets: f.octets.slice(14), length: f.length - 14, linkType: 101 }))
    const { comparison } = compareFrames(a, raw)
    expect(comparison.directions.map(({ arrived, lost, changes }) => [arrived, lost.packets, changes])).toEqual([
      [1000, 0, []],
      [1000, 0, []],
    ])
  })

  test('of a machine, with packets in and out of their tunnel: each counts once', () => {
    const both = a.flatMap((f) => [f, { ...f, octets: outOfTunnel(f.octets), length: f.length - 50 }])
    const { comparison } = compareFrames(both, b)
    expect(comparison.places[0].copies).toBe(2000)
    expect(comparison.directions.map(({ arrived, lost, missed }) => [arrived, lost.packets, missed.packets])).toEqual([
      [1000, 0, 0],
      [1000, 0, 0],
    ])
    expect(comparison.directions.map(({ changes }) => changes)).toEqual([[], []])
  })

  test('packets that were never to pass are not lost', () => {
    const local = Array.from({ length: 20 }, (_, n) =>
      frameAt(n * 10e6, withSource(datagram(200_000 + n, true).octets, 0x0a410063)),
    )
    const mixed = [...a, ...local].sort((x, y) => x.seconds - y.seconds || x.nanoseconds - y.nanoseconds)
    const { comparison } = compareFrames(mixed, b)
    expect(comparison.places[0].alone.packets).toBe(20)
    expect(comparison.directions.map(({ lost }) => lost.packets)).toEqual([0, 0])
  })
})
