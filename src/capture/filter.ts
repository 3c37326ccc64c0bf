/** Finds the place of a mistake in a libpcap filter: libpcap's message names none, so parts of the filter are tried. */

/** The filter as the user wrote it cannot be compiled. */
export class FilterError extends Error {
  /** The whole filter. */
  readonly text: string
  /** Characters of `text` in front of the wrong word, and the length of the word; 0 at the end of the text. */
  readonly at: number
  readonly length: number

  constructor(text: string, message: string, place: Place) {
    super(message)
    this.name = 'FilterError'
    this.text = text
    this.at = place.at
    this.length = place.length
  }
}

/** A stretch of the filter, in characters. */
export interface Place {
  readonly at: number
  readonly length: number
}

/** Operands of every kind that pcap-filter(7) has: one of them makes a whole filter of a good beginning. */
const CONTINUATIONS: readonly string[] = [
  '',
  ' tcp',
  ' host 192.0.2.1',
  ' 1',
  ' 192.0.2.1',
  ' 02:00:00:00:00:01',
  ' port 1',
  ' = 1',
  ' 1 = 1',
  '] = 1',
  ' 0] = 1',
  ' 1-2',
  ' inbound',
]

/** Words, quoted ones as a whole, and signs that stand by themselves. */
const TOKEN = /"[^"]*"|'[^']*'|[()[\]]|[<>=!&|+*/^-]+|[^\s()[\]<>=!&|]+/g

/**
 * The word of `text` that made the compiler say `message`: the one it quotes, or else the first after which no
 * continuation makes sense any more. `compiles` tries a text.
 */
export function blame(text: string, message: string, compiles: (text: string) => boolean): Place {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    at: match.index,
    length: match[0].length,
    word: match[0],
  }))
  for (const [, name] of message.matchAll(/['"]([^'"]+)['"]/g)) {
    const token = tokens.find(({ word }) => word === name)
    if (token !== undefined) return token
  }
  const stumble = tokens.find(({ at, length }) => {
    const start = text.slice(0, at + length)
    return !CONTINUATIONS.some((more) => compiles(close(start + more)))
  })
  return stumble ?? { at: text.length, length: 0 }
}

/** The text with its open parentheses closed. */
function close(text: string): string {
  const open = text.split('(').length - text.split(')').length
  return text + ')'.repeat(Math.max(0, open))
}
