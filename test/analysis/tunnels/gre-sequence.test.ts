import { describe, expect, test } from 'vitest'
import { erspan2, ethernet, gre, type Part, ppp, pptp } from '../../../fixtures/make/packets.js'
import { Reassembler } from '../../../src/analysis/fragments/reassembly.js'
import { GreSequences, type SequenceFacts } from '../../../src/analysis/tunnels/gre-sequence.js'
import { Networks, PLAIN } from '../../../src/analysis/tunnels/networks.js'
import { TunnelStack, TunnelType } from '../../../src/wire/tunnel.js'
import { CORPUS, type Frame, framesOf, hasCorpus, truthOf } from '../../helpers/octets.js'
import { A, B, fixture, frame, INNER_A, INNER_B, inVni, ping, replay, underlay } from '../../helpers/packets.js'

const WRAP = 2 ** 32

class Story {
  readonly networks = new Networks()
  readonly sequences: GreSequences

  constructor(frames: readonly Frame[], limit?: number) {
    this.sequences = new GreSequences(this.networks, limit)
    const stack = new TunnelStack()
    replay(
      frames,
      (p) => {
        stack.fill(p)
        this.networks.observe(p, stack)
        this.sequences.observe(p, stack)
      },
      new Reassembler(),
    )
  }

  /** Of the direction from A to B, or from `source` to `destination`. */
  facts(type: TunnelType, id: number, source = A.ip, destination = B.ip, carrier = PLAIN): SequenceFacts | undefined {
    return this.sequences.facts(type, id, carrier, number(source), number(destination))
  }
}

const number = (address: string): number => Buffer.from(address.split('.').map(Number)).readUInt32BE()

const KEY = 7
const there = (body: Part): Frame => frame(underlay(body))
const back = (body: Part): Frame => frame(underlay(body, B.ip, A.ip))
const numbered = (sequence: number, key = KEY): Frame => there(gre({ key, sequence: sequence % WRAP }, ping()))

/** What a direction with these numbers, a packet each, comes to. */
function factsOf(...numbers: readonly number[]): SequenceFacts {
  return new Story(numbers.map((n) => numbered(n))).facts(TunnelType.Gre, KEY)!
}

const CLEAN = { missing: 0, reordered: 0, duplicates: 0, resets: 0, unnumbered: 0, events: [] }
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('RFC 2890 §2.2: a sender counts from 0 and adds 1', () => {
  test('numbers in step', () => {
    expect(factsOf(0, 1, 2, 3)).toMatchObject({ ...CLEAN, numbered: 4, newest: 3, counts: true })
  })

  test('a capture may begin anywhere', () => expect(factsOf(1000, 1001)).toMatchObject({ ...CLEAN, newest: 1001 }))

  test('2^32 - 1 is followed by 0', () => {
    expect(factsOf(WRAP - 2, WRAP - 1, 0, 1)).toMatchObject({ ...CLEAN, newest: 1 })
  })

  test('a gap: how many are missing, and where', () => {
    const facts = factsOf(0, 1, 5, 6)
    expect(facts).toMatchObject({ ...CLEAN, missing: 3, events: expect.anything() })
    expect(facts.events).toMatchObject([{ fault: 'gap', at: { frame: 3 }, expected: 2, found: 5, missing: 3 }])
  })

  test('a gap around the end of the numbers', () => {
    expect(factsOf(WRAP - 1, 2)).toMatchObject({ missing: 2, resets: 0 })
  })

  test('what comes late closes its gap and is a reordering', () => {
    const facts = factsOf(0, 1, 3, 2, 4)
    expect(facts).toMatchObject({ missing: 0, reordered: 1, duplicates: 0 })
    expect(facts.events).toMatchObject([{ fault: 'reordered', at: { frame: 4 }, expected: 4, found: 2 }])
  })

  test('what comes late in part leaves the rest of the gap', () => {
    expect(factsOf(0, 4, 2).events).toMatchObject([
      { fault: 'gap', missing: 2 },
      { fault: 'reordered', found: 2 },
    ])
  })

  test('the first two packets of a capture the wrong way round', () => {
    expect(factsOf(8, 7, 9)).toMatchObject({ missing: 0, reordered: 1, resets: 0 })
  })

  test('a number again', () => {
    const facts = factsOf(0, 1, 2, 2, 1, 3)
    expect(facts).toMatchObject({ missing: 0, reordered: 0, duplicates: 2, resets: 0 })
    expect(facts.events).toMatchObject([
      { fault: 'duplicate', at: { frame: 4 }, found: 2 },
      { fault: 'duplicate', at: { frame: 5 }, found: 1 },
    ])
  })

  test('a late one that comes twice is late once', () => {
    expect(factsOf(0, 2, 1, 1, 3)).toMatchObject({ missing: 0, reordered: 1, duplicates: 1 })
  })

  test('far out of order within what is remembered', () => {
    const numbers = [...upTo(10), ...upTo(200).map((n) => n + 11), 10]
    expect(factsOf(...numbers)).toMatchObject({ missing: 0, reordered: 1, resets: 0 })
  })
})

describe('a sender that starts anew', () => {
  test('from 0, after many', () => {
    const facts = factsOf(...upTo(500), 0, 1, 2)
    expect(facts).toMatchObject({ missing: 0, reordered: 0, duplicates: 0, resets: 1, newest: 2 })
    expect(facts.events).toMatchObject([{ fault: 'reset', at: { frame: 501 }, expected: 500, found: 0 }])
  })

  test('from 0, after few', () => expect(factsOf(0, 1, 2, 0, 1, 2)).toMatchObject({ duplicates: 0, resets: 1 }))

  test('from 1, as older kernels do', () => expect(factsOf(1, 2, 3, 1, 2)).toMatchObject({ duplicates: 0, resets: 1 }))

  test('from 0, when it was beyond the middle of the numbers', () => {
    expect(factsOf(3_000_000_000, 3_000_000_001, 0, 1)).toMatchObject({ missing: 0, resets: 1 })
  })

  test('its first packets are not in the capture: near 0 is enough', () => {
    expect(factsOf(100_000, 100_001, 5, 6)).toMatchObject({ missing: 0, reordered: 0, resets: 1 })
  })

  test('from elsewhere, when the next one goes on from there', () => {
    const facts = factsOf(100_000, 100_001, 5000, 5001, 5002)
    expect(facts).toMatchObject({ reordered: 0, resets: 1, newest: 5002 })
    expect(facts.events.map((e) => e.fault)).toEqual(['reset'])
  })

  test('one packet from long ago is only late', () => {
    expect(factsOf(100_000, 100_001, 5000, 100_002)).toMatchObject({ missing: 0, reordered: 1, resets: 0 })
  })
})

describe('what a direction is', () => {
  test('source, destination and key: each counts by itself', () => {
    const story = new Story([
      numbered(0),
      back(gre({ key: KEY, sequence: 40 }, ping())),
      there(gre({ key: 8, sequence: 70 }, ping())),
      frame(underlay(gre({ key: KEY, sequence: 90 }, ping()), '10.0.0.9')),
      numbered(1),
    ])
    expect(story.facts(TunnelType.Gre, KEY)).toMatchObject({ ...CLEAN, numbered: 2 })
    expect(story.facts(TunnelType.Gre, KEY, B.ip, A.ip)).toMatchObject({ newest: 40 })
    expect(story.facts(TunnelType.Gre, 8)).toMatchObject({ newest: 70 })
    expect(story.facts(TunnelType.Gre, KEY, '10.0.0.9')).toMatchObject({ newest: 90 })
    expect(story.facts(TunnelType.Gre, 9)).toBeUndefined()
  })

  test('the tunnel around it: two tenants may have the same', () => {
    const inner = (vni: number, sequence: number) => there(inVni(vni, underlay(gre({ key: KEY, sequence }, ping()))))
    const story = new Story([inner(42, 0), inner(43, 9), inner(42, 1)])
    const [in42, in43] = [1, 3].map((network) => story.facts(TunnelType.Gre, KEY, A.ip, B.ip, network))
    expect(in42).toMatchObject({ ...CLEAN, numbered: 2 })
    expect(in43).toMatchObject({ ...CLEAN, newest: 9 })
  })

  test('a tunnel without numbers has no facts', () => {
    expect(new Story(fixture('gre-plain')).facts(TunnelType.Gre, -1, '10.65.132.187', '10.65.132.188')).toBeUndefined()
  })

  test('packets without a number where others have one', () => {
    const facts = new Story([numbered(0), there(gre({ key: KEY }, ping())), numbered(1)]).facts(TunnelType.Gre, KEY)!
    expect(facts).toMatchObject({ ...CLEAN, numbered: 2, unnumbered: 1, events: expect.anything() })
    expect(facts.events).toMatchObject([{ fault: 'unnumbered', at: { frame: 2 } }])
  })

  test('also in gretap, whose packets without a number could be NVGRE', () => {
    const key = 0x138907
    const l2 = (sequence?: number) =>
      there(gre({ key, ...(sequence === undefined ? {} : { sequence }) }, ethernet(INNER_B.mac, INNER_A.mac, ping())))
    const story = new Story([l2(0), l2(), l2(1)])
    expect(story.facts(TunnelType.Gretap, key)).toMatchObject({ missing: 0, numbered: 2, unnumbered: 1 })
  })

  test('PPTP: what only acknowledges has no number (RFC 2637 §4.1)', () => {
    const story = new Story([
      there(pptp(5, 0, undefined, ppp(ping()))),
      there(pptp(5, undefined, 3)),
      there(pptp(5, 1, undefined, ppp(ping()))),
    ])
    expect(story.facts(TunnelType.Pptp, 5)).toMatchObject({ ...CLEAN, numbered: 2 })
  })

  test('ERSPAN: each session by itself; a sender that never counts', () => {
    const mirrored = (session: number, sequence: number) =>
      there(gre({ sequence }, erspan2({ vlan: 0, session, index: 0 }, ethernet(B.mac, A.mac, ping()))))
    const story = new Story([mirrored(1, 0), mirrored(2, 0), mirrored(1, 1), mirrored(2, 0), mirrored(2, 0)])
    expect(story.facts(TunnelType.Erspan2, 1)).toMatchObject({ ...CLEAN, counts: true })
    expect(story.facts(TunnelType.Erspan2, 2)).toMatchObject({ counts: false })
  })
})

describe('bounded', () => {
  test('four events of a fault are kept, all are counted', () => {
    const numbers = upTo(20).map((n) => 2 * n)
    expect(factsOf(...numbers)).toMatchObject({ missing: 19 })
    expect(factsOf(...numbers).events).toHaveLength(4)
  })

  test('a late one whose gap is not kept any more', () => {
    const numbers = [...upTo(20).map((n) => 2 * n), 37]
    expect(factsOf(...numbers)).toMatchObject({ missing: 18, reordered: 1 })
  })

  test('directions that find no room are counted', () => {
    const story = new Story([numbered(0, 1), numbered(0, 2), numbered(1, 1)], 1)
    expect(story.sequences.dropped).toBe(1)
    expect(story.facts(TunnelType.Gre, 1)).toMatchObject({ numbered: 2 })
  })
})

const hasFiles = hasCorpus('sequence numbers compared with those that tshark reads')

describe.skipIf(!hasFiles)('real captures', () => {
  test.each(['flowcontainer__pptp.pcap', 'tcpdump__erspan-type-ii-2.pcap', 'tcpdump__erspan-type-iii-ft-7.pcap'])(
    '%s: missing is what is left of the range that tshark saw',
    (file) => {
      const story = new Story(framesOf(`${CORPUS}files/${file}`))
      const seen = new Map<string, Set<number>>()
      for (const row of truthOf(file)) {
        if (row['gre.sequence_number'] === '') continue
        const id = row['erspan.spanid'] || row['gre.key.call_id'] || '-1'
        const key = `${row['ip.src']!.split('|')[0]} ${row['ip.dst']!.split('|')[0]} ${id}`
        const set = seen.get(key) ?? new Set<number>()
        seen.set(key, set.add(Number(row['gre.sequence_number'])))
      }
      expect(seen.size).toBeGreaterThan(0)
      for (const [key, numbers] of seen) {
        const [source, destination, id] = key.split(' ')
        const facts = [TunnelType.Pptp, TunnelType.Erspan2, TunnelType.Erspan3]
          .map((type) => story.facts(type, Number(id), source, destination))
          .find((f) => f !== undefined)
        const range = Math.max(...numbers) - Math.min(...numbers) + 1
        expect(facts, key).toMatchObject({ missing: range - numbers.size, resets: 0, duplicates: 0 })
      }
    },
  )

  test('Open vSwitch with `seq=true`: both directions are in step', () => {
    const frames = framesOf(`${CORPUS}../lab/15-ovs-gretap-seq/n1.pcap`)
    const story = new Story(frames)
    expect(story.facts(TunnelType.Gretap, 0x222222, '172.16.0.3', '172.16.0.5')).toMatchObject({
      ...CLEAN,
      numbered: 80,
    })
    expect(story.facts(TunnelType.Gretap, 0x111111, '172.16.0.5', '172.16.0.3')).toMatchObject({
      ...CLEAN,
      numbered: 56,
    })
  })
})
