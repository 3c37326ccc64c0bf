/** What an expression of `-Y` may have, in groups, and examples. */
import type { Language } from '../words/language.js'
import { FILTER, FILTER_EXAMPLES, WORD_HELP } from '../words/screens/filter.js'
import { padEnd } from './learn/text.js'

/** A word of the language, as the table has it. */
interface HelpWord {
  readonly word: string
  readonly group: 'scope' | 'tcpdump' | 'tunnel' | 'packet' | 'analysis'
}

/** Cells for words and examples, in front of their explanations. */
const WORD_CELLS = 16
const EXAMPLE_CELLS = 46

export function filterHelp(table: readonly HelpWord[], language: Language): string {
  const { groups, comparisons, matches } = FILTER[language]
  const sections = (['scope', 'tcpdump', 'tunnel', 'packet', 'analysis'] as const).map((group) => [
    groups[group],
    ...table
      .filter((word) => word.group === group)
      .map(({ word }) => row(word, WORD_HELP[word]?.[language] ?? '', WORD_CELLS)),
  ])
  const all = [
    ...sections,
    [groups.comparisons, ...comparisons.map(([form, means]) => row(form, means, EXAMPLE_CELLS)), `  ${matches}`],
    [
      groups.examples,
      ...FILTER_EXAMPLES.map(([example, means]) => row(`-Y ${quoted(example)}`, means[language], EXAMPLE_CELLS)),
    ],
  ]
  return all.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function row(left: string, right: string, cells: number): string {
  return left.length < cells ? `  ${padEnd(left, cells)}  ${right}` : `  ${left}\n  ${padEnd('', cells)}  ${right}`
}

/** As a shell takes it. */
function quoted(example: string): string {
  return example.includes("'") ? `"${example}"` : `'${example}'`
}
