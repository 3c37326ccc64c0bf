/**
 * Packets stand in the capture with a time before that of the packet in front of them: the clock was set, or files were
 * put one after the other. Steps below a millisecond are the order in which cards and CPUs hand packets over.
 */
import { type Finder, someFrames } from '../finding.js'

export interface ClockBackwards {
  readonly packets: number
  /** Nanoseconds. */
  readonly largestStep: number
}

/** Nanoseconds. */
const LEAST_STEP = 1e6

export const captureClockBackwards: Finder<ClockBackwards> = {
  id: 'capture.clock-backwards',
  find({ quality }) {
    const { backwards, largestStep, backwardsFrames, packets } = quality
    if (largestStep < LEAST_STEP) return []
    return [
      {
        id: 'capture.clock-backwards',
        severity: 'info',
        confidence: 'high',
        frames: someFrames(backwardsFrames),
        count: backwards,
        about: { packets, largestStep },
      },
    ]
  },
}
