/** Everything that `check` knows about a capture when it looks for faults. */

import type { ChecksumFacts } from '../checksums/census.js'
import type { ComparedPoints } from '../compare/points.js'
import type { Control } from '../control/control.js'
import type { EchoLosses } from '../flows/echo-losses.js'
import type { Flows } from '../flows/flows.js'
import type { ReassemblyCounts } from '../fragments/reassembly.js'
import type { Facts, LearnedFacts } from '../learning/facts.js'
import type { Fdb } from '../learning/fdb.js'
import type { SilentHosts } from '../learning/silent-hosts.js'
import type { Timestamp } from '../timestamps.js'
import type { Census } from '../totals/census.js'
import type { Networks } from '../tunnels/networks.js'
import type { LoopFacts } from './loops.js'
import type { Kept } from './tables.js'

export interface CheckFacts extends Kept {
  /** What BGP tells. */
  readonly control: Control
  readonly networks: Networks
  /** Networks, tables, neighbours, moves and sequences, as `learn` tells them. */
  readonly learned: LearnedFacts
  readonly fdb: Fdb
  readonly flows: Flows
  /** How right the checksums are. */
  readonly checksums: ChecksumFacts
  /** Frames that go round in a loop. */
  readonly repeats: LoopFacts
  /** Frames for stations that say nothing. */
  readonly silentHosts: SilentHosts
  readonly census: Census
  /** Echo requests that nobody answers, and since when. */
  readonly echoLosses: EchoLosses
  readonly fragments: ReassemblyCounts
  readonly dropped: CheckDropped
  readonly capture: CaptureFacts
}

/** What found no room, by kind: what learning left out, and what the tables of `check` left out. */
export type CheckDropped = Facts['dropped'] &
  Readonly<
    Record<
      /** Packets of flows and tunnels, checksums, and signs, which are everything else that findings are made of. */
      'flows' | 'tunnels' | 'checksums' | 'signs',
      number
    >
  >

/** What the capture says of itself. */
export interface CaptureFacts {
  readonly live: boolean
  readonly interfaces: readonly {
    readonly name?: string
    /** LINKTYPE_ value. */
    readonly linkType: number
    /** Octets kept of a packet at most; 0 for no limit. */
    readonly snapLength: number
    /** Packets that the interface or the kernel dropped, if the capture says so. */
    readonly drops?: number | undefined
    /** Offloads that are on, as `ethtool -k` calls them. Only known for a live capture. */
    readonly features?: readonly string[]
  }[]
  readonly end: Timestamp
  /** What several files say of the way between them; undefined where they are no capture points of the same traffic. */
  readonly points?: ComparedPoints
}
