import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Box,
  type Edge,
  HEAD_HEIGHT,
  type Layout,
  LINE_HEIGHT,
  type Node,
  narrowLayout,
  wideLayout,
} from '../../../src/present/page/drawing-layout.js'

const end = (lines = 1): Node => ({ isGroup: false, lines })
const group: Node = { isGroup: true, lines: 0 }
const tunnel = (from: number, to: number): Edge => ({ from, to, isMembership: false })

const graphs = fc
  .record({
    ends: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 8 }),
    groups: fc.integer({ min: 0, max: 4 }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 20 }),
  })
  .map(({ ends, groups, links }) => {
    const nodes = [...ends.map(end), ...Array.from({ length: groups }, () => group)]
    const edges = links
      .map(([from, to, isMembership]): Edge => ({ from: from % nodes.length, to: to % nodes.length, isMembership }))
      .filter(({ from, to }) => from !== to)
    return { nodes, edges }
  })

function overlap(p: Box, q: Box): boolean {
  return p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height
}

/** First and last point of a path. */
function endsOf(path: string): readonly (readonly [number, number])[] {
  const numbers = path.match(/-?[\d.]+/g)!.map(Number)
  return [
    [numbers[0]!, numbers[1]!],
    [numbers.at(-2)!, numbers.at(-1)!],
  ]
}

for (const [name, layoutOf] of [
  ['wide', wideLayout],
  ['narrow', narrowLayout],
] as const) {
  test(`${name}: boxes have room for their lines, lie within the drawing and never on each other`, () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const { boxes, width, height } = layoutOf(nodes, edges)
        expect(boxes.length).toBe(nodes.length)
        for (const [i, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.y).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(width)
          expect(box.y + box.height).toBeLessThanOrEqual(height)
          expect(box.height).toBeGreaterThanOrEqual(HEAD_HEIGHT + nodes[i]!.lines * LINE_HEIGHT)
          for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false)
        }
      }),
    )
  })

  test(`${name}: a line begins and ends at the edge of its boxes, its text within the drawing`, () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const { boxes, lines, width, height } = layoutOf(nodes, edges)
        expect(lines.length).toBe(edges.length)
        for (const [i, { path, label }] of lines.entries()) {
          const ends = endsOf(path)
          const touched = [edges[i]!.from, edges[i]!.to].map((n) => boxes[n]!)
          for (const [x, y] of ends) expect(touched.some((box) => isAtEdge(box, x, y))).toBe(true)
          if (label === undefined) continue
          expect(label.x).toBeGreaterThan(0)
          expect(label.x).toBeLessThan(width)
          expect(label.y).toBeGreaterThan(0)
          expect(label.y).toBeLessThan(height)
        }
      }),
    )
  })
}

function isAtEdge({ x, y, width, height }: Box, px: number, py: number): boolean {
  const within = px >= x - 0.1 && px <= x + width + 0.1 && py >= y - 0.1 && py <= y + height + 0.1
  const near = [px - x, px - x - width, py - y, py - y - height].some((d) => Math.abs(d) <= 0.1)
  return within && near
}

test('two ends stand side by side at the same height, a group above them', () => {
  const { boxes }: Layout = wideLayout([end(), end(), group], [tunnel(0, 1)])
  const [a, b, g] = boxes as [Box, Box, Box]
  expect(a.y).toBe(b.y)
  expect(a.x + a.width).toBeLessThan(b.x)
  expect(g.y + g.height).toBeLessThanOrEqual(a.y)
  expect(g.x + g.width / 2).toBe((a.x + b.x + b.width) / 2)
})

test('several tunnels between the same ends leave them at different places', () => {
  const { lines } = wideLayout([end(), end()], [tunnel(0, 1), tunnel(0, 1), tunnel(0, 1)])
  expect(new Set(lines.map(({ path }) => path)).size).toBe(3)
  expect(new Set(lines.map(({ path }) => endsOf(path)[0]![1])).size).toBe(3)
})

test('narrow: what is next to each other is linked directly, the rest by a bow', () => {
  const { lines } = narrowLayout([end(), end(), end()], [tunnel(0, 1), tunnel(0, 2)])
  expect(lines[0]!.path).toContain('L')
  expect(lines[0]!.label).toBeDefined()
  expect(lines[1]!.path).toContain('C')
  expect(lines[1]!.label).toBeUndefined()
})
