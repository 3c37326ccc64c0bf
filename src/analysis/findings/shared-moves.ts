/** Stations that moved, each with all of its moves: once in a while, or to and fro. */
import { TunnelType } from '../../wire/tunnel.js'
import type { CheckFacts } from '../check/check-facts.js'
import { type Move, StepKind } from '../learning/facts.js'
import { groupBy } from '../learning/group-by.js'
import type { StationMove } from '../learning/stations.js'
import { SOME_WITHIN, Unrest, unrestOf } from '../learning/unrest.js'
import { elapsed } from '../traffic.js'
import { isMonitored } from './shared-monitored.js'
import { once } from './shared-once.js'
import { isDistributedGateway } from './shared-routers.js'
import { isVirtualRouter } from './shared-virtual-macs.js'

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
    const isTorn = unrest === Unrest.None && areTwo(facts, moves)
    return [{ network, mac, moves, unrest: isTorn ? Unrest.Some : unrest, isEverywhere }]
  })
})

/** Nanoseconds in which nobody moves, and takes another address there. */
const AT_ONCE = 1e8

/**
 * Whether two stations have the address: it is there and back within seconds, or at both places at once, and says of one IP
 * address at one place that it is its own, and of another one at the other. Who moves takes all of its addresses along.
 */
function areTwo({ fdb, talk }: CheckFacts, moves: readonly Moved[]): boolean {
  const [first, last] = [moves[0]!, moves.at(-1)!]
  if (elapsed(first.move.lastBefore, last.move.at) > (moves.length < 2 ? AT_ONCE : SOME_WITHIN)) return false
  const { network, mac } = first.move
  if (isVirtualRouter(mac)) return false
  const { station } = first.noted
  const claims = (fdb.stations.addressesOf(new Set([station])).get(station) ?? []).flatMap(
    (address) => talk.claims.claim(network, address, mac) ?? [],
  )
  return new Set(claims.map(({ vtep }) => vtep)).size > 1
}

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
