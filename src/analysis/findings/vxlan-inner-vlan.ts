/**
 * Frames in VXLAN that still have a VLAN tag: a VTEP should not send them, and one that gets them should drop them unless
 * it was told otherwise. Trunks are carried so on purpose, hence it is a fault only where nobody answers.
 */
import { type Finder, someFrames } from '../check/finding.js'
import { Oddity } from '../check/oddities.js'
import { limited } from './shared-limited.js'
import { oddWays } from './shared-odd-ways.js'

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
    return limited(
      oddWays(facts, Oddity.InnerVlan).map(
        ({ network, from, to, value: vlan, values: vlans, sent, questions, frames, packets }) => ({
          id: 'vxlan.inner-vlan',
          severity: questions.length > 0 ? 'warning' : 'info',
          confidence: questions.length > 0 ? 'medium' : 'high',
          frames: someFrames(frames),
          count: packets,
          about: { network, from, to, vlan, vlans, sent, isUnanswered: questions.length > 0 },
        }),
      ),
    )
  },
}
