/**
 * Several files are capture points of the same traffic: what was changed between two of them that breaks the packets, or
 * that a user should know of. What routers and network cards do by design (TTL, DSCP, checksums filled in) is none of it.
 */
import type { Change, ChangeKind } from '../../compare/changes.js'
import type { PointPair } from '../../compare/points.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, type Severity, someFrames } from '../finding.js'

export interface RewrittenOnTheWay {
  readonly pair: PointPair
  readonly direction: 0 | 1
  readonly change: Change
}

/** Fewer may be packets that are alike by chance. */
const FEWEST = 3

const SEVERITIES: Partial<Record<ChangeKind, Severity>> = {
  'checksum-broken': 'warning',
  network: 'warning',
  'df-cleared': 'info',
  mss: 'info',
}

export const pointsRewritten: Finder<RewrittenOnTheWay> = {
  id: 'points.rewritten',
  find({ capture: { points } }) {
    const pairs = points?.pairs ?? []
    return limited(pairs.flatMap((pair) => ([0, 1] as const).flatMap((n) => rewritten(pair, n))))
  },
}

function rewritten(pair: PointPair, direction: 0 | 1): readonly Finding<RewrittenOnTheWay>[] {
  const { changes } = pair.comparison.directions[direction]
  return changes.flatMap((change) => {
    const severity = SEVERITIES[change.kind]
    if (severity === undefined || isOwnTunnel(pair, change)) return []
    // A connection has one SYN each way.
    if (change.kind !== 'mss' && change.packets < FEWEST) return []
    return [
      {
        id: 'points.rewritten',
        severity,
        confidence: 'high',
        frames: someFrames(change.frames.flat()),
        count: change.packets,
        about: { pair, direction, change },
      },
    ]
  })
}

/** Whether a gateway has put the packets into a tunnel of its own, which has a network of its own. */
function isOwnTunnel({ forms }: PointPair, { kind, before, after }: Change): boolean {
  if (kind !== 'network') return false
  const [x, y] = [forms.formOf(before), forms.formOf(after)]
  return x.source !== y.source && x.destination !== y.destination
}
