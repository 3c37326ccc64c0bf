/** The capture kept less of some packets than there was: what is behind cannot be checked. */
import { type Finder, someFrames } from '../finding.js'

export interface Truncated {
  readonly packets: number
  /** Packets of which not even all headers are there. */
  readonly headersCut: number
  /** Octets kept of a packet at most, by the capture's own word; 0 where it does not tell. */
  readonly snapLength: number
}

export const captureTruncated: Finder<Truncated> = {
  id: 'capture.truncated',
  find({ quality, census, capture }) {
    if (quality.cut === 0) return []
    const snapLength = capture.interfaces.reduce((most, { snapLength: n }) => Math.max(most, n), 0)
    return [
      {
        id: 'capture.truncated',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(quality.cutFrames),
        count: quality.cut,
        about: { packets: quality.packets, headersCut: census.cut, snapLength },
      },
    ]
  },
}
