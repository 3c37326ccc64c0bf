/** Lines of forwarding and neighbour tables as text, fit to compare. */
import type { Doubt, Learns, Mode, NeighbourSource, Origin } from '../../analysis/learning/facts.js'

/** The end of a frame, with its time where that is known; or a time in seconds since 1970-01-01 UTC. */
export interface When {
  readonly frame?: number
  readonly seconds?: number
  readonly nanoseconds?: number
}

/** The route that put a line in. */
export interface ToldLine {
  /** EVPN's route type. */
  readonly type: number
  readonly frame: number
  /** The speaker. */
  readonly from: string
  /** MAC mobility's, 0 without. */
  readonly sequence: number
  /** The frame since which the VTEP tells of the station itself, or 0. */
  readonly overtaken: number
  /** Whether it was told with route targets that are none of the VTEP's. */
  readonly isForeign: boolean
}

export interface FdbLine {
  /** The network's name, by which networks of two captures can be compared. */
  readonly network: string
  readonly mode: Mode
  /** Whether the network's VTEPs learn. */
  readonly learns: Learns
  readonly vtep: string
  readonly mac: string
  readonly dst: string
  readonly origin: Origin
  /** The frame that taught the line, or would. For a configured line: the first frame that used it, or 0. */
  readonly shown: number
  /** The frame that refreshed it last; 0 where that is not known, before the end. */
  readonly last: number
  /** The first frame that did not arrive any more; the last refresh came before it. 0 if all frames arrived. */
  readonly cut: number
  readonly doubt: Doubt
  /** For a configured line: the frame that would teach it to a device that learns, or 0. */
  readonly wouldTeach: number
  readonly told?: ToldLine
  /** What BGP told others of the same station, before the line was used. */
  readonly toldOthers?: Pick<ToldLine, 'type' | 'frame' | 'from'>
}

export interface NeighbourLine {
  readonly network: string
  readonly host: string
  readonly ip: string
  readonly mac: string
  readonly learned: number
  readonly last: number
  readonly cut: number
  readonly how: NeighbourSource
  readonly failed: boolean
  readonly stale: boolean
}

export interface Snapshot {
  readonly fdb: readonly FdbLine[]
  readonly neighbours: readonly NeighbourLine[]
}
