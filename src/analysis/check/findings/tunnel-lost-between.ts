/**
 * A capture of several places shows packets of a tunnel in one of them, and most of them once more in the next one: those
 * that are not there were lost between the two.
 *
 * Only what lies between packets that did arrive counts, for each capture has a beginning and an end of its own. Where the
 * capture has lost packets itself, they may be those: information. What lies between two files that were compared is told by
 * `points.lost`.
 */

import type { CaptureFacts } from '../check-facts.js'
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
    const rows = [...passages.rows()].filter(
      ({ from, to, passed, lost }) => passed >= ENOUGH && lost < passed && !areCompared(capture, from, to),
    )
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

function areCompared({ points }: CaptureFacts, from: number, to: number): boolean {
  if (points === undefined) return false
  const [one, other] = [points.pointOf[from], points.pointOf[to]]
  return points.pairs.some(
    ({ points: pair, comparison }) =>
      comparison.clocks.pairs > 0 && one !== other && pair.includes(one!) && pair.includes(other!),
  )
}
