/** How findings are to be shown: for whom, and on what. */
import type { Language } from '../../words/language.js'
import type { Palette } from '../palette.js'
import type { UtcOffset } from '../time.js'

export interface CheckView {
  readonly language: Language
  readonly palette: Palette
  /** Whether the terminal can show more than ASCII. */
  readonly unicode: boolean
  /** Columns that a line may take, as far as words and addresses let it. */
  readonly columns: number
  /** Times of day are in UTC without it. */
  readonly utcOffset?: UtcOffset
  /** Whether each finding is told in full. */
  readonly verbose: boolean
}
