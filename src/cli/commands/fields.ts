/** `vxsniff fields`: the names that `--fields` takes. */
import { fieldTable, listedFields } from '../../present/field-list.js'
import { Exit, UsageError } from '../errors.js'
import { terminalColumns, writeStdout } from '../output.js'
import type { FieldsOptions } from './fields-options.js'

/** Prints those that have the words, or all; the exit code. */
export function fields(words: readonly string[], { json, lang }: FieldsOptions): number {
  const listed = listedFields(words, lang)
  if (listed.length === 0) throw new UsageError(`no field has ${words.join(' and ')} in its name or its text`)
  const text = json
    ? listed.map((field) => `${JSON.stringify(field)}\n`).join('')
    : fieldTable(listed, lang, terminalColumns())
  writeStdout(Buffer.from(text))
  return Exit.Fine
}
