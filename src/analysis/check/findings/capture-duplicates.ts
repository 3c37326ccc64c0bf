/**
 * The capture was taken in several places at once (`-i any`), and shows a packet once for each. They are paired: none of
 * them counts as a retransmission, or as a second conversation.
 */
import { type Finder, someFrames } from '../finding.js'

export interface Duplicates {
  readonly packets: number
  /** Copies seen outside of the tunnel that carries the packet, and on another interface. */
  readonly inner: number
  readonly again: number
}

export const captureDuplicates: Finder<Duplicates> = {
  id: 'capture.duplicates',
  find({ learned, duplicates, census }) {
    if (learned.copies === 0) return []
    const { inner, again, frames } = duplicates
    return [
      {
        id: 'capture.duplicates',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(frames),
        count: learned.copies,
        about: { packets: census.packets, inner, again },
      },
    ]
  },
}
