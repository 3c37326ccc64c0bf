import { describe, expect, test } from 'vitest'
import {
  FIRST_SPAN,
  OTHER_NETWORKS,
  SPANS,
  Timeline,
  type TimelineFacts,
} from '../../../src/analysis/totals/timeline.js'
import { Networks } from '../../../src/analysis/tunnels/networks.js'
import { Packet } from '../../../src/wire/packet.js'
import { TunnelStack } from '../../../src/wire/tunnel.js'
import { frame, inVni, ping, take, underlay } from '../../helpers/packets.js'

const MILLISECOND = 1e6

/** What was seen of a packet: its VNI (0 for none), and when. */
interface Sight {
  readonly vni?: number
  readonly at: number
  readonly hasTime?: boolean
}

function timelineOf(sights: Iterable<Sight>): Timeline {
  const networks = new Networks()
  const timeline = new Timeline(networks)
  const p = new Packet()
  const stack = new TunnelStack()
  let number = 0
  for (const { vni = 0, at, hasTime = true } of sights) {
    const body = vni === 0 ? ping() : underlay(inVni(vni, ping()))
    take(p, frame(body), ++number, at)
    p.hasTime = hasTime
    if (!hasTime) {
      p.tsSec = 0
      p.tsNsec = 0
    }
    stack.fill(p)
    networks.observe(p, stack)
    timeline.observe(p)
  }
  return timeline
}

const total = (facts: TimelineFacts, of: 'packets' | 'octets'): number =>
  facts.series.flatMap((series) => series[of]).reduce((sum, n) => sum + n, 0)

describe('spans', () => {
  test('the first one begins with the first packet and is as short as there is any use for', () => {
    const { span, start, series } = timelineOf([{ at: 0 }, { at: 0.5 * MILLISECOND }, { at: 2 * MILLISECOND }]).facts(
      16,
    )
    expect(span).toBe(FIRST_SPAN)
    expect(start).toBe(1_700_000_000)
    expect(series).toEqual([{ network: 0, packets: [2, 0, 1], octets: [expect.any(Number), 0, expect.any(Number)] }])
  })

  test('they become twice as long when the capture lasts longer, and nothing is lost', () => {
    const { span, series } = timelineOf([{ at: 0 }, { at: MILLISECOND }, { at: SPANS * MILLISECOND }]).facts(16)
    expect(span).toBe(2 * FIRST_SPAN)
    const [{ packets }] = series as [TimelineFacts['series'][number]]
    expect(packets).toHaveLength(SPANS / 2 + 1)
    expect([packets[0], packets[SPANS / 2]]).toEqual([2, 1])
  })

  test('a year has as many spans as a second', () => {
    const year = 365 * 86_400e9
    const facts = timelineOf([{ at: 0 }, { at: year / 2 }, { at: year }]).facts(16)
    expect(facts.series[0]!.packets.length).toBeLessThanOrEqual(SPANS)
    expect(facts.span * SPANS).toBeGreaterThan(year)
    expect(total(facts, 'packets')).toBe(3)
  })

  test('a clock that goes back puts spans in front', () => {
    const facts = timelineOf([{ at: 10 * MILLISECOND }, { at: 7 * MILLISECOND }, { at: 12 * MILLISECOND }]).facts(16)
    expect(facts.start).toBeCloseTo(1_700_000_000.007, 6)
    expect(facts.series[0]!.packets).toEqual([1, 0, 0, 1, 0, 1])
  })

  test('a clock that goes back by years makes longer ones', () => {
    const back = -10 * 365 * 86_400e9
    const facts = timelineOf([{ at: 0 }, { at: back }, { at: 1 }]).facts(16)
    expect(facts.series[0]!.packets.length).toBeLessThanOrEqual(SPANS)
    expect(facts.start).toBeLessThanOrEqual(1_700_000_000 + back / 1e9)
    expect(facts.series[0]!.packets.filter((n) => n > 0)).toEqual([1, 2])
  })

  test('a clock that jumps to and fro takes no time to speak of', () => {
    const sights = Array.from({ length: 20_000 }, (_, i) => ({
      vni: 1 + (i % 600),
      at: (i % 2 ? -i : i) * MILLISECOND,
    }))
    const facts = timelineOf(sights).facts(16)
    expect(total(facts, 'packets')).toBe(20_000)
  })

  test('a packet without a time is in the span of the one before it', () => {
    const facts = timelineOf([{ at: 0 }, { at: 3 * MILLISECOND }, { at: 0, hasTime: false }]).facts(16)
    expect(facts.series[0]!.packets).toEqual([1, 0, 0, 2])
  })

  test('where no packet has a time there is one span', () => {
    const facts = timelineOf([
      { at: 0, hasTime: false },
      { at: 0, hasTime: false },
    ]).facts(16)
    expect(facts).toMatchObject({ start: 0, series: [{ packets: [2] }] })
  })

  test('without packets there is nothing', () => {
    expect(timelineOf([]).facts(16).series).toEqual([])
  })
})

describe('series', () => {
  test('a packet counts in the innermost network, once; the busiest comes first', () => {
    const facts = timelineOf([{ at: 0 }, { vni: 42, at: 1 }, { vni: 42, at: 2 }]).facts(16)
    expect(facts.series.map(({ network, packets }) => [network, packets])).toEqual([
      [1, [2]],
      [0, [1]],
    ])
    // Ethernet, IPv4, UDP and VXLAN around Ethernet, IPv4, ICMP and 56 octets.
    expect(facts.series[0]!.octets).toEqual([2 * (14 + 20 + 8 + 8 + 14 + 20 + 8 + 56)])
  })

  test('those beyond the limit, and those that are not wanted, stand together at the end', () => {
    const timeline = timelineOf([1, 2, 2, 3, 3, 3].map((vni, at) => ({ vni, at })))
    expect(timeline.facts(2).series.map(({ network, packets }) => [network, packets[0]])).toEqual([
      [3, 3],
      [2, 2],
      [OTHER_NETWORKS, 1],
    ])
    expect(timeline.facts(2, (network) => network !== 3).series.map(({ network }) => network)).toEqual([
      2,
      1,
      OTHER_NETWORKS,
    ])
  })

  test('of 20,000 networks the busiest that is kept is found though it comes last, and every packet is counted', () => {
    function* sights(): Generator<Sight> {
      for (let vni = 1; vni <= 20_000; vni++) yield { vni, at: vni * 1000 }
      for (let i = 0; i < 1000; i++) yield { vni: 15_000, at: 80e6 + i }
    }
    const facts = timelineOf(sights()).facts(16)
    expect(facts.series).toHaveLength(17)
    expect(facts.series[0]!.network).toBe(15_000)
    expect(facts.series.at(-1)!.network).toBe(OTHER_NETWORKS)
    expect(total(facts, 'packets')).toBe(21_000)
  })
})
