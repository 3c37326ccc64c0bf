/**
 * Where those who take part in a sequence stand on the stage above its ladder: the asker and its VTEP at the left, the
 * group in the middle, the other VTEPs and the host that is looked for at the right. Numbers only, in pixels of the drawing.
 */

import type { Sequence } from '../analysis/learning/facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import { type Hop, hopsOf, type Point, rowsOf } from '../present/learn/hops.js'
import type { Names } from '../present/learn/names.js'
import { type Participants, participantsOf, Side } from '../present/learn/participants.js'
import { width as cells } from '../present/learn/text.js'
import { packetOfRow, stepOfHop, wrapsOf } from './ladder-layout.js'

export interface StageNode {
  readonly kind: 'host' | 'vtep' | 'group' | 'others' | 'speaker'
  readonly points: readonly Point[]
  readonly name: string
  readonly role: string
  /** The middle. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Two nodes that packets of the sequence go between, by their numbers. */
interface StageLink {
  readonly from: number
  readonly to: number
  readonly inTunnel: boolean
}

/** What the packet of a step does: one or several ways at once, one after another. */
export interface StageMove extends StageLink {
  /** How many moves come before it in its step. */
  readonly turn: number
  readonly text: string
  /** What is around the packet, outermost first; nothing between a host and its VTEP. */
  readonly wraps: readonly string[]
  /** Whether it comes out of the tunnel at the start. */
  readonly isTakenOut: boolean
}

export interface StageLayout {
  readonly width: number
  readonly height: number
  readonly nodes: readonly StageNode[]
  readonly links: readonly StageLink[]
  /** By the steps' numbers. */
  readonly moves: ReadonlyMap<number, readonly StageMove[]>
}

/** VTEPs at the right that stand by themselves; the rest share a place. */
const OWN = 3
const HOST = { width: 114, height: 46 } as const
const VTEP = { width: 126, height: 46 } as const
const ROW = 56
const TOP = 68
/** Of a header around a packet. */
const HEADING = 14
const MARGIN = 4
/** Between a VTEP and the middle, where the group stands nearer to the one that asks: so its fan is seen. */
const GROUP = 84
/** Pixels of a cell of a name. */
const CELL = 7.4
const WIDTH = 880
/** Between a host and its VTEP: an ARP request has room there. */
const WIRE = 90

type Place = Omit<StageNode, 'x' | 'y' | 'width' | 'height'>

export function stageLayout(sequence: Sequence, names: Names): StageLayout {
  const cast = participantsOf(sequence, names)
  const around = wrapsOf(sequence, cast, names).length
  const nodes = nodesOf(cast, names, around)
  const at = new Map(nodes.flatMap(({ points }, i) => points.map((point) => [point, i] as const)))
  const moves = new Map<number, StageMove[]>()
  for (const row of rowsOf(sequence.steps)) {
    const packet = packetOfRow(row)
    if (packet === undefined) continue
    const text = names.packet(packet, sequence)
    for (const hop of hopsOf(row, cast)) {
      const step = stepOfHop(hop, row, packet)
      const own = moves.get(step) ?? []
      moves.set(step, own)
      const wraps = hop.inTunnel ? wrapsOf(sequence, cast, names, packet.fromVtep) : []
      for (const link of linksOf(hop, at)) {
        if (own.some(({ from, to }) => from === link.from && to === link.to)) continue
        const before = own.find(({ to }) => to === link.from)
        own.push({
          ...link,
          turn: before === undefined ? 0 : before.turn + 1,
          text,
          wraps,
          isTakenOut: !hop.inTunnel && typeof hop.from === 'number' && cast.groups.every((group) => group !== hop.from),
        })
      }
    }
  }
  const links = new Map<string, StageLink>()
  for (const { from, to, inTunnel } of [...moves.values()].flat()) {
    links.set(`${Math.min(from, to)} ${Math.max(from, to)}`, { from, to, inTunnel })
  }
  const height = Math.max(...nodes.map(({ y, height: own }) => y + own / 2)) + MARGIN
  return { width: WIDTH, height, nodes, links: [...links.values()], moves }
}

function linksOf({ from, to, inTunnel }: Hop, at: ReadonlyMap<Point, number>): readonly StageLink[] {
  const start = at.get(from)
  return to.flatMap((point) => {
    const end = at.get(point)
    return start === undefined || end === undefined || start === end ? [] : [{ from: start, to: end, inTunnel }]
  })
}

/** `around`: headers around a packet in the tunnel, which need room above its way. */
function nodesOf(cast: Participants, names: Names, around: number): readonly StageNode[] {
  const { roles } = names.words
  const { sequence, initiatorVtep, targetVtep, others, groups, speakers, hasTarget } = cast
  const end = names.hasVteps(sequence.network) ? roles.vtep : roles.end
  const vtep = (address: number): readonly Place[] =>
    address === NO_ADDRESS ? [] : [{ kind: 'vtep', points: [address], name: names.address(address), role: end }]
  const asker: Place = {
    kind: 'host',
    points: [Side.Initiator],
    name: names.host(sequence.initiator, sequence.initiatorMac),
    role: roles.host,
  }
  const target: readonly Place[] = hasTarget
    ? [
        {
          kind: 'host',
          points: [Side.Target],
          name: names.host(sequence.target, sequence.targetMac),
          role: roles.host,
        },
      ]
    : []
  const isShared = targetVtep === initiatorVtep && targetVtep !== NO_ADDRESS
  const right = [...(isShared ? [] : vtep(targetVtep)), ...others.slice(0, OWN).flatMap(vtep)]
  const rest = others.slice(OWN)
  if (rest.length > 0) right.push({ kind: 'others', points: rest, name: names.words.others(rest.length), role: end })
  const middle: readonly Place[] = [
    ...groups.map(
      (group): Place => ({ kind: 'group', points: [group], name: names.address(group), role: roles.group }),
    ),
    ...speakers.map((s): Place => ({ kind: 'speaker', points: [s], name: names.address(s), role: roles.speaker })),
  ]
  const top = middle.length === 0 ? Math.max(0, around - 1) * HEADING + 3 : TOP * middle.length
  const rows = Math.max(1, right.length, isShared ? 2 : 1)
  const line = (i: number, of: number): number => MARGIN + top + HOST.height / 2 + ((rows - of) / 2 + i) * ROW
  const [hostX, vtepX] = [MARGIN + HOST.width / 2, MARGIN + HOST.width + WIRE + VTEP.width / 2]
  const place = (one: Place, x: number, y: number): StageNode => ({ ...one, x, y, ...sizeOf(one) })
  return [
    place(asker, hostX, line(0, isShared ? 2 : 1)),
    ...vtep(initiatorVtep).map((one) => place(one, vtepX, line(0, 1))),
    ...middle.map((one, i) => place(one, vtepX + VTEP.width / 2 + GROUP, MARGIN + HOST.height / 2 + i * TOP)),
    ...right.map((one, i) => place(one, WIDTH - vtepX, line(i, right.length))),
    ...target.map((one) =>
      isShared ? place(one, hostX, line(1, 2)) : place(one, WIDTH - hostX, line(0, Math.max(1, right.length))),
    ),
  ]
}

/** A long name makes its box wider, as far as there is room. */
function sizeOf({ kind, name }: Place): Pick<StageNode, 'width' | 'height'> {
  const { width, height } = kind === 'host' ? HOST : VTEP
  return { width: Math.min(Math.max(width, cells(name) * CELL + 16), width + 18), height }
}
