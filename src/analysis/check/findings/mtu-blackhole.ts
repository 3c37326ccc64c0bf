/**
 * Large packets are lost, small ones pass: the overlay's packets with the tunnel's headers are longer than a link on the
 * way takes, and may not be cut. Pings work, connections open and then stand still. `path-mtu.ts` says what shows
 * it and what excuses it.
 */

import { limited } from '../evidence/limit.js'
import { Shown, type TooLarge, tooLarge } from '../evidence/path-mtu.js'
import type { Finder, Severity } from '../finding.js'

/** By whether packets are still lost, or the sender has learned the right size. */
const SEVERITIES: Readonly<Record<Shown, Severity>> = {
  [Shown.Told]: 'error',
  [Shown.ToldByTunnel]: 'warning',
  [Shown.Unheeded]: 'error',
  [Shown.Stuck]: 'error',
  [Shown.Unanswered]: 'error',
  [Shown.FirstLost]: 'warning',
}

export const mtuBlackhole: Finder<TooLarge> = {
  id: 'mtu.blackhole',
  find: (facts) =>
    limited(
      tooLarge(facts).map((one) => ({
        id: 'mtu.blackhole',
        severity: SEVERITIES[one.shown],
        confidence: one.isSure ? 'high' : 'medium',
        frames: one.frames,
        count: one.lost,
        about: one,
      })),
    ),
}
