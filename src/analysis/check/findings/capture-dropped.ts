/** The capture says that it has lost packets: what is missing in it may have been on the wire. */
import type { Finder } from '../finding.js'

export interface Dropped {
  readonly packets: number
  readonly live: boolean
  /** What each interface that lost some is called; empty where it has no name. */
  readonly interfaces: readonly { readonly name: string; readonly drops: number }[]
}

export const captureDropped: Finder<Dropped> = {
  id: 'capture.dropped',
  find({ capture, census }) {
    const interfaces = capture.interfaces.flatMap(({ name = '', drops = 0 }) => (drops > 0 ? [{ name, drops }] : []))
    if (interfaces.length === 0) return []
    return [
      {
        id: 'capture.dropped',
        severity: 'info',
        confidence: 'high',
        frames: [],
        count: interfaces.reduce((sum, { drops }) => sum + drops, 0),
        about: { packets: census.packets, live: capture.live, interfaces },
      },
    ]
  },
}
