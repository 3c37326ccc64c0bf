/** `vxsniff stats`: what a capture adds up to, by network or whatever else. */
import { type Copies, mayHoldCopies } from '../../analysis/capture-points/copies.js'
import { Check } from '../../analysis/check/check.js'
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { NO_ROW } from '../../analysis/tables/row-index.js'
import { type LastTimestamp, NEVER, stamp } from '../../analysis/timestamps.js'
import { Extent } from '../../analysis/totals/extent.js'
import type { Grouping } from '../../analysis/totals/order.js'
import { Tally } from '../../analysis/totals/tally.js'
import { Networks } from '../../analysis/tunnels/networks.js'
import { resultsOf } from '../../present/check/results.js'
import type { TableView } from '../../present/fitted-table.js'
import { durationText } from '../../present/learn/text.js'
import { type CaptureStats, captureJson, captureText, type FileFacts } from '../../present/stats/capture.js'
import { captureLine, statsCsv, statsJson } from '../../present/stats/data.js'
import { findingKinds, findingKindsCsv, findingKindsJson, findingTable } from '../../present/stats/findings.js'
import { leavesOutEmpty, type NetworkSource, type StatsData, statsData } from '../../present/stats/rows.js'
import { intervalTable, statsTable } from '../../present/stats/table.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { STATS, type StatsWords } from '../../words/screens/stats.js'
import { captureFacts } from '../capture-facts.js'
import { fileFacts } from '../file-facts.js'
import type { Input } from '../input.js'
import { terminalIsUnicode } from '../output.js'
import type { PacketLoop } from '../packet-loop.js'
import { budgetFrom } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import type { StatsOptions } from './stats-options.js'
import { addressesDropped, type Rows, type Tabulator, tabulate } from './table-command.js'

/** Prints the totals; the exit code. */
export function stats(words: readonly string[], o: StatsOptions): Promise<number> {
  return tabulate(words, o, (input) => (o.by === 'finding' ? new FindingTotals(input, o) : new Totals(input, o, o.by)))
}

/** What every `--by` has: the capture's own facts. */
abstract class CaptureTotals {
  readonly extent: Extent = new Extent()
  protected readonly input: Input
  protected readonly options: StatsOptions
  protected readonly words: StatsWords
  protected readonly last: LastTimestamp = { ...NEVER }
  #files: readonly FileFacts[] = []

  constructor(input: Input, o: StatsOptions) {
    this.input = input
    this.options = o
    this.words = STATS[o.lang]
  }

  protected note(p: Packet): void {
    this.extent.observe(p)
    stamp(this.last, p)
  }

  async finish(): Promise<void> {
    this.#files = await fileFacts(this.input.files)
  }

  head({ language, unicode, columns }: TableView): string {
    return captureText(this.#capture(), { language, unicode, columns, utcOffset: localTime() })
  }

  protected captureLine(): string {
    return captureLine(captureJson(this.#capture()))
  }

  protected facts(check: Check, loop: PacketLoop): CheckFacts {
    return check.facts(captureFacts(this.input, undefined, this.last), loop.fragments)
  }

  #capture(): CaptureStats {
    const { capture, live, files } = this.input
    const { dropped } = live?.counters() ?? {}
    const interfaces = capture.interfaces.map((source) => ({ ...source, drops: source.drops ?? dropped }))
    return { name: files.join(' ') || capture.name, files: this.#files, extent: this.extent, interfaces }
  }
}

/** Packets and octets, and of networks what goes on in them. */
class Totals extends CaptureTotals implements Tabulator {
  readonly copies: Copies
  readonly total: Tabulator['total']
  readonly #by: Grouping
  readonly #networks: Networks
  readonly #tally: Tally
  /** Where rows are networks. */
  readonly #check: Check | undefined

  constructor(input: Input, o: StatsOptions, by: Grouping) {
    super(input, o)
    this.#by = by
    const budget = budgetFrom(o)
    this.#check = by === 'network' || by === 'vni' ? new Check(undefined, undefined, false, budget) : undefined
    this.#networks = this.#check?.learning.networks ?? new Networks(budget)
    this.#tally = new Tally(this.#networks, by, o.interval)
    this.copies = this.#networks.copies
    this.total = this.words.total
  }

  packet(p: Packet, stack: TunnelStack): void {
    this.note(p)
    if (this.#check === undefined) this.#networks.observe(p, stack)
    else this.#check.observe(p, stack)
    this.#tally.observe(p, stack)
  }

  override async finish(): Promise<void> {
    this.#check?.finish()
    await super.finish()
  }

  rows(loop: PacketLoop): Rows {
    const networks = this.#networks
    const { sort } = this.options
    const data = statsData(this.#by, sort, this.#tally, networks, this.extent, this.#source(loop))
    return {
      count: data.rows.length,
      twins: 0,
      others: 0,
      remarks: this.#remarks(data),
      dropped: {
        rows: this.#tally.dropped,
        networks: networks.dropped,
        addresses: addressesDropped(networks),
      },
      head: (view) => this.head(view),
      table: (limit, _, view) => {
        const at = { ...view, utcOffset: localTime() }
        return statsTable(data, limit, sort, at) + intervalTable(data, limit, at)
      },
      json: (limit) => withFirst(this.captureLine(), statsJson(data, limit)),
      csv: (limit) => statsCsv(data, limit),
    }
  }

  #source(loop: PacketLoop): NetworkSource | undefined {
    if (this.#check === undefined) return undefined
    const facts = this.facts(this.#check, loop)
    const copies = mayHoldCopies(this.input.capture) ? facts.flows.copies() : undefined
    return { facts, isTwin: (flow) => copies !== undefined && copies[flow] !== NO_ROW }
  }

  #remarks(data: StatsData): readonly string[] {
    const { words } = this
    const { others } = this.#tally
    const without = words.without[this.#by as keyof StatsWords['without']]
    const isSeveral = data.rows.reduce((sum, { packets }) => sum + packets, 0) > this.extent.packets
    const span = data.span === undefined ? '' : durationText(data.span, terminalIsUnicode())
    return [
      ...(others > 0 && without !== undefined ? [without(others)] : []),
      ...(isSeveral ? [words.several] : []),
      ...(span === '' ? [] : [words.intervals(span, leavesOutEmpty(data) ? 1 : 0)]),
    ]
  }
}

/** What `check` finds, by kind. */
class FindingTotals extends CaptureTotals implements Tabulator {
  readonly copies: Copies
  readonly total: Tabulator['total']
  readonly #check: Check

  constructor(input: Input, o: StatsOptions) {
    super(input, o)
    this.#check = new Check(undefined, undefined, false, budgetFrom(o))
    this.copies = this.#check.learning.copies
    this.total = this.words.total
  }

  packet(p: Packet, stack: TunnelStack): void {
    this.note(p)
    this.#check.observe(p, stack)
  }

  override async finish(): Promise<void> {
    this.#check.finish()
    await super.finish()
  }

  rows(loop: PacketLoop): Rows {
    const facts = this.facts(this.#check, loop)
    const results = resultsOf(facts, { only: [], ignore: [], limit: 0 })
    const kinds = findingKinds(results)
    const { networks } = facts
    return {
      count: kinds.length,
      twins: 0,
      others: 0,
      remarks: kinds.length === 0 ? [this.words.noFindings] : [],
      dropped: { networks: networks.dropped, addresses: addressesDropped(networks) },
      head: (view) => this.head(view),
      table: (limit, _, view) => findingTable(kinds.slice(0, limit), results, { ...view, utcOffset: localTime() }),
      json: (limit) => withFirst(this.captureLine(), findingKindsJson(kinds.slice(0, limit))),
      csv: (limit) => findingKindsCsv(kinds.slice(0, limit)),
    }
  }
}

function* withFirst(first: string, rest: Iterable<string>): Generator<string> {
  yield first
  yield* rest
}
