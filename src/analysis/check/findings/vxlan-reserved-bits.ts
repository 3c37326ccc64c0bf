/**
 * VXLAN packets with bits set that are reserved: by the standard they are ignored, and Linux drops the packet. The bits of
 * a group policy are known ones; they are told only where what is asked with them is not answered, since a VTEP without
 * `gbp` drops them as well. No fault, though told: a far end that answers.
 */

import { Anomaly } from '../../tunnels/header-anomalies.js'
import { type AnomalousTunnel, anomaliesByTunnel } from '../evidence/header-anomalies-by-tunnel.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface ReservedBits {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Reserved bits of the first 16, and the header's last octet; or all of the first 16 bits of a group policy. */
  readonly bits: number
  readonly octet: number
  readonly isPolicy: boolean
  readonly isAnswered: boolean
}

export const vxlanReservedBits: Finder<ReservedBits> = {
  id: 'vxlan.reserved-bits',
  find(facts) {
    const reserved = anomaliesByTunnel(facts, Anomaly.ReservedBits).map((way) => finding(way, false))
    const policy = anomaliesByTunnel(facts, Anomaly.GroupPolicy)
      .filter((way) => !way.isAnswered && way.questions.length > 0)
      .map((way) => finding(way, true))
    return limited([...reserved, ...policy])
  },
}

function finding(
  { network, from, to, value, isAnswered, ...way }: AnomalousTunnel,
  isPolicy: boolean,
): Finding<ReservedBits> {
  const [bits, octet] = isPolicy ? [value, 0] : [Math.floor(value / 0x100), value % 0x100]
  return {
    id: 'vxlan.reserved-bits',
    severity: isAnswered ? 'info' : 'warning',
    confidence: isPolicy ? 'medium' : 'high',
    frames: someFrames(way.frames),
    count: way.packets,
    about: { network, from, to, bits, octet, isPolicy, isAnswered },
  }
}
