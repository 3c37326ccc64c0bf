/** A finding in the words of one language: what screen, JSON and pages are made of. */
import type { Finding } from '../../analysis/check/finding.js'
import type { FindingText, FindingWords, Quote } from '../../words/findings/finding-words.js'
import type { Language } from '../../words/language.js'
import { CHECK } from '../../words/screens/check.js'
import { withoutAliases } from '../aliases.js'
import { escapeText } from '../value.js'
import { KINDS } from './kinds.js'

export interface ToldFinding {
  readonly finding: Finding
  readonly title: string
  readonly says: string
  readonly why: string
  /** Empty where nothing is to be done. Commands may stand on lines of their own. */
  readonly fix: string
  readonly verify: string
  readonly quotes: readonly Quote[]
}

const WORDS: ReadonlyMap<string, FindingWords<unknown>> = new Map(KINDS.map(({ words }) => [words.id, words]))

export function tell(finding: Finding, text: FindingText, language: Language): ToldFinding {
  const { about, count, others } = finding
  const words = WORDS.get(finding.id)
  if (words === undefined) throw new Error(`the catalogue has no words for ${finding.id}`)
  if (others !== undefined) {
    const says = CHECK[language].rest(text.count(count), others.length)
    return { finding, title: words.title[language], says, why: '', fix: '', verify: '', quotes: words.quotes }
  }
  return {
    finding,
    title: words.title[language],
    says: escaped(words.says(about, count, text)[language]),
    why: escaped(words.why(about, text)[language]),
    // They have commands in them, and a command takes no names.
    fix: escaped(withoutAliases(() => words.fix?.(about, text)[language])),
    verify: escaped(withoutAliases(() => words.verify?.(about, text)[language])),
    quotes: words.quotes,
  }
}

/** Names of interfaces come from the capture: a terminal must not act on them. */
function escaped(text = ''): string {
  return text.split('\n').map(escapeText).join('\n')
}
