/** `vxsniff letters`: what the options of tcpdump and tshark are here. */
import { letterTable } from '../../present/letters.js'
import { Exit, UsageError } from '../errors.js'
import type { LanguageOptions } from '../language.js'
import { writeStdout } from '../output.js'

/** Prints those that are asked for, or all; the exit code. */
export function letters(flags: readonly string[], { lang }: LanguageOptions): number {
  const text = letterTable(flags, lang)
  if (text === '') throw new UsageError(`neither tcpdump --help nor tshark --help shows ${flags.join(' or ')}`)
  writeStdout(Buffer.from(text))
  return Exit.Fine
}
