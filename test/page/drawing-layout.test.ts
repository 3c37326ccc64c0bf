import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, type Edge, HEAD_HEIGHT, type Layout, LINE_HEIGHT, type Node } from '../../src/page/drawing-layout.js'
import { narrowLayout } from '../../src/page/drawing-narrow.js'
import { wideLayout } from '../../src/page/drawing-wide.js'

const LABEL = 100

const end = (lines = 1): Node => ({ isGroup: false, lines })
const group: Node = { isGroup: true, lines: 0 }
const tunnel = (from: number, to: number, labelWidth = LABEL): Edge => ({ from, to, isMembership: false, labelWidth })

/** Of `vxlan 5` and `← 1`, up to a GRE tunnel with two long keys. */
const widths = fc.integer({ min: 60, max: 200 })

const graphs = fc
  .record({
    ends: fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 2, maxLength: 12 }),
    groups: fc.integer({ min: 0, max: 4 }),
    links: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean(), widths), { maxLength: 20 }),
  })
  .map(({ ends, groups, links }) => {
    const nodes = [...ends.map(end), ...Array.from({ length: groups }, () => group)]
    // Groups send nothing, and only groups are joined.
    const edges = links
      .map(([p, q, isJoined, width]): Edge => {
        const [from, to] = [p % ends.length, q % nodes.length]
        const isMembership = isJoined && to >= ends.length
        return { from, to, isMembership, labelWidth: isMembership ? 0 : width }
      })
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

/** How far a point is from a path of straight lines and Bézier curves. */
function distanceTo(path: string, x: number, y: number): number {
  let at: readonly [number, number] = [0, 0]
  let least = Infinity
  for (const [, command, rest] of path.matchAll(/([MLQC])([^MLQC]*)/g)) {
    const n = rest!.trim().split(/\s+/).map(Number)
    const points = [at, ...Array.from({ length: n.length / 2 }, (_, i) => [n[2 * i]!, n[2 * i + 1]!] as const)]
    at = points.at(-1)!
    if (command === 'M') continue
    for (let t = 0; t <= 1; t += 1 / 400) {
      const [px, py] = onCurve(points, t)
      least = Math.min(least, Math.hypot(px - x, py - y))
    }
  }
  return least
}

/** De Casteljau's way: of as many points as the curve has. */
function onCurve(points: readonly (readonly [number, number])[], t: number): readonly [number, number] {
  if (points.length === 1) return points[0]!
  const between = points.slice(1).map(([x, y], i) => {
    const [x0, y0] = points[i]!
    return [x0 + (x - x0) * t, y0 + (y - y0) * t] as const
  })
  return onCurve(between, t)
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
          expect(isWithin(box, width, height)).toBe(true)
          expect(box.height).toBeGreaterThanOrEqual(HEAD_HEIGHT + nodes[i]!.lines * LINE_HEIGHT)
          for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false)
        }
      }),
    )
  })

  test(`${name}: a line begins and ends at the edge of its boxes`, () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const { boxes, lines } = layoutOf(nodes, edges)
        expect(lines.length).toBe(edges.length)
        for (const [i, { path }] of lines.entries()) {
          const touched = [edges[i]!.from, edges[i]!.to].map((n) => boxes[n]!)
          for (const [x, y] of endsOf(path)) expect(touched.some((box) => isAtEdge(box, x, y))).toBe(true)
        }
      }),
    )
  })

  test(`${name}: what is written lies on its line or is led to, never on other texts, boxes, or where lines leave them`, () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const { boxes, lines, width, height } = layoutOf(nodes, edges)
        const labels = lines.flatMap(({ label }) => (label === undefined ? [] : [label]))
        // A pipe of the busiest tunnel is 18 pixels wide.
        const ports = lines.flatMap(({ path }) =>
          endsOf(path).map(([x, y]): Box => ({ x: x - 9, y: y - 9, width: 18, height: 18 })),
        )
        for (const [i, label] of labels.entries()) {
          expect(isWithin(label, width, height)).toBe(true)
          expect(labels.slice(i + 1).some((other) => overlap(label, other))).toBe(false)
          expect(boxes.some((box) => overlap(label, box))).toBe(false)
          expect(ports.some((port) => overlap(label, port))).toBe(false)
        }
        for (const { path, label, leader } of lines) {
          if (label === undefined) continue
          const middle = label.y + label.height / 2
          if (leader === undefined) {
            expect(distanceTo(path, label.x + label.width / 2, middle)).toBeLessThan(4)
          } else {
            expect(leader.x).toBeLessThan(label.x)
            expect(leader.y).toBe(middle)
            expect(distanceTo(path, leader.x, leader.y)).toBeLessThan(4)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test(`${name}: every tunnel has its text`, () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const { lines } = layoutOf(nodes, edges)
        for (const [i, { label }] of lines.entries()) expect(label?.width ?? 0).toBe(edges[i]!.labelWidth)
      }),
      { numRuns: 200 },
    )
  })
}

function isWithin({ x, y, width: w, height: h }: Box, width: number, height: number): boolean {
  return x >= 0 && y >= 0 && x + w <= width && y + h <= height
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

test('wide: what is written stands in the middle of its line where nothing else does', () => {
  const { lines, width } = wideLayout([end(), end()], [tunnel(0, 1)])
  const { x, width: own } = lines[0]!.label!
  expect(x + own / 2).toBe(width / 2)
})

test('narrow: what is next to each other is linked straight, side by side; the rest by a way at the left', () => {
  const { boxes, lines } = narrowLayout([end(), end(), end()], [tunnel(0, 1), tunnel(0, 1), tunnel(0, 2)])
  const [first, second, third] = lines as [Layout['lines'][0], Layout['lines'][0], Layout['lines'][0]]
  for (const { path, leader } of [first, second]) {
    expect(path).not.toContain('Q')
    expect(leader).toBeUndefined()
  }
  expect(second.label!.x).toBeGreaterThan(first.label!.x + first.label!.width)
  expect(third.path).toContain('Q')
  expect(third.label!.y).toBeGreaterThan(boxes[0]!.y + boxes[0]!.height)
  expect(third.label!.y + third.label!.height).toBeLessThan(boxes[2]!.y)
})

test('narrow: those who joined a group share a way', () => {
  const joined = (from: number): Edge => ({ from, to: 4, isMembership: true, labelWidth: 0 })
  const { boxes } = narrowLayout([end(), end(), end(), end(), group], [joined(0), joined(1), joined(2), joined(3)])
  const { boxes: alone } = narrowLayout([end(), end(), end(), end(), group], [joined(0), joined(1)])
  expect(boxes[0]!.x).toBe(alone[0]!.x)
})
