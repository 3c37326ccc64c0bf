/**
 * A station moves by BGP again and again within a short time: two stations have its address, or a loop brings its frames to
 * another VTEP. RFC 7432 §15.1 counts five moves in 180 seconds as such a case.
 */
import type { ToldMove } from '../../control/told-tables.js'
import { distinct } from '../../tables/number-map.js'
import { elapsed } from '../../totals/traffic.js'
import { NO_NETWORK } from '../../tunnels/networks.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface EvpnMobilityStorm {
  readonly network: number
  readonly mac: number
  /** The VTEPs that tell of it. */
  readonly vteps: readonly number[]
  /** The sequence numbers of the first and the last move of the storm, and nanoseconds between the two. */
  readonly sequences: readonly [number, number]
  readonly time: number
}

/** RFC 7432 §15.1: N and M. */
const MOVES = 5
const WITHIN = 180e9

export const evpnMobilityStorm: Finder<EvpnMobilityStorm> = {
  id: 'evpn.mobility-storm',
  find({ control, networks }) {
    const stations = new Map<string, ToldMove[]>()
    for (const move of control.tables.moves) {
      const key = `${move.network} ${move.vni} ${move.mac}`
      const of = stations.get(key) ?? []
      if (of.length === 0) stations.set(key, of)
      of.push(move)
    }
    return limited(
      [...stations.values()].flatMap((moves) => {
        const storm = longest(moves)
        const [first, last] = [storm[0], storm.at(-1)]
        if (first === undefined || last === undefined) return []
        const network = networks.told(first.vni, first.network, first.told.at)
        if (network === NO_NETWORK) return []
        return [
          {
            id: 'evpn.mobility-storm',
            severity: 'warning',
            confidence: 'high',
            frames: someFrames(storm.map(({ told }) => told.at.frame)),
            count: storm.length,
            about: {
              network,
              mac: first.mac,
              vteps: distinct(storm.flatMap(({ from, to }) => [from, to])),
              sequences: [first.told.sequence, last.told.sequence],
              time: elapsed(first.told.at, last.told.at),
            },
          } as const,
        ]
      }),
    )
  },
}

/** The most moves, one behind the other, of which any five are so close together; none where no five are. */
function longest(moves: readonly ToldMove[]): readonly ToldMove[] {
  let best: readonly ToldMove[] = []
  let start = 0
  for (const [i] of moves.entries()) {
    if (i < MOVES - 1) continue
    const isClose = elapsed(moves[i - MOVES + 1]!.told.at, moves[i]!.told.at) <= WITHIN
    if (!isClose) start = i - MOVES + 2
    else if (i + 1 - start > best.length) best = moves.slice(start, i + 1)
  }
  return best
}
