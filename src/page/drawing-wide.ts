/** The drawing of a capture's networks side by side: ends in two columns, groups above the gap between them. */
import {
  type Box,
  type Edge,
  GROUP_HEIGHT,
  heightOf,
  isNear,
  LABEL_HEIGHT,
  type Layout,
  type Line,
  MARGIN,
  type Node,
  otherEnd,
  type Point,
  portBox,
  r,
} from './drawing-layout.js'

const WIDE = { width: 940, box: 268, group: 190 } as const
const GAP = 26
const GROUP_GAP = 14
/** Pixels between two lines where they leave a box. */
const PITCH = 16
/** Extra pixels between boxes, tried one after the other until every text has a place. */
const ROOMS: readonly number[] = [0, 10, 20, 32, 48, 68, 92, 120, 160, 220]
/** How far lines within a column bow out: the first, and what each further one adds. Three quarters are seen. */
const BOW = { least: 150, step: 28, most: 5 } as const
/** Pixels between what is written and boxes, and other texts. */
const DISTANCE = 5
/** Places on a line that are tried for its text, and that are checked for lying below other texts. */
const PLACES = 61
/** Orders in which texts choose their places. */
const ORDERS = 6
/** The cost of a line below a text, as a part of the way from a line's middle to its end. */
const CROSSING = 0.12

/** A line as a cubic Bézier curve. */
type Curve = readonly [Point, Point, Point, Point]

export function wideLayout(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const tries: Layout[] = []
  for (const room of ROOMS) {
    const layout = layoutWith(nodes, edges, room)
    if (unwritten(layout, edges) === 0) return layout
    tries.push(layout)
  }
  return tries.reduce((best, layout) => (unwritten(layout, edges) < unwritten(best, edges) ? layout : best))
}

/** Texts without a place. */
function unwritten({ lines }: Layout, edges: readonly Edge[]): number {
  return edges.filter(({ labelWidth }, e) => labelWidth > 0 && lines[e]!.label === undefined).length
}

function layoutWith(nodes: readonly Node[], edges: readonly Edge[], room: number): Layout {
  const ends = nodes.flatMap((node, i) => (node.isGroup ? [] : [i]))
  const groups = nodes.flatMap((node, i) => (node.isGroup ? [i] : []))
  const columns = [ends.filter((_, i) => i % 2 === 0), ends.filter((_, i) => i % 2 === 1)]
  const gap = GAP + room
  const heights = nodes.map((node, i) => {
    const leaving = edges.filter((edge) => otherEnd(edge, i) !== undefined).length
    return heightOf(node, node.isGroup ? 0 : leaving, PITCH + room / 2.5)
  })
  const stacks = columns.map((column) => column.reduce((sum, i) => sum + heights[i]! + gap, -gap))
  const top = groups.length === 0 ? 0 : groups.length * (GROUP_HEIGHT + GROUP_GAP) + room
  const body = Math.max(...stacks, 0)
  const boxes: Box[] = []
  for (const [c, column] of columns.entries()) {
    let y = MARGIN + top + (body - stacks[c]!) / 2
    for (const i of column) {
      const x = c === 0 ? MARGIN : WIDE.width - WIDE.box - MARGIN
      boxes[i] = { x, y, width: WIDE.box, height: heights[i]! }
      y += heights[i]! + gap
    }
  }
  for (const [k, i] of groups.entries()) {
    const y = MARGIN + k * (GROUP_HEIGHT + GROUP_GAP)
    boxes[i] = { x: (WIDE.width - WIDE.group) / 2, y, width: WIDE.group, height: GROUP_HEIGHT }
  }
  const curves = curvesOf(nodes, edges, boxes)
  const area = { width: WIDE.width, height: 2 * MARGIN + top + body }
  const labels = labelsOf(edges, curves, boxes, area)
  const lines = curves.map((curve, e): Line => {
    const label = labels.get(e)
    return { path: pathOf(curve), ...(label === undefined ? {} : { label }) }
  })
  return { ...area, boxes, lines }
}

/** Each line leaves its boxes at its own place, in the order of the boxes that the lines lead to. */
function curvesOf(nodes: readonly Node[], edges: readonly Edge[], boxes: readonly Box[]): readonly Curve[] {
  const isBack = ({ from, to }: Edge): boolean => boxes[from]!.x === boxes[to]!.x
  const span = ({ from, to }: Edge): number => Math.abs(boxes[from]!.y - boxes[to]!.y)
  const bows = [...edges.keys()].filter((e) => isBack(edges[e]!))
  bows.sort((p, q) => span(edges[p]!) - span(edges[q]!) || p - q)
  const places = new Map<string, number>()
  for (const [i, box] of boxes.entries()) {
    const ends = edges.flatMap((edge, e) => {
      const other = otherEnd(edge, i)
      if (other === undefined) return []
      const { y } = boxes[other]!
      // Lines up within the column leave above all others, inner bows above outer ones; lines down leave below.
      const side = !isBack(edge) ? 0 : Math.sign(y - box.y)
      return [{ e, side, order: side === 0 ? y : -side * bows.indexOf(e) }]
    })
    ends.sort((p, q) => p.side - q.side || p.order - q.order || p.e - q.e)
    for (const [k, { e }] of ends.entries()) places.set(`${i} ${e}`, ((k + 1) / (ends.length + 1)) * box.height)
  }
  return edges.map((edge, e): Curve => {
    const [a, b] = [boxes[edge.from]!, boxes[edge.to]!]
    const from = port(a, b, places.get(`${edge.from} ${e}`)!, nodes[edge.from]!.isGroup)
    const to = port(b, a, places.get(`${edge.to} ${e}`)!, nodes[edge.to]!.isGroup)
    const own = bows.filter((other) => boxes[edges[other]!.from]!.x === a.x).indexOf(e)
    // Lines within a column go out towards the middle and come back.
    const reach = isBack(edge) ? BOW.least + BOW.step * Math.min(own, BOW.most) : reachOf(from, to)
    return [from, { x: from.x + from.side * reach, y: from.y }, { x: to.x + to.side * reach, y: to.y }, to]
  })
}

function reachOf(from: Point, to: Point): number {
  return Math.max(40, Math.abs(to.x - from.x) / 2.4)
}

/** Where a line leaves a box, and to which side: -1 to the left, 1 to the right. */
function port(box: Box, other: Box, place: number, isGroup: boolean): Point & { side: -1 | 1 } {
  const isLeft = box.x + box.width / 2 < WIDE.width / 2 - 1
  const side = isGroup ? (other.x < box.x ? -1 : 1) : isLeft ? 1 : -1
  return { x: side === 1 ? box.x + box.width : box.x, y: box.y + (isGroup ? box.height / 2 : place), side }
}

function pathOf([from, c1, c2, to]: Curve): string {
  const at = ({ x, y }: Point): string => `${r(x)} ${r(y)}`
  return `M${at(from)} C${at(c1)} ${at(c2)} ${at(to)}`
}

interface Place {
  readonly box: Box
  /** The lower, the better a text stands here. */
  readonly cost: number
}

/**
 * A place for each text, centred on its line. Texts with the fewest possible places choose first. In further tries, the
 * texts that got none choose first.
 */
function labelsOf(
  edges: readonly Edge[],
  curves: readonly Curve[],
  boxes: readonly Box[],
  area: Pick<Layout, 'width' | 'height'>,
): ReadonlyMap<number, Box> {
  const ways = curves.map((curve) => Array.from({ length: PLACES }, (_, i) => pointOf(curve, i / (PLACES - 1))))
  const ports = curves.flatMap((curve) => [portBox(curve[0]), portBox(curve[3])])
  const isFree = (box: Box): boolean =>
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= area.width &&
    box.y + box.height <= area.height &&
    !boxes.some((other) => isNear(box, other, DISTANCE)) &&
    !ports.some((other) => isNear(box, other, 0))
  const free = edges.map(({ labelWidth }, e): readonly Place[] => {
    if (labelWidth === 0) return []
    return ways[e]!.map((middle, i): Place => {
      const box = around(middle, labelWidth)
      const below = ways.filter((way, w) => w !== e && way.some((point) => isIn(point, box))).length
      return { box, cost: Math.abs(i / (PLACES - 1) - 0.5) + below * CROSSING }
    }).filter(({ box }) => isFree(box))
  })
  let order: readonly number[] = [...edges.keys()]
    .filter((e) => free[e]!.length > 0)
    .sort((p, q) => free[p]!.length - free[q]!.length || p - q)
  let best: ReadonlyMap<number, Box> = new Map()
  for (let i = 0; i < ORDERS && best.size < order.length; i++) {
    const labels = chosenIn(order, free)
    if (labels.size > best.size) best = labels
    const left = order.filter((e) => !labels.has(e))
    order = [...left, ...order.filter((e) => labels.has(e))]
  }
  return best
}

/** The best place for each that those before it have left. */
function chosenIn(order: readonly number[], free: readonly (readonly Place[])[]): ReadonlyMap<number, Box> {
  const labels = new Map<number, Box>()
  for (const e of order) {
    const taken = [...labels.values()]
    const places = free[e]!.filter(({ box }) => !taken.some((other) => isNear(box, other, DISTANCE)))
    if (places.length > 0) labels.set(e, places.reduce((best, place) => (place.cost < best.cost ? place : best)).box)
  }
  return labels
}

function around({ x, y }: Point, width: number): Box {
  return { x: r(x - width / 2), y: r(y - LABEL_HEIGHT / 2), width, height: LABEL_HEIGHT }
}

function isIn({ x, y }: Point, box: Box): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
}

function pointOf([from, c1, c2, to]: Curve, t: number): Point {
  return { x: bezier(from.x, c1.x, c2.x, to.x, t), y: bezier(from.y, c1.y, c2.y, to.y, t) }
}

function bezier(a: number, b: number, c: number, d: number, t: number): number {
  const u = 1 - t
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
}
