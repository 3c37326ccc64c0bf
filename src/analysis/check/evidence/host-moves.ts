/** Stations that moved, each with all its moves: whether it moved now and then, or goes to and fro. */
import { TunnelType } from '../../../wire/tunnel.js'
import { type Move, StepKind } from '../../learning/facts.js'
import type { MacMove } from '../../learning/mac-table.js'
import { MoveRate, moveRateOf, SOME_WITHIN } from '../../learning/move-rate.js'
import { groupBy } from '../../tables/group-by.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { isDistributedGateway } from './anycast-gateways.js'
import { once } from './memo.js'
import { isMonitored } from './monitored-networks.js'
import { isVirtualRouter } from './virtual-macs.js'

export { MoveRate }

/** A move as told, and as it was noted. */
export interface Moved {
  readonly move: Move
  readonly noted: MacMove
}

export interface Mover {
  readonly network: number
  readonly mac: number
  readonly moves: readonly Moved[]
  readonly moveRate: MoveRate
  /** Whether it is a gateway that is in all these places at once, and does not move at all. */
  readonly isEverywhere: boolean
}

export const movers: (facts: CheckFacts) => readonly Mover[] = once((facts) => {
  const noted = facts.fdb.stations.moves
  const all = facts.learned.moves.filter(isSeen).map((move, i) => ({ move, noted: noted[i]! }))
  return [...groupBy(all, (moved) => moved.noted.station).values()].flatMap((moves) => {
    const { network, mac } = moves[0]!.move
    if (isMonitored(facts, network)) return []
    const isEverywhere = isDistributedGateway(
      facts,
      moves.map((moved) => moved.move),
    )
    const moveRate = moveRateOf(moves.map(({ noted }) => noted.at))
    const isTorn = moveRate === MoveRate.None && areTwo(facts, moves)
    return [{ network, mac, moves, moveRate: isTorn ? MoveRate.Some : moveRate, isEverywhere }]
  })
})

const isSeen = ({ isByBgpAlone }: Move): boolean => isByBgpAlone !== true

/** Nanoseconds that are too short for a station to move and to take another address. */
const AT_ONCE = 1e8

/**
 * Whether two stations share the MAC address: it goes to and fro within seconds or is in two places at once, and claims
 * one IP address in one place and another in the other. A station that moves keeps all its addresses.
 */
function areTwo({ fdb, addressMessages }: CheckFacts, moves: readonly Moved[]): boolean {
  const [first, last] = [moves[0]!, moves.at(-1)!]
  if (elapsed(first.move.lastBefore, last.move.at) > (moves.length < 2 ? AT_ONCE : SOME_WITHIN)) return false
  const { network, mac } = first.move
  if (isVirtualRouter(mac)) return false
  const { station } = first.noted
  const claims = (fdb.stations.addressesOf(new Set([station])).get(station) ?? []).flatMap(
    (address) => addressMessages.claims.claim(network, address, mac) ?? [],
  )
  return new Set(claims.map(({ vtep }) => vtep)).size > 1
}

/** Whether the station moves as real stations do: now and then, and in one place at a time. */
export function isMoving({ moveRate, isEverywhere }: Mover): boolean {
  return moveRate === MoveRate.None && !isEverywhere
}

/** Whether the network's ends are told where stations are. Then a station in two places confuses nobody. */
export function isTold({ networks }: CheckFacts, network: number): boolean {
  return networks.typeOf(network) === TunnelType.Geneve
}

/** Whether the first packet from the new place announced the station. */
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
