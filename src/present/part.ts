/** That not all packets of a capture were looked at, in a line. */
import type { Language } from '../words/language.js'
import { FILTER, type Part } from '../words/screens/filter.js'
import { escapeText } from './value.js'

export function partLine(part: Part, language: Language): string {
  const { expression, selectedBy } = part
  return FILTER[language].part({
    ...part,
    ...(expression === undefined ? {} : { expression: escapeText(expression) }),
    ...(selectedBy === undefined ? {} : { selectedBy: escapeText(selectedBy) }),
  })
}
