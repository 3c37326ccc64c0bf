/** That not all packets of a capture were looked at, in a line. */
import type { Language } from '../words/language.js'
import { FILTER, type Part } from '../words/screens/filter.js'
import { escapeText } from './value.js'

export function partLine(part: Part, language: Language): string {
  const { expression } = part
  return FILTER[language].part(expression === undefined ? part : { ...part, expression: escapeText(expression) })
}
