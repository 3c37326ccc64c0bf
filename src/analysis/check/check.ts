/** Takes every packet of a capture and tells what is wrong: the findings, errors first. */

import { findOrdinary } from '../../wire/ordinary.js'
import type { Packet } from '../../wire/packet.js'
import type { TunnelStack } from '../../wire/tunnel.js'
import { Copy } from '../capture-points/copies.js'
import { CountedOnce } from '../capture-points/counted-once.js'
import type { ReassemblyCounts } from '../fragments/reassembly.js'
import { Learning } from '../learning/learning.js'
import { Budget } from '../tables/budget.js'
import type { PathCache } from '../tables/path-cache.js'
import { Census } from '../totals/census.js'
import type { CaptureFacts, CheckFacts } from './check-facts.js'
import { limited, unlimited } from './evidence/limit.js'
import type { Finder, Finding, Severity } from './finding.js'
import { IndependentHalf, type Judged } from './independent-half.js'
import { CheckTables } from './tables.js'

const UNJUDGED: Judged = {
  checksums: { rows: () => [], kernelFaults: [], translations: [], dropped: 0 },
  repeats: { rows: [], dropped: 0 },
}
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

export class Check {
  readonly learning: Learning
  readonly tables: CheckTables
  readonly census: Census = new Census()
  readonly #faults: CountedOnce
  /** Undefined if another thread does this half. */
  readonly #half: IndependentHalf | undefined

  /** `ageing` and `budget` as in `Learning`; `isHalf` if a `CheckHalf` does the other half with its part of it. */
  constructor(ageing?: number, paths?: PathCache, isHalf: boolean = false, budget: Budget = new Budget()) {
    this.learning = new Learning(ageing, paths, budget)
    this.#faults = new CountedOnce(this.learning.copies)
    this.#half = isHalf ? undefined : new IndependentHalf(this.learning.networks, this.learning.copies)
    this.tables = new CheckTables(this.learning)
  }

  /** Hot path: takes a decoded packet. */
  observe(p: Packet, stack: TunnelStack): void {
    this.tables.quality.observe(p)
    const seen = this.learning.observe(p, stack)
    this.census.observe(p, this.learning.copies.active && this.#isCopy(p))
    this.#half?.observe(p, stack)
    if (this.learning.networks.paths.isKnown) this.tables.again(p, stack)
    else this.tables.observe(p, stack, seen)
  }

  /**
   * Hot path: takes a packet that need not be decoded, if it goes a known way and tells nothing but that it came; false
   * where it has to be decoded and observed. All that could make it more is looked at before anything is noted.
   */
  pass(p: Packet): boolean {
    if (!findOrdinary(p) || !this.learning.networks.paths.knows(p)) return false
    if (!this.learning.canPass(p) || !this.tables.canPass(p) || this.#half?.canPass(p) === false) return false
    this.learning.pass(p)
    this.census.pass(p)
    this.#half?.pass(p)
    this.tables.pass(p)
    return true
  }

  /** Whether an earlier packet was the same one, with the same fault or without any. */
  #isCopy(p: Packet): boolean {
    const { kind } = this.learning.copies
    return kind === Copy.Inner || !this.#faults.isNew(p, p.malformed.reason)
  }

  /** What is known so far. `judged` comes from the other half, if another thread does it. */
  facts(capture: CaptureFacts, fragments: ReassemblyCounts, judged: Judged = this.#half ?? UNJUDGED): CheckFacts {
    const { tables, census } = this
    const { checksums, repeats } = judged
    const { networks, control, fdb, flows, echoLosses, silentHosts } = this.learning
    tables.passages.finish(capture.end.seconds, capture.end.nanoseconds)
    const learned = this.learning.facts(capture.end)
    return {
      ...tables,
      networks,
      control,
      learned,
      fdb,
      flows,
      checksums,
      echoLosses,
      repeats,
      silentHosts,
      census,
      fragments,
      dropped: {
        ...this.learning.dropped(),
        // Of forwarding tables a check makes single ones, when a finding needs one.
        tables: 0,
        flows: flows.dropped,
        tunnels: tables.tunnels.dropped + tables.sequences.dropped,
        checksums: checksums.dropped,
        signs: repeats.dropped + echoLosses.dropped + silentHosts.dropped + tables.signsDropped(),
      },
      capture,
    }
  }

  /** After the last packet. */
  finish(): void {
    this.learning.finish()
  }
}

/**
 * All findings, the worst first; of equal severity the one that shows first. At most `limit` of a kind are listed one
 * by one; 0 lists all.
 */
export function findings(facts: CheckFacts, finders: readonly Finder[], limit?: number): readonly Finding[] {
  return finders
    .flatMap((finder) => limited(unlimited(finder.find(facts)), limit))
    .sort((x, y) => RANK[x.severity] - RANK[y.severity] || compare(firstOf(x), firstOf(y)))
}

/** The first frame of a finding. A finding that stands for the rest of its kind comes last. */
function firstOf({ frames, others }: Finding): number {
  return others === undefined ? (frames[0] ?? 0) : Number.POSITIVE_INFINITY
}

function compare(x: number, y: number): number {
  return x < y ? -1 : x > y ? 1 : 0
}
