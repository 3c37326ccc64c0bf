/** What is to be said of a capture in a sentence: the worst that was found, or what was looked at. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import type { Severity } from '../../analysis/check/finding.js'
import { NO_ROW } from '../../analysis/row-index.js'
import { findingText } from '../findings/finding-text.js'
import { CHECK, type Checked } from '../words/check.js'
import type { Results } from './results.js'
import { tell } from './told.js'
import type { CheckView } from './view.js'

export interface Verdict {
  /** `info` where nothing is wrong. */
  readonly severity: Severity
  readonly text: string
}

export function verdictOf(
  { found, facts, only, ignore }: Results,
  { language, unicode }: Pick<CheckView, 'language' | 'unicode'>,
): Verdict {
  const words = CHECK[language]
  const [worst] = found
  if (facts.census.packets === 0) return { severity: 'warning', text: words.empty }
  if (worst !== undefined && worst.severity !== 'info') {
    const { title, says } = tell(worst, findingText(facts, unicode), language)
    return { severity: worst.severity, text: words.worst(title, says) }
  }
  const checked: Checked = {
    tunnels: facts.networks.count - 1,
    conversations: facts.flows.count,
    unanswered: unanswered(facts),
    neighbours: facts.learned.neighbours.length,
    malformed: facts.census.malformed,
  }
  const isAll = only.length === 0 && ignore.length === 0
  return { severity: 'info', text: isAll ? words.healthy(checked) : words.noneOf(only, ignore) }
}

/** Conversations that wait for an answer: pings and connections. */
function unanswered({ flows }: CheckFacts): number {
  const across = flows.across()
  let count = 0
  for (const { row, echo, tcp, back } of flows.rows()) {
    if ((echo !== undefined || tcp !== undefined) && back.packets === 0 && across[row] === NO_ROW) count++
  }
  return count
}
