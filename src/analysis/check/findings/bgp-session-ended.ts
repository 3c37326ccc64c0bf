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
  /** Routes that were told in it and went with it, by either end; and the frame of the first message of the next session; 0 without. */
  readonly routes: number
  readonly again: number
}

export const bgpSessionEnded: Finder<BgpSessionEnded> = {
  id: 'bgp.session-ended',
  find(facts) {
    // A reflector tells a route back to who told it: one route, of which both directions lose a path.
    const lost = new Map<unknown, Set<string>>()
    for (const { kind, path, network, route } of facts.control.rib.events) {
      if (kind !== 'ended') continue
      const of = lost.get(path.session) ?? new Set()
      if (of.size === 0) lost.set(path.session, of)
      of.add(`${network} ${route.family} ${route.rd} ${route.prefix}`)
    }
    return limited(facts.control.sessions.flatMap((session) => finding(facts, session, lost.get(session)?.size ?? 0)))
  },
}

function finding(
  { control }: CheckFacts,
  session: CheckFacts['control']['sessions'][number],
  routes: number,
): readonly Finding<BgpSessionEnded>[] {
  const { end, ends, network } = session
  if (end === undefined) return []
  const next = control.sessions.find(
    (other) =>
      other !== session &&
      other.network === network &&
      other.first.frame >= session.first.frame &&
      (other.end === undefined || other.end.at.frame > end.at.frame) &&
      ends.every((one) => other.ends.includes(one)),
  )
  // Of two connections that were opened at a time one is closed before anything was told (RFC 4271 §6.8).
  const hasOther = control.sessions.some((other) => other !== session && ends.every((one) => other.ends.includes(one)))
  if (routes === 0 && (end.how !== 'notification' || hasOther)) return []
  return [
    {
      id: 'bgp.session-ended',
      severity: next === undefined ? 'warning' : 'info',
      confidence: 'high',
      frames: someFrames([end.at.frame]),
      count: Math.max(1, routes),
      about: { ends, end, routes, again: next?.first.frame ?? 0 },
    },
  ]
}
