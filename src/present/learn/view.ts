/** How what was learned is to be shown: for whom, and on what. */
import type { Language } from '../../words/language.js'
import type { Palette } from '../palette.js'
import type { UtcOffset } from '../time.js'

export interface LearnView {
  readonly language: Language
  readonly palette: Palette
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean
  /** Columns that a line may take; the story makes use of up to `WIDEST`. */
  readonly columns: number
  readonly utcOffset: UtcOffset
  /** Whether everything is shown, however long it gets. */
  readonly all: boolean
}

/** Beyond this many columns the eye loses the line. */
export const WIDEST = 140
/** Below this many there is no room for tables: lines are made for so many all the same. */
export const NARROWEST = 72

/** Columns that lines are made for. */
export function usableColumns({ columns }: LearnView): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns))
}
