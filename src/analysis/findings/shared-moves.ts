/** Stations that moved, each with all of its moves: once in a while, or to and fro. */
import { TunnelType } from '../../wire/tunnel.js'
import type { CheckFacts } from '../check/check-facts.js'
import { type Move, StepKind } from '../learning/facts.js'
import { groupBy } from '../learning/group-by.js'
import type { StationMove } from '../learning/stations.js'
import { Unrest, unrestOf } from '../learning/unrest.js'
import { isMonitored } from './shared-monitored.js'
import { once } from './shared-once.js'
import { isDistributedGateway } from './shared-routers.js'

export { Unrest }

/** A move as told, and as it was noted. */
export interface Moved {
  readonly move: Move
  readonly noted: StationMove
}

export interface Mover {
  readonly network: number
  readonly mac: number
  readonly moves: readonly Moved[]
  readonly unrest: Unrest
  /** Whether it does not move at all: a gateway that is in all these places at once. */
  readonly isEverywhere: boolean
}

export const movers: (facts: CheckFacts) => readonly Mover[] = once((facts) => {
  const noted = facts.fdb.stations.moves
  const all = facts.learned.moves.map((move, i) => ({ move, noted: noted[i]! }))
  return [...groupBy(all, (moved) => moved.noted.station).values()].flatMap((moves) => {
    const { network, mac } = moves[0]!.move
    if (isMonitored(facts, network)) return []
    const isEverywhere = isDistributedGateway(
      facts,
      moves.map((moved) => moved.move),
    )
    const unrest = unrestOf(moves.map(({ noted }) => noted.at))
    return [{ network, mac, moves, unrest, isEverywhere }]
  })
})

/** Whether a station moves as stations do: once in a while, and it is in one place at a time. */
export function isMoving({ unrest, isEverywhere }: Mover): boolean {
  return unrest === Unrest.None && !isEverywhere
}

/** Whether the network's ends are told where stations are, so that one that is seen in two places confuses nobody. */
export function isTold({ networks }: CheckFacts, network: number): boolean {
  return networks.typeOf(network) === TunnelType.Geneve
}

/** Whether a station's first packet at its new place said, unasked, who it is. */
export function isAnnounced(facts: CheckFacts, { at }: Move): boolean {
  return announcements(facts).has(at.frame)
}

/** Frames by which stations announce themselves: gratuitous ARP, unsolicited advertisements; RARP, after a move. */
const announcements: (facts: CheckFacts) => ReadonlySet<number> = once(({ learned, fdb }) => {
  const frames = new Set(fdb.stations.moves.filter(({ byRarp }) => byRarp).map(({ at }) => at.frame))
  for (const { steps } of learned.sequences) {
    for (const { kind, at } of steps) if (kind === StepKind.Announcement) frames.add(at.frame)
  }
  return frames
})
