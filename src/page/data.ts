/**
 * What a page knows of its captures: plain data that stands in the page as JSON. The page makes everything it shows of it,
 * with the same code that the commands use. Bounded, however long the capture is: `left` counts what is not in it.
 */
import type { Severity } from '../analysis/check/finding.js'
import type { Confidence, Facts } from '../analysis/learning/facts.js'
import type { Timestamp } from '../analysis/timestamps.js'
import type { TimelineFacts } from '../analysis/totals/timeline.js'
import type { AliasLists } from '../present/aliases.js'
import type { Verdict } from '../present/check/verdict.js'
import type { ComparisonParts } from '../present/compare/text.js'
import type { Remarks } from '../present/remarks.js'
import type { TableCells } from '../present/table-cells.js'
import type { Kind } from '../wire/kind.js'
import type { Quote } from '../words/findings/finding-words.js'
import type { Words } from '../words/language.js'
import type { PagePart } from '../words/screens/page.js'
import type { CauseName } from '../words/screens/page-findings.js'

export interface ReportData {
  /** Grows when a member changes its meaning. */
  readonly schema: 1
  /** Of vxsniff. */
  readonly version: string
  /** Names of the files, without their folders. */
  readonly files: readonly string[]
  /** What broke the reading off, in a sentence; empty where nothing did. */
  readonly damage: string
  /** What there is to say of the files. */
  readonly notes: Words<readonly string[]>
  readonly packetCount: number
  /** On the wire. */
  readonly octetCount: number
  /** The first packet and the last; undefined without any. */
  readonly first?: Timestamp
  readonly last?: Timestamp
  /** Seconds east of UTC of the clock that times are shown in. */
  readonly utcOffset: number
  readonly verdict: Words<Verdict>
  /** What found no room where the capture was read. */
  readonly incomplete?: Words
  /** Changes to the default decoding: a table of `Tables`, a number in it, and the kind that it leads to. */
  readonly decoders: readonly (readonly [name: DecoderTable, number: number, kind: Kind])[]
  /** Whether UDP to an unknown port is decoded as VXLAN where it looks like it. */
  readonly guess: boolean
  /** Whether fragments are put together. */
  readonly reassemble: boolean
  /** IPv6 addresses, 32 hexadecimal digits each: those that facts number from 2^32 on, in that order. */
  readonly ipv6: readonly string[]
  readonly facts: FactsData
  /** The busiest tunnels between two ends, or from one to a group. */
  readonly links: readonly LinkData[]
  readonly findings: readonly FindingData[]
  readonly tunnels: Words<PageTable>
  readonly flows: Words<PageTable>
  readonly checksums: readonly ChecksumData[]
  readonly timeline: TimelineData
  /** Each two files that hold the same traffic; missing where there are none. */
  readonly points?: readonly Words<PointsData>[]
  /** The packets that can be looked at, by frame. */
  readonly packets: readonly PacketData[]
  /** Frames of ICMP errors with the frames that they quote. At least one of each pair is in the page. */
  readonly quotations: readonly Quotation[]
  readonly left: Left
  /** Names that the user gave and that the page shows; missing where there are none. */
  readonly aliases?: AliasLists
}

export type Quotation = readonly [error: number, quoted: number]

export type DecoderTable = 'etherTypes' | 'greProtocols' | 'ipProtocols' | 'udpPorts' | 'linkTypes'

/** What was found by learning; the addresses are in `ReportData.ipv6`. */
export type FactsData = Omit<Facts, 'addresses'>

/** How many are not in the page. */
export type Left = Readonly<Record<PagePart, number>>

/** What went from `a` to `b` through tunnels, and back; both are addresses of `Facts.addresses`. */
export interface LinkData {
  readonly network: number
  readonly a: number
  readonly b: number
  /** Whether `b` is a group. */
  readonly toGroup: boolean
  /** Packets. */
  readonly forth: number
  readonly back: number
}

export interface FindingData {
  readonly id: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly count: number
  readonly frames: readonly number[]
  readonly words: Words<FindingSays>
  readonly quotes: readonly Quote[]
}

/** Text that is ready to be shown; commands may stand on lines of their own. */
export type FindingSays = Readonly<Record<'title' | 'says' | 'why' | 'fix' | 'verify', string>>

/** A table of text. */
export type PageTable = TableCells

/** Checksums of one protocol that have the same cause. */
export interface ChecksumData {
  /** Wireshark's name of the protocol. */
  readonly protocol: string
  /** Tunnels around it. */
  readonly tunnels: number
  /** Whether the layer's packet carries a tunnel. */
  readonly outer: boolean
  readonly cause: CauseName
  readonly packets: number
  readonly frames: readonly number[]
}

/** What lies between two capture points; the verdict, sentences and tables. */
export type PointsData = ComparisonParts

/** Traffic over time, in equal spans: the busiest networks, all others together. */
export type TimelineData = TimelineFacts

export interface PacketData {
  readonly frame: number
  /** Seconds since 1970-01-01 UTC, and nanoseconds; no seconds where the record has no time. */
  readonly seconds?: number
  readonly nanoseconds: number
  /** Octets on the wire. */
  readonly length: number
  /** Octets captured; more than there are in `octets` where the page keeps only the first of them. */
  readonly captured: number
  /** LINKTYPE_ value. */
  readonly linkType: number
  /** In base64. */
  readonly octets: string
  /** What the capture says of it. */
  readonly remarks?: Remarks
  /** Frames of the fragments that were put together with this one, this one the last; empty for most. */
  readonly fragments: readonly number[]
}
