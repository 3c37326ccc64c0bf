/**
 * A capture of several places shows packets of a tunnel in one of them, and most of them once more in the next one: those
 * that are not there were lost between the two.
 *
 * Only what lies between packets that did arrive counts, for each capture has a beginning and an end of its own. Where the
 * capture has lost packets itself, they may be those: information.
 */

import { limited } from '../evidence/limit.js'
import type { Finder } from '../finding.js'

export interface LostBetween {
  /** Addresses of the VTEPs. */
  readonly source: number
  readonly destination: number
  /** What the interfaces are called; undefined where they have no name: then by their numbers in the capture. */
  readonly fromName: string | undefined
  readonly toName: string | undefined
  readonly from: number
  readonly to: number
  /** Packets that were seen in both. */
  readonly passed: number
  readonly isCaptureToBlame: boolean
}

/** Packets in both places that show that what leaves one comes by the other. */
const ENOUGH = 10
/** Losses that are no chance. */
const MIN_LOST = 2
const RARE = 200

export const tunnelLostBetween: Finder<LostBetween> = {
  id: 'tunnel.lost-between',
  find({ passages, networks, capture }) {
    const isCaptureToBlame = capture.interfaces.some(({ drops = 0 }) => drops > 0)
    const rows = [...passages.rows()].filter(({ passed, lost }) => passed >= ENOUGH && lost < passed)
    return limited(
      rows.map(({ source, destination, from, to, passed, lost, frames }) => ({
        id: 'tunnel.lost-between',
        severity: !isCaptureToBlame && lost >= MIN_LOST && lost * RARE >= passed ? 'warning' : 'info',
        confidence: isCaptureToBlame ? 'low' : 'high',
        frames,
        count: lost,
        about: {
          source: networks.addressOf(source),
          destination: networks.addressOf(destination),
          from,
          to,
          fromName: capture.interfaces[from]?.name,
          toName: capture.interfaces[to]?.name,
          passed,
          isCaptureToBlame,
        },
      })),
    )
  },
}
