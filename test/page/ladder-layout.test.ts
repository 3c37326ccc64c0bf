import { describe, expect, test } from 'vitest'
import { type Facts, Missing, StepKind } from '../../src/analysis/learning/facts.js'
import { type Arrow, type LadderLayout, ladderLayout } from '../../src/page/ladder-layout.js'
import { NO_ID } from '../../src/wire/tunnel.js'
import type { Language } from '../../src/words/language.js'
import { ipv6, manyVteps, moved, multicast, names, plain, replicated, Scene, unanswered } from '../helpers/stories.js'

function layout(facts: Facts, language: Language = 'en'): LadderLayout {
  return ladderLayout(facts.sequences[0]!, names(facts, 120, language))
}

/** The name of the lane that stands there. */
function laneAt({ lanes }: LadderLayout, x: number): string {
  return lanes.find((lane) => lane.x === x)?.name ?? `nobody at ${x}`
}

function ways(made: LadderLayout, row: number): readonly string[] {
  return made.rows[row]!.arrows.map(({ x0, x1, step, inTunnel }) => {
    return `${step} ${laneAt(made, x0)} ${inTunnel ? '═' : '─'} ${laneAt(made, x1)}`
  })
}

const STORIES: readonly (readonly [string, () => Facts])[] = [
  ['multicast', multicast],
  ['replicated', replicated],
  ['moved', moved],
  ['IPv6', ipv6],
  ['plain', plain],
  ['many VTEPs', () => manyVteps(8)],
  ['too many VTEPs', () => manyVteps(40)],
  ...Object.values(Missing).map((missing) => [missing, () => unanswered(missing)] as const),
]

describe.each(STORIES)('%s', (_, facts) => {
  describe.each(['en', 'zh'] as const)('%s', (language) => {
    const made = layout(facts(), language)

    test('lanes do not touch, and all of them are in the drawing', () => {
      for (const [i, lane] of made.lanes.entries()) {
        const before = made.lanes[i - 1]
        expect(lane.x - lane.width / 2).toBeGreaterThan(before === undefined ? 0 : before.x + before.width / 2)
        expect(lane.x + lane.width / 2).toBeLessThanOrEqual(made.width)
      }
    })

    test('rows follow each other without a gap, and each step is in one', () => {
      let y = made.rows[0]!.y
      for (const row of made.rows) {
        expect(row.y).toBeCloseTo(y)
        y += row.height
      }
      expect(y).toBeLessThanOrEqual(made.height)
      const numbers = made.rows.flatMap(({ steps }) => steps.map((step) => step.number))
      expect(numbers).toEqual(facts().sequences[0]!.steps.map((step) => step.number))
    })

    test('an arrow goes from a lane to another one, in its row, its packet between the two', () => {
      for (const row of made.rows) {
        for (const { x0, x1, y0, y1, box } of row.arrows) {
          expect(laneAt(made, x0)).not.toBe(laneAt(made, x1))
          expect([laneAt(made, x0), laneAt(made, x1)].join()).not.toContain('nobody')
          expect(box.x - box.width / 2).toBeGreaterThan(Math.min(x0, x1))
          expect(box.x + box.width / 2).toBeLessThan(Math.max(x0, x1))
          for (const y of [y0, y1, box.y - box.height / 2, box.y + box.height / 2]) {
            expect(y).toBeGreaterThanOrEqual(row.y)
            expect(y).toBeLessThanOrEqual(row.y + row.height)
          }
        }
      }
    })

    test('packets do not cover each other, nor what is said below them', () => {
      for (const { arrows, note } of made.rows) {
        for (const [i, { box }] of arrows.entries()) {
          for (const { box: other } of arrows.slice(i + 1)) {
            const apart =
              Math.abs(box.x - other.x) >= (box.width + other.width) / 2 ||
              Math.abs(box.y - other.y) >= (box.height + other.height) / 2
            expect(apart).toBe(true)
          }
          if (note !== undefined) expect(note.y - 10).toBeGreaterThan(box.y + box.height / 2 - 1)
        }
      }
    })

    test('what was learned is written inside of the drawing, and on none of the marks', () => {
      for (const { mark } of made.rows) {
        if (mark === undefined) continue
        expect(mark.x).toBeGreaterThan(0)
        expect(mark.x + mark.width).toBeLessThanOrEqual(made.width)
        const isBeside = mark.y < mark.middle
        for (const lane of mark.lanes) if (isBeside) expect(lane < mark.x || lane > mark.x + mark.width).toBe(true)
      }
    })
  })
})

test('a question goes to its VTEP, to the group, and from there to the target: each in its step', () => {
  expect(ways(layout(multicast()), 0)).toEqual([
    '2 172.17.1.2 ─ 10.65.132.187',
    '3 10.65.132.187 ═ 224.1.1.1',
    '4 224.1.1.1 ═ 10.65.132.188',
    '4 10.65.132.188 ─ 172.17.1.3',
  ])
})

test('what a group hands on fans out: all from one point, the farther the flatter', () => {
  const made = layout(moved())
  const fan = made.rows[0]!.arrows.filter(({ x0 }) => laneAt(made, x0) === '224.1.1.1')
  expect(fan.map(({ x1 }) => laneAt(made, x1)).sort()).toEqual(['10.65.132.187', '10.65.132.188'])
  expect(new Set(fan.map(({ y0 }) => y0)).size).toBe(1)
  const slope = ({ x0, x1, y0, y1 }: Arrow): number => Math.abs((y1 - y0) / (x1 - x0))
  const [far, near] = [...fan].sort((x, y) => y.x1 - x.x1)
  expect(slope(far!)).toBeLessThan(slope(near!))
})

test('of a replicated flood each VTEP has an arrow of its own, one below the other', () => {
  const made = layout(replicated())
  const copies = made.rows[0]!.arrows.filter(({ inTunnel }) => inTunnel)
  expect(copies.map(({ x0, x1 }) => [laneAt(made, x0), laneAt(made, x1)])).toEqual([
    ['192.168.8.100', '192.168.8.102'],
    ['192.168.8.100', '192.168.8.101'],
  ])
  expect(copies[1]!.y0).toBeGreaterThan(copies[0]!.y0 + copies[0]!.box.height / 2)
})

test('between host and VTEP a packet has nothing around it, in the tunnel all headers', () => {
  const [out, through] = layout(multicast()).rows[0]!.arrows
  expect(out!.box.wraps).toEqual([])
  expect(through!.box.wraps).toEqual(['IP · UDP · vxlan 42'])
  expect(through!.box.text).toBe('ARP request')
})

test('a long address stands in two lines, whole, broken behind a colon', () => {
  const s = new Scene({ 1: '1700000000.0' })
  const a = { ip: '2001:db8:1111:2222:3333:4444:5555:6666', mac: '02:00:00:00:00:01', vtep: 'fd00:65:132:0:0:0:0:187' }
  const b = { ip: '2001:db8:1111:2222:3333:4444:5555:7777', mac: '02:00:00:00:00:02', vtep: '10.65.132.188' }
  const { lanes } = layout(
    s.facts(1, {
      networks: [s.network(0, NO_ID), s.network(1, 42)],
      sequences: [s.sequence(1, a, b, [s.step(StepKind.Unicast, 1, a, b)], { ipv6: true })],
    }),
  )
  expect(lanes.map(({ lines }) => lines)).toEqual([
    ['2001:db8:1111:2222:', '3333:4444:5555:6666'],
    ['fd00:65:132::187'],
    ['10.65.132.188'],
    ['2001:db8:1111:2222:', '3333:4444:5555:7777'],
  ])
  expect(lanes[0]!.name).toBe(a.ip)
})

test('up to eight other VTEPs have lanes of their own, more share one', () => {
  const kinds = (count: number): number => layout(manyVteps(count)).lanes.filter((lane) => lane.kind === 'vtep').length
  const others = (count: number): readonly string[] =>
    layout(manyVteps(count)).lanes.flatMap(({ kind, name }) => (kind === 'others' ? [name] : []))
  expect(kinds(8)).toBeGreaterThan(4)
  expect(others(8)).toEqual([])
  expect(kinds(40)).toBeLessThanOrEqual(2)
  expect(others(40)).toHaveLength(1)
})

test('what does not come breaks off half way, on the side that it would have come from', () => {
  const made = layout(unanswered(Missing.Reply))
  const { gap } = made.rows.at(-1)!
  expect(laneAt(made, gap!.x0)).toBe('10.20.1.4')
  expect(gap!.x1).toBeGreaterThan(made.lanes[0]!.x)
  expect(gap!.x1).toBeLessThan(gap!.x0)
  expect(gap!.text.text).toBe('no reply')
})
