/**
 * VXLAN packets whose I flag says that their VNI is not valid: a VTEP that heeds it drops them. Data that only happens to
 * come on VXLAN's port shows no frame of a known protocol, and is not meant.
 */

import { Anomaly } from '../../tunnels/header-anomalies.js'
import { anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface IFlagClear {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** The first 16 bits of the header. */
  readonly flags: number
  readonly isAnswered: boolean
}

export const vxlanIFlagClear: Finder<IFlagClear> = {
  id: 'vxlan.i-flag-clear',
  find(facts) {
    return limited(
      anomaliesByTunnel(facts, Anomaly.VniInvalid).map(
        ({ network, from, to, value: flags, isAnswered, frames, packets }) => ({
          id: 'vxlan.i-flag-clear',
          severity: isAnswered ? 'warning' : 'error',
          confidence: 'high',
          frames: someFrames(frames),
          count: packets,
          about: { network, from, to, flags, isAnswered },
        }),
      ),
    )
  },
}
