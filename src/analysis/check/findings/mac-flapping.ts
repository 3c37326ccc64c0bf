/**
 * A MAC address that goes to and fro between VTEPs: the way to it changes with each packet, and part of what is sent to
 * it is lost. Two stations have the same one, or a loop brings its frames back on another way.
 *
 * Not a fault: the MAC address of a gateway that several VTEPs have at once (a virtual router's, or one that many
 * addresses send from), and networks whose ends are told where stations are. Not told where frames are seen to go
 * round, nor of mirrored frames.
 */

import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { isTold, MoveRate, type Mover, movers } from '../evidence/host-moves.js'
import { limited } from '../evidence/limit.js'
import { isLooping } from '../evidence/loop-effects.js'
import { once } from '../evidence/memo.js'
import { isVirtualRouter } from '../evidence/virtual-macs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface MacFlapping {
  readonly network: number
  /** The first few that flap between these places. */
  readonly macs: readonly number[]
  readonly stations: number
  /** Addresses of the VTEPs. */
  readonly places: readonly number[]
  /** The first one's IP addresses. */
  readonly addresses: readonly number[]
  /** Whether several may have it at once by design, and whether what it sends shows that it is a distributed gateway. */
  readonly isGateway: boolean
  readonly isEverywhere: boolean
  /** Whether the ends of the tunnels are told where stations are. */
  readonly isTold: boolean
  /** Nanoseconds from the first move to the last; of one alone, from the last frame at the place before. */
  readonly lasted: number
}

const MAX_MACS = 4
const MAX_PLACES = 8
/** A station with so many addresses forwards for others. */
const GATEWAY_ADDRESSES = 4

export const macFlapping: Finder<MacFlapping> = {
  id: 'mac.flapping',
  find(facts) {
    const groups = groupsOf(
      flapping(facts),
      (mover) => `${mover.network} ${placesOf(mover).join(' ')} ${isGateway(facts, mover)} ${mover.isEverywhere}`,
    )
    return limited(groups.map((group) => finding(facts, group)))
  },
}

const flapping: (facts: CheckFacts) => readonly Mover[] = once((facts) =>
  movers(facts).filter(({ moveRate, network }) => moveRate !== MoveRate.None && !isLooping(facts, network)),
)

function placesOf({ moves }: Mover): readonly number[] {
  return [...new Set(moves.flatMap(({ move }) => [move.from, move.to]))].sort((x, y) => x - y).slice(0, MAX_PLACES)
}

/** The addresses of all stations that flap. */
const addresses: (facts: CheckFacts) => ReadonlyMap<number, readonly number[]> = once((facts) =>
  facts.fdb.stations.addressesOf(new Set(flapping(facts).map(({ moves }) => moves[0]!.noted.station))),
)

function addressesOf(facts: CheckFacts, { moves }: Mover): readonly number[] {
  return addresses(facts).get(moves[0]!.noted.station) ?? []
}

function isGateway(facts: CheckFacts, mover: Mover): boolean {
  return mover.isEverywhere || isVirtualRouter(mover.mac) || addressesOf(facts, mover).length >= GATEWAY_ADDRESSES
}

function finding(facts: CheckFacts, group: readonly [Mover, ...Mover[]]): Finding<MacFlapping> {
  const first = group[0]
  const { network, moves } = first
  const isMuch = group.some((mover) => mover.moveRate === MoveRate.Much)
  const harmless = { isGateway: isGateway(facts, first), isTold: isTold(facts, network) }
  return {
    id: 'mac.flapping',
    severity: harmless.isGateway || harmless.isTold ? 'info' : isMuch ? 'error' : 'warning',
    confidence: 'medium',
    // Of one change alone both frames are needed to see it.
    frames: someFrames(
      moves.flatMap(({ move }) => (moves.length > 1 ? [] : [move.lastBefore.frame]).concat(move.at.frame)),
    ),
    count: group.reduce((count, mover) => count + mover.moves.length, 0),
    about: {
      ...harmless,
      isEverywhere: first.isEverywhere,
      network,
      macs: group.slice(0, MAX_MACS).map(({ mac }) => mac),
      stations: group.length,
      places: placesOf(first),
      addresses: addressesOf(facts, first),
      lasted: elapsed(moves.length > 1 ? moves[0]!.move.at : moves[0]!.move.lastBefore, moves.at(-1)!.move.at),
    },
  }
}
