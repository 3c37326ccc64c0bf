/** The expression of `-Y` with what this machine and the analysis know: the local time, and causes of checksums. */
import { classify } from '../analysis/checksums/cause.js'
import type { Budget } from '../analysis/tables/budget.js'
import { compileFilter, type Filter } from '../filter/compile.js'
import type { FilterContext } from '../filter/context.js'
import { describeTree } from '../filter/describe.js'
import { kernelCondition } from '../filter/kernel.js'
import type { Tables } from '../wire/tables.js'
import { Verdict } from '../wire/verify.js'
import type { Language } from '../words/language.js'
import { FILTER } from '../words/screens/filter.js'
import { Selection } from './selection.js'
import { localTime } from './utc-offset.js'

const verdict = new Verdict()

function context(): FilterContext {
  return {
    utcOffset: localTime(),
    checksum: (p, index) => {
      classify(p, index, verdict)
      return verdict.status
    },
  }
}

/** Throws a `FilterError`. */
export function filterFrom(expression: string): Filter {
  return compileFilter(expression, context())
}

/** What picks the packets that pass. */
export function selectionOf(expression: string, tables: Tables, budget: Budget, isLive: boolean): Selection {
  return new Selection(filterFrom(expression), tables, budget, isLive)
}

/** What the kernel can test of it, besides what the user has it test; all where that is undefined. */
export function conditionOf(expression: string, tables: Tables): string | undefined {
  return kernelCondition(filterFrom(expression).tree, tables)
}

/** How an expression is read, and what the kernel hands up of a live capture. */
export function explanation(expression: string, tables: Tables, language: Language): string {
  const words = FILTER[language]
  const { tree, text } = filterFrom(expression)
  const condition = kernelCondition(tree, tables) ?? words.everything
  return `${words.reads}\n${describeTree(tree, text)
    .map((line) => `  ${line}\n`)
    .join('')}${words.kernel}\n  ${condition}\n`
}
