/** From what was found in a capture to a page's data, all but the packets. */

import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import type { CheckFacts } from '../analysis/check/check-facts.js'
import type { Finding } from '../analysis/check/finding.js'
import { ChecksumCause } from '../analysis/checksums/cause.js'
import { NO_ROW } from '../analysis/tables/row-index.js'
import type { Timestamp } from '../analysis/timestamps.js'
import { sortedFlows, sortedTunnels } from '../analysis/totals/order.js'
import { OTHER_NETWORKS, type Timeline } from '../analysis/totals/timeline.js'
import { tell } from '../present/check/finding-sentences.js'
import { findingText } from '../present/check/finding-text.js'
import { incompleteText } from '../present/check/report.js'
import type { Results } from '../present/check/results.js'
import { verdictOf } from '../present/check/verdict.js'
import { comparisonParts, type PlaceName } from '../present/compare/text.js'
import { flowCells } from '../present/flow-table.js'
import { PLAIN } from '../present/palette.js'
import type { UtcOffset } from '../present/time.js'
import { tunnelCells, withSequences } from '../present/tunnel-table.js'
import { defaultTables, protocolOf } from '../wire/protocols/index.js'
import type { Tables } from '../wire/tables.js'
import { TunnelType } from '../wire/tunnel.js'
import type { Language, Words } from '../words/language.js'
import type { CauseName } from '../words/screens/page-findings.js'
import type {
  ChecksumData,
  DecoderTable,
  FindingData,
  FindingSays,
  LinkData,
  PacketData,
  PageTable,
  ReportData,
  TimelineData,
} from './data.js'
import { linksOf } from './links.js'
import { type TrimmedFacts, trimmedFacts } from './trimmed-facts.js'

const MAX_FINDINGS = 200
const MAX_ROWS = 500
const MAX_SERIES = 16
/** Rows of each kind of loss between two files. */
const POINTS_SHOWN = 5
/** Frames that a row of the checksums names. */
const MAX_FRAMES = 8

const NEVER: Timestamp = { frame: 0, seconds: 0, nanoseconds: 0 }

/** What is known besides the results. */
export interface Collected
  extends Pick<ReportData, 'version' | 'files' | 'damage' | 'notes' | 'utcOffset' | 'quotations'> {
  readonly first?: Timestamp
  readonly last?: Timestamp
  /** What the packets were decoded with. */
  readonly tables: Tables
}

/** `timeline` has observed all packets. `withPackets` puts in what is missing. */
export function reportData(results: Results, timeline: Timeline, { tables, ...known }: Collected): ReportData {
  const { facts, found } = results
  const trimmed = trimmedFacts(facts.learned)
  const links = linksOf(facts).flatMap((link) => linkIn(trimmed, link))
  const told = found.slice(0, MAX_FINDINGS)
  const flows = ownFlows(facts)
  const start = known.first ?? NEVER
  const utcOffset: UtcOffset = () => known.utcOffset
  return {
    ...known,
    schema: 1,
    packetCount: facts.census.packets,
    octetCount: facts.census.octets,
    verdict: inBoth((language) => verdictOf(results, { language, unicode: true, utcOffset })),
    ...(incompleteText(facts, 'en') === ''
      ? {}
      : { incomplete: inBoth((language) => incompleteText(facts, language)) }),
    decoders: decodersOf(tables),
    guess: tables.guess,
    reassemble: tables.reassemble,
    ipv6: trimmed.ipv6,
    facts: trimmed.facts,
    links,
    findings: told.map((finding) => findingData(finding, results, utcOffset)),
    tunnels: tunnelTables(facts, start),
    flows: flowTables(flows, facts, start),
    checksums: checksumData(facts),
    timeline: timelineData(timeline, trimmed),
    ...pointsData(facts, utcOffset),
    packets: [],
    left: {
      ...trimmed.left,
      packets: facts.census.packets,
      findings: found.length - told.length,
      tunnels: Math.max(0, facts.tunnels.count - MAX_ROWS),
      flows: Math.max(0, flows.length - MAX_ROWS),
    },
  }
}

export function withPackets(data: ReportData, packets: readonly PacketData[]): ReportData {
  const there = new Set(packets.map(({ frame }) => frame))
  const quotations = data.quotations.filter((frames) => frames.some((frame) => there.has(frame)))
  return { ...data, packets, quotations, left: { ...data.left, packets: data.packetCount - packets.length } }
}

/** The changes to the default decoding. */
function decodersOf(tables: Tables): ReportData['decoders'] {
  const usual = defaultTables()
  const names: readonly DecoderTable[] = ['etherTypes', 'greProtocols', 'ipProtocols', 'udpPorts', 'linkTypes']
  return names.flatMap((name) =>
    Array.from(tables[name].entries())
      .filter(([number, kind]) => kind !== usual[name][number])
      .map(([number, kind]) => [name, number, kind] as ReportData['decoders'][number]),
  )
}

function findingData(finding: Finding, { facts }: Results, utcOffset: UtcOffset): FindingData {
  const { id, severity, confidence, count, frames } = finding
  const told = inBoth((language) => tell(finding, findingText(facts, true, utcOffset), language))
  const says = ({ title, says, why, fix, verify }: FindingSays): FindingSays => ({ title, says, why, fix, verify })
  return {
    id,
    severity,
    confidence,
    count,
    frames,
    words: { en: says(told.en), zh: says(told.zh) },
    quotes: told.en.quotes,
  }
}

function tunnelTables({ tunnels, networks, sequences }: CheckFacts, start: Timestamp): Words<PageTable> {
  const first = sortedTunnels(tunnels, 'octets').slice(0, MAX_ROWS)
  const rows = [...tunnels.records(first)].map((record) => withSequences(record, networks, sequences))
  return inBoth((language) => tunnelCells(rows, networks, start, language))
}

function flowTables(flows: readonly number[], facts: CheckFacts, start: Timestamp): Words<PageTable> {
  const rows = flows.slice(0, MAX_ROWS).map((flow) => facts.flows.row(flow))
  const across = facts.flows.across()
  return inBoth((language) =>
    flowCells(rows, facts.networks, start, language, ({ row }) => facts.flows.networkAt(across[row]!)),
  )
}

/** Flows by octets, without copies of flows that are in a tunnel as well. */
function ownFlows({ flows, capture }: CheckFacts): readonly number[] {
  const all = sortedFlows(flows, 'octets')
  if (!mayHoldCopies(capture)) return all
  const copies = flows.copies()
  return all.filter((row) => copies[row] === NO_ROW)
}

const CAUSE_NAMES: Readonly<Record<ChecksumCause, CauseName | undefined>> = {
  [ChecksumCause.None]: undefined,
  [ChecksumCause.Absent]: 'absent',
  [ChecksumCause.AbsentTunnel]: 'absent-tunnel',
  [ChecksumCause.AbsentForbidden]: 'absent-forbidden',
  [ChecksumCause.Good]: 'good',
  [ChecksumCause.Seed]: 'seed',
  [ChecksumCause.Outer]: 'outer',
  [ChecksumCause.KernelFault]: 'kernel-fault',
  [ChecksumCause.Translated]: 'translated',
  [ChecksumCause.Corrupt]: 'corrupt',
  [ChecksumCause.Cut]: 'cut',
  [ChecksumCause.Fragment]: 'fragment',
  [ChecksumCause.Missing]: 'missing',
  [ChecksumCause.NoAddresses]: 'no-addresses',
  [ChecksumCause.ExposedSeed]: 'seed',
  [ChecksumCause.OuterOff]: 'corrupt',
}

/** Of all networks and senders together, the outermost first. */
function checksumData({ checksums }: CheckFacts): readonly ChecksumData[] {
  const sums = new Map<string, ChecksumData>()
  for (const { kind, tunnels, carries, cause: number, packets, frames } of checksums.rows()) {
    const cause = CAUSE_NAMES[number]
    if (cause === undefined) continue
    const protocol = protocolOf(kind).name
    const outer = carries !== TunnelType.None
    const key = `${protocol} ${tunnels} ${outer} ${cause}`
    const before = sums.get(key)
    sums.set(key, {
      protocol,
      tunnels,
      outer,
      cause,
      packets: packets + (before?.packets ?? 0),
      frames: lowest([...(before?.frames ?? []), ...frames]),
    })
  }
  return [...sums.values()].sort(
    (x, y) => x.tunnels - y.tunnels || Number(y.outer) - Number(x.outer) || y.packets - x.packets,
  )
}

function lowest(frames: readonly number[]): readonly number[] {
  return [...new Set(frames)].sort((x, y) => x - y).slice(0, MAX_FRAMES)
}

function timelineData(timeline: Timeline, trimmed: TrimmedFacts): TimelineData {
  const { span, start, series } = timeline.facts(MAX_SERIES, (network) => trimmed.network(network) !== undefined)
  return {
    span,
    start,
    series: series.map((one) => ({ ...one, network: trimmed.network(one.network) ?? OTHER_NETWORKS })),
  }
}

/** Of a pair that has nothing in common there is nothing to tell. */
function pointsData({ capture: { points } }: CheckFacts, utcOffset: UtcOffset): Pick<ReportData, 'points'> {
  if (points === undefined) return {}
  const pairs = points.pairs.filter(({ comparison }) => comparison.clocks.pairs > 0)
  if (pairs.length === 0) return {}
  const place = (point: number): PlaceName => ({ name: points.names[point]!, drops: points.drops[point]! })
  return {
    points: pairs.map(({ points: [a, b], comparison, forms }) =>
      inBoth((language) =>
        comparisonParts(comparison, [place(a!), place(b!)], forms, {
          ...{ language, utcOffset, palette: PLAIN, unicode: true, columns: 0 },
          limit: POINTS_SHOWN,
        }),
      ),
    ),
  }
}

function linkIn({ network, address }: TrimmedFacts, link: LinkData): readonly LinkData[] {
  const number = network(link.network)
  return number === undefined ? [] : [{ ...link, network: number, a: address(link.a), b: address(link.b) }]
}

function inBoth<T>(make: (language: Language) => T): Words<T> {
  return { en: make('en'), zh: make('zh') }
}
