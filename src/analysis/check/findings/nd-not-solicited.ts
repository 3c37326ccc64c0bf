/**
 * Answers to neighbor solicitations that do not say that they are answers: the S flag is clear. The asker keeps the
 * address as STALE and asks again, although all is well (RFC 4861 §7.2.5).
 */

import { StepKind } from '../../learning/facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, someFrames } from '../finding.js'

export interface NotSolicited {
  readonly network: number
  /** Addresses: who answers so, and the first one that is answered. */
  readonly from: number
  readonly to: number
}

const SOLICITED = 'S'

export const ndNotSolicited: Finder<NotSolicited> = {
  id: 'nd.not-solicited',
  find({ learned }) {
    const found = new Map<string, { about: NotSolicited; frames: number[] }>()
    for (const { network, steps } of learned.sequences) {
      for (const { kind, flags, from, to, at } of steps) {
        const isAnswer = kind === StepKind.Reply || kind === StepKind.RefreshReply
        if (!isAnswer || flags === undefined || flags.includes(SOLICITED)) continue
        const key = `${network} ${from}`
        const known = found.get(key)
        if (known === undefined) found.set(key, { about: { network, from, to }, frames: [at.frame] })
        else known.frames.push(at.frame)
      }
    }
    return limited(
      [...found.values()].map(({ about, frames }) => ({
        id: 'nd.not-solicited',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(frames),
        count: frames.length,
        about,
      })),
    )
  },
}
