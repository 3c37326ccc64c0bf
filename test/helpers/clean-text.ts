/** What must not be printed, whatever a capture holds. */

/** What a terminal obeys or a reader is deceived by. Lines and cells are ours. */
const HOSTILE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u
/** Characters shown on each side of one. */
const AROUND = 60

// biome-ignore lint/suspicious/noControlCharactersInRegex: ECMA-48 §8.3.117 has it in front of a colour.
const COLOURS = /\x1b\[[\d;]*m/g

/** The text without what our own colours are made of, and nothing else. */
export function withoutColours(text: string): string {
  return text.replace(COLOURS, '')
}

export interface Hostile {
  /** `U+001b` */
  readonly character: string
  /** The text that it stands in, quoted. */
  readonly around: string
}

/** The first such character of a text, if it has any. */
export function hostileIn(text: string): Hostile | undefined {
  const found = HOSTILE.exec(text)
  if (found === null) return undefined
  const around = text.slice(Math.max(0, found.index - AROUND), found.index + AROUND)
  return {
    character: `U+${found[0].codePointAt(0)!.toString(16).padStart(4, '0')}`,
    around: JSON.stringify(around),
  }
}
