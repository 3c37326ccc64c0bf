/** The fields that `--fields` knows: what each is, and where it is defined. */
import { PROTOCOLS } from '../wire/protocols/index.js'
import type { Language } from '../words/language.js'
import { FIELD_LIST, PACKET_FIELD_WORDS } from '../words/screens/packet-fields.js'
import { fieldLabel, fieldMeans } from './field-words.js'
import { fieldNames, fieldsOfProtocol } from './fields.js'
import { hanging, padEnd, width, wrap } from './learn/text.js'

/** A field, in one language. */
export interface ListedField {
  readonly name: string
  readonly text: string
  /** `RFC 7348 §5`; empty where no document has it. */
  readonly source: string
}

/** Those that have all of the words in their name or their text, in the order of the names. */
export function listedFields(words: readonly string[], language: Language): readonly ListedField[] {
  const known = new Map<string, ListedField>()
  for (const protocol of PROTOCOLS) {
    for (const { name, label, source } of fieldsOfProtocol(protocol)) {
      if (known.has(name)) continue
      const parts = [fieldLabel(name, label, language), fieldMeans(name, undefined, language)]
      known.set(name, { name, text: parts.filter((part) => part !== '').join(language === 'en' ? ': ' : '：'), source })
    }
  }
  const wanted = words.map((word) => word.toLowerCase())
  return fieldNames()
    .map((name) => known.get(name) ?? { name, text: PACKET_FIELD_WORDS[name]?.[language] ?? '', source: '' })
    .filter(({ name, text }) => wanted.every((word) => name.includes(word) || text.toLowerCase().includes(word)))
}

/** Cells that a text needs beside the names; with fewer it stands below them. */
const LEAST_TEXT = 24
const BELOW = '    '

/** A field in lines of so many cells, 0 for no limit; empty where there is none. */
export function fieldTable(fields: readonly ListedField[], language: Language, columns: number): string {
  if (fields.length === 0) return ''
  const nameWidth = Math.max(...fields.map(({ name }) => name.length))
  const sourceWidth = Math.max(...fields.map(({ source }) => width(source)))
  const room = columns || Number.POSITIVE_INFINITY
  const isBeside = nameWidth + sourceWidth + 4 + LEAST_TEXT <= room
  const lines = fields.flatMap(({ name, text, source }) => {
    if (!isBeside) return [`${name}  ${source}`.trimEnd(), ...hanging(BELOW, text, room)]
    return hanging(`${padEnd(name, nameWidth)}  ${padEnd(source, sourceWidth)}  `, text, room)
  })
  return `${[...lines, ...wrap(FIELD_LIST[language].layers, room)].join('\n')}\n`
}
