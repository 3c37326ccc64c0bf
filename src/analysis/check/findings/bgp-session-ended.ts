/**
 * A BGP session ended: by a NOTIFICATION, or without a word. What was told in it is withdrawn with it. One that comes back and
 * tells its routes again is a note.
 */
import type { SessionEnd } from '../../control/bgp-sessions.js'
import type { CheckFacts } from '../check-facts.js'
import { limited } from '../evidence/limit.js'
import { type Finder, type Finding, someFrames } from '../finding.js'

export interface BgpSessionEnded {
  readonly ends: readonly [number, number]
  readonly end: SessionEnd
  /** Routes that went with it, and the frame of the first message of the next session; 0 without. */
  readonly routes: number
  readonly again: number
}

export const bgpSessionEnded: Finder<BgpSessionEnded> = {
  id: 'bgp.session-ended',
  find(facts) {
    const lost = new Map<unknown, number>()
    for (const { kind, path } of facts.control.rib.events) {
      if (kind === 'ended') lost.set(path.session, (lost.get(path.session) ?? 0) + 1)
    }
    return limited(facts.control.sessions.flatMap((session) => finding(facts, session, lost.get(session) ?? 0)))
  },
}

function finding(
  { control }: CheckFacts,
  session: CheckFacts['control']['sessions'][number],
  routes: number,
): readonly Finding<BgpSessionEnded>[] {
  const { end, ends, network } = session
  // Of two connections that were opened at a time one is closed before anything was told (RFC 4271 §6.8).
  if (end === undefined || routes === 0) return []
  const next = control.sessions.find(
    (other) =>
      other !== session &&
      other.network === network &&
      other.first.frame >= session.first.frame &&
      (other.end === undefined || other.end.at.frame > end.at.frame) &&
      ends.every((one) => other.ends.includes(one)),
  )
  return [
    {
      id: 'bgp.session-ended',
      severity: next === undefined ? 'warning' : 'info',
      confidence: 'high',
      frames: someFrames([end.at.frame]),
      count: routes,
      about: { ends, end, routes, again: next?.first.frame ?? 0 },
    },
  ]
}
