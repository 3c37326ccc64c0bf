/**
 * A station was behind one VTEP and then behind another: a container or virtual machine that moved, a virtual router
 * that another machine took over. It explains why a table changed, and is no fault; one that goes to and fro is told as
 * that.
 */

import { distinct } from '../../tables/number-map.js'
import { elapsed } from '../../totals/traffic.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { isAnnounced, isMoving, type Moved, movers } from '../evidence/host-moves.js'
import { limited } from '../evidence/limit.js'
import { isVirtualRouter } from '../evidence/virtual-macs.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface MacMoved {
  readonly network: number
  /** The first few that moved from one of these places to the other. */
  readonly macs: readonly number[]
  readonly stations: number
  /** Addresses of the VTEPs. */
  readonly from: number
  readonly to: number
  /** Nanoseconds from the first one's last packet at the old place to the first one at the new. */
  readonly away: number
  /** Whether its first packet at the new place was an announcement: gratuitous ARP, unsolicited advertisement, RARP. */
  readonly isAnnounced: boolean
  /** The frame for it that went to the new place before its first one from there: others knew already. 0 without. */
  readonly expected: number
  /** The frame in which BGP told of the new place before, and with which sequence number; 0 without. */
  readonly told: number
  readonly sequence: number
  /** Whether its MAC address is a virtual router's. */
  readonly isVirtual: boolean
}

const MAX_MACS = 4

export const macMoved: Finder<MacMoved> = {
  id: 'mac.moved',
  find(facts) {
    const moves = movers(facts).flatMap((mover) => (isMoving(mover) ? mover.moves : []))
    const ways = groupsOf(moves, ({ move }) => `${move.network} ${move.from} ${move.to}`)
    return limited(ways.map((way) => finding(facts, way)))
  },
}

function finding(facts: CheckFacts, way: readonly [Moved, ...Moved[]]): Finding<MacMoved> {
  const { network, mac, from, to, lastBefore, at, told } = way[0].move
  const macs = distinct(way.map(({ move }) => move.mac))
  return {
    id: 'mac.moved',
    severity: 'info',
    confidence: 'high',
    frames: someFrames(way.flatMap(({ move }) => [move.lastBefore.frame, move.at.frame])),
    count: way.length,
    about: {
      ...{ network, from, to },
      macs: macs.slice(0, MAX_MACS),
      stations: macs.length,
      away: elapsed(lastBefore, at),
      isAnnounced: isAnnounced(facts, way[0].move),
      expected: facts.silentHosts.expected(way[0].noted),
      told: told !== undefined && told.at.frame < at.frame ? told.at.frame : 0,
      sequence: told?.sequence ?? 0,
      isVirtual: isVirtualRouter(mac),
    },
  }
}
