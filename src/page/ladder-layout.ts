/**
 * Where everything in the drawing of a sequence stands: a lane for each who takes part, a row for each packet or what
 * came of it, in each row the arrows of its hops. Numbers only, in pixels of the drawing; nothing is drawn here.
 */

import { Missing, type Sequence, type Step, StepKind } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { PLAIN } from '../analysis/tunnels/networks.js'
import { macText } from '../present/address-text.js'
import { type Hop, hopsOf, isPacketRow, type Point, rowsOf } from '../present/learn/hops.js'
import type { Names } from '../present/learn/names.js'
import { isSending, isSignal, type Participants, participantsOf, Side, sideOf } from '../present/learn/participants.js'
import { learnMark, missingMark, stepNote } from '../present/learn/step-sentences.js'
import { width } from '../present/learn/text.js'
import { networkName, onWay } from '../present/network-name.js'
import { PAGE_LADDER } from '../words/screens/page-ladder.js'

export interface LadderLayout {
  readonly width: number
  /** Of the lanes' heads, and of the rows below them. */
  readonly headHeight: number
  readonly height: number
  readonly lanes: readonly LaneBox[]
  readonly rows: readonly RowBox[]
}

export interface LaneBox {
  readonly kind: 'host' | 'vtep' | 'group' | 'others' | 'speaker'
  /** In full, and in lines that are short enough. */
  readonly name: string
  readonly lines: readonly string[]
  readonly role: string
  /** The middle. */
  readonly x: number
  readonly width: number
}

export interface RowBox {
  readonly steps: readonly Step[]
  /** Numbers of its first step and its last. */
  readonly first: number
  readonly last: number
  readonly y: number
  readonly height: number
  /** The packet; undefined in a row that is none. */
  readonly packet: Step | undefined
  /** `ARP request` */
  readonly what: string
  readonly since: string
  readonly arrows: readonly Arrow[]
  readonly note: Placed | undefined
  readonly mark: Mark | undefined
  readonly gap: Gap | undefined
}

interface Placed {
  readonly text: string
  readonly x: number
  readonly y: number
}

/** A way that a packet takes. */
export interface Arrow {
  /** The number of the step in which it does. */
  readonly step: number
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  readonly inTunnel: boolean
  readonly box: PacketBox
}

/** The packet as it is on its way, in the boxes around it. */
export interface PacketBox {
  /** The middle. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** What is around it, outermost first; nothing between a host and its VTEP. */
  readonly wraps: readonly string[]
  /** What is inside; empty where there is no room for words. */
  readonly text: string
}

/** Something that happens on lanes without a packet, and its words. */
export interface Mark {
  readonly step: number
  readonly lanes: readonly number[]
  readonly kind: 'learn' | 'hollow' | 'know' | 'move' | 'link'
  readonly text: string
  /** The box of the words: its left side, its top. */
  readonly x: number
  readonly y: number
  readonly width: number
  /** The middle of the lanes' marks. */
  readonly middle: number
}

/** A missing packet: an arrow that breaks off. */
export interface Gap {
  readonly step: number
  readonly missing: Missing
  readonly x0: number
  /** Where it breaks off. */
  readonly x1: number
  readonly y: number
  readonly text: Placed
}

/** If there are more VTEPs than these besides the hosts' own, they share one lane, as on a terminal. */
const OTHERS = 8
/** Letters of a name's line. */
const LINE = 20

// Pixels of one of a terminal's cells in the sizes that `ladder.css` gives these texts.
const SMALL = 6.3
const BOLD = 7
const MONO = 7.3

export const HEAD_PADDING = 8
export const HEAD_LINE = 16
export const BOX_HEIGHT = 24
export const WRAP_HEADING = 17
export const WRAP_PADDING = 5
export const CALLOUT_HEIGHT = 24
const NOTE_HEIGHT = 18
const ROW_PADDING = 9
/** Between two arrows one above the other, and the ends of a fan. */
const ARROW_DISTANCE = 8
const FAN_DISTANCE = 20
/** What an arrow needs beside its box: a bit of line, and its head. */
const ARROW_ENDS = 36
const COMPACT = { width: 24, height: 16 } as const
const LANE_DISTANCE = 12
const MARGIN = 10
/** Of the numbers of steps, left of frames. */
const NUMBERS = 42

export function ladderLayout(sequence: Sequence, names: Names): LadderLayout {
  return new Layout(sequence, names).layout()
}

interface Lane extends Omit<LaneBox, 'x'> {
  readonly points: readonly Point[]
}

interface Taken {
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
}

class Layout {
  readonly #sequence: Sequence
  readonly #names: Names
  readonly #cast: Participants
  readonly #rows: readonly (readonly Step[])[]
  readonly #wraps: readonly string[]
  readonly #boxWidth: number
  readonly #wrappedWidth: number
  readonly #wrappedHeight: number
  /** Right of frames and times. */
  readonly #left: number
  readonly #lanes: readonly LaneBox[]
  readonly #x: ReadonlyMap<Point, number>
  #width: number

  constructor(sequence: Sequence, names: Names) {
    this.#sequence = sequence
    this.#names = names
    this.#cast = participantsOf(sequence, names)
    this.#rows = rowsOf(sequence.steps)
    this.#wraps = wrapsOf(sequence, this.#cast, names)
    const sent = sequence.steps.filter((step) => isSending(step) || isCarried(step))
    const packet = longest(sent.map((step) => names.packet(step, sequence)))
    this.#boxWidth = packet * SMALL + 20
    this.#wrappedWidth = this.#wraps.reduceRight(
      (inner, text) => Math.max(inner + 2 * WRAP_PADDING, width(text) * SMALL + 16),
      this.#boxWidth,
    )
    this.#wrappedHeight = BOX_HEIGHT + this.#wraps.length * (WRAP_HEADING + WRAP_PADDING)
    const times = sent.map((step) => Math.max(width(`#${step.at.frame}`), width(names.since(step.sinceFirst))))
    this.#left = NUMBERS + Math.max(0, ...times) * BOLD + 12
    const lanes = lanesOf(this.#cast, names)
    const middles = this.#middles(lanes)
    this.#lanes = lanes.map(({ points: _, ...lane }, i) => ({ ...lane, x: middles[i]! }))
    this.#x = new Map(lanes.flatMap(({ points }, i) => points.map((point) => [point, middles[i]!] as const)))
    const last = this.#lanes.at(-1)
    this.#width = last === undefined ? this.#left : last.x + last.width / 2 + MARGIN
  }

  layout(): LadderLayout {
    let y = 4
    const rows = this.#rows.map((steps) => {
      const row = this.#row(steps, y)
      y += row.height
      return row
    })
    const lines = Math.max(1, ...this.#lanes.map((lane) => lane.lines.length))
    return {
      width: Math.ceil(this.#width),
      headHeight: 2 * HEAD_PADDING + (lines + 1) * HEAD_LINE + 4,
      height: y + 8,
      lanes: this.#lanes,
      rows,
    }
  }

  /** Where lanes stand: as near as their names and what goes between them allow. */
  #middles(lanes: readonly Lane[]): readonly number[] {
    let x = 0
    let isSenderPast = false
    return lanes.map((lane, i) => {
      const before = lanes[i - 1]
      if (before === undefined) {
        // Its head may stand above the frames and times: there are none beside heads.
        x = Math.max(this.#left + 8, lane.width / 2 + 4)
        return x
      }
      const isHosts = before.kind === 'host' || lane.kind === 'host'
      // What sets out from the first VTEP is shown between it and the next lane; what a group hands on, behind it.
      const isFirst = !isHosts && !isSenderPast
      isSenderPast ||= isFirst
      const carried = isHosts ? this.#boxWidth : isFirst ? this.#wrappedWidth : COMPACT.width
      x += Math.max((before.width + lane.width) / 2 + LANE_DISTANCE, carried + ARROW_ENDS)
      return x
    })
  }

  #row(steps: readonly Step[], y: number): RowBox {
    const [first] = steps
    const packet = packetOfRow(steps)
    const row = {
      steps,
      first: first!.number,
      last: steps.at(-1)!.number,
      y,
      packet,
      what: packet === undefined ? '' : this.#names.packet(packet, this.#sequence),
      since: packet === undefined ? '' : this.#names.since(packet.sinceFirst),
      arrows: [],
      note: undefined,
      mark: undefined,
      gap: undefined,
    }
    if (first!.kind === StepKind.Missing) return { ...row, ...this.#missing(first!, y) }
    const arrows = packet === undefined ? [] : this.#arrows(steps, packet, y + ROW_PADDING)
    if (arrows.length === 0) return { ...row, ...this.#event(steps, y) }
    const bottom = Math.max(...arrows.map(({ box, y0, y1 }) => Math.max(y0, y1, box.y + box.height / 2)))
    const note = this.#note(steps, arrows, bottom)
    const end = note === undefined ? bottom : bottom + NOTE_HEIGHT
    return { ...row, arrows, note, height: end + ROW_PADDING - y }
  }

  /** A remark on the packet, below its first box in the tunnel, or else below its first box. */
  #note(steps: readonly Step[], arrows: readonly Arrow[], bottom: number): Placed | undefined {
    const step = steps.find((s) => s.kind === StepKind.Flood) ?? steps.find(isSending)
    const text = step === undefined ? '' : stepNote(step, this.#sequence, this.#names)
    if (text === '') return undefined
    const { box } = arrows.find((arrow) => arrow.inTunnel) ?? arrows[0]!
    const half = (width(text) * SMALL) / 2
    return { text, x: between(box.x, this.#left + half, this.#width - half), y: bottom + NOTE_HEIGHT - 4 }
  }

  #arrows(steps: readonly Step[], packet: Step, top: number): readonly Arrow[] {
    const arrows: Arrow[] = []
    const taken: Taken[] = []
    /** How high the packet came to each lane. */
    const reached = new Map<number, number>()
    const middle = top + this.#height(hopsOf(steps, this.#cast).some((hop) => hop.inTunnel)) / 2
    for (const hop of hopsOf(steps, this.#cast)) {
      const from = this.#x.get(hop.from)
      if (from === undefined) continue
      const ends = new Set(hop.to.flatMap((point) => this.#x.get(point) ?? []))
      // VTEPs that share a lane share an arrow.
      const to = [...ends].filter((x) => x !== from && !(hop.inTunnel && reached.has(x)))
      const step = stepOfHop(hop, steps, packet)
      const y = reached.get(from) ?? middle
      if (to.length > 1) arrows.push(...this.#fan(from, y, to, step, taken, reached))
      else if (to.length === 1) arrows.push(this.#arrow(from, y, to[0]!, hop, step, packet, taken, reached))
    }
    return arrows
  }

  #arrow(
    x0: number,
    wanted: number,
    x1: number,
    { inTunnel }: Hop,
    step: number,
    packet: Step,
    taken: Taken[],
    reached: Map<number, number>,
  ): Arrow {
    const room = Math.abs(x1 - x0) - ARROW_ENDS + 8
    const full = inTunnel ? this.#wrappedWidth : this.#boxWidth
    const isCompact = room < full
    const height = isCompact ? COMPACT.height : this.#height(inTunnel)
    const [left, right] = [Math.min(x0, x1) + 1, Math.max(x0, x1) - 1]
    let y = wanted
    for (;;) {
      const [y0, y1] = [y - height / 2, y + height / 2]
      const other = taken.find(
        (t) => t.x0 < right && left < t.x1 && t.y0 < y1 + ARROW_DISTANCE && y0 < t.y1 + ARROW_DISTANCE,
      )
      if (other === undefined) break
      y = other.y1 + ARROW_DISTANCE + height / 2 + 0.01
    }
    taken.push({ x0: left, x1: right, y0: y - height / 2, y1: y + height / 2 })
    if (inTunnel) reached.set(x1, y)
    const box: PacketBox = {
      x: (x0 + x1) / 2 - Math.sign(x1 - x0) * 3,
      y,
      width: isCompact ? COMPACT.width : full,
      height,
      wraps: inTunnel ? wrapsOf(this.#sequence, this.#cast, this.#names, packet.fromVtep) : [],
      text: isCompact ? '' : this.#names.packet(packet, this.#sequence),
    }
    return { step, x0, y0: y, x1, y1: y, inTunnel, box }
  }

  /** Arrows from one lane to several: straight lines, with a small packet in front of each end. */
  #fan(
    x0: number,
    y0: number,
    to: readonly number[],
    step: number,
    taken: Taken[],
    reached: Map<number, number>,
  ): readonly Arrow[] {
    return [to.filter((x) => x > x0), to.filter((x) => x < x0)].flatMap((side) =>
      [...side]
        .sort((x, y) => Math.abs(y - x0) - Math.abs(x - x0))
        .map((x1, i): Arrow => {
          const y1 = y0 + i * FAN_DISTANCE
          reached.set(x1, y1)
          taken.push({ x0: Math.min(x0, x1) + 1, x1: Math.max(x0, x1) - 1, y0, y1: y1 + COMPACT.height / 2 })
          const behind = Math.min(0.5, (COMPACT.width / 2 + 16) / Math.abs(x1 - x0))
          const [x, y] = [x1 - (x1 - x0) * behind, y1 - (y1 - y0) * behind]
          return { step, x0, y0, x1, y1, inTunnel: true, box: { x, y, ...COMPACT, wraps: this.#wraps, text: '' } }
        }),
    )
  }

  #height(inTunnel: boolean): number {
    return inTunnel ? this.#wrappedHeight : BOX_HEIGHT
  }

  /** What was learned or has moved; or a step that is told without an arrow. */
  #event(steps: readonly Step[], y: number): Pick<RowBox, 'mark' | 'height'> {
    const step = steps.at(-1)!
    const points: readonly Point[] = step.toVteps.length > 0 && step.mac !== 0 ? step.toVteps : [Side.Initiator]
    const found = [...new Set(points.flatMap((point) => this.#x.get(point) ?? []))]
    const lanes = found.length > 0 ? found : this.#lanes.slice(0, 1).map((lane) => lane.x)
    const { kind, text } = this.#eventWords(step)
    const boxWidth = width(text) * SMALL + 20
    const [near, far] = [Math.min(...lanes) - 16, Math.max(...lanes) + 16]
    const isRight = far + boxWidth <= this.#width - 2
    const isLeft = near - boxWidth >= this.#left
    const isBeside = isRight || isLeft
    const x = isRight ? far : isLeft ? near - boxWidth : Math.max(this.#left, this.#width - 2 - boxWidth)
    this.#width = Math.max(this.#width, x + boxWidth + 2)
    const top = y + (isBeside ? 6 : 20)
    const middle = isBeside ? top + CALLOUT_HEIGHT / 2 : y + 10
    return {
      mark: { step: step.number, lanes, kind, text, x, y: top, width: boxWidth, middle },
      height: top + CALLOUT_HEIGHT + 6 - y,
    }
  }

  #eventWords(step: Step): Pick<Mark, 'kind' | 'text'> {
    const { words } = this.#names
    if (step.kind === StepKind.Move || step.kind === StepKind.Learn) {
      const { isHollow, texts } = learnMark(step, this.#sequence, this.#names)
      if (isHollow) return { kind: 'hollow', text: texts[0]! }
      if (step.kind === StepKind.Learn)
        return { kind: step.knownSince === undefined ? 'learn' : 'know', text: texts[0]! }
      const vtep = this.#names.address(step.fromVtep)
      return { kind: 'move', text: PAGE_LADDER[this.#names.view.language].moved(macText(step.mac), vtep) }
    }
    return { kind: 'link', text: isSending(step) ? this.#names.packet(step, this.#sequence) : words.onLink }
  }

  /** An arrow from the host that sends nothing; it breaks off half way. */
  #missing(step: Step, y: number): Pick<RowBox, 'gap' | 'height'> {
    const missing = step.missing ?? Missing.Answer
    const [first, last] = [this.#lanes[0]?.x ?? this.#left, this.#lanes.at(-1)?.x ?? this.#left]
    const asker = sideOf(step.from, step.fromMac, this.#sequence) ?? Side.Initiator
    const isAsked = missing !== Missing.Request && missing !== Missing.Unicast
    const isFromFirst = isAsked ? asker === Side.Target : asker === Side.Initiator || missing === Missing.Unicast
    const [x0, x1] = isFromFirst ? [first, last] : [last, first]
    const middle = y + 34
    const text = missingMark(missing, this.#sequence, this.#names)
    return {
      gap: {
        step: step.number,
        missing,
        x0,
        x1: (x0 + x1) / 2,
        y: middle,
        text: { text, x: (x0 + x1) / 2, y: middle - 16 },
      },
      height: 50,
    }
  }
}

/** The step that sends the packet of a row; undefined of a row that is about none. */
export function packetOfRow(steps: readonly Step[]): Step | undefined {
  return isPacketRow(steps) ? (steps.find(isSending) ?? steps.find(isCarried)) : undefined
}

/** A packet that no host sends: what a VTEP floods, and what it refuses. */
function isCarried({ kind }: Step): boolean {
  return kind === StepKind.Flood || isSignal(kind)
}

/** The step of a row in which the packet takes this hop. */
export function stepOfHop({ from, inTunnel }: Hop, row: readonly Step[], packet: Step): number {
  const flood = row.find((step) => step.kind === StepKind.Flood)
  if (flood === undefined || flood.fromVtep === NO_ADDRESS) return packet.number
  if (inTunnel && from === flood.fromVtep) return flood.number
  const isSetOut = !inTunnel && typeof from !== 'number'
  if (isSetOut) return packet.number
  return row.find((step) => step.kind === StepKind.Receive)?.number ?? flood.number
}

/** The headers around a frame in the tunnel, as `from` sends it or of both directions: one text for each, outermost first. */
export function wrapsOf(
  { network }: Sequence,
  { initiatorVtep }: Participants,
  names: Names,
  from?: number,
): readonly string[] {
  const wraps: string[] = []
  for (
    let n = names.facts.networks[network];
    n !== undefined && n.network !== PLAIN;
    n = names.facts.networks[n.parent]
  ) {
    const way = from === undefined ? n : onWay(n, from)
    const isIpv6 = n.network === network && initiatorVtep !== NO_ADDRESS && names.facts.addresses.isIpv6(initiatorVtep)
    wraps.unshift([isIpv6 ? 'IPv6' : 'IP', ...(n.port === 0 ? [] : ['UDP']), networkName(way)].join(' · '))
  }
  return wraps
}

function lanesOf(cast: Participants, names: Names): readonly Lane[] {
  const { roles } = names.words
  const { network, initiator, initiatorMac, target, targetMac } = cast.sequence
  const end = names.hasVteps(network) ? roles.vtep : roles.end
  const host = (side: Side, address: number, mac: number): Lane =>
    lane('host', names.host(address, mac), roles.host, [side])
  const vtep = (address: number): readonly Lane[] =>
    address === NO_ADDRESS ? [] : [lane('vtep', names.address(address), end, [address])]
  return [
    host(Side.Initiator, initiator, initiatorMac),
    ...vtep(cast.initiatorVtep),
    ...cast.groups.map((group) => lane('group', names.address(group), roles.group, [group])),
    ...(cast.others.length > OTHERS
      ? [lane('others', names.words.others(cast.others.length), end, cast.others)]
      : cast.others.flatMap(vtep)),
    ...cast.speakers.map((speaker) => lane('speaker', names.address(speaker), roles.speaker, [speaker])),
    ...(cast.targetVtep === cast.initiatorVtep ? [] : vtep(cast.targetVtep)),
    ...(cast.hasTarget ? [host(Side.Target, target, targetMac)] : []),
  ]
}

function lane(kind: LaneBox['kind'], name: string, role: string, points: readonly Point[]): Lane {
  const lines = inLines(name)
  return { kind, name, lines, role, points, width: Math.max(longest(lines) * MONO, width(role) * SMALL) + 18 }
}

/** A long address in two lines, broken behind a colon near its middle. */
function inLines(name: string): readonly string[] {
  if (name.length <= LINE) return [name]
  const half = name.length / 2
  const breaks = [...name].flatMap((sign, i) => (sign === ':' && name[i + 1] !== ':' ? [i + 1] : []))
  const at = breaks.reduce((best, i) => (Math.abs(i - half) < Math.abs(best - half) ? i : best), breaks[0] ?? LINE)
  return [name.slice(0, at), name.slice(at)]
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, width(text)), 0)
}

function between(x: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, x))
}

/** The step of a row that tells how its packet went through the tunnel. */
export function carrierOf({ steps }: Pick<RowBox, 'steps'>, packet: Step): Step {
  return steps.find((step) => step.kind === StepKind.Flood) ?? packet
}

/** Whether a step's packet goes to everybody on the link, as requests and announcements do. */
export function isForAll({ kind }: Step): boolean {
  return kind === StepKind.Request || kind === StepKind.Probe || kind === StepKind.Announcement
}
