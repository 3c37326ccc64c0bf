/**
 * TCP segments came behind later ones (RFC 4737): packets of one connection take ways of different length, or a device on
 * the way works on several at once. Behind three later ones or more a receiver's duplicate acknowledgements make the
 * sender repeat what was not lost (RFC 5681 §3.2).
 *
 * One or two are information, and fewer than one of a hundred; so is what several interfaces have captured, whose order may be
 * the capture's own.
 */

import { limited } from '../evidence/limit.js'
import { SegmentCause, segmentCause, segmentVerdict, sentSegments } from '../evidence/tcp-by-hosts.js'
import { type Finder, someFrames } from '../finding.js'

export interface Reordering {
  readonly network: number
  /** Addresses. */
  readonly from: number
  readonly to: number
  /** Segments in all of these connections. */
  readonly segments: number
  /** By how many later ones at most they were late, and by how many nanoseconds. */
  readonly depth: number
  readonly lateness: number
  /** Segments that were sent again before the first ones came. */
  readonly overtaken: number
  /** Whether the order may be the capture's own. */
  readonly isMixed: boolean
}

export const tcpReordering: Finder<Reordering> = {
  id: 'tcp.reordering',
  find(facts) {
    const isMixed = facts.capture.interfaces.length > 1
    return limited(
      sentSegments(facts)
        .filter(({ late }) => late > 0)
        .map((sent) => {
          const { network, from, to, segments, late, lateFrames, depth, lateness, overtaken } = sent
          return {
            id: 'tcp.reordering',
            ...segmentVerdict(sent, late, isMixed ? SegmentCause.Capture : segmentCause(facts, sent)),
            frames: someFrames(lateFrames),
            count: late,
            about: { network, from, to, segments, depth, lateness, overtaken, isMixed },
          }
        }),
    )
  },
}
