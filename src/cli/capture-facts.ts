/** What a capture says of itself, for findings. */
import type { CaptureFacts } from '../analysis/check/check-facts.js'
import type { ComparedPoints } from '../analysis/compare/points.js'
import type { Timestamp } from '../analysis/timestamps.js'
import type { Capture } from '../capture/capture.js'
import type { LiveCapture } from '../capture/live.js'

/** What is known of the capture besides its packets, and explains them: limits, drops, offloads. */
export function captureFacts(
  { capture, live }: { readonly capture: Capture; readonly live: LiveCapture | undefined },
  features: readonly string[] | undefined,
  end: Timestamp,
  points?: ComparedPoints,
): CaptureFacts {
  if (live === undefined) {
    return { live: false, interfaces: capture.interfaces, end, ...(points === undefined ? {} : { points }) }
  }
  const { dropped, droppedByInterface } = live.counters()
  const drops = dropped === undefined ? {} : { drops: dropped + (droppedByInterface ?? 0) + (live.unread ?? 0) }
  const offloads = features === undefined ? {} : { features }
  // They are counted for the whole capture, not for each interface that packets of `any` came from.
  const [first, ...others] = capture.interfaces
  return { live: true, interfaces: [{ ...first!, name: capture.name, ...drops, ...offloads }, ...others], end }
}
