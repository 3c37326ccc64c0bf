/**
 * Somebody says by ICMP that a tunnel's packets do not reach its far end: that end itself, where nobody listens, a router
 * without a way there, or a filter. No fault: what was refused only until the far end was up, and a host whose kernel
 * refuses what a program on it answers. One refusal, or several at once, is a hint: it may be over a moment later.
 */
import type { TunnelType } from '../../../wire/tunnel.js'
import type { CheckFacts } from '../check-facts.js'
import { isKeyUnknown } from '../evidence/gre-keys.js'
import { Refusal, type Refused, refusals } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { merged } from '../evidence/merging.js'
import { isPortMismatched } from '../evidence/port-and-vni-mismatches.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface Unreachable {
  readonly refusal: Refusal
  readonly type: TunnelType
  /** VNI or key; `NO_ID` without. */
  readonly id: number
  /** UDP destination port; `NO_PORT` for tunnels over IP. */
  readonly port: number
  readonly isIpv6: boolean
  /** Addresses of the tunnel's ends, and of who says so. */
  readonly from: number
  readonly to: number
  readonly sender: number
  /** Whether the tunnel works since then, or in spite of it. */
  readonly isOver: boolean
  /** Whether anything shows that it was more than a moment. */
  readonly isLasting: boolean
  /** Whether `vxlan.port-mismatch` tells why, and what to do. */
  readonly isConsequence: boolean
  /** Packets that went there; 0 where the capture shows the errors alone. */
  readonly sent: number
}

export const tunnelUnreachable: Finder<Unreachable> = {
  id: 'tunnel.unreachable',
  find(facts) {
    const all = refusals(facts)
      .filter((refused) => refused.refusal !== Refusal.Ttl && !isKeyUnknown(refused))
      .map((refused) => finding(facts, refused))
    return limited(
      merged(all, ({ from, to, sender, refusal, type, port }) => [from, to, sender, refusal, type, port].join(' ')),
    )
  },
}

function finding(facts: CheckFacts, refused: Refused): Finding<Unreachable> {
  const { refusal, type, id, port, isIpv6, from, to, sender, isOver, isLasting, sent, packets, frames } = refused
  const isConsequence = refusal === Refusal.Port && isPortMismatched(facts, from, to)
  return {
    id: 'tunnel.unreachable',
    severity: isOver || isConsequence ? 'info' : sent > 0 && isLasting ? 'error' : 'warning',
    confidence: isOver || isLasting ? 'high' : 'medium',
    frames: someFrames(frames),
    count: packets,
    about: { refusal, type, id, port, isIpv6, from, to, sender, isOver, isLasting, isConsequence, sent },
  }
}
