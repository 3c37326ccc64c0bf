/**
 * TCP segments were sent again (RFC 9293 §3.8.1, RFC 5681 §3.2): packets are lost, and connections are slow. Where, as
 * seen from where the capture was taken, tells whether the first one had passed there. Where as many came late, that is why.
 *
 * One or two are information, and so are fewer than one of a hundred, or all at once, for TCP finds out by losses how
 * fast it may send; and what has a finding of its own that tells why. SYNs that nobody answers are `tcp.syn-backoff`. What was
 * sent again because it came late is `tcp.reordering`'s.
 */

import { limited } from '../evidence/limit.js'
import {
  SegmentCause,
  type SentSegments,
  segmentCause,
  segmentVerdict,
  sentSegments,
} from '../evidence/tcp-by-hosts.js'
import { type Finder, someFrames } from '../finding.js'

/** Of segments sent again, and of all in the connections that had to repeat some; as `SentSegments` has them. */
export interface Retransmissions
  extends Pick<
    SentSegments,
    | 'network'
    | 'from'
    | 'to'
    | 'segments'
    | 'seen'
    | 'unseen'
    | 'needless'
    | 'unplaced'
    | 'overtaken'
    | 'twice'
    | 'recoveries'
    | 'repeats'
  > {
  readonly cause: SegmentCause
}

/** Recoveries that are no single event. */
const SEVERAL = 2

export const tcpRetransmissions: Finder<Retransmissions> = {
  id: 'tcp.retransmissions',
  find(facts) {
    return limited(
      sentSegments(facts)
        .filter(({ again }) => again > 0)
        .map((sent) => {
          const { network, from, to, segments, seen, unseen, needless, unplaced, overtaken, twice } = sent
          const { recoveries, repeats } = sent
          const known = segmentCause(facts, sent)
          const cause = known === SegmentCause.Way && sent.late >= sent.again ? SegmentCause.Order : known
          return {
            id: 'tcp.retransmissions',
            ...segmentVerdict(sent, recoveries < SEVERAL ? 0 : sent.again, cause),
            frames: someFrames(sent.frames),
            count: sent.again,
            repeats,
            about: {
              network,
              from,
              to,
              segments,
              seen,
              unseen,
              needless,
              unplaced,
              overtaken,
              twice,
              recoveries,
              repeats,
              cause,
            },
          }
        }),
    )
  },
}
