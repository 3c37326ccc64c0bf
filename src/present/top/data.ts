/** What a live screen is about: all that is known of the packets so far, and how fast it grows. */
import { Check } from '../../analysis/check/check.js'
import type { CaptureFacts } from '../../analysis/check/check-facts.js'
import type { Severity } from '../../analysis/check/finding.js'
import { NO_STREAM, Streams } from '../../analysis/flows/streams.js'
import type { ReassemblyCounts } from '../../analysis/fragments/reassembly.js'
import type { Budget } from '../../analysis/tables/budget.js'
import { type LastTimestamp, NEVER, stamp } from '../../analysis/timestamps.js'
import { Extent } from '../../analysis/totals/extent.js'
import { FlowParts } from '../../analysis/totals/flow-parts.js'
import { type NetworkTotals, networkTotals } from '../../analysis/totals/network-totals.js'
import { type Counts, flowCounts, Rates, tunnelCounts } from '../../analysis/totals/rates.js'
import { RecentPackets } from '../../analysis/totals/recent-packets.js'
import type { Networks } from '../../analysis/tunnels/networks.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import type { Language } from '../../words/language.js'
import { tell } from '../check/finding-sentences.js'
import { findingText } from '../check/finding-text.js'
import { NewFindings } from '../check/new-findings.js'
import { resultsOf } from '../check/results.js'

/** A finding as it arose, and when, in milliseconds of a clock that nobody sets. */
export interface Arisen {
  readonly id: string
  readonly severity: Severity
  readonly says: string
  readonly frame: number
  readonly at: number
}

/** Findings that are kept, the last ones. */
const KEPT = 50

export class TopData {
  readonly check: Check
  readonly extent: Extent = new Extent()
  readonly recent: RecentPackets = new RecentPackets()
  readonly all: Rates = new Rates()
  readonly networks: Rates = new Rates()
  readonly tunnels: Rates = new Rates()
  readonly flows: Rates = new Rates()
  readonly parts: FlowParts
  readonly partRates: Rates = new Rates()
  readonly last: LastTimestamp = { ...NEVER }
  /** By network, as of the last look. */
  totals: ReadonlyMap<number, NetworkTotals> = new Map()
  /** The last one first. */
  readonly arisen: Arisen[] = []
  readonly #news: NewFindings = new NewFindings()
  readonly #streams: Streams

  constructor(budget: Budget) {
    this.check = new Check(undefined, undefined, false, budget)
    this.parts = new FlowParts(this.check.learning.networks)
    this.#streams = new Streams(this.check.learning.networks)
  }

  /** Takes a decoded packet. */
  packet(p: Packet, stack: TunnelStack): void {
    this.extent.observe(p)
    stamp(this.last, p)
    this.check.observe(p, stack)
    const flow = this.check.learning.flows.lastRow
    const streams = this.#streams
    streams.observe(p)
    const segment = streams.kind === Kind.Tcp && streams.stream !== NO_STREAM ? streams : undefined
    this.recent.note(p, flow, this.parts.observe(p, stack, flow), segment)
  }

  /** `seconds` have passed since the last call. */
  tick(seconds: number): void {
    const { learning, tables } = this.check
    const { networks, flows } = learning
    this.all.look([this.extent], seconds)
    this.networks.look(networkCounts(networks), seconds)
    this.tunnels.look(tunnelCounts(tables.tunnels), seconds)
    this.flows.look(flowCounts(flows), seconds)
    this.partRates.look(this.parts.all(), seconds)
  }

  /** Looks for findings; `now` is in milliseconds. */
  look(capture: CaptureFacts, fragments: ReassemblyCounts, language: Language, unicode: boolean, now: number): void {
    const facts = this.check.facts(capture, fragments)
    this.totals = networkTotals(facts, () => false)
    const { found } = resultsOf(facts, { only: [], ignore: [] })
    const text = findingText(facts, unicode)
    // The worst of those that arise together comes first.
    for (const finding of [...this.#news.update(found, now)].reverse()) {
      const { id, severity, frames, others } = finding
      if (others !== undefined) continue
      this.arisen.unshift({ id, severity, says: tell(finding, text, language).says, frame: frames[0] ?? 0, at: now })
    }
    this.arisen.length = Math.min(this.arisen.length, KEPT)
  }

  /** Whether a finding has to hold a while longer before it is told. */
  get isWaiting(): boolean {
    return this.#news.isWaiting
  }
}

function* networkCounts(networks: Networks): Generator<Counts> {
  for (let network = 0; network < networks.count; network++) yield networks.network(network)
}
