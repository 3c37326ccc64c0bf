/** What protocols and their fields are called, and what they are for, in one language. */
import { FIELD_WORDS, PROTOCOL_WORDS } from '../words/fields/index.js'
import type { Language } from '../words/language.js'

/** What the field is called. */
export function fieldLabel(name: string, label: string, language: Language): string {
  return language === 'en' ? label : (FIELD_WORDS[name]?.label ?? label)
}

/** What this value of the field means, or else what the field is for; empty if there are no words. */
export function fieldMeans(name: string, value: number | undefined, language: Language): string {
  const words = FIELD_WORDS[name]
  if (words === undefined) return ''
  return ((value === undefined ? undefined : words.values?.[value]) ?? words.means)[language]
}

/** What the protocol is called. */
export function protocolTitle(name: string, title: string, language: Language): string {
  return language === 'en' ? title : (PROTOCOL_WORDS[name]?.title ?? title)
}

/** What the protocol's header is there for; empty where there are no words. */
export function protocolMeans(name: string, language: Language): string {
  return PROTOCOL_WORDS[name]?.means[language] ?? ''
}
