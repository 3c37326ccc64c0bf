/**
 * Packets that contradict themselves: a length field claims more than there is, or a value cannot be. `read` marks each of
 * them. It is told so that nothing seems to be right that could not be read; what is behind the fault was not looked at.
 */
import { type Finder, someFrames } from '../finding.js'

export const packetMalformed: Finder<Record<string, never>> = {
  id: 'packet.malformed',
  find({ census }) {
    if (census.malformed === 0) return []
    return [
      {
        id: 'packet.malformed',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(census.malformedFrames),
        count: census.malformed,
        about: {},
      },
    ]
  },
}
