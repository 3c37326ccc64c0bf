/**
 * The drawing of a capture's networks for narrow pages: boxes below each other, groups first. Adjacent boxes are linked
 * by straight lines, others by a way at the left, whose text stands in a gap that the way passes.
 */
import {
  type Box,
  type Edge,
  heightOf,
  LABEL_HEIGHT,
  type Layout,
  type Line,
  MARGIN,
  type Node,
  type Point,
  r,
} from './drawing-layout.js'

const BOX_WIDTH = 294
/** Pixels left of the boxes without any ways, and pixels that each way adds. */
const LEFT = 22
const LANE = 13
/** Between two lines where they leave a box at its left. */
const PITCH = 15
const EMPTY_GAP = 30
/** Height of a gap with straight lines, which are seen above and below their texts. */
const STRAIGHT_GAP = 74
/** From the top of a text beside a way to that of the next. */
const ROW = LABEL_HEIGHT + 6
/** Above and below such texts. */
const ROWS_MARGIN = 14
const DISTANCE = 10
/** Of a straight line without a text. */
const BARE = 24
const CORNER = 6

/** A link by the places of its ends in the order of boxes, the upper first. */
interface Way {
  readonly upper: number
  readonly lower: number
}

/** Which links are straight, and in which gap the texts of all others stand; a gap has the number of the box above it. */
interface Plan {
  readonly straight: readonly (readonly number[])[]
  /** By gap: links whose texts stand there. */
  readonly rows: readonly (readonly number[])[]
  /** The lane of each link at the left, the innermost being 0; several links may share a lane. */
  readonly lanes: ReadonlyMap<number, number>
  readonly laneCount: number
}

export function narrowLayout(nodes: readonly Node[], edges: readonly Edge[]): Layout {
  const order = [...nodes.keys()].sort((x, y) => Number(nodes[y]!.isGroup) - Number(nodes[x]!.isGroup) || x - y)
  const ways = edges.map(({ from, to }): Way => {
    const [upper, lower] = [order.indexOf(from), order.indexOf(to)].sort((p, q) => p - q)
    return { upper: upper!, lower: lower! }
  })
  const plan = planOf(edges, ways, order.length)
  const left = Math.max(LEFT, DISTANCE + plan.laneCount * LANE)
  const leaving = order.map((_, place) => leavingAt(place, ways, plan))
  const stacked: Box[] = []
  const gaps: Gap[] = []
  let y = MARGIN
  for (const [place, i] of order.entries()) {
    const height = heightOf(nodes[i]!, leaving[place]!.length, PITCH)
    stacked.push({ x: left, y, width: BOX_WIDTH, height })
    const gap = { top: y + height, height: gapHeight(plan.straight[place] ?? [], plan.rows[place] ?? []) }
    gaps.push(gap)
    y = gap.top + (place === order.length - 1 ? 0 : gap.height)
  }
  const lines: Line[] = []
  for (const [gap, at] of gaps.entries()) addStraight(lines, gap, at, edges, plan, left)
  for (const [e, lane] of plan.lanes) {
    const ends = [ways[e]!.upper, ways[e]!.lower].map((place) => portOf(e, stacked[place]!, leaving[place]!, plan))
    lines[e] = { path: wayPath(ends[0]!, ends[1]!, laneX(lane, left)), ...beside(e, lane, edges, plan, gaps, left) }
  }
  const boxes: Box[] = []
  for (const [place, i] of order.entries()) boxes[i] = stacked[place]!
  return { width: Math.max(left + BOX_WIDTH + MARGIN, BOX_WIDTH + 2 * LEFT), height: y + MARGIN, boxes, lines }
}

interface Gap {
  readonly top: number
  readonly height: number
}

function gapHeight(straight: readonly number[], rows: readonly number[]): number {
  const beside = rows.length === 0 ? 0 : rows.length * ROW + 2 * ROWS_MARGIN
  return Math.max(EMPTY_GAP, straight.length === 0 ? 0 : STRAIGHT_GAP, beside)
}

/** Makes as many links straight as find room in their gap. */
function planOf(edges: readonly Edge[], ways: readonly Way[], boxes: number): Plan {
  const widthOf = (e: number): number => (edges[e]!.labelWidth || BARE) + DISTANCE
  const crowded = new Set<number>()
  for (;;) {
    const straight: number[][] = Array.from({ length: boxes }, () => [])
    const rows: number[][] = Array.from({ length: boxes }, () => [])
    const hasRoom = (gap: number, more: number): boolean => {
      const beside = Math.max(0, ...rows[gap]!.map(widthOf))
      return straight[gap]!.reduce((sum, e) => sum + widthOf(e), beside + more + DISTANCE) <= BOX_WIDTH
    }
    const atLeft: number[] = []
    for (const [e, { upper, lower }] of ways.entries()) {
      if (lower === upper + 1 && !crowded.has(e) && hasRoom(upper, widthOf(e))) straight[upper]!.push(e)
      else atLeft.push(e)
    }
    for (const e of atLeft) {
      const { upper, lower } = ways[e]!
      if (edges[e]!.labelWidth === 0) continue
      // Prefers a gap where no further straight line has to give way, then the gap with the fewest texts.
      const isMoreCrowded = (gap: number): boolean => hasRoom(gap, 0) && !hasRoom(gap, widthOf(e))
      const cost = (gap: number): number => rows[gap]!.length + (isMoreCrowded(gap) ? edges.length : 0)
      const passed = [...rows.keys()].slice(upper, lower)
      rows[passed.reduce((best, gap) => (cost(gap) < cost(best) ? gap : best))]!.push(e)
    }
    const tight = [...straight.keys()].filter((gap) => straight[gap]!.length > 0 && !hasRoom(gap, 0))
    if (tight.length === 0) return { straight, rows, ...lanesOf(atLeft, edges, ways) }
    for (const gap of tight) for (const e of straight[gap]!) crowded.add(e)
  }
}

/** Ways share a lane if they pass no box in common, or join the same group. Short ways are nearest to the boxes. */
function lanesOf(
  links: readonly number[],
  edges: readonly Edge[],
  ways: readonly Way[],
): Pick<Plan, 'lanes' | 'laneCount'> {
  const span = (e: number): number => ways[e]!.lower - ways[e]!.upper
  const taken: number[][] = []
  const lanes = new Map<number, number>()
  for (const e of [...links].sort((p, q) => span(p) - span(q) || p - q)) {
    const meets = (other: number): boolean =>
      ways[e]!.upper <= ways[other]!.lower &&
      ways[other]!.upper <= ways[e]!.lower &&
      !(edges[e]!.isMembership && edges[other]!.isMembership && edges[e]!.to === edges[other]!.to)
    const free = taken.findIndex((lane) => !lane.some(meets))
    const lane = free === -1 ? taken.length : free
    taken[lane] = [...(taken[lane] ?? []), e]
    lanes.set(e, lane)
  }
  return { lanes, laneCount: taken.length }
}

function laneX(lane: number, left: number): number {
  return left - (lane + 1) * LANE
}

/** The links that leave a box at its left, from the top down. Those that lead up come first, so that few cross. */
function leavingAt(place: number, ways: readonly Way[], { lanes }: Plan): readonly number[] {
  const up = [...lanes.keys()].filter((e) => ways[e]!.lower === place)
  const down = [...lanes.keys()].filter((e) => ways[e]!.upper === place)
  const byLane = (p: number, q: number): number => lanes.get(p)! - lanes.get(q)!
  return [...up.sort(byLane), ...down.sort((p, q) => byLane(q, p))]
}

function portOf(e: number, box: Box, leaving: readonly number[], { lanes }: Plan): Point {
  // Those who joined one group share a lane, and leave the box at one place.
  const first = leaving.findIndex((other) => lanes.get(other) === lanes.get(e))
  return { x: box.x, y: box.y + ((first + 1) / (leaving.length + 1)) * box.height }
}

function wayPath(from: Point, to: Point, lane: number): string {
  return [
    `M${r(from.x)} ${r(from.y)} L${lane + CORNER} ${r(from.y)} Q${lane} ${r(from.y)} ${lane} ${r(from.y + CORNER)}`,
    `L${lane} ${r(to.y - CORNER)} Q${lane} ${r(to.y)} ${lane + CORNER} ${r(to.y)} L${r(to.x)} ${r(to.y)}`,
  ].join(' ')
}

/** The text of a way at the left, in its gap, and what leads to it. */
function beside(
  e: number,
  lane: number,
  edges: readonly Edge[],
  { rows }: Plan,
  gaps: readonly Gap[],
  left: number,
): Pick<Line, 'label' | 'leader'> {
  const gap = rows.findIndex((own) => own.includes(e))
  if (gap === -1) return {}
  const all = rows[gap]!.length * ROW - (ROW - LABEL_HEIGHT)
  const y = r(gaps[gap]!.top + (gaps[gap]!.height - all) / 2 + rows[gap]!.indexOf(e) * ROW)
  const middle = r(y + LABEL_HEIGHT / 2)
  return {
    label: { x: left + DISTANCE, y, width: edges[e]!.labelWidth, height: LABEL_HEIGHT },
    leader: { x: laneX(lane, left), y: middle },
  }
}

/** Adds a gap's straight lines side by side, right of the texts of ways at the left. */
function addStraight(
  lines: Line[],
  gap: number,
  { top, height }: Gap,
  edges: readonly Edge[],
  { straight, rows }: Plan,
  left: number,
): void {
  const beside = rows[gap]!.map((e) => edges[e]!.labelWidth + DISTANCE)
  let x = left + DISTANCE + Math.max(0, ...beside)
  for (const e of straight[gap]!) {
    const { labelWidth } = edges[e]!
    const width = labelWidth || BARE
    const middle = r(x + width / 2)
    const path = `M${middle} ${r(top)} L${middle} ${r(top + height)}`
    const y = r(top + (height - LABEL_HEIGHT) / 2)
    lines[e] = { path, ...(labelWidth === 0 ? {} : { label: { x: r(x), y, width, height: LABEL_HEIGHT } }) }
    x += width + DISTANCE
  }
}
