/**
 * A GRE end refuses the key that the other one sends: no tunnel of its own has it as its input key. Seen by its ICMP error;
 * that each direction has a key of its own is how GRE works, and is no fault (RFC 2890 §2.1).
 */
import type { TunnelType } from '../../../wire/tunnel.js'
import { isKeyUnknown } from '../evidence/gre-keys.js'
import { refusals } from '../evidence/icmp-refusals.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface KeyUnanswered {
  readonly type: TunnelType
  readonly key: number
  /** What the other end sends; `NO_ID` where it sends none, or nothing. */
  readonly keyBack: number
  /** Addresses of the end that sends the key, and of the one that refuses it. */
  readonly from: number
  readonly to: number
  readonly isOver: boolean
  /** Packets with this key. */
  readonly sent: number
}

export const greKeyUnanswered: Finder<KeyUnanswered> = {
  id: 'gre.key-unanswered',
  find(facts) {
    return limited(
      refusals(facts)
        .filter(isKeyUnknown)
        .map(({ type, id: key, idBack: keyBack, from, to, isOver, sent, packets, frames }) => ({
          id: 'gre.key-unanswered',
          severity: isOver ? 'info' : 'error',
          confidence: 'high',
          frames: someFrames(frames),
          count: packets,
          about: { type, key, keyBack, from, to, isOver, sent },
        })),
    )
  },
}
