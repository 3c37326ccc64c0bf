/** What `check`, `learn`, `flows`, `tunnels` and `stats` say of a capture with `--json`, as objects. */

import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { Check } from '../analysis/check/check.js'
import { Flows } from '../analysis/flows/flows.js'
import { Learning } from '../analysis/learning/learning.js'
import { NO_ROW } from '../analysis/tables/row-index.js'
import { type LastTimestamp, NEVER, stamp } from '../analysis/timestamps.js'
import { Census } from '../analysis/totals/census.js'
import { Extent } from '../analysis/totals/extent.js'
import { type Grouping, sortedFlows, sortedTunnels } from '../analysis/totals/order.js'
import { Tally } from '../analysis/totals/tally.js'
import { GreSequences } from '../analysis/tunnels/gre-sequence.js'
import { Networks } from '../analysis/tunnels/networks.js'
import { TunnelTraffic } from '../analysis/tunnels/tunnel-traffic.js'
import type { CaptureError } from '../capture/capture.js'
import { findingsJson, summaryJson } from '../present/check/json.js'
import { resultsOf } from '../present/check/results.js'
import { flowJson } from '../present/flow-table.js'
import { learnJson } from '../present/learn/json.js'
import { captureJson } from '../present/stats/capture.js'
import { captureLine, statsJson } from '../present/stats/data.js'
import { statsData } from '../present/stats/rows.js'
import { tunnelJson, withSequences } from '../present/tunnel-table.js'
import type { Language } from '../words/language.js'
import { budgetOf, type CaptureInput, pass, type ReadingOptions } from './packets.js'
import type {
  CaptureReport,
  CheckSummary,
  FindingId,
  FindingReport,
  FlowReport,
  IntervalReport,
  LearnReport,
  StatsRow,
  TunnelReport,
} from './reports.js'

export interface CheckOptions extends ReadingOptions {
  /** Findings of these ids alone, or of this part of ids before the dot: `mtu.blackhole`, `mtu`. */
  readonly only?: readonly (FindingId | string)[]
  readonly ignore?: readonly (FindingId | string)[]
  /** Findings of a kind that are told one by one; the others are counted. 0 for all, 50 without. */
  readonly limit?: number
  /** Of its words. */
  readonly language?: Language
}

export interface LearnOptions extends ReadingOptions {
  /** Seconds after which a VTEP forgets what it learned (`ip link … vxlan ageing`); 300 without. */
  readonly ageing?: number
}

export interface StatsOptions extends ReadingOptions {
  /** What a row is; a network without. */
  readonly by?: Grouping
  /** Nanoseconds of an interval, for totals over time. */
  readonly interval?: number
}

/** Of a capture that is damaged: all that could be read is told, and this is where it broke. */
interface Damaged {
  readonly damage: CaptureError | undefined
}

export interface CheckResult extends Damaged {
  /** The worst first. */
  readonly findings: readonly FindingReport[]
  readonly summary: CheckSummary
}

export interface LearnResult extends Damaged, LearnReport {}

export interface FlowsResult extends Damaged {
  /** Those with the most packets first. Octets are those of the IP packets inside. */
  readonly flows: readonly FlowReport[]
}

export interface TunnelsResult extends Damaged {
  /** Those with the most packets first. Octets are those of whole frames on the wire. */
  readonly tunnels: readonly TunnelReport[]
}

export interface StatsResult extends Damaged {
  readonly capture: CaptureReport
  /** Those with the most packets first. Octets are those of whole frames on the wire. */
  readonly rows: readonly StatsRow[]
  /** Empty without `interval`. */
  readonly intervals: readonly IntervalReport[]
}

/**
 * What is wrong with the tunnels of a capture, as `vxsniff check --json` says it. Rejects with an `OpenError` or a
 * `CaptureError` when there is nothing that can be read.
 */
export async function check(input: CaptureInput, options: CheckOptions = {}): Promise<CheckResult> {
  const { only = [], ignore = [], limit, language = 'en' } = options
  const all = new Check(undefined, undefined, false, budgetOf(options))
  const end: LastTimestamp = { ...NEVER }
  const { capture, fragments, damage } = await pass(input, options, {
    copies: all.learning.copies,
    packet(p, stack) {
      stamp(end, p)
      all.observe(p, stack)
    },
  })
  all.finish()
  const facts = all.facts({ live: false, interfaces: capture.interfaces, end }, fragments)
  const results = resultsOf(facts, { only, ignore, ...(limit === undefined ? {} : { limit }) })
  return {
    findings: linesOf<FindingReport>(findingsJson(results.found, results, language)),
    summary: objectOf<{ summary: CheckSummary }>(summaryJson(results, damage !== undefined, capture.notes)).summary,
    damage,
  }
}

/** Who learned what, from which packet, as `vxsniff learn --json` says it. Rejects as `check` does. */
export async function learn(input: CaptureInput, options: LearnOptions = {}): Promise<LearnResult> {
  const learning = new Learning(options.ageing, undefined, budgetOf(options))
  const census = new Census()
  const { damage } = await pass(input, options, {
    copies: learning.copies,
    packet(p, stack) {
      census.observe(p)
      learning.observe(p, stack)
    },
  })
  learning.finish()
  const report = objectOf<LearnReport>([...learnJson(learning.facts(), census.hints())].join(''))
  return { ...report, damage }
}

/** Who talks with whom in which network, as `vxsniff flows --json` says it. Rejects as `check` does. */
export async function flows(input: CaptureInput, options: ReadingOptions = {}): Promise<FlowsResult> {
  const networks = new Networks(budgetOf(options))
  const table = new Flows(networks)
  const { capture, damage } = await pass(input, options, {
    copies: networks.copies,
    packet(p, stack) {
      networks.observe(p, stack)
      table.observe(p, stack)
    },
  })
  const sorted = sortedFlows(table, 'packets')
  const copies = mayHoldCopies(capture) ? table.copies() : new Int32Array(table.count).fill(NO_ROW)
  const across = table.across()
  return {
    flows: sorted.map((row) => objectOf<FlowReport>(flowJson(table.row(row), networks, copies[row]!, across[row]!))),
    damage,
  }
}

/** The tunnels of a capture, as `vxsniff tunnels --json` says it. Rejects as `check` does. */
export async function tunnels(input: CaptureInput, options: ReadingOptions = {}): Promise<TunnelsResult> {
  const networks = new Networks(budgetOf(options))
  const table = new Flows(networks)
  const traffic = new TunnelTraffic(networks)
  const sequences = new GreSequences(networks)
  const { damage } = await pass(input, options, {
    copies: networks.copies,
    packet(p, stack) {
      networks.observe(p, stack)
      traffic.observe(p, stack, table.observe(p, stack))
      sequences.observe(p, stack)
    },
  })
  const records = traffic.records(sortedTunnels(traffic, 'packets'))
  const rows = [...records].map((record) => withSequences(record, networks, sequences))
  return { tunnels: rows.map((row) => objectOf<TunnelReport>(tunnelJson(row, networks))), damage }
}

/** What a capture adds up to, as `vxsniff stats --json` says it, but for its files' hashes. Rejects as `check` does. */
export async function stats(input: CaptureInput, options: StatsOptions = {}): Promise<StatsResult> {
  const { by = 'network', interval } = options
  // Rows of networks also have what goes on in them.
  const all = by === 'network' || by === 'vni' ? new Check(undefined, undefined, false, budgetOf(options)) : undefined
  const networks = all?.learning.networks ?? new Networks(budgetOf(options))
  const tally = new Tally(networks, by, interval)
  const extent = new Extent()
  const end: LastTimestamp = { ...NEVER }
  const { capture, fragments, damage } = await pass(input, options, {
    copies: networks.copies,
    packet(p, stack) {
      extent.observe(p)
      stamp(end, p)
      if (all === undefined) networks.observe(p, stack)
      else all.observe(p, stack)
      tally.observe(p, stack)
    },
  })
  all?.finish()
  const facts = all?.facts({ live: false, interfaces: capture.interfaces, end }, fragments)
  const copies = facts !== undefined && mayHoldCopies(capture) ? facts.flows.copies() : undefined
  const source =
    facts === undefined
      ? undefined
      : { facts, isTwin: (flow: number) => copies !== undefined && copies[flow] !== NO_ROW }
  const data = statsData(by, 'packets', tally, networks, extent, source)
  const lines = linesOf<StatsRow | IntervalReport>([...statsJson(data, Number.POSITIVE_INFINITY)].join(''))
  const about = { name: capture.name, files: [], extent, interfaces: capture.interfaces }
  return {
    capture: objectOf<{ capture: CaptureReport }>(captureLine(captureJson(about))).capture,
    rows: lines.filter((line): line is StatsRow => !('interval' in line)),
    intervals: lines.filter((line): line is IntervalReport => 'interval' in line),
    damage,
  }
}

/** What the program prints is what a report is: one description of both. */
function objectOf<T>(json: string): T {
  return JSON.parse(json) as T
}

function linesOf<T>(json: string): readonly T[] {
  return json
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => objectOf<T>(line))
}
