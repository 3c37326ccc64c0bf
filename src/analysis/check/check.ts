/** Takes every packet of a capture and tells what is wrong: the findings, errors first. */
import { Kind } from '../../wire/kind.js'
import { innerIp } from '../../wire/ordinary.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { Budget } from '../budget.js'
import { Census } from '../census.js'
import { Copy } from '../copies.js'
import { CountedOnce } from '../counted-once.js'
import { FINDERS } from '../findings/finders.js'
import { limited, unlimited } from '../findings/shared-limited.js'
import { GreSequences } from '../gre-sequence.js'
import { Learning } from '../learning/learning.js'
import type { Paths } from '../paths.js'
import type { ReassemblyCounts } from '../reassembly.js'
import { TunnelTraffic } from '../tunnel-traffic.js'
import type { CaptureFacts, CheckFacts } from './check-facts.js'
import { Copied } from './copied.js'
import { EchoSizes } from './echo-sizes.js'
import type { Finding, Severity } from './finding.js'
import { Fragments } from './fragments.js'
import { IcmpErrors } from './icmp-errors.js'
import { type Judged, Judgement } from './judgement.js'
import { NeighbourTalk } from './neighbour-talk.js'
import { Oddities } from './oddities.js'
import { OuterTags } from './outer-tags.js'
import { Pace } from './pace.js'
import { Passages } from './passages.js'
import { Segments } from './segments.js'
import { StuckSegments } from './stuck-segments.js'

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
  readonly oddities: Oddities
  readonly outerTags: OuterTags
  readonly fragmentation: Fragments
  readonly echoSizes: EchoSizes
  readonly stuck: StuckSegments
  readonly segments: Segments
  readonly copied: Copied
  readonly passages: Passages
  readonly talk: NeighbourTalk
  readonly pace: Pace = new Pace()
  readonly census: Census = new Census()
  readonly #faults: CountedOnce
  /** Undefined where another thread judges. */
  readonly #judgement: Judgement | undefined

  /** `ageing` and `budget` as `Learning` takes them; `isHalf` where a `Judge` does the other half, with his part of it. */
  constructor(ageing?: number, paths?: Paths, isHalf: boolean = false, budget: Budget = new Budget()) {
    this.learning = new Learning(ageing, paths, budget)
    this.#faults = new CountedOnce(this.learning.copies)
    this.#judgement = isHalf ? undefined : new Judgement(this.learning.networks, this.learning.copies)
    this.tunnels = new TunnelTraffic(this.learning.networks)
    this.sequences = new GreSequences(this.learning.networks)
    this.errors = new IcmpErrors(this.learning.networks)
    this.oddities = new Oddities(this.learning.networks)
    this.outerTags = new OuterTags(this.learning.networks)
    this.fragmentation = new Fragments(this.learning.networks, this.pace)
    this.echoSizes = new EchoSizes(this.learning.flows, this.learning.copies)
    this.stuck = new StuckSegments(this.learning.flows, this.learning.copies)
    this.segments = new Segments(this.learning.flows, this.learning.copies)
    this.copied = new Copied(this.learning.copies)
    this.passages = new Passages(this.learning.networks, this.learning.copies)
    this.talk = new NeighbourTalk(this.learning.networks, this.learning.copies)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.pace.observe(p)
    const seen = this.learning.observe(p, stack)
    this.census.observe(p, this.learning.copies.active && this.#isCopy(p))
    if (this.learning.networks.paths.isKnown) return this.#again(p, stack)
    this.tunnels.observe(p, stack, seen)
    this.sequences.observe(p, stack)
    this.#judgement?.observe(p, stack)
    this.errors.observe(p)
    this.oddities.observe(p, stack)
    this.outerTags.observe(p, stack)
    this.fragmentation.observe(p, stack)
    this.echoSizes.observe(p, stack)
    this.stuck.observe(p, stack)
    this.segments.observe(p)
    this.copied.observe(p)
    this.passages.observe(p, stack)
    this.talk.observe(p, stack)
  }

  /** Whether a packet before it was the same, and had the same fault or none. */
  #isCopy(p: Packet): boolean {
    const { kind } = this.learning.copies
    return kind === Copy.Inner || !this.#faults.isNew(p, p.malformed.reason)
  }

  /** A packet on a known path: for those who have something to note of an ordinary one. */
  #again(p: Packet, stack: TunnelStack): void {
    if (p.layers[p.tunnel]!.kind === Kind.Gre) this.sequences.observe(p, stack)
    this.#judgement?.observe(p, stack)
    this.fragmentation.passed(p, stack)
    switch (p.layers[innerIp(p) + 1]!.kind) {
      case Kind.Tcp:
        this.stuck.observe(p, stack)
        this.segments.observe(p)
        break
      case Kind.Icmp:
        this.echoSizes.observe(p, stack)
        break
    }
    this.copied.observe(p)
    this.passages.observe(p, stack)
    this.talk.passed(p, stack)
  }

  /** What is known by now. `judged` is the other half's, where there is one. */
  facts(capture: CaptureFacts, fragments: ReassemblyCounts, judged: Judged = this.#judgement ?? UNJUDGED): CheckFacts {
    const { fragmentation, echoSizes, stuck, segments, copied, passages } = this
    const { tunnels, sequences, errors, oddities, outerTags, talk, pace, census } = this
    const { checksums, repeats } = judged
    const { networks, fdb, flows, echoTalk, silence } = this.learning
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
      oddities,
      outerTags,
      fragmentation,
      echoSizes,
      echoTalk,
      stuck,
      segments,
      copied,
      passages,
      repeats,
      talk,
      silence,
      pace,
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
    const { errors, oddities, outerTags, fragmentation, echoSizes, stuck } = this
    const { segments, passages, talk } = this
    const { echoTalk, silence } = this.learning
    return [
      errors,
      oddities,
      outerTags,
      fragmentation,
      echoSizes,
      echoTalk,
      stuck,
      segments,
      passages,
      talk.claims,
      talk.questions,
      talk.routers,
      silence,
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
export function findings(facts: CheckFacts, limit?: number): readonly Finding[] {
  return FINDERS.flatMap((finder) => limited(unlimited(finder.find(facts)), limit)).sort(
    (x, y) => RANK[x.severity] - RANK[y.severity] || compare(firstOf(x), firstOf(y)),
  )
}

/** What stands for others comes behind them. */
function firstOf({ frames, others }: Finding): number {
  return others === undefined ? (frames[0] ?? 0) : Number.POSITIVE_INFINITY
}

function compare(x: number, y: number): number {
  return x < y ? -1 : x > y ? 1 : 0
}
