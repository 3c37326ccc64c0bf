/** The expression of `-Y` with what this machine and the analysis know: the local time, causes of checksums, streams. */

import { mayHoldCopies } from '../analysis/capture-points/copies.js'
import { FINDING_IDS } from '../analysis/check/finding-ids.js'
import { classify } from '../analysis/checksums/cause.js'
import { Budget } from '../analysis/tables/budget.js'
import type { Capture } from '../capture/capture.js'
import { remarksOf } from '../capture/remarks.js'
import { compileFilter, type Filter, Needs } from '../filter/compile.js'
import type { FilterContext } from '../filter/context.js'
import { describeTree } from '../filter/describe.js'
import { FilterError } from '../filter/error.js'
import { TOLD_NUMBERS } from '../filter/fields.js'
import { kernelCondition } from '../filter/kernel.js'
import { type PlacedTest, testsOf } from '../filter/tree.js'
import { isFindingId } from '../present/check/results.js'
import { wrap } from '../present/learn/text.js'
import type { PacketSource } from '../present/packet-fields.js'
import { numberOf, textsOf } from '../present/told-fields.js'
import { nearest } from '../wire/nearest.js'
import type { Tables } from '../wire/tables.js'
import { Verdict } from '../wire/verify.js'
import type { Language } from '../words/language.js'
import { FILTER } from '../words/screens/filter.js'
import { UsageError } from './errors.js'
import type { EvidencePackets } from './evidence-pass.js'
import { PacketFacts } from './packet-facts.js'
import { Selection } from './selection.js'
import { localTime } from './utc-offset.js'

const verdict = new Verdict()
/** Cells of a line of an explanation where there is no terminal. */
const EXPLAINED = 120
/** Words that only the whole capture answers. */
const TWO_PASSES: ReadonlySet<string> = new Set(['finding', 'step'])

/** A capture, as far as fields tell of it. */
type Named = Pick<Capture, 'name' | 'interfaces' | 'pathOf'>
const NO_CAPTURE: Named = { name: '', interfaces: [] }

function sourceOf(capture: Named): PacketSource {
  return {
    interfaces: capture.interfaces,
    remarks: (p) => remarksOf(capture, p),
    pathOf: (p) => capture.pathOf?.(p.interfaceId, p.number) ?? capture.name,
  }
}

let unused: PacketFacts | undefined
/** For expressions that are read and never asked: its tables are made once. */
function unusedFacts(): PacketFacts {
  unused ??= new PacketFacts(new Budget(), false)
  return unused
}

/** What packets are picked from. */
export interface PickedFrom {
  readonly capture: Capture
  /** Its files once more. */
  readonly reopen: () => Promise<Capture>
  readonly tables: Tables
  readonly budget: Budget
}

/** Compiles an expression without a capture, to check or explain it; throws a `FilterError`. */
export function filterFrom(expression: string): Filter {
  const filter = compile(expression, unusedFacts, undefined, NO_CAPTURE)
  for (const { test, place } of testsOf(filter.tree)) {
    if (test.is !== 'asked' || test.word !== 'finding' || isFindingId(test.argument)) continue
    const length = test.argument.length
    const near = nearest(test.argument, FINDING_IDS)
    const families = [...new Set(FINDING_IDS.map((id) => `${id.slice(0, id.indexOf('.'))}.…`))]
    const names = near.length > 0 ? near : families
    throw new FilterError(
      expression,
      { at: place.at + place.length - length, length },
      'noValue',
      [test.argument, 'finding'],
      names,
    )
  }
  return filter
}

/** Throws a `UsageError` if an expression needs two passes over packets that can be read only once: live, or a pipe. */
export function refuseOneLook({ tree }: Filter, files: readonly string[]): void {
  if (!needsAll(tree) || (files.length > 0 && !files.includes('-'))) return
  throw new UsageError("'finding' and 'step' take two looks at the packets, which only files allow; save them with -w")
}

/** The filter for a capture. It has to be given every packet; throws a `FilterError`. */
export async function filterFor(expression: string, from: PickedFrom): Promise<Filter> {
  const { tree } = filterFrom(expression)
  const evidence = needsAll(tree) ? await evidenceOf(from) : undefined
  let facts: PacketFacts | undefined
  const filter = compile(
    expression,
    () => {
      facts ??= new PacketFacts(from.budget, mayHoldCopies(from.capture))
      return facts
    },
    evidence,
    from.capture,
  )
  if (facts === undefined) return filter
  const before = facts
  return {
    ...filter,
    needs: Needs.All,
    accepts: (p) => {
      before.observe(p)
      return filter.accepts(p)
    },
    datagram: {
      ...filter.datagram,
      begin: (p) => {
        before.observe(p)
        filter.datagram.begin(p)
      },
    },
  }
}

/** Selects the packets that pass; or the first of them, and of these the last. Without an expression all packets pass. */
export async function selectionOf(
  expression: string | undefined,
  ends: { readonly head?: number | undefined; readonly tail?: number | undefined },
  from: PickedFrom,
  isLive: boolean,
): Promise<Selection> {
  const filter = expression === undefined ? undefined : await filterFor(expression, from)
  return new Selection(filter, ends, from.tables, from.budget, isLive)
}

/** What the kernel can test of the expression; undefined if it can test nothing and must hand up all packets. */
export function conditionOf(expression: string, tables: Tables): string | undefined {
  let asksBefore = false
  const { tree } = compile(
    expression,
    () => {
      asksBefore = true
      return unusedFacts()
    },
    undefined,
    NO_CAPTURE,
  )
  // A word that depends on earlier packets needs all of them, so the kernel must drop none.
  return asksBefore ? undefined : kernelCondition(tree, tables)
}

/** `factsOf` is called if the expression asks what earlier packets tell. */
function compile(
  expression: string,
  factsOf: () => PacketFacts,
  evidence: EvidencePackets | undefined,
  capture: Named,
): Filter {
  const source = sourceOf(capture)
  const context: FilterContext = {
    utcOffset: localTime(),
    checksum: (p, index) => {
      classify(p, index, verdict)
      return verdict.status
    },
    asked: (word, argument) => {
      if (!TWO_PASSES.has(word)) return factsOf().word(word)
      if (evidence === undefined) return () => false
      const frames = word === 'finding' ? evidence.finding(argument) : evidence.step(Number(argument))
      return (p) => frames.has(p.number)
    },
    texts: (field) => textsOf(field, source),
    value: (field) => (TOLD_NUMBERS.includes(field) ? numberOf(field, source) : factsOf().field(field)),
  }
  return compileFilter(expression, context)
}

function needsAll(tree: Filter['tree']): boolean {
  return [...testsOf(tree)].some(({ test }: PlacedTest) => test.is === 'asked' && TWO_PASSES.has(test.word))
}

async function evidenceOf({ reopen, tables, budget }: PickedFrom): Promise<EvidencePackets> {
  const { evidencePackets } = await import('./evidence-pass.js')
  const again = await reopen()
  try {
    return await evidencePackets(again, reopen, tables, budget)
  } finally {
    again.close()
  }
}

/** How an expression is read, and what the kernel hands up of a live capture, in lines of so many cells; 0 where there is no terminal. */
export function explanation(expression: string, tables: Tables, language: Language, columns: number): string {
  const words = FILTER[language]
  const { tree, text } = filterFrom(expression)
  const condition = conditionOf(expression, tables) ?? words.everything
  return `${words.reads}\n${describeTree(tree, text)
    .map((line) => `  ${line}\n`)
    .join('')}${words.kernel}\n${wrap(condition, (columns || EXPLAINED) - 2)
    .map((line) => `  ${line}\n`)
    .join('')}`
}
