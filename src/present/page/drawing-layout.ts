/**
 * Where the drawing of a capture's networks has its parts: boxes for tunnel ends and groups, and the lines of the tunnels
 * between them. Numbers only, in pixels of the drawing. Two forms: side by side, and one below the other for narrow pages.
 */

/** A tunnel end with what is behind it, or a group. */
export interface Node {
  readonly isGroup: boolean
  /** Lines of text below its name. */
  readonly lines: number
}

/** A tunnel between two nodes, by their numbers; `isMembership` is no tunnel but who joined a group. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly isMembership: boolean
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Line {
  /** An SVG path. */
  readonly path: string
  /** Where its text has its middle; undefined where there is no room for any. */
  readonly label?: { readonly x: number; readonly y: number }
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** By the nodes' and edges' numbers. */
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

export const LINE_HEIGHT = 20
export const HEAD_HEIGHT = 46
const FOOT = 8
const GROUP_HEIGHT = 46
const GROUP_GAP = 14
const MARGIN = 2

function heightOf({ isGroup, lines }: Node): number {
  if (isGroup) return GROUP_HEIGHT
  return HEAD_HEIGHT + (lines === 0 ? 0 : lines * LINE_HEIGHT + FOOT)
}

const WIDE = { width: 940, box: 268, group: 190, gap: 26, labels: 8 }

/** Ends in two columns, groups above the gap between them. */
export function wideLayout(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const ends = nodes.flatMap((node, i) => (node.isGroup ? [] : [i]))
  const groups = nodes.flatMap((node, i) => (node.isGroup ? [i] : []))
  const columns = [ends.filter((_, i) => i % 2 === 0), ends.filter((_, i) => i % 2 === 1)]
  const heights = columns.map((column) => stackHeight(column, nodes))
  const top = groups.length * (GROUP_HEIGHT + GROUP_GAP)
  const body = Math.max(...heights)
  const boxes: Box[] = []
  for (const [c, column] of columns.entries()) {
    let y = MARGIN + top + (body - heights[c]!) / 2
    for (const i of column) {
      const height = heightOf(nodes[i]!)
      const x = c === 0 ? MARGIN : WIDE.width - WIDE.box - MARGIN
      boxes[i] = { x, y, width: WIDE.box, height }
      y += height + WIDE.gap
    }
  }
  let y = MARGIN
  for (const i of groups) {
    boxes[i] = { x: (WIDE.width - WIDE.group) / 2, y, width: WIDE.group, height: GROUP_HEIGHT }
    y += GROUP_HEIGHT + GROUP_GAP
  }
  return {
    width: WIDE.width,
    height: 2 * MARGIN + top + body,
    boxes,
    lines: wideLines(nodes, edges, boxes),
  }
}

function stackHeight(column: readonly number[], nodes: readonly Node[]): number {
  return column.reduce((sum, i) => sum + heightOf(nodes[i]!) + WIDE.gap, -WIDE.gap)
}

/** Each line leaves its boxes at a place of its own, in the order of where it goes. */
function wideLines(nodes: readonly Node[], edges: readonly Edge[], boxes: readonly Box[]): readonly Line[] {
  const places = new Map<string, number>()
  for (const [i, box] of boxes.entries()) {
    const ends = edges.flatMap((edge, e) => {
      const other = edge.from === i ? edge.to : edge.to === i ? edge.from : undefined
      return other === undefined ? [] : [{ e, y: boxes[other]!.y }]
    })
    ends.sort((p, q) => p.y - q.y || p.e - q.e)
    for (const [k, { e }] of ends.entries()) places.set(`${i} ${e}`, ((k + 1) / (ends.length + 1)) * box.height)
  }
  return edges.map((edge, e) => {
    const [a, b] = [boxes[edge.from]!, boxes[edge.to]!]
    const from = port(a, b, places.get(`${edge.from} ${e}`)!, nodes[edge.from]!.isGroup)
    const to = port(b, a, places.get(`${edge.to} ${e}`)!, nodes[edge.to]!.isGroup)
    // Lines within a column go out towards the middle and come back.
    const isBack = from.side === to.side
    const reach = isBack ? 150 : Math.max(40, Math.abs(to.x - from.x) / 2.4)
    const c1 = { x: from.x + from.side * reach, y: from.y }
    const c2 = { x: to.x + to.side * reach, y: to.y }
    const path = `M${r(from.x)} ${r(from.y)} C${r(c1.x)} ${r(c1.y)} ${r(c2.x)} ${r(c2.y)} ${r(to.x)} ${r(to.y)}`
    if (e >= WIDE.labels) return { path }
    // Labels of lines that cross stand apart from each other.
    const t = edges.length <= 2 || nodes[edge.to]!.isGroup ? 0.5 : [0.5, 0.34, 0.66, 0.42, 0.58][e % 5]!
    return { path, label: { x: bezier(from.x, c1.x, c2.x, to.x, t), y: bezier(from.y, c1.y, c2.y, to.y, t) } }
  })
}

/** Where a line leaves a box, and to which side: -1 to the left, 1 to the right. */
function port(box: Box, other: Box, place: number, isGroup: boolean): { x: number; y: number; side: -1 | 1 } {
  const isLeft = box.x + box.width / 2 < WIDE.width / 2 - 1
  const side = isGroup ? (other.x < box.x ? -1 : 1) : isLeft ? 1 : -1
  return { x: side === 1 ? box.x + box.width : box.x, y: box.y + (isGroup ? box.height / 2 : place), side }
}

const NARROW = { width: 340, left: 44, gap: 64 }

/** All below each other: what is next to each other is linked directly, the rest by bows at the left. */
export function narrowLayout(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const order = [...nodes.keys()].sort((x, y) => Number(nodes[y]!.isGroup) - Number(nodes[x]!.isGroup) || x - y)
  const boxes: Box[] = []
  let y = MARGIN
  for (const i of order) {
    const height = heightOf(nodes[i]!)
    boxes[i] = { x: NARROW.left, y, width: NARROW.width - NARROW.left - MARGIN, height }
    y += height + NARROW.gap
  }
  const labelled = new Set<string>()
  const lines = edges.map(({ from, to }): Line => {
    const [p, q] = [order.indexOf(from), order.indexOf(to)].sort((m, n) => m - n)
    const [upper, lower] = [boxes[order[p!]!]!, boxes[order[q!]!]!]
    const key = `${p} ${q}`
    if (q === p! + 1 && !labelled.has(key)) {
      labelled.add(key)
      const x = upper.x + 34
      const bottom = upper.y + upper.height
      return { path: `M${x} ${r(bottom)} L${x} ${r(lower.y)}`, label: { x: x + 118, y: (bottom + lower.y) / 2 } }
    }
    const [y1, y2] = [upper.y + upper.height / 2, lower.y + lower.height / 2]
    const bow = Math.max(6, NARROW.left - 14 * (q! - p!) - (labelled.has(key) ? 8 : 0))
    labelled.add(key)
    return { path: `M${NARROW.left} ${r(y1)} C${bow} ${r(y1)} ${bow} ${r(y2)} ${NARROW.left} ${r(y2)}` }
  })
  return { width: NARROW.width, height: y - NARROW.gap + MARGIN, boxes, lines }
}

function bezier(a: number, b: number, c: number, d: number, t: number): number {
  const u = 1 - t
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
}

/** Tenths are fine enough for a screen. */
function r(n: number): number {
  return Math.round(n * 10) / 10
}
