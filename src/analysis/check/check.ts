/** Takes every packet of a capture and tells what is wrong: the findings, errors first. */

import { innerIp } from '../../wire/fast-path.js'
import { Kind } from '../../wire/kind.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { CountedOnce } from '../capture-points/counted-once.js'
import { DuplicateFrames } from '../capture-points/duplicates.js'
import { Passages } from '../capture-points/passages.js'
import { EchoSizes } from '../flows/echo-sizes.js'
import { TcpRetransmissions } from '../flows/tcp-retransmissions.js'
import { TcpStalls } from '../flows/tcp-stalls.js'
import { Fragments } from '../fragments/losses.js'
import type { ReassemblyCounts } from '../fragments/reassembly.js'
import { AddressMessages } from '../learning/address-messages.js'
import { Learning } from '../learning/learning.js'
import { Budget } from '../tables/budget.js'
import type { PathCache } from '../tables/path-cache.js'
import { CaptureQuality } from '../totals/capture-quality.js'
import { Census } from '../totals/census.js'
import { GreSequences } from '../tunnels/gre-sequence.js'
import { HeaderAnomalies } from '../tunnels/header-anomalies.js'
import { IcmpErrors } from '../tunnels/icmp-errors.js'
import { OuterVlanTags } from '../tunnels/outer-vlan-tags.js'
import { TunnelTraffic } from '../tunnels/tunnel-traffic.js'
import type { CaptureFacts, CheckFacts } from './check-facts.js'
import { limited, unlimited } from './evidence/limit.js'
import type { Finder, Finding, Severity } from './finding.js'
import { IndependentHalf, type Judged } from './independent-half.js'

const UNJUDGED: Judged = {
  checksums: { rows: () => [], kernelFaults: [], translations: [], dropped: 0 },
  repeats: { rows: [], dropped: 0 },
}
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

export class Check {
  readonly learning: Learning
  readonly tunnels: TunnelTraffic
  readonly sequences: GreSequences
  readonly errors: IcmpErrors
  readonly anomalies: HeaderAnomalies
  readonly outerVlanTags: OuterVlanTags
  readonly fragmentation: Fragments
  readonly echoSizes: EchoSizes
  readonly stalls: TcpStalls
  readonly segments: TcpRetransmissions
  readonly duplicates: DuplicateFrames
  readonly passages: Passages
  readonly addressMessages: AddressMessages
  readonly quality: CaptureQuality = new CaptureQuality()
  readonly census: Census = new Census()
  readonly #faults: CountedOnce
  /** Undefined where another thread judges. */
  readonly #half: IndependentHalf | undefined

  /** `ageing` and `budget` as `Learning` takes them; `isHalf` where a `CheckHalf` does the other half, with his part of it. */
  constructor(ageing?: number, paths?: PathCache, isHalf: boolean = false, budget: Budget = new Budget()) {
    this.learning = new Learning(ageing, paths, budget)
    this.#faults = new CountedOnce(this.learning.copies)
    this.#half = isHalf ? undefined : new IndependentHalf(this.learning.networks, this.learning.copies)
    this.tunnels = new TunnelTraffic(this.learning.networks)
    this.sequences = new GreSequences(this.learning.networks)
    this.errors = new IcmpErrors(this.learning.networks)
    this.anomalies = new HeaderAnomalies(this.learning.networks)
    this.outerVlanTags = new OuterVlanTags(this.learning.networks)
    this.fragmentation = new Fragments(this.learning.networks, this.quality)
    this.echoSizes = new EchoSizes(this.learning.flows, this.learning.copies)
    this.stalls = new TcpStalls(this.learning.flows, this.learning.copies)
    this.segments = new TcpRetransmissions(this.learning.flows, this.learning.copies)
    this.duplicates = new DuplicateFrames(this.learning.copies)
    this.passages = new Passages(this.learning.networks, this.learning.copies)
    this.addressMessages = new AddressMessages(this.learning.networks, this.learning.copies)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.quality.observe(p)
    const seen = this.learning.observe(p, stack)
    this.census.observe(p, this.learning.copies.active && this.#isCopy(p))
    if (this.learning.networks.paths.isKnown) return this.#again(p, stack)
    this.tunnels.observe(p, stack, seen)
    this.sequences.observe(p, stack)
    this.#half?.observe(p, stack)
    this.errors.observe(p)
    this.anomalies.observe(p, stack)
    this.outerVlanTags.observe(p, stack)
    this.fragmentation.observe(p, stack)
    this.echoSizes.observe(p, stack)
    this.stalls.observe(p, stack)
    this.segments.observe(p)
    this.duplicates.observe(p)
    this.passages.observe(p, stack)
    this.addressMessages.observe(p, stack)
  }

  /** Whether a packet before it was the same, and had the same fault or none. */
  #isCopy(p: Packet): boolean {
    const { kind } = this.learning.copies
    return kind === Copy.Inner || !this.#faults.isNew(p, p.malformed.reason)
  }

  /** A packet on a known path: for those who have something to note of an ordinary one. */
  #again(p: Packet, stack: TunnelStack): void {
    if (p.layers[p.tunnel]!.kind === Kind.Gre) this.sequences.observe(p, stack)
    this.#half?.observe(p, stack)
    this.fragmentation.passed(p, stack)
    switch (p.layers[innerIp(p) + 1]!.kind) {
      case Kind.Tcp:
        this.stalls.observe(p, stack)
        this.segments.observe(p)
        break
      case Kind.Icmp:
        this.echoSizes.observe(p, stack)
        break
    }
    this.duplicates.observe(p)
    this.passages.observe(p, stack)
    this.addressMessages.passed(p, stack)
  }

  /** What is known by now. `judged` is the other half's, where there is one. */
  facts(capture: CaptureFacts, fragments: ReassemblyCounts, judged: Judged = this.#half ?? UNJUDGED): CheckFacts {
    const { fragmentation, echoSizes, stalls, segments, duplicates, passages } = this
    const { tunnels, sequences, errors, anomalies, outerVlanTags, addressMessages, quality, census } = this
    const { checksums, repeats } = judged
    const { networks, fdb, flows, echoLosses, silentHosts } = this.learning
    passages.finish(capture.end.seconds, capture.end.nanoseconds)
    const learned = this.learning.facts(capture.end)
    return {
      networks,
      learned,
      fdb,
      flows,
      tunnels,
      sequences,
      checksums,
      errors,
      anomalies,
      outerVlanTags,
      fragmentation,
      echoSizes,
      echoLosses,
      stalls,
      segments,
      duplicates,
      passages,
      repeats,
      addressMessages,
      silentHosts,
      quality,
      census,
      fragments,
      dropped: {
        ...learned.dropped,
        flows: flows.dropped,
        tunnels: tunnels.dropped + sequences.dropped,
        checksums: checksums.dropped,
        signs: repeats.dropped + this.#signsDropped(),
      },
      capture,
    }
  }

  #signsDropped(): number {
    const { errors, anomalies, outerVlanTags, fragmentation, echoSizes, stalls } = this
    const { segments, passages, addressMessages } = this
    const { echoLosses, silentHosts } = this.learning
    return [
      errors,
      anomalies,
      outerVlanTags,
      fragmentation,
      echoSizes,
      echoLosses,
      stalls,
      segments,
      passages,
      addressMessages.claims,
      addressMessages.questions,
      addressMessages.routers,
      silentHosts,
    ].reduce((sum, { dropped }) => sum + dropped, 0)
  }

  /** After the last packet. */
  finish(): void {
    this.learning.finish()
  }
}

/**
 * What there is to say, the worst first; of findings of equal weight the one that shows first. At most `limit` of a kind
 * are told one by one, all for 0.
 */
export function findings(facts: CheckFacts, finders: readonly Finder[], limit?: number): readonly Finding[] {
  return finders
    .flatMap((finder) => limited(unlimited(finder.find(facts)), limit))
    .sort((x, y) => RANK[x.severity] - RANK[y.severity] || compare(firstOf(x), firstOf(y)))
}

/** What stands for others comes behind them. */
function firstOf({ frames, others }: Finding): number {
  return others === undefined ? (frames[0] ?? 0) : Number.POSITIVE_INFINITY
}

function compare(x: number, y: number): number {
  return x < y ? -1 : x > y ? 1 : 0
}
