/**
 * One end of a GRE tunnel sends a checksum and the other one sends none. Linux refuses both what lacks one that it wants
 * and what has one that it does not want, so the two must be set up for it (`icsum`, `ocsum`). Where they are, each answers
 * the other, and it is no fault.
 */
import { FLAG_C } from '../../../wire/protocols/gre.js'
import type { TunnelType } from '../../../wire/tunnel.js'
import { limited } from '../evidence/limit.js'
import { oneSided } from '../evidence/one-sided-gre-options.js'
import { type Finder, someFrames } from '../finding.js'

export interface ChecksumOneWay {
  readonly network: number
  readonly type: TunnelType
  /** Addresses: the end that sends a checksum, and the one that does not. */
  readonly sender: number
  readonly other: number
  readonly isAnswered: boolean
  /** Questions through the tunnel that nobody answered. */
  readonly unanswered: number
}

export const greChecksumOneWay: Finder<ChecksumOneWay> = {
  id: 'gre.checksum-one-way',
  find(facts) {
    return limited(
      oneSided(facts, FLAG_C).map(({ network, type, sender, other, isAnswered, ...side }) => {
        const questions = [...side.asked, ...side.askedWithout]
        const isLost = !isAnswered && questions.length > 0
        return {
          id: 'gre.checksum-one-way',
          severity: isAnswered ? 'info' : isLost ? 'error' : 'warning',
          confidence: isAnswered ? 'high' : 'medium',
          frames: someFrames([...side.frames, ...questions.flatMap((question) => question.frames)]),
          count: side.withOption,
          about: { network, type, sender, other, isAnswered, unanswered: questions.length },
        }
      }),
    )
  },
}
