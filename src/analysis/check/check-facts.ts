/** All that `check` knows of a capture when it looks for what is wrong. */
import type { Census } from '../census.js'
import type { ChecksumFacts } from '../checksum-census.js'
import type { EchoTalk } from '../echo-talk.js'
import type { Flows } from '../flows.js'
import type { GreSequences } from '../gre-sequence.js'
import type { Facts } from '../learning/facts.js'
import type { Fdb } from '../learning/fdb.js'
import type { Silence } from '../learning/silence.js'
import type { Moment } from '../moments.js'
import type { Networks } from '../networks.js'
import type { ReassemblyCounts } from '../reassembly.js'
import type { TunnelTraffic } from '../tunnel-traffic.js'
import type { Copied } from './copied.js'
import type { EchoSizes } from './echo-sizes.js'
import type { Fragments } from './fragments.js'
import type { IcmpErrors } from './icmp-errors.js'
import type { NeighbourTalk } from './neighbour-talk.js'
import type { Oddities } from './oddities.js'
import type { OuterTags } from './outer-tags.js'
import type { Pace } from './pace.js'
import type { Passages } from './passages.js'
import type { LoopFacts } from './repeats.js'
import type { Segments } from './segments.js'
import type { StuckSegments } from './stuck-segments.js'

export interface CheckFacts {
  readonly networks: Networks
  /** Networks, tables, neighbours, moves and sequences, as `learn` tells them. */
  readonly learned: Facts
  readonly fdb: Fdb
  readonly flows: Flows
  readonly tunnels: TunnelTraffic
  readonly sequences: GreSequences
  /** What the checksums are worth. */
  readonly checksums: ChecksumFacts
  readonly errors: IcmpErrors
  readonly oddities: Oddities
  /** VLAN tags of the network underneath. */
  readonly outerTags: OuterTags
  /** Frames that go round. */
  readonly repeats: LoopFacts
  /** Who claims which address, and how fast stations ask. */
  readonly talk: NeighbourTalk
  /** Frames for stations that say nothing. */
  readonly silence: Silence
  readonly pace: Pace
  readonly census: Census
  readonly fragmentation: Fragments
  readonly echoSizes: EchoSizes
  /** Echo requests that nobody answers, and since when. */
  readonly echoTalk: EchoTalk
  readonly stuck: StuckSegments
  /** TCP segments that were sent again, and those that came late. */
  readonly segments: Segments
  readonly copied: Copied
  /** Packets that left one place of the capture, and did not reach the next one. */
  readonly passages: Passages
  readonly fragments: ReassemblyCounts
  readonly dropped: CheckDropped
  readonly capture: CaptureFacts
}

/** What found no room, by what it was: what learning let go, and what only `check` keeps. */
export type CheckDropped = Facts['dropped'] &
  Readonly<
    Record<
      /** Packets of flows and tunnels, checksums, and whatever else findings are made of. */
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
    /** Packets dropped by the interface or the kernel, where the capture tells. */
    readonly drops?: number | undefined
    /** Offloads that are on, as `ethtool -k` calls them, where that is known: of a live capture. */
    readonly features?: readonly string[]
  }[]
  readonly end: Moment
}
