/**
 * A sequence as a drawing: who takes part, a row for each packet with its way, and what was learned from it. A frame in
 * a tunnel is drawn inside the boxes of its outer headers. Steps that have not happened yet are faint.
 */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Missing, type Sequence, type Step } from '../analysis/learning/facts.js'
import type { Names } from '../present/learn/names.js'
import { sequenceTitle } from '../present/learn/step-sentences.js'
import { PAGE_LADDER } from '../words/screens/page-ladder.js'
import { usePage, useSelection } from './context.js'
import {
  type Arrow,
  BOX_HEIGHT,
  CALLOUT_HEIGHT,
  carrierOf,
  type Gap,
  HEAD_LINE,
  HEAD_PADDING,
  isForAll,
  type LadderLayout,
  type LaneBox,
  type Mark,
  type PacketBox,
  type RowBox,
  WRAP_HEADING,
  WRAP_PADDING,
} from './ladder-layout.js'

interface LadderProps {
  readonly sequence: Sequence
  readonly layout: LadderLayout
  /** The number of the step that is looked at. */
  readonly at: number
  /** Whether the packet of that step is to be seen on its way. */
  readonly moving: boolean
  readonly onStep: (step: number) => void
}

/** Seconds that a packet takes for a hop. */
const HOP = 0.5
/** How far a drawing may shrink below its measure and grow beyond it. */
const SHRINKS = 0.86
const GROWS = 1.25
/** Where frames and times stand. */
const GUTTER = 44
/** Pixels around what is brought into sight. */
const ROOM = 40

export function Ladder({ sequence, layout, at, moving, onStep }: LadderProps): JSX.Element {
  const { names, language } = usePage()
  const words = PAGE_LADDER[language]
  const box = useRef<HTMLDivElement>(null)
  const current = layout.rows.find(({ first, last }) => first <= at && at <= last)
  useEffect(() => {
    if (box.current !== null && current !== undefined) showStep(box.current, current, at, layout)
  }, [current, at, layout])
  const packets = layout.rows.filter((row) => row.packet !== undefined).length
  const title = words.drawing(sequenceTitle(sequence, names), packets, sequence.steps.length)
  const size = {
    '--measure': `${layout.width}px`,
    '--least': `${Math.round(layout.width * SHRINKS)}px`,
    '--most': `${Math.round(layout.width * GROWS)}px`,
  }
  return (
    <div class="ladder" ref={box}>
      <svg
        class="ladder-head"
        viewBox={`0 0 ${layout.width} ${layout.headHeight}`}
        style={size}
        aria-hidden="true"
        focusable="false"
      >
        {layout.lanes.map((lane) => (
          <LaneHead key={lane.x} lane={lane} height={layout.headHeight} />
        ))}
      </svg>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is no drawing. */}
      <svg
        class="ladder-body"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        style={size}
        role="group"
        aria-label={title}
      >
        {layout.lanes.map(({ kind, x }) => (
          <line key={x} class={`ladder-lane ladder-lane-${kind}`} x1={x} x2={x} y1={0} y2={layout.height} />
        ))}
        {layout.rows.map((row) => (
          <Row
            key={row.first}
            row={row}
            width={layout.width}
            sequence={sequence}
            at={at}
            moving={moving}
            onStep={onStep}
          />
        ))}
      </svg>
    </div>
  )
}

/** Scrolls the ladder's box, never the page, until the row and the part of it that the step is about are in sight. */
function showStep(box: HTMLDivElement, row: RowBox, at: number, layout: LadderLayout): void {
  const scale = (box.firstElementChild?.getBoundingClientRect().width ?? layout.width) / layout.width
  const head = layout.headHeight * scale
  const [top, bottom] = [row.y * scale, head + (row.y + row.height) * scale]
  if (top < box.scrollTop) box.scrollTop = top - ROOM
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight + ROOM
  const own = row.arrows.filter((arrow) => arrow.step === at)
  const arrows = own.length > 0 ? own : row.arrows
  const marked = row.mark === undefined ? [] : [row.mark.x, row.mark.x + row.mark.width, ...row.mark.lanes]
  const places = [...arrows.flatMap(({ x0, x1 }) => [x0, x1]), ...marked].map((x) => x * scale)
  if (places.length === 0) return
  const [left, right] = [Math.min(...places), Math.max(...places)]
  const room = box.clientWidth
  const middle = (arrows.find((arrow) => arrow.inTunnel) ?? arrows[0])?.box.x
  if (right + ROOM <= room) box.scrollLeft = 0
  else if (right - left <= room - ROOM) box.scrollLeft = right + ROOM / 2 - room
  else box.scrollLeft = middle === undefined ? left - ROOM / 2 : middle * scale - room / 2
}

function LaneHead({ lane, height }: { readonly lane: LaneBox; readonly height: number }): JSX.Element {
  const { language } = usePage()
  const { kind, x, width, name, role, lines } = lane
  const boxHeight = height - 8
  return (
    <g class={`ladder-who ladder-who-${kind}`}>
      <title>{PAGE_LADDER[language].lane(role, name)}</title>
      {kind === 'others' ? <rect x={x - width / 2 + 4} y={0} width={width} height={boxHeight} rx={8} /> : null}
      <rect x={x - width / 2} y={2} width={width} height={boxHeight} rx={kind === 'group' ? boxHeight / 2 : 8} />
      <text class="ladder-role" x={x} y={HEAD_PADDING + HEAD_LINE - 2}>
        {role}
      </text>
      {lines.map((line, i) => (
        <text key={line} class="ladder-name" x={x} y={HEAD_PADDING + (i + 2) * HEAD_LINE - 2}>
          {line}
        </text>
      ))}
      <line class={`ladder-lane ladder-lane-${kind}`} x1={x} x2={x} y1={height - 6} y2={height} />
    </g>
  )
}

interface RowProps extends Pick<LadderProps, 'sequence' | 'at' | 'moving' | 'onStep'> {
  readonly row: RowBox
  readonly width: number
}

function Row({ row, width, sequence, at, moving, onStep }: RowProps): JSX.Element {
  const { names, language, packets } = usePage()
  const { frame, select } = useSelection()
  const words = PAGE_LADDER[language]
  const isCurrent = row.first <= at && at <= row.last
  const { packet } = row
  const canOpen = packet !== undefined && packets.get(packet.at.frame) !== undefined
  const open = (): void => {
    onStep(row.last)
    if (canOpen) select(packet.at.frame)
  }
  const middle = row.y + (row.arrows[0]?.y0 ?? row.mark?.middle ?? row.gap?.y ?? row.y) - row.y
  return (
    <g
      class={`ladder-row${isCurrent ? ' current' : ''}${row.first > at ? ' ahead' : ''}`}
      data-frame={packet?.at.frame}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the list of steps has buttons for the same. */}
      <rect
        class="ladder-band"
        x={2}
        y={row.y}
        width={width - 4}
        height={row.height}
        rx={8}
        onClick={() => onStep(row.last)}
      />
      {isCurrent ? <path class="ladder-here" d={`M4 ${middle - 6}l8 6l-8 6z`} /> : null}
      <text class="ladder-numbers" x={16} y={middle + 4}>
        <title>{words.rows(row.first, row.last)}</title>
        {row.first === row.last ? row.first : `${row.first}–${row.last}`}
      </text>
      {packet === undefined ? null : (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of a drawing takes no focus by itself.
        <g class="ladder-drawn" aria-hidden="true">
          <text class="ladder-frame" x={GUTTER} y={middle - 3}>
            #{packet.at.frame}
          </text>
          <text class="ladder-since" x={GUTTER} y={middle + 13}>
            {row.since}
          </text>
          {row.arrows.map((arrow) => (
            <Way
              key={`${arrow.x0} ${arrow.x1} ${arrow.y1}`}
              arrow={arrow}
              at={at}
              isMoving={moving && arrow.step === at}
              arrows={row.arrows}
            />
          ))}
          {row.note === undefined ? null : (
            <text class={`ladder-note${row.first > at ? ' faint' : ''}`} x={row.note.x} y={row.note.y}>
              {row.note.text}
            </text>
          )}
        </g>
      )}
      {row.mark === undefined ? null : <Learned mark={row.mark} isFaint={row.mark.step > at} />}
      {row.gap === undefined ? null : <BrokenOff gap={row.gap} isFaint={row.gap.step > at} />}
      {packet === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements: there are no buttons in a drawing.
        <g
          class="ladder-packet"
          role="button"
          tabIndex={0}
          aria-label={packetLabel(row, packet, sequence, names)}
          aria-pressed={canOpen ? packet.at.frame === frame : undefined}
          onClick={open}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            event.stopPropagation()
            open()
          }}
        >
          <rect
            class="ladder-ring"
            x={GUTTER - 4}
            y={row.y + 1}
            width={width - GUTTER}
            height={row.height - 2}
            rx={8}
          />
          <rect class="ladder-touch" x={GUTTER - 4} y={middle - 18} width={60} height={36} />
          {row.arrows.map(({ x0, x1, y0, y1, box }) => (
            <rect
              key={`${x0} ${x1} ${y1}`}
              class="ladder-touch"
              x={Math.min(x0, x1)}
              y={Math.min(y0, box.y - box.height / 2)}
              width={Math.abs(x1 - x0)}
              height={Math.max(y1, box.y + box.height / 2) - Math.min(y0, box.y - box.height / 2)}
            />
          ))}
        </g>
      )}
    </g>
  )
}

/** `packet 5: ARP request, 172.17.1.2 to everybody, flooded to 224.1.1.1` */
function packetLabel(row: RowBox, packet: Step, sequence: Sequence, names: Names): string {
  const words = PAGE_LADDER[names.view.language]
  const { via, fromVtep, toVteps } = carrierOf(row, packet)
  const from = names.host(packet.from, packet.fromMac)
  const to = isForAll(packet) ? words.everybody : names.host(packet.to, packet.toMac)
  const way = words.ways[via](names.address(fromVtep), names.addresses(toVteps))
  return words.packet(packet.at.frame, names.packet(packet, sequence), from, to, way)
}

interface WayProps {
  readonly arrow: Arrow
  readonly at: number
  readonly isMoving: boolean
  /** Of the same row. */
  readonly arrows: readonly Arrow[]
}

function Way({ arrow, at, isMoving, arrows }: WayProps): JSX.Element {
  const { x0, y0, x1, y1, inTunnel, box, step } = arrow
  const length = Math.hypot(x1 - x0, y1 - y0)
  const [dx, dy] = [(x1 - x0) / length, (y1 - y0) / length]
  // The head's corners: its point on the lane, the others behind it on either side.
  const [bx, by] = [x1 - 10 * dx, y1 - 10 * dy]
  const head = `${x1},${y1} ${bx - 4.5 * dy},${by + 4.5 * dx} ${bx + 4.5 * dy},${by - 4.5 * dx}`
  const classes = ['ladder-way', inTunnel ? 'in-tunnel' : 'plain', ...(step > at ? ['faint'] : [])]
  const delay = isMoving ? delayOf(arrow, arrows) : 0
  return (
    <g
      class={[...classes, ...(isMoving ? ['arriving'] : [])].join(' ')}
      style={isMoving ? { '--delay': `calc(${delay}s / var(--speed))` } : {}}
    >
      <line class="ladder-line" x1={x0} y1={y0} x2={bx} y2={by} />
      <polygon points={head} />
      <Box box={box} />
      {isMoving ? (
        <g
          class="ladder-mover"
          style={{
            '--dx0': `${x0 - box.x}px`,
            '--dy0': `${y0 - box.y}px`,
            '--dx1': `${x1 - box.x}px`,
            '--dy1': `${y1 - box.y}px`,
          }}
        >
          <Box box={box} />
        </g>
      ) : null}
    </g>
  )
}

/** Seconds until the packet reaches the start of this arrow; the row's earlier arrows take up that time. */
function delayOf(arrow: Arrow, arrows: readonly Arrow[]): number {
  const earlier = arrows.slice(0, arrows.indexOf(arrow))
  const before = earlier.find(({ step, x1 }) => step === arrow.step && x1 === arrow.x0)
  return before === undefined ? 0 : delayOf(before, earlier) + HOP
}

/** The frame in the boxes of the headers around it. */
function Box({ box: { x, y, width, height, wraps, text } }: { readonly box: PacketBox }): JSX.Element {
  if (text === '') {
    const isWrapped = wraps.length > 0
    return (
      <g class="ladder-box">
        {isWrapped ? (
          <rect class="wrap" x={x - width / 2} y={y - height / 2} width={width} height={height} rx={3} />
        ) : null}
        <rect class="frame-inside" x={x - width / 4} y={y - height / 4} width={width / 2} height={height / 2} rx={2} />
      </g>
    )
  }
  const left = x - width / 2
  const top = y - height / 2
  const inset = wraps.length * WRAP_PADDING
  const bottom = y + height / 2 - inset
  return (
    <g class="ladder-box">
      {wraps.map((wrap, i) => (
        <g key={wrap}>
          <rect
            class="wrap"
            x={left + i * WRAP_PADDING}
            y={top + i * WRAP_HEADING}
            width={width - 2 * i * WRAP_PADDING}
            height={height - i * (WRAP_HEADING + WRAP_PADDING)}
            rx={5}
          />
          <text class="wrap-text" x={x} y={top + i * WRAP_HEADING + 13}>
            {wrap}
          </text>
        </g>
      ))}
      <rect
        class="frame-inside"
        x={left + inset}
        y={bottom - BOX_HEIGHT}
        width={width - 2 * inset}
        height={BOX_HEIGHT}
        rx={4}
      />
      <text class="frame-text" x={x} y={bottom - 8}>
        {text}
      </text>
    </g>
  )
}

function Learned({ mark, isFaint }: { readonly mark: Mark; readonly isFaint: boolean }): JSX.Element {
  const { lanes, kind, text, x, y, width, middle } = mark
  const lane = lanes.reduce((near, at) => (Math.abs(at - x) < Math.abs(near - x) ? at : near), lanes[0] ?? x)
  const isBelow = middle < y
  const ends = isBelow ? lanes : [...lanes, x]
  return (
    <g class={`ladder-mark ladder-mark-${kind}${isFaint ? ' faint' : ''}`}>
      <line x1={Math.min(...ends)} x2={Math.max(...ends)} y1={middle} y2={middle} />
      {isBelow ? <line x1={lane} x2={lane} y1={middle} y2={y} /> : null}
      {lanes.map((at) => (
        <g key={at}>
          <circle cx={at} cy={middle} r={7} />
          {kind === 'learn' ? <path class="plus" d={`M${at - 3.5} ${middle}h7m-3.5 -3.5v7`} /> : null}
        </g>
      ))}
      <rect x={x} y={y} width={width} height={CALLOUT_HEIGHT} rx={6} />
      <text x={x + width / 2} y={y + 16}>
        {text}
      </text>
    </g>
  )
}

function BrokenOff({ gap, isFaint }: { readonly gap: Gap; readonly isFaint: boolean }): JSX.Element {
  const { x0, x1, y, text, missing } = gap
  const isBad = missing === Missing.Reply || missing === Missing.Answer
  return (
    <g class={`ladder-gap${isBad ? ' bad' : ''}${isFaint ? ' faint' : ''}`}>
      <line x1={x0} x2={x1 + Math.sign(x0 - x1) * 12} y1={y} y2={y} />
      <path d={`M${x1 - 6} ${y - 6}l12 12m0 -12l-12 12`} />
      <text x={text.x} y={text.y}>
        {text.text}
      </text>
    </g>
  )
}
