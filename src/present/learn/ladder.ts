/**
 * A sequence as a ladder: a lane for each who takes part, a row for each packet, what was learned from it below, and a
 * dotted row for what is missing.
 */
import { Missing, type Sequence, type Step, StepKind } from '../../analysis/learning/facts.js'
import { CellLine } from './canvas.js'
import { type Hop, hopsOf, isPacketRow, type Point, rowsOf } from './hops.js'
import { type Lanes, lanesOf } from './lanes.js'
import type { Names } from './names.js'
import { isSending, isSignal, type Participants, participantsOf, Side } from './participants.js'
import { learnMark, missingMark, stepNote } from './step-sentences.js'
import { width } from './text.js'
import { usableColumns } from './view.js'

/** Lines that belong to some steps. */
export interface LadderRow {
  readonly steps: readonly Step[]
  readonly lines: readonly CellLine[]
}

interface Signs {
  readonly lane: string
  readonly plain: string
  readonly tunnel: string
  readonly missing: string
  readonly right: string
  readonly left: string
  readonly mark: string
  /** The mark of what is not certain to be learned. */
  readonly hollow: string
}

// These arrow heads take one cell; some terminals show others as emoji of two cells.
const UNICODE: Signs = {
  lane: '│',
  plain: '─',
  tunnel: '═',
  missing: '┄',
  right: '►',
  left: '◄',
  mark: '●',
  hollow: '○',
}
const ASCII: Signs = { lane: '|', plain: '-', tunnel: '=', missing: '.', right: '>', left: '<', mark: '*', hollow: 'o' }

export class Ladder {
  readonly rows: readonly LadderRow[]
  readonly #sequence: Sequence
  readonly #names: Names
  readonly #signs: Signs
  readonly #cast: Participants
  readonly #lanes: Lanes
  readonly #columns: number
  /** Cells of the longest frame number, and of it with a time behind it. */
  readonly #frameWidth: number
  readonly #timestampWidth: number

  /** Rows of the steps up to number `upTo`; the lanes are those of the whole sequence. */
  constructor(sequence: Sequence, names: Names, upTo: number = Number.POSITIVE_INFINITY) {
    this.#sequence = sequence
    this.#names = names
    this.#signs = names.view.unicode ? UNICODE : ASCII
    this.#columns = usableColumns(names.view)
    this.#cast = participantsOf(sequence, names)
    const rows = rowsOf(sequence.steps)
    const sent = sequence.steps.filter((step) => isSending(step) || step.kind === StepKind.Told)
    this.#frameWidth = longest(sent.map((step) => `#${step.at.frame}`))
    this.#timestampWidth = longest(sent.map((step) => this.#timestamp(step)))
    this.#lanes = lanesOf(this.#cast, names, {
      left: longest(rows.map(numbers)) + 2,
      right: this.#timestampWidth + 2,
      notes: longest(rows.map((row) => this.#remark(row))) + 2,
      columns: this.#columns,
      packet: longest(sequence.steps.filter(isSending).map((step) => names.packet(step, sequence))),
      tunnel: longest(sent.map((step) => names.tunnel(sequence.network, step.fromVtep))),
    })
    this.rows = rows
      .map((steps) => steps.filter((step) => step.number <= upTo))
      .filter((steps) => steps.length > 0)
      .map((steps) => ({ steps, lines: this.#row(steps) }))
  }

  /** The lanes' names, and what they are. */
  head(): readonly CellLine[] {
    const { roles } = this.#names.words
    const end = this.#names.hasVteps(this.#sequence.network) ? 'vtep' : 'end'
    const [names, kinds] = [new CellLine(), new CellLine()]
    for (const { kind, name, x } of this.#lanes.lanes) {
      const role = roles[kind === 'vtep' ? end : kind]
      names.put(x - (width(name) >> 1), name, kind === 'host' ? 'inner' : 'tunnel')
      kinds.put(x - (width(role) >> 1), role, 'dim')
    }
    return [names, kinds]
  }

  #row(steps: readonly Step[]): readonly CellLine[] {
    const lines = isPacketRow(steps) ? this.#packet(steps) : [this.#event(steps[0]!)]
    lines[0]!.put(0, numbers(steps), 'dim')
    const sending = steps.find((step) => isSending(step) || isSignal(step.kind))
    if (sending === undefined) return lines
    lines[0]!.put(this.#lanes.end + 2, this.#timestamp(sending), 'dim')
    if (this.#lanes.notes) lines[0]!.put(this.#lanes.end + this.#timestampWidth + 4, this.#remark(steps))
    return lines
  }

  #timestamp(step: Step): string {
    return `${`#${step.at.frame}`.padEnd(this.#frameWidth)}  ${this.#names.since(step.sinceFirst)}`
  }

  /** A remark about the packet's way, or else about the packet itself. */
  #remark(steps: readonly Step[]): string {
    const step = steps.find((s) => s.kind === StepKind.Flood || s.kind === StepKind.Told) ?? steps.find(isSending)
    return step === undefined ? '' : stepNote(step, this.#sequence, this.#names)
  }

  /** A line with nothing but the lanes. */
  #blank(): CellLine {
    const line = new CellLine()
    for (const { x } of this.#lanes.lanes) line.put(x, this.#signs.lane, 'dim')
    return line
  }

  /** What was learned, has moved or is missing. */
  #event(step: Step): CellLine {
    const line = this.#blank()
    if (step.kind === StepKind.Missing) {
      this.#missing(line, step.missing ?? Missing.Answer)
      return line
    }
    const { isHollow, texts } = learnMark(step, this.#sequence, this.#names)
    this.#mark(line, this.#cells(step.toVteps), texts, isHollow ? this.#signs.hollow : this.#signs.mark)
    return line
  }

  #missing(line: CellLine, missing: Missing): void {
    const { lanes } = this.#lanes
    const text = missingMark(missing, this.#sequence, this.#names)
    // Other missing packets need not mean that anything is wrong.
    const style = missing === Missing.Reply || missing === Missing.Answer ? 'warn' : 'dim'
    const from = (lanes[0]?.x ?? 0) + 1
    const to = lanes.at(-1)?.x ?? from
    line.fill(from, to, this.#signs.missing, style)
    line.put(from + ((to - from - width(text)) >> 1) - 1, ` ${text} `, style)
  }

  /** Marks lanes and says why, with the first text that fits: behind the last mark, or else in front of the first. */
  #mark(line: CellLine, at: readonly number[], texts: readonly string[], sign: string = this.#signs.mark): void {
    for (const x of at) line.put(x, sign, 'tunnel')
    if (at.length > 0) this.#beside(line, at, texts)
  }

  /**
   * Writes the first text that fits: behind the last of these cells and before `columns`, or else in front of the first
   * cell. Returns whether one did.
   */
  #beside(line: CellLine, at: readonly number[], texts: readonly string[], columns: number = this.#columns): boolean {
    const behind = Math.max(...at) + 2
    const before = Math.min(...at) - 2
    const left = this.#lanes.lanes[0]!.x + 1
    const fitting = texts.find((text) => behind + width(text) <= columns)
    const other = texts.find((text) => before - width(text) > left)
    if (fitting !== undefined) line.put(behind, fitting, 'tunnel')
    else if (other !== undefined) line.put(before - width(other), other, 'tunnel')
    return fitting !== undefined || other !== undefined
  }

  #packet(steps: readonly Step[]): readonly CellLine[] {
    const lines = [this.#blank()]
    const { words } = this.#names
    const hops = hopsOf(steps, this.#cast)
    const sending = steps.find(isSending) ?? steps[0]!
    const packet = this.#names.packet(sending, this.#sequence)
    if (isSignal(sending.kind)) return this.#signal(sending, packet)
    if (hops.length === 0) {
      const isSent = steps.some(isSending)
      this.#mark(lines[0]!, this.#cells([Side.Initiator]), [isSent ? packet : words.onLink])
      return lines
    }
    const tunnel = this.#names.tunnel(this.#sequence.network, sending.fromVtep)
    /** The line in which each lane was reached, for the arrow to go on there. */
    const reached = new Map<number, number>()
    let isFirst = true
    for (const hop of hops) {
      const [from] = this.#cells([hop.from])
      if (from === undefined) continue
      // The first arrow has the packet's name on it, an arrow in the tunnel the tunnel's name.
      const label = isFirst ? packet : hop.inTunnel && !reached.has(from) ? tunnel : ''
      // VTEPs that share a lane share an arrow.
      const to = this.#cells(hop.to).filter((x) => x !== from && !(hop.inTunnel && reached.has(x)))
      for (const side of [to.filter((x) => x > from), to.filter((x) => x < from)]) {
        if (side.length === 0) continue
        const at = this.#arrow(lines, from, side, hop, label, reached.get(from) ?? 0)
        for (const x of side) if (hop.inTunnel) reached.set(x, at)
      }
      isFirst = false
    }
    return lines
  }

  /** An arrow between ends of tunnels or speakers; its words stand in it, beside it, or else below. */
  #signal(step: Step, text: string): readonly CellLine[] {
    const line = this.#blank()
    const style = step.kind === StepKind.Refused ? 'warn' : 'inner'
    const ends = this.#cells([step.fromVtep, ...step.toVteps])
    const [from, to] = ends
    if (from === undefined || to === undefined) {
      return this.#worded(line, ends.length > 0 ? ends : [this.#lanes.lanes[0]!.x], text)
    }
    const isRight = to > from
    const [start, end] = isRight ? [from + 1, to] : [to + 1, from]
    line.fill(start, end, this.#signs.plain, style)
    for (const x of this.#lanes.lanes.map((lane) => lane.x))
      if (x > start && x < end - 1) line.put(x, this.#signs.lane, 'dim')
    line.put(isRight ? to - 1 : to + 1, isRight ? this.#signs.right : this.#signs.left, style)
    const room = end - start - 3 - width(text)
    if (room < 0) return this.#worded(line, [from, to], text)
    const middle = start + 1 + (room >> 1)
    // The arrow's head stays free.
    line.put(isRight ? Math.min(middle, to - 3 - width(text)) : middle, ` ${text} `, style)
    return [line]
  }

  /** The line with a text beside these cells, in a line of its own where the packet's number and time leave no room. */
  #worded(line: CellLine, at: readonly number[], text: string): readonly CellLine[] {
    if (this.#beside(line, at, [text], this.#lanes.end)) return [line]
    const below = this.#blank()
    if (!this.#beside(below, at, [text])) below.put(this.#lanes.lanes[0]!.x + 2, ` ${text} `, 'tunnel')
    return [line, below]
  }

  /**
   * Draws an arrow to one or several lanes on the same side, on the wanted line or the next one with room. Returns the
   * line's number.
   */
  #arrow(
    lines: CellLine[],
    from: number,
    to: readonly number[],
    { inTunnel }: Hop,
    label: string,
    wanted: number,
  ): number {
    const isRight = to[0]! > from
    const far = isRight ? Math.max(...to) : Math.min(...to)
    const [start, end] = isRight ? [from + 1, far] : [far + 1, from]
    let at = wanted
    while (lines[at] !== undefined && !lines[at]!.isFree(start, end, this.#signs.lane)) at++
    if (lines[at] === undefined) lines.push(this.#blank())
    const line = lines[at]!
    const style = inTunnel ? 'tunnel' : undefined
    line.fill(start, end, inTunnel ? this.#signs.tunnel : this.#signs.plain, style)
    for (const x of to) {
      if (x !== far) line.put(x, this.#signs.lane, 'dim')
      line.put(isRight ? x - 1 : x + 1, isRight ? this.#signs.right : this.#signs.left, style)
    }
    const text = ` ${label} `
    const room = end - start - 2 - width(text)
    if (label === '' || room < 0) return at
    if (inTunnel) line.put(start + 1 + (room >> 1), text, style)
    else line.put(isRight ? start : end - width(text), text, 'inner')
    return at
  }

  /** Cells of these lanes, as far as they have any. */
  #cells(points: readonly Point[]): readonly number[] {
    const { hostX, vtepX } = this.#lanes
    const cells = points.map((point) => (typeof point === 'number' ? vtepX.get(point) : hostX[point]))
    return [...new Set(cells.filter((x) => x !== undefined))]
  }
}

/** `3`, `1-4` */
function numbers(steps: readonly Step[]): string {
  const [first, last] = [steps[0]!.number, steps.at(-1)!.number]
  return first === last ? String(first) : `${first}-${last}`
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0)
}
