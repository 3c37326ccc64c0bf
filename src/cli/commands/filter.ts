/** `vxsniff filter`: the words of `-Y` and thirty examples, or how an expression is read. */

import { WORDS } from '../../filter/words.js'
import { filterHelp } from '../../present/filter-help.js'
import { defaultTables } from '../../wire/protocols/index.js'
import { Exit } from '../errors.js'
import { explanation } from '../filter.js'
import type { LanguageOptions } from '../language.js'
import { terminalColumns, writeStdout } from '../output.js'

/** Prints it; the exit code. Throws a `FilterError`. */
export function filter(words: readonly string[], { lang }: LanguageOptions): number {
  const columns = terminalColumns()
  const text =
    words.length === 0 ? filterHelp(WORDS, lang, columns) : explanation(words.join(' '), defaultTables(), lang, columns)
  writeStdout(Buffer.from(text))
  return Exit.Fine
}
