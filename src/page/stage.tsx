/**
 * The stage: those who take part in a sequence, and the packet of the step on its way between them, in the headers that a
 * VTEP has put around it. A table that the step has changed lights up where it is. It shows what the sentence beside says.
 */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { Sequence } from '../analysis/learning/facts.js'
import { changesBetween } from '../present/learn/diff.js'
import { stepSnapshot } from '../present/learn/step-snapshot.js'
import { width as cells } from '../present/learn/text.js'
import { usePage } from './context.js'
import { type StageMove, type StageNode, stageLayout } from './stage-layout.js'

/** Seconds that a packet takes from one to the next. */
const TURN = 0.8
const TEXT = 6.2
const PACKET = { height: 20, around: 14 } as const
const WRAP = { heading: 14, padding: 4 } as const
/** A copy, and which part of its way it has gone where it is shown. */
const COPY = { width: 30, height: 20, at: 0.62 } as const

interface StageProps {
  readonly sequence: Sequence
  readonly index: number
  /** Whether the packet is to be seen on its way. */
  readonly moving: boolean
}

export function Stage({ sequence, index, moving }: StageProps): JSX.Element {
  const { names } = usePage()
  const { width, height, nodes, links, moves } = useMemo(() => stageLayout(sequence, names), [sequence, names])
  const { after, changed } = useMemo(() => {
    const { before, after } = stepSnapshot(sequence, index, names)
    const { fdb, neighbours } = changesBetween(before, after)
    return {
      after,
      changed: new Set([...fdb.map(({ line }) => line.vtep), ...neighbours.map(({ line }) => line.host)]),
    }
  }, [sequence, index, names])
  const own = moves.get(sequence.steps[index]?.number ?? 0) ?? []
  const entries = ({ kind, name }: StageNode): number =>
    kind === 'vtep'
      ? after.fdb.filter((line) => line.vtep === name).length
      : after.neighbours.filter((line) => line.host === name).length
  const line = (from: number, to: number): Ends => between(nodes[from]!, nodes[to]!)
  return (
    <svg class="stage" viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {links.map(({ from, to, inTunnel }) => {
        const { x0, y0, x1, y1 } = line(from, to)
        return inTunnel ? (
          <g key={`${from} ${to}`} class="stage-pipe">
            <line x1={x0} y1={y0} x2={x1} y2={y1} />
            <line class="hollow" x1={x0} y1={y0} x2={x1} y2={y1} />
          </g>
        ) : (
          <line key={`${from} ${to}`} class="stage-wire" x1={x0} y1={y0} x2={x1} y2={y1} />
        )
      })}
      {nodes.map((node) => (
        <Node key={node.name} node={node} entries={entries(node)} isLit={changed.has(node.name)} />
      ))}
      {own.map((move) => (
        <Traveller
          key={`${index} ${move.from} ${move.to}`}
          move={move}
          ends={line(move.from, move.to)}
          isCopy={move.inTunnel && own.some((other) => other !== move && other.inTunnel && other.from === move.from)}
          isMoving={moving}
        />
      ))}
    </svg>
  )
}

interface Ends {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** From the side of one box to that of the other. */
function between(a: StageNode, b: StageNode): Ends {
  const side = Math.sign(b.x - a.x)
  return { x0: a.x + (side * a.width) / 2, y0: a.y, x1: b.x - (side * b.width) / 2, y1: b.y }
}

interface NodeProps {
  readonly node: StageNode
  readonly entries: number
  readonly isLit: boolean
}

function Node({ node, entries, isLit }: NodeProps): JSX.Element {
  const { kind, name, role, x, y, width, height } = node
  const hasTable = entries > 0 || isLit
  const corner = x + width / 2 - 17
  return (
    <g class={`stage-node stage-${kind}${isLit ? ' lit' : ''}`}>
      <title>{name}</title>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={kind === 'group' ? height / 2 : 7} />
      <text class="stage-role" x={x} y={y - 6}>
        {role}
      </text>
      <text
        class="stage-name"
        x={x}
        y={y + 12}
        {...(cells(name) * 7.4 > width - 8 ? { textLength: width - 10, lengthAdjust: 'spacingAndGlyphs' } : {})}
      >
        {name}
      </text>
      {hasTable ? (
        <g class="stage-table">
          <rect x={corner - 12} y={y - height / 2 - 3} width={32} height={17} rx={3} />
          <path d={`M${corner - 8} ${y - height / 2 + 2}h9m-9 3.5h9m-9 3.5h9`} />
          <text x={corner + 11} y={y - height / 2 + 10}>
            {entries}
          </text>
        </g>
      ) : null}
    </g>
  )
}

interface TravellerProps {
  readonly move: StageMove
  readonly ends: Ends
  /** Whether others go other ways at the same time. */
  readonly isCopy: boolean
  readonly isMoving: boolean
}

/** The packet between two, with the way that it takes. */
function Traveller({ move, ends, isCopy, isMoving }: TravellerProps): JSX.Element {
  const { x0, y0, x1, y1 } = ends
  const { inTunnel, turn } = move
  const part = isCopy ? COPY.at : 0.5
  const [x, y] = [x0 + (x1 - x0) * part, y0 + (y1 - y0) * part]
  const length = Math.max(1, Math.hypot(x1 - x0, y1 - y0))
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length]
  const [bx, by] = [x1 - 10 * dx, y1 - 10 * dy]
  const style = {
    '--delay': `calc(${turn * TURN}s / var(--speed))`,
    '--dx0': `${x0 - x}px`,
    '--dy0': `${y0 - y}px`,
    '--dx1': `${x1 - x}px`,
    '--dy1': `${y1 - y}px`,
  }
  return (
    <g class={`stage-move ${inTunnel ? 'in-tunnel' : 'plain'}${isMoving ? ' flying' : ''}`} style={style}>
      <line x1={x0} y1={y0} x2={bx} y2={by} />
      <polygon points={`${x1},${y1} ${bx - 5 * dy},${by + 5 * dx} ${bx + 5 * dy},${by - 5 * dx}`} />
      <g class="stage-packet">
        {isCopy ? <Copy x={x} y={y} /> : <Whole move={move} x={x} y={y} isMoving={isMoving} />}
      </g>
    </g>
  )
}

/** One of several copies, small: there is no room for words. */
function Copy({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  const { width, height } = COPY
  return (
    <>
      <rect class="stage-wrap" x={x - width / 2} y={y - height / 2} width={width} height={height} rx={4} />
      <rect class="stage-frame" x={x - width / 4} y={y - height / 4} width={width / 2} height={height / 2} rx={2} />
    </>
  )
}

interface WholeProps extends Pick<TravellerProps, 'move' | 'isMoving'> {
  readonly x: number
  readonly y: number
}

/** The frame with its name, and what is around it; what has just been taken off goes away. */
function Whole({ move, x, y, isMoving }: WholeProps): JSX.Element {
  const { inTunnel, isTakenOut } = move
  return (
    <>
      {inTunnel || (isTakenOut && isMoving) ? (
        <g class={inTunnel ? 'stage-wraps' : 'stage-wraps off'}>
          <Wraps wraps={move.wraps} text={move.text} x={x} y={y} />
        </g>
      ) : null}
      <rect
        class="stage-frame"
        x={x - frameWidth(move.text) / 2}
        y={y - PACKET.height / 2}
        width={frameWidth(move.text)}
        height={PACKET.height}
        rx={3}
      />
      <text x={x} y={y + 4}>
        {move.text}
      </text>
    </>
  )
}

function frameWidth(text: string): number {
  return cells(text) * TEXT + PACKET.around
}

interface WrapsProps {
  readonly wraps: readonly string[]
  readonly text: string
  readonly x: number
  readonly y: number
}

/** The headers around a frame, a box each: the outermost is the last that was put on. */
function Wraps({ wraps, text, x, y }: WrapsProps): JSX.Element {
  const inner = Math.max(frameWidth(text), ...wraps.map((wrap) => cells(wrap) * TEXT))
  return (
    <>
      {(wraps.length === 0 ? [''] : wraps).map((wrap, i, all) => {
        const depth = all.length - i
        const width = inner + 2 * depth * WRAP.padding
        const top = y - PACKET.height / 2 - depth * WRAP.heading
        const height = PACKET.height + depth * (WRAP.heading + WRAP.padding)
        return (
          <g key={wrap}>
            <rect class="stage-wrap" x={x - width / 2} y={top} width={width} height={height} rx={5} />
            {wrap === '' ? null : (
              <text class="stage-wrap-text" x={x} y={top + 11}>
                {wrap}
              </text>
            )}
          </g>
        )
      })}
    </>
  )
}
