/**
 * Frames in VXLAN that still have a VLAN tag: a VTEP should not send them, and one that gets them should drop them unless
 * it was told otherwise. Trunks are carried so on purpose, hence it is a fault only where what is asked in them is not
 * answered and no such frame comes back: one that does shows that the far end takes them.
 */

import { Anomaly } from '../../tunnels/header-anomalies.js'
import { anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface InnerVlan {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** VLAN identifier of the first one, and all of them. */
  readonly vlan: number
  readonly vlans: readonly number[]
  /** Packets of this tunnel that went the same way; 0 to a group. */
  readonly sent: number
  /** Whether what is asked in it is not answered. */
  readonly isUnanswered: boolean
}

export const vxlanInnerVlan: Finder<InnerVlan> = {
  id: 'vxlan.inner-vlan',
  find(facts) {
    const ways = anomaliesByTunnel(facts, Anomaly.InnerVlan)
    const taken = new Set(ways.map(({ network, from, to }) => `${network} ${to} ${from}`))
    return limited(
      ways.map(({ network, from, to, value: vlan, values: vlans, sent, questions, frames, packets }) => {
        const isAsked = questions.some((question) => question.network !== network)
        const isUnanswered = isAsked && !taken.has(`${network} ${from} ${to}`)
        return {
          id: 'vxlan.inner-vlan',
          severity: isUnanswered ? 'warning' : 'info',
          confidence: isUnanswered ? 'medium' : 'high',
          frames: someFrames(frames),
          count: packets,
          about: { network, from, to, vlan, vlans, sent, isUnanswered },
        }
      }),
    )
  },
}
