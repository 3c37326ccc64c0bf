/** All that `check` knows of a capture when it looks for what is wrong. */

import type { DuplicateFrames } from '../capture-points/duplicates.js'
import type { Passages } from '../capture-points/passages.js'
import type { ChecksumFacts } from '../checksums/census.js'
import type { EchoLosses } from '../flows/echo-losses.js'
import type { EchoSizes } from '../flows/echo-sizes.js'
import type { Flows } from '../flows/flows.js'
import type { TcpRetransmissions } from '../flows/tcp-retransmissions.js'
import type { TcpStalls } from '../flows/tcp-stalls.js'
import type { Fragments } from '../fragments/losses.js'
import type { ReassemblyCounts } from '../fragments/reassembly.js'
import type { AddressMessages } from '../learning/address-messages.js'
import type { Facts } from '../learning/facts.js'
import type { Fdb } from '../learning/fdb.js'
import type { SilentHosts } from '../learning/silent-hosts.js'
import type { Timestamp } from '../timestamps.js'
import type { CaptureQuality } from '../totals/capture-quality.js'
import type { Census } from '../totals/census.js'
import type { GreSequences } from '../tunnels/gre-sequence.js'
import type { HeaderAnomalies } from '../tunnels/header-anomalies.js'
import type { IcmpErrors } from '../tunnels/icmp-errors.js'
import type { Networks } from '../tunnels/networks.js'
import type { OuterVlanTags } from '../tunnels/outer-vlan-tags.js'
import type { TunnelTraffic } from '../tunnels/tunnel-traffic.js'
import type { LoopFacts } from './loops.js'

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
  readonly anomalies: HeaderAnomalies
  /** VLAN tags of the network underneath. */
  readonly outerVlanTags: OuterVlanTags
  /** Frames that go round. */
  readonly repeats: LoopFacts
  /** Who claims which address, and how fast stations ask. */
  readonly addressMessages: AddressMessages
  /** Frames for stations that say nothing. */
  readonly silentHosts: SilentHosts
  readonly quality: CaptureQuality
  readonly census: Census
  readonly fragmentation: Fragments
  readonly echoSizes: EchoSizes
  /** Echo requests that nobody answers, and since when. */
  readonly echoLosses: EchoLosses
  readonly stalls: TcpStalls
  /** TCP segments that were sent again, and those that came late. */
  readonly segments: TcpRetransmissions
  readonly duplicates: DuplicateFrames
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
  readonly end: Timestamp
}
