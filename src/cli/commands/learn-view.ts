/** How what was learned is shown on this terminal, or where there is none. */
import type { LearnView } from '../../present/learn/view.js'
import { ANSI, PLAIN } from '../../present/palette.js'
import type { LanguageOptions } from '../language.js'
import { stdoutIsTerminal, terminalColumns, terminalIsUnicode } from '../output.js'
import { type ColorOptions, wantsColor } from '../shared-options.js'
import { localTime } from '../utc-offset.js'

/** Columns where there is no terminal. */
const COLUMNS = 120

/** `all`: nothing is left out, however long it gets. */
export function learnView(o: ColorOptions & LanguageOptions, all: boolean): LearnView {
  return {
    language: o.lang,
    palette: wantsColor(o) ? ANSI : PLAIN,
    unicode: !stdoutIsTerminal || terminalIsUnicode(),
    columns: terminalColumns() || COLUMNS,
    utcOffset: localTime(),
    all,
  }
}
