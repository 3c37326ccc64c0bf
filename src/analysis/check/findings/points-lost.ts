/**
 * Several files are capture points of the same traffic: packets that left one and did not arrive at another one, although
 * others between the same ends did.
 *
 * The files alone do not show whether a capture was taken with a filter; that packets were dropped by the capture itself they do.
 */
import type { Direction } from '../../compare/comparison.js'
import type { Shared } from '../../compare/losses.js'
import type { PointPair } from '../../compare/points.js'
import { Known } from '../../compare/ways.js'
import { limited } from '../evidence/limit.js'
import type { Finder, Finding } from '../finding.js'

export interface LostOnTheWay {
  readonly pair: PointPair
  readonly direction: 0 | 1
  /** Packets that the capture at the far end has dropped itself. */
  readonly drops: number
  /** Whether conversations as a whole are missing, which may go another way. */
  readonly isElsewhere: boolean
  /** Packets that found no room, and were not compared. */
  readonly left: number
}

/** Packets that were seen at both points, so that these are known to be of one way. */
const ENOUGH = 10
/** Losses that are no chance. */
const MIN_LOST = 2
const RARE = 200

export const pointsLost: Finder<LostOnTheWay> = {
  id: 'points.lost',
  find({ capture: { points } }) {
    if (points === undefined) return []
    const isKnown = ({ comparison: { clocks } }: PointPair): boolean =>
      clocks.pairs >= ENOUGH && clocks.known !== Known.Not && !clocks.isByOrder
    return limited(
      points.pairs
        .filter(isKnown)
        .flatMap((pair) => [lost(pair, 0, points.drops), lost(pair, 1, points.drops)])
        .filter((finding) => finding !== undefined),
    )
  },
}

function lost(pair: PointPair, n: 0 | 1, drops: readonly number[]): Finding<LostOnTheWay> | undefined {
  const { points, comparison, isToldCloser } = pair
  const { sent, arrived, to, lost, losses } = comparison.directions[n]
  if (losses.unicast === 0 || isToldCloser[n] || sent < ENOUGH || (arrived > 0 && arrived < ENOUGH)) return undefined
  const dropped = drops[points[to]!]!
  const isElsewhere = mayGoElsewhere(comparison.directions[n])
  const isCertain = dropped === 0 && !isElsewhere && losses.unicast >= MIN_LOST && lost.packets * RARE >= sent
  return {
    id: 'points.lost',
    severity: isCertain ? 'warning' : 'info',
    confidence: dropped > 0 ? 'low' : isElsewhere || comparison.clocks.isByClocks ? 'medium' : 'high',
    frames: lost.frames,
    count: lost.packets,
    about: {
      pair,
      direction: n,
      drops: dropped,
      isElsewhere,
      left: comparison.places.reduce((sum, place) => sum + place.dropped, 0),
    },
  }
}

/** What filters, devices and cables do to packets, whatever conversation they are of. */
const BY_THE_WAY: readonly Shared['by'][] = ['tunnel-port', 'network', 'fragment', 'dscp', 'length', 'time']

/** Whether nothing arrived of each conversation that lost something: it may take another way, or a filter has left it out. */
function mayGoElsewhere({ arrived, losses: { by, shared } }: Direction): boolean {
  if (arrived === 0) return true
  if (shared !== undefined && BY_THE_WAY.includes(shared.by)) return false
  return by.flow.every((row) => row.lost === row.sent)
}
