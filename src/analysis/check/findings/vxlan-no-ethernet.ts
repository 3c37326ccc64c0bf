/**
 * IP packets that stand in VXLAN where an Ethernet frame should: who sends them takes the tunnel for one of IP packets
 * (VXLAN-GPE says so in its header, plain VXLAN cannot), and a receiver reads their first octets as MAC addresses.
 */

import { Anomaly } from '../../tunnels/header-anomalies.js'
import { anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface NoEthernet {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Of IP: 4, 6, or both. */
  readonly versions: readonly number[]
}

export const vxlanNoEthernet: Finder<NoEthernet> = {
  id: 'vxlan.no-ethernet',
  find(facts) {
    return limited(
      anomaliesByTunnel(facts, Anomaly.NoEthernet).map(({ network, from, to, values: versions, frames, packets }) => ({
        id: 'vxlan.no-ethernet',
        severity: 'warning',
        confidence: 'high',
        frames: someFrames(frames),
        count: packets,
        about: { network, from, to, versions },
      })),
    )
  },
}
