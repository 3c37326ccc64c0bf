/** The options of tcpdump and tshark as a table: what each does there, and what does that here. */
import type { Language } from '../words/language.js'
import { LETTER_WORDS, LETTERS } from '../words/screens/letters.js'
import { padEnd, width } from './learn/text.js'

/** Those that are asked for, or all; empty where there is none. */
export function letterTable(flags: readonly string[], language: Language): string {
  const tables = Object.entries(LETTERS).map(([program, letters]) => {
    const rows = letters
      .filter((letter) => flags.length === 0 || letter.flags.some((flag) => flags.includes(flag)))
      .map(({ flags, does, ours }) => [`  ${flags.join(', ')}`, does[language], ours[language]])
    const widths = [0, 1].map((i) => Math.max(...rows.map((row) => width(row[i]!))))
    const lines = rows.map(
      ([left, does, ours]) => `${padEnd(left!, widths[0]!)}  ${padEnd(does!, widths[1]!)}  ${ours}`,
    )
    return lines.length === 0 ? '' : `${[LETTER_WORDS[language].title(program), ...lines].join('\n')}\n`
  })
  return tables.filter((table) => table !== '').join('\n')
}
