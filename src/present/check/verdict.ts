/** The verdict on a capture in a sentence: the worst finding, or what was looked at. */
import type { CheckFacts } from '../../analysis/check/check-facts.js'
import { unansweredConversations } from '../../analysis/check/evidence/one-direction.js'
import type { Severity } from '../../analysis/check/finding.js'
import { CHECK, type Checked } from '../../words/screens/check.js'
import { partLine } from '../part.js'
import { tell } from './finding-sentences.js'
import { findingText } from './finding-text.js'
import type { Results } from './results.js'
import type { CheckView } from './view.js'

export interface Verdict {
  /** `info` where nothing is wrong. */
  readonly severity: Severity
  readonly text: string
}

/** The sentence; where not all packets were looked at, it says so. */
export function verdictOf(results: Results, view: Pick<CheckView, 'language' | 'unicode' | 'utcOffset'>): Verdict {
  const { severity, text } = ofPackets(results, view)
  const { part } = results
  return { severity, text: part === undefined ? text : `${text} ${partLine(part, view.language)}` }
}

function ofPackets(
  { found, facts, only, ignore, leftOut, part }: Results,
  { language, unicode, utcOffset }: Pick<CheckView, 'language' | 'unicode' | 'utcOffset'>,
): Verdict {
  const words = CHECK[language]
  const [worst] = found
  if (facts.census.packets === 0) return { severity: 'warning', text: words.empty }
  if (worst !== undefined && worst.severity !== 'info') {
    const { title, says } = tell(worst, findingText(facts, unicode, utcOffset), language)
    return { severity: worst.severity, text: words.worst(title, says) }
  }
  const isAll = only.length === 0 && ignore.length === 0
  if (leftOut.error + leftOut.warning > 0) return { severity: 'warning', text: words.leftOut(leftOut) }
  const checked = checkedOf(facts)
  if (isDoubtful(checked)) return { severity: 'warning', text: words.doubtful(checked) }
  return {
    severity: 'info',
    text: isAll ? words.healthy(checked, part !== undefined) : words.noneOf(only, ignore, part !== undefined),
  }
}

function checkedOf(facts: CheckFacts): Checked {
  const { networks, tunnels, flows, learned, census } = facts
  const sum = (total: number, { packets }: { readonly packets: number }): number => total + packets
  const tunnelLike = census.hints().reduce(sum, 0)
  return {
    tunnels: tunnels.count,
    networks: networks.overlayCount,
    conversations: flows.count,
    unanswered: unansweredConversations(facts),
    neighbours: learned.neighbours.length,
    malformed: census.malformed,
    undecoded: census.undecoded().reduce(sum, census.otherUndecoded + tunnelLike),
    tunnelLike,
  }
}

/** Whether something is odd although no finding explains it, so that the capture is not called fine. */
function isDoubtful({ unanswered, malformed, tunnelLike }: Checked): boolean {
  return unanswered + malformed + tunnelLike > 0
}
