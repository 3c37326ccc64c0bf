/**
 * The shapes of what `--json` prints. Frames are numbers, addresses are text, times are seconds since 1970 with nine
 * decimals as text (`1684735894.560469000`), durations are nanoseconds; null is what there is none of.
 */

import type { Severity } from '../analysis/check/finding.js'
import type { FindingId } from '../analysis/check/finding-ids.js'
import type { Confidence } from '../analysis/learning/facts.js'
import type { TunnelHint } from '../analysis/totals/census.js'
import type { Note } from '../capture/capture.js'

export type { FindingId }

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One fault, or something that looks like one. */
export interface FindingReport {
  readonly id: FindingId
  readonly severity: Severity
  readonly confidence: Confidence
  /** How many packets, or whatever the words say is counted. */
  readonly count: number
  /** The first few packets that show it, in order. */
  readonly frames: readonly number[]
  /** Packets that were sent again, each with the one before. */
  readonly repeats?: readonly Json[]
  /** How many findings this one stands for, when there are too many of a kind. */
  readonly others?: number
  /** In the language that was asked for: what it is, what is so, why that is. */
  readonly title: string
  readonly says: string
  readonly why: string
  /** What mends it, and a command that shows whether it is so. */
  readonly fix: string | null
  readonly verify: string | null
  /** The documents that say how it should be. */
  readonly rfc: readonly Json[]
}

export interface CheckSummary {
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  readonly packets: number
  readonly octets: number
  readonly tunnels: number
  /** VNIs and keys. */
  readonly networks: number
  /** UDP ports that are not decoded and look like a tunnel's. */
  readonly hints: readonly TunnelHint[]
  /** What found no room, by what it was. */
  readonly dropped: Readonly<Record<string, number>>
  /** What there is to say of the files. */
  readonly notes: readonly Note[]
  /** Whether the capture could not be read to its end. */
  readonly damaged: boolean
  /** Grows when a member changes its meaning. */
  readonly schema: number
}

interface Span {
  readonly firstFrame: number | null
  readonly firstTime: string | null
  readonly lastFrame: number | null
  readonly lastTime: string | null
}

interface Way extends Span {
  readonly packets: number
  readonly octets: number
}

export interface FlowReport extends Span {
  /** Its number, from 0 on. */
  readonly flow: number
  readonly network: number
  /** `vxlan`, `gre` and so on; null outside of all tunnels. */
  readonly tunnel: string | null
  readonly vni: number | null
  /** The tunnels around it, the outermost first. */
  readonly tunnels: readonly Json[]
  readonly protocol: string
  readonly protocolNumber: number
  readonly a: string
  readonly portA: number | null
  readonly b: string
  readonly portB: number | null
  /** Of an ICMP echo exchange. */
  readonly identifier: number | null
  readonly packets: number
  /** Of the IP packets inside, headers included. */
  readonly octets: number
  readonly durationNs: number
  /** From `a` to `b`, and back. */
  readonly forth: Way & { readonly tcpFlags: readonly string[] | null }
  readonly back: Way & { readonly tcpFlags: readonly string[] | null }
  readonly tcp: {
    readonly state: string
    readonly connections: number
    readonly synRetries: number
    readonly syns: readonly { readonly frame: number; readonly time: string }[]
  } | null
  readonly echo: {
    readonly requests: number
    readonly answered: number
    readonly unanswered: number
    readonly moreReplies: number
    readonly roundTrips: {
      readonly count: number
      readonly minNs: number
      readonly averageNs: number
      readonly maxNs: number
    } | null
  } | null
  /** The `flow` that has the same packets in a tunnel. */
  readonly copyOf: number | null
  /** The `flow` that has the other direction, where that is another one. */
  readonly otherWay?: number
}

export interface TunnelReport extends Span {
  readonly tunnel: string
  readonly network: number
  readonly vni: number | null
  /** The tunnels around it. */
  readonly inside: string | null
  readonly a: string | null
  readonly b: string | null
  /** Whether `b` is a group. */
  readonly toGroup: boolean
  /** Groups that either end floods to. */
  readonly groups: readonly string[]
  /** Destination ports. */
  readonly ports: readonly number[]
  readonly packets: number
  /** Of whole frames on the wire. */
  readonly octets: number
  readonly durationNs: number
  readonly forth: Way & { readonly [name: string]: Json }
  readonly back: Way & { readonly [name: string]: Json }
  /** What a type has besides: `key`, `vsid`, `callId`, `session`. */
  readonly [name: string]: Json
}

/** Tables at the end of the capture, and the steps that led there; `network` is an index of `networks`. */
export interface LearnReport {
  /** Grows when a member changes its meaning. */
  readonly schema: number
  readonly networks: readonly LearnRow[]
  readonly vteps: readonly LearnRow[]
  readonly hosts: readonly LearnRow[]
  /** How each network finds its ends: `multicast`, `static`, `evpn` and so on, with the evidence. */
  readonly modes: readonly LearnRow[]
  readonly fdb: readonly FdbReport[]
  readonly neighbours: readonly NeighbourReport[]
  readonly mappings: readonly LearnRow[]
  readonly moves: readonly LearnRow[]
  readonly steps: readonly LearnRow[]
  readonly unanswered: readonly LearnRow[]
  readonly conflicts: readonly LearnRow[]
  readonly hints: readonly TunnelHint[]
  readonly dropped: Readonly<Record<string, number>>
  /** Packets that are copies of others. */
  readonly copies: number
  readonly end: { readonly frame: number; readonly time: string | null }
}

export interface LearnRow {
  readonly network?: number
  readonly tunnel?: string | null
  readonly vni?: number | null
  readonly [name: string]: Json | undefined
}

/** An entry of a VTEP's forwarding table. */
export interface FdbReport extends LearnRow {
  readonly vtep: string
  /** `00:00:00:00:00:00` is the entry for all that is unknown. */
  readonly mac: string
  /** The VTEP, or the group, that frames for it go to. */
  readonly dst: string
  /** `learned`, `configured`, `control-plane` and so on. */
  readonly origin: string
  /** The packet that taught it, and when. */
  readonly frame: number | null
  readonly time: string | null
}

/** An entry of a host's ARP or NDP table. */
export interface NeighbourReport extends LearnRow {
  readonly host: string
  readonly ip: string
  readonly mac: string
  readonly frame: number | null
  readonly time: string | null
  readonly how: string
  readonly failed: boolean
  readonly stale: boolean
}

/** A capture's own facts, as capinfos has them. */
export interface CaptureReport {
  readonly name: string
  readonly packets: number
  /** On the wire, and in the capture. */
  readonly octets: number
  readonly capturedOctets: number
  readonly averageOctets: number | null
  readonly firstTime: string | null
  readonly lastTime: string | null
  readonly durationNs: number | null
  /** Whether no packet is older than the one before it. */
  readonly inOrder: boolean
  readonly interfaces: readonly Json[]
  /** Grows when a member changes its meaning. */
  readonly schema: number
  readonly [name: string]: Json
}

/** What a network, a tunnel, a host or whatever was asked for adds up to. */
export interface StatsRow extends Span {
  readonly row: number
  readonly by: string
  readonly packets: number
  readonly octets: number
  /** Of all packets. */
  readonly share: number
  /** What the row is about, and what networks have besides. */
  readonly [name: string]: Json
}

/** An interval: all packets, where `row` is null, or those of a row. */
export interface IntervalReport {
  readonly interval: number
  readonly startTime: string
  readonly row: number | null
  readonly packets: number
  readonly octets: number
}
