/**
 * A tunnel's packet is marked as having met congestion, and what it carries says that its sender does not understand such
 * marks: whoever takes it out of the tunnel drops it, for there is no other way to tell the sender.
 */

import { Anomaly } from '../../tunnels/header-anomalies.js'
import { anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface IllegalEcn {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Packets of this tunnel that went the same way; 0 to a group. */
  readonly sent: number
}

export const ecnIllegal: Finder<IllegalEcn> = {
  id: 'ecn.illegal',
  find(facts) {
    return limited(
      anomaliesByTunnel(facts, Anomaly.IllegalEcn).map(({ network, from, to, sent, isAnswered, frames, packets }) => ({
        id: 'ecn.illegal',
        severity: isAnswered ? 'warning' : 'error',
        confidence: 'high',
        frames: someFrames(frames),
        count: packets,
        about: { network, from, to, sent },
      })),
    )
  },
}
