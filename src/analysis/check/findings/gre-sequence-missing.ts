/**
 * Packets without a sequence number in a direction where others have one, or of an end that is not answered by another one
 * that does number its packets: a receiver that wants numbers drops what has none. That one direction has numbers and the
 * other one has not is no fault: each end says for itself what it sends and what it wants. Nor are PPTP's acknowledgments,
 * which have none (RFC 2637 §4.1).
 */
import { FLAG_S } from '../../../wire/protocols/gre.js'
import type { TunnelType } from '../../../wire/tunnel.js'
import type { CheckFacts } from '../check-facts.js'
import { isMirrored, numberedWays } from '../evidence/gre-sequences.js'
import { limited } from '../evidence/limit.js'
import { oneSided } from '../evidence/one-sided-gre-options.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface SequenceMissing {
  readonly network: number
  readonly type: TunnelType
  /** Addresses: the end that sends packets without a number, and who gets them. */
  readonly from: number
  readonly to: number
  /** Packets of the same direction that have one; 0 where only the other direction's have. */
  readonly numbered: number
}

export const greSequenceMissing: Finder<SequenceMissing> = {
  id: 'gre.sequence-missing',
  find(facts) {
    return limited([...mixed(facts), ...refused(facts)])
  },
}

function mixed(facts: CheckFacts): readonly Finding<SequenceMissing>[] {
  return numberedWays(facts)
    .filter(({ sequence }) => sequence.unnumbered > 0)
    .map((way) => {
      const { network, type, from, to, sequence } = way
      const events = sequence.events.filter((event) => event.fault === 'unnumbered')
      return {
        id: 'gre.sequence-missing',
        severity: isMirrored(way) ? 'info' : 'warning',
        confidence: 'high',
        frames: someFrames(events.map((event) => event.at.frame)),
        count: sequence.unnumbered,
        about: { network, type, from, to, numbered: sequence.numbered },
      }
    })
}

/** The end that numbers its packets does not answer the one that does not. */
function refused(facts: CheckFacts): readonly Finding<SequenceMissing>[] {
  return oneSided(facts, FLAG_S)
    .filter(({ isAnswered, askedWithout }) => !isAnswered && askedWithout.length > 0)
    .map(({ network, type, sender, other, askedWithout, without }) => ({
      id: 'gre.sequence-missing',
      severity: 'error',
      confidence: 'medium',
      frames: someFrames(askedWithout.flatMap((question) => question.frames)),
      count: without,
      about: { network, type, from: other, to: sender, numbered: 0 },
    }))
}
