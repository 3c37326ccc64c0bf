/** What an expression of `-Y` may have, in groups, and examples. */
import type { Language } from '../words/language.js'
import { FILTER, FILTER_EXAMPLES, WORD_HELP } from '../words/screens/filter.js'
import { hanging, padEnd } from './learn/text.js'

/** A word of the language, as the table has it. */
interface HelpWord {
  readonly word: string
  readonly group: 'scope' | 'tcpdump' | 'tunnel' | 'packet' | 'analysis'
}

/** Cells for words and examples, in front of their explanations. */
const WORD_CELLS = 16
const EXAMPLE_CELLS = 46

/** In lines of so many cells; 0 for no limit. */
export function filterHelp(table: readonly HelpWord[], language: Language, columns: number): string {
  const room = columns || Number.POSITIVE_INFINITY
  const { groups, comparisons, matches } = FILTER[language]
  const sections = (['scope', 'tcpdump', 'tunnel', 'packet', 'analysis'] as const).map((group) => [
    groups[group],
    ...table
      .filter((word) => word.group === group)
      .flatMap(({ word }) => row(word, WORD_HELP[word]?.[language] ?? '', WORD_CELLS, room)),
  ])
  const all = [
    ...sections,
    [
      groups.comparisons,
      ...comparisons.flatMap(([form, means]) => row(form, means, EXAMPLE_CELLS, room)),
      ...hanging('  ', matches, room),
    ],
    [
      groups.examples,
      ...FILTER_EXAMPLES.flatMap(([example, means]) =>
        row(`-Y ${quoted(example)}`, means[language], EXAMPLE_CELLS, room),
      ),
    ],
  ]
  return all.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function row(left: string, right: string, most: number, room: number): readonly string[] {
  const cells = Math.min(most, Math.floor(room / 2))
  const isBeside = left.length < cells
  const lines = hanging(`  ${padEnd(isBeside ? left : '', cells)}  `, right, room)
  return isBeside ? lines : [`  ${left}`, ...lines]
}

/** As a shell takes it. */
function quoted(example: string): string {
  return example.includes("'") ? `"${example}"` : `'${example}'`
}
