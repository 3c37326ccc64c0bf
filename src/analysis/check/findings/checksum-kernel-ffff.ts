/**
 * A fault of some Linux kernels: the UDP checksum of a VXLAN packet is sent as 0xffff, whatever it should be, and the
 * receiver discards the packet. A connection through the tunnel opens after 63 seconds, when a SYN goes out without a
 * checksum, or never.
 *
 * 0xffff alone is no evidence, it may be right (RFC 768) or damaged: `KernelFaults` asks for a SYN that nobody answered and
 * that was repeated.
 */

import type { KernelFault } from '../../checksums/kernel-faults.js'
import type { CheckFacts } from '../check-facts.js'
import { groupsOf } from '../evidence/grouping.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface KernelFfff {
  /** The connection that showed it first. */
  readonly first: KernelFault
  /** Connections from this sender to this receiver that it delays. */
  readonly connections: number
}

export const checksumKernelFfff: Finder<KernelFfff> = {
  id: 'checksum.kernel-ffff',
  find({ checksums }: CheckFacts) {
    const tunnels = groupsOf([...checksums.kernelFaults], ({ sender, receiver }) => `${sender} ${receiver}`)
    return limited(tunnels.map(finding))
  },
}

function finding(faults: readonly KernelFault[]): Finding<KernelFfff> {
  const frames = faults.flatMap(({ frames, withoutChecksum, answer }) => [...frames, withoutChecksum, answer])
  return {
    id: 'checksum.kernel-ffff',
    severity: 'error',
    confidence: 'high',
    frames: someFrames(frames.filter((frame) => frame !== 0)),
    count: faults.reduce((count, { syns }) => count + syns, 0),
    about: { first: faults[0]!, connections: faults.length },
  }
}
