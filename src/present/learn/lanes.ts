/** The lanes of a ladder: how they are called, and where they stand so that all of it fits. */
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import type { Names } from './names.js'
import { type Participants, Side } from './participants.js'
import { more, width } from './text.js'

interface Lane {
  readonly kind: 'host' | 'vtep' | 'group' | 'others' | 'speaker'
  readonly name: string
  /** The cell of its line. */
  readonly x: number
}

/** Lanes from left to right: the initiator, its VTEP, groups, other VTEPs, the target's VTEP, the target. */
export interface Lanes {
  readonly lanes: readonly Lane[]
  /** The first cell that is right of all lanes. */
  readonly end: number
  /** The lane's cell; undefined where it has none. */
  readonly hostX: Readonly<Partial<Record<Side, number>>>
  readonly vtepX: ReadonlyMap<number, number>
  /** Whether there is room for the remarks. */
  readonly notes: boolean
}

/** Cells that a ladder has to itself, and what must fit between its lanes. */
export interface Room {
  /** The first lane's cell at the least. */
  readonly left: number
  /** Cells that frame and time take right of the ladder, and the remarks behind them. */
  readonly right: number
  readonly notes: number
  /** Cells of a line at all. */
  readonly columns: number
  /** What a host's arrow carries, in cells. */
  readonly packet: number
  /** What the tunnel's arrow carries. */
  readonly tunnel: number
}

/** Cells of an arrow beside its text: spaces, a bit of line, its head. */
const ARROW = 4
const LEAST_GAP = 4
const WIDEST_GAP = 22
/** A shortened name keeps this many cells of its end. */
const SHORT = 9

/** How lanes can be made to fit, the best first. */
const WAYS: readonly Way[] = [
  { hosts: true, short: false, labels: true, others: 8, notes: true },
  { hosts: true, short: false, labels: true, others: 8, notes: false },
  { hosts: true, short: true, labels: true, others: 8, notes: false },
  { hosts: true, short: false, labels: true, others: 0, notes: false },
  { hosts: true, short: true, labels: true, others: 0, notes: false },
  { hosts: true, short: true, labels: false, others: 0, notes: false },
  { hosts: false, short: false, labels: true, others: 0, notes: false },
  { hosts: false, short: true, labels: false, others: 0, notes: false },
]

interface Way {
  readonly hosts: boolean
  /** Names without what they share. */
  readonly short: boolean
  /** Whether there must be room for the text of each arrow. */
  readonly labels: boolean
  /** If there are more VTEPs than these besides the two hosts' own, they share one lane. */
  readonly others: number
  /** Whether there are remarks. */
  readonly notes: boolean
}

/** The lanes of those who take part, in the best way that fits; in the last one if none does. */
export function lanesOf(cast: Participants, names: Names, room: Room): Lanes {
  for (const way of WAYS) {
    const placed = place(actors(cast, names, way), room, way)
    if (placed !== undefined) return placed
  }
  return place(actors(cast, names, WAYS.at(-1)!), { ...room, columns: Number.POSITIVE_INFINITY }, WAYS.at(-1)!)!
}

interface Actor extends Omit<Lane, 'x'> {
  readonly side?: Side
  readonly vteps: readonly number[]
}

function actors(cast: Participants, names: Names, { hosts, short, others }: Way): readonly Actor[] {
  const { initiator, initiatorMac, target, targetMac } = cast.sequence
  const ends = [...new Set([cast.initiatorVtep, ...cast.others, cast.targetVtep])].filter((end) => end !== NO_ADDRESS)
  const endNames = named(
    ends.map((end) => names.address(end)),
    short,
    names,
  )
  const vtep = (end: number): Actor[] =>
    end === NO_ADDRESS ? [] : [{ kind: 'vtep', name: endNames[ends.indexOf(end)]!, vteps: [end] }]
  const hostNames = named([names.host(initiator, initiatorMac), names.host(target, targetMac)], short, names)
  const crowd: Actor = { kind: 'others', name: names.words.others(cast.others.length), vteps: cast.others }
  return [
    ...(hosts ? [{ kind: 'host', name: hostNames[0]!, side: Side.Initiator, vteps: [] } as const] : []),
    ...vtep(cast.initiatorVtep),
    ...cast.groups.map((group): Actor => ({ kind: 'group', name: names.address(group), vteps: [group] })),
    ...(cast.others.length > others ? [crowd] : cast.others.flatMap(vtep)),
    ...cast.speakers.map((one): Actor => ({ kind: 'speaker', name: names.address(one), vteps: [one] })),
    ...(cast.targetVtep === cast.initiatorVtep ? [] : vtep(cast.targetVtep)),
    ...(hosts && cast.hasTarget ? [{ kind: 'host', name: hostNames[1]!, side: Side.Target, vteps: [] } as const] : []),
  ]
}

/** The names without the octets (IPv6: groups) that all of them start with. */
function named(full: readonly string[], short: boolean, names: Names): readonly string[] {
  if (!short) return full
  const first = full[0] ?? ''
  let shared = full.length < 2 ? 0 : first.length
  for (const name of full) while (!name.startsWith(first.slice(0, shared))) shared--
  while (shared > 0 && !/[.:]/.test(first[shared - 1]!)) shared--
  while (shared > 0 && /[.:]/.test(first[shared - 1]!)) shared--
  return full.map((name) => elided(name.slice(shared), names))
}

function elided(name: string, names: Names): string {
  return width(name) <= 2 * SHORT ? name : more(names.view.unicode) + name.slice(-SHORT)
}

function place(actors: readonly Actor[], room: Room, { labels, hosts, notes }: Way): Lanes | undefined {
  const sender = actors.findIndex((actor) => actor.kind === 'vtep')
  const gaps = actors.slice(1).map((right, i) => {
    const left = actors[i]!
    const isHosts = left.kind === 'host' || right.kind === 'host'
    const carried = isHosts ? room.packet : i !== sender ? 0 : hosts ? room.tunnel : room.packet
    return leastGap(left, right, labels && carried > 0 ? carried + ARROW + 1 : 0)
  })
  const first = Math.max(room.left, width(actors[0]?.name ?? '') >> 1)
  const last = actors.at(-1)
  const beyond = Math.max(
    room.right + (notes ? room.notes : 0),
    last === undefined ? 0 : width(last.name) - (width(last.name) >> 1),
  )
  let spare = room.columns - first - gaps.reduce((sum, gap) => sum + gap, 0) - beyond - 1
  if (spare < 0) return undefined
  // The narrowest gaps are widened first, so that lanes are spread evenly.
  for (; gaps.length > 0 && spare > 0; spare--) {
    const narrowest = gaps.indexOf(Math.min(...gaps))
    if (gaps[narrowest]! >= WIDEST_GAP) break
    gaps[narrowest]!++
  }
  const hostX: Partial<Record<Side, number>> = {}
  const vtepX = new Map<number, number>()
  let x = first
  const lanes = actors.map(({ kind, name, side, vteps }, i) => {
    if (i > 0) x += gaps[i - 1]!
    if (side !== undefined) hostX[side] = x
    for (const vtep of vteps) vtepX.set(vtep, x)
    return { kind, name, x }
  })
  return { lanes, end: x + 1, hostX, vtepX, notes }
}

/** Cells from a lane to the next one: room for half of each name, and for what the arrow between them carries. */
function leastGap(left: Actor, right: Actor, arrow: number): number {
  return Math.max(LEAST_GAP, width(left.name) - (width(left.name) >> 1) + (width(right.name) >> 1) + 1, arrow)
}
