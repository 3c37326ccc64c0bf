/** How `vxsniff check` prints what it has found, in packets or in tables, and what it makes of it for scripts. */

import { countBySeverity, type Results } from '../../present/check/results.js'
import type { CheckView } from '../../present/check/view.js'
import { NARROWEST, WIDEST } from '../../present/learn/view.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode, writeStdout } from '../output.js'
import { wantsColor } from '../shared-options.js'
import { localTime } from '../utc-offset.js'
import type { CheckOptions } from './check-options.js'

/** Columns where there is no terminal. */
const COLUMNS = 120

export function fails({ found }: Results, { failOn }: CheckOptions): boolean {
  const { error, warning } = countBySeverity(found)
  if (failOn === undefined) return false
  return failOn === 'error' ? error > 0 : error + warning > 0
}

export function viewOf(o: CheckOptions): CheckView {
  return {
    language: o.lang,
    palette: wantsColor(o) ? ANSI : PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: Math.min(WIDEST, Math.max(NARROWEST, terminalColumns() || COLUMNS)),
    utcOffset: localTime(),
    verbose: o.verbose,
  }
}

export function print(text: string): void {
  if (text !== '') writeStdout(Buffer.from(text))
}
